"""The certificate of the ten years: a row for every deadline, each due once and never early; and no row can be lost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from domain.agency import replayed
from domain.deadline_certificate import certificate
from gateway.guarantee import certify, check_certificate
from schemas.deadline import DeadlineMet, DeadlineMissed, DeadlineReached, DeadlineSet
from schemas.event import Recorded
from schemas.guarantee import Certificate, CertificateDifference, CertificateHead, CertifiedDeadline, CertifiedMove
from schemas.policy import RulesState
from store.deadline_log import deadline_events
from store.pool import Pool
from tests.life.living import ENDS_AT, ten_years

SAME: dict[str, Any] = {
    "stream": True,
    "deadline": True,
    "kind": True,
    "due": True,
    "instant": True,
    "outcome": True,
    "is_taken_over": True,
    "days_late": True,
    "closed_by": True,
    "misses_revoked": True,
    "moves": {"__all__": {"what", "by", "decided_on", "reason", "old_due", "due"}},
}
"""What does not depend on who was quicker, and by whom it was carried out."""

_MADE_UP = CertifiedMove(
    what="deadline.extended",
    position=1,
    recorded_at=ENDS_AT,
    by="demo-mos",
    decided_on=None,
    reason=None,
    old_due=ENDS_AT.date(),
    due=ENDS_AT.date(),
)
BY_TEMPORAL = {"temporal", "command"}
"""Its own timer, or a command that came late and brought along what was due before it."""


@cache
def lived_certificate(until: datetime = ENDS_AT) -> Certificate:
    """Certify what one process lived up to an instant."""
    events = [event for event in ten_years().agency.log if event.recorded_at <= until]
    rules = replayed(events, until).state("rules")
    assert isinstance(rules, RulesState)
    return certificate(events, rules, CertificateHead(position=len(events), number=0, chain=""), until)


async def require_certified(pool: Pool, until: datetime, settles_within: timedelta) -> Certificate:
    """Hold the certificate of a served life against the log, and against that of one process.

    Raises:
        AssertionError: a deadline has no row or two, fell due early or twice, or was missed though it was met.
    """
    events = await deadline_events(pool, upto=1_000_000)
    kept = Certificate.model_validate_json((await certify(pool, until)).model_dump_json())
    assert told(lived_certificate(until)) == told(kept)
    require_whole(kept, events, settles_within)
    assert set(kept.totals.fired_by) <= BY_TEMPORAL
    assert kept.totals.fired_by["temporal"] > 0
    assert await check_certificate(pool, kept) == ()
    last = len(kept.deadlines) - 1
    for forged, names in (without_a_row(kept, 0), told_otherwise(kept, last), *with_more_rows(kept)):
        assert differing(await check_certificate(pool, forged)) == names
    return kept


def require_whole(found: Certificate, events: Sequence[Recorded], settles_within: timedelta) -> None:
    """Hold a certificate against the events themselves, by other means than those that it was made with."""
    fired = (DeadlineMissed, DeadlineReached)
    names = Counter((one.stream, one.deadline) for one in found.deadlines)
    was_set = {(e.stream, e.payload.deadline) for e in events if isinstance(e.payload, DeadlineSet)}
    times = Counter((e.stream, e.payload.deadline, e.payload.revision) for e in events if isinstance(e.payload, fired))
    met = {(e.stream, e.payload.deadline) for e in events if isinstance(e.payload, DeadlineMet)}
    lags = [one.fired_at - one.instant for one in found.deadlines if one.fired_at is not None]

    assert dict.fromkeys(was_set, 1) == dict(names)
    assert {1} == set(times.values())
    assert timedelta() <= min(lags)
    assert max(one.lag_seconds or 0.0 for one in found.deadlines) <= settles_within.total_seconds()
    assert set() == met & {(one.stream, one.deadline) for one in found.deadlines if one.outcome == "missed"}
    late = {one.outcome for one in found.deadlines if one.instant + settles_within < found.computed_at}
    assert "open" not in late


def told(found: Certificate) -> list[dict[str, Any]]:
    """Give the rows without what depends on who was quicker."""
    return [one.model_dump(mode="json", include=SAME) for one in found.deadlines]


def without_a_row(kept: Certificate, number: int) -> tuple[Certificate, tuple[str, ...]]:
    """Take out the row of that number and leave the totals as they were; with what a verification should name."""
    gone = kept.deadlines[number]
    others = tuple(one for one in kept.deadlines if one is not gone)
    return _with(kept, *others), (f"omitted {_name(gone)}",)


def told_otherwise(kept: Certificate, number: int) -> tuple[Certificate, tuple[str, ...]]:
    """Tell one thing of the row of that number otherwise, of each row another one than of the next."""
    row = kept.deadlines[number]
    changes: tuple[dict[str, Any], ...] = (
        {"outcome": "met" if row.outcome != "met" else "missed"},
        {"due": row.due + timedelta(days=1)},
        {"fired_by": "sweeper"},
        {"moves": row.moves[:-1] if row.moves else (_MADE_UP,)},
    )
    other = row.model_copy(update=changes[number % len(changes)])
    return _with(kept, *kept.deadlines[:number], other, *kept.deadlines[number + 1 :]), (f"altered {_name(row)}",)


def with_more_rows(kept: Certificate) -> Iterator[tuple[Certificate, tuple[str, ...]]]:
    """Tell a row twice, in another order, and one that there never was."""
    row = kept.deadlines[0]
    made_up = row.model_copy(update={"deadline": "D99"})
    yield _with(kept, *kept.deadlines, row), (f"foreign {_name(row)}",)
    yield _with(kept, *kept.deadlines[::-1]), (f"out_of_order {_name(kept.deadlines[-1])}",)
    yield _with(kept, *kept.deadlines, made_up), (f"foreign {_name(made_up)}",)


def _with(kept: Certificate, *rows: CertifiedDeadline) -> Certificate:
    return kept.model_copy(update={"deadlines": rows})


def differing(found: Sequence[CertificateDifference]) -> tuple[str, ...]:
    """Say what was done to which row."""
    return tuple(f"{one.what} {one.stream} {one.deadline}" for one in found)


def _name(row: CertifiedDeadline) -> str:
    return f"{row.stream} {row.deadline}"
