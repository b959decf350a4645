"""The script on real servers: handed in at the gateway, its time skipped by Temporal, and held against one process."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from typing import Any

from domain.answer import answer
from domain.knowledge import known
from domain.recording import SYSTEM
from gateway.guarantee import audit_deadlines
from schemas.event import Recorded
from store.canonical import canonical
from store.log import read_log
from store.pool import Pool, fetch
from store.verify import verify
from store.views import rebuild_views
from tests.life.certified import require_certified
from tests.life.living import OPENED_AT, ten_years
from tests.life.script import steps
from tests.scenarios.served import Served
from tests.unit.history import texts

PAGE = 5_000
_GRACE = timedelta(days=1)  # virtual clocks of files are skipped one after another
ABOUT = ("deadline", "due", "old_due", "year", "period", "round", "part", "cluster", "project", "cents", "verdict")
"""Fields that say what an event is about; positions and what is hashed over them depend on who was quicker."""


async def lived_served(served: Served, until: datetime) -> None:
    """Live the script up to an instant; everything has to go as it went in one process.

    Raises:
        AssertionError: a command was answered otherwise, or a file holds other events.
    """
    await served.open(OPENED_AT)
    log: list[Recorded] = []
    reached = OPENED_AT
    for step in steps():
        if step.at > until:
            break
        if step.at > reached:
            await served.wait_until(reached := step.at)
        if any(callable(value) for value in step.fields.values()):
            await _read_on(served.pool, log)
        outcome = await served.submit(step.envelope(log))
        expected = step.refused or "recorded"
        assert outcome.code == expected, f"{step.at} {step.stream} {step.kind}: {outcome.code} {outcome.detail}"
    await served.wait_until(until)
    await _read_on(served.pool, log)
    _require_the_same(ten_years().agency.log, log, until)


async def require_sound(pool: Pool, as_of: Sequence[date], known_on: datetime) -> None:
    """Verify the record, certify its deadlines, rebuild its views: neither they nor any answer changes by that."""
    before, answers = await _views(pool), await _answers(pool, as_of, known_on)
    assert (await verify(pool)).problem is None
    assert await audit_deadlines(pool, known_on, _GRACE) == ()
    await require_certified(pool, known_on, _GRACE)
    await rebuild_views(pool)
    assert before == await _views(pool)
    assert answers == await _answers(pool, as_of, known_on)


async def _answers(pool: Pool, days: Sequence[date], known_on: datetime) -> list[bytes]:
    log: list[Recorded] = []
    await _read_on(pool, log)
    return [canonical(answer(known(log, as_of, known_on), as_of, known_on, texts("nl"))) for as_of in days]


async def _views(pool: Pool) -> list[tuple[Any, ...]]:
    rows = await fetch(pool, "SELECT view, stream, key, body::text FROM view_row ORDER BY view, stream, key")
    return [tuple(row) for row in rows]


async def _read_on(pool: Pool, log: list[Recorded]) -> None:
    while page := await read_log(pool, log[-1].position if log else 0, PAGE):
        log += page


def _require_the_same(here: Sequence[Recorded], there: Sequence[Recorded], until: datetime) -> None:
    expected = _files([event for event in here if event.recorded_at <= until])
    actual = _files(there)
    assert sorted(expected) == sorted(actual)
    for stream, told in expected.items():
        for one, other in zip_longest(told, actual[stream]):
            assert one == other, f"{stream}: {one} in process, {other} served"


def _files(log: Sequence[Recorded]) -> dict[str, list[str]]:
    """Sort a log by files; what time brings to one on a day has no order here, as virtual clocks skip the settle time.

    A deadline and a work year of one midnight lie seconds apart, and files are skipped beyond both one after another.
    """
    files: dict[str, list[Recorded]] = {}
    for event in log:
        files.setdefault(event.stream, []).append(event)
    return {
        stream: [
            line
            for (is_times, _), same in groupby(events, key=_moment)
            for line in (sorted if is_times else list)(_line(event) for event in same)
        ]
        for stream, events in files.items()
    }


def _moment(event: Recorded) -> tuple[bool, date]:
    return event.actor == SYSTEM, event.recorded_at.date()


def _line(event: Recorded) -> str:
    told = event.payload.model_dump(mode="json")
    about = {name: told[name] for name in ABOUT if name in told}
    effective = (event.effective.earliest.isoformat(), event.effective.latest.isoformat())
    return f"{event.type} {about} {effective} {event.actor.person}"
