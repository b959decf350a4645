"""A kept certificate against the record: each row altered, left out or put in is named, the first one first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.deadline_certificate import certificate, differences
from schemas.deadline import DeadlineMissed
from schemas.event import Recorded
from schemas.guarantee import Certificate, CertificateHead, CertifiedDeadline
from tests.unit.programme import rules_of
from tests.unit.test_deadline_audit import INSTANT, NOW, SET, SET_AT, Record

HEAD = CertificateHead(position=9, number=4, chain="00" * 32)
FOUR = ("pact/a", "pact/b", "pact/c", "pact/d")


def kept(events: list[Recorded] | None = None) -> Certificate:
    """Of one deadline in each of four files, three of them missed."""
    read = missed_in_three() if events is None else events
    leaves = {event.position: f"{event.position:064x}" for event in read}
    return certificate(read, rules_of(), HEAD, NOW, leaves=leaves)


def missed_in_three() -> list[Recorded]:
    """Set in all of them, and fired in all but the last."""
    record = Record()
    for stream in FOUR:
        record.then(SET, SET_AT, stream=stream)
    for number, stream in enumerate(FOUR[:3], 1):
        missed = DeadlineMissed(deadline="D01", revision=1, due=SET.due)
        record.then(missed, INSTANT + timedelta(seconds=number), stream=stream, causation_id="temporal")
    return record.events


def with_rows(*rows: CertifiedDeadline) -> Certificate:
    """The same certificate with other rows."""
    return kept().model_copy(update={"deadlines": rows})


A, B, C, D = kept().deadlines
LATER = B.model_copy(update={"due": date(2021, 4, 1), "outcome": "met"})
FORGED = C.model_copy(update={"rests_on": (C.rests_on[0], C.rests_on[1].model_copy(update={"leaf": "ff" * 32}))})
UNFIRED = C.model_copy(update={"rests_on": C.rests_on[:1]})
STRANGE = B.model_copy(update={"stream": "pact/nowhere"})

CHANGED = {
    "nothing": ((A, B, C, D), []),
    "a row altered": ((A, LATER, C, D), [("altered", 2, "pact/b", ("due", "outcome"), None)]),
    "another event below a row": ((A, B, FORGED, D), [("altered", 3, "pact/c", ("rests_on",), 7)]),
    "an event left out below a row": ((A, B, UNFIRED, D), [("altered", 3, "pact/c", ("rests_on",), 7)]),
    "a row left out": ((A, C, D), [("omitted", 2, "pact/b", (), None)]),
    "the last row left out": ((A, B, C), [("omitted", 4, "pact/d", (), None)]),
    "a foreign row": ((A, STRANGE, B, C, D), [("foreign", 2, "pact/nowhere", (), None)]),
    "a row twice": ((A, B, C, D, D), [("foreign", 5, "pact/d", (), None)]),
    "a row in the place of another": (
        (A, STRANGE, C, D),
        [("foreign", 2, "pact/nowhere", (), None), ("omitted", 2, "pact/b", (), None)],
    ),
    "rows exchanged": ((A, C, B, D), [("out_of_order", 2, "pact/c", (), None)]),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_differs_is_named_row_by_row(change: str) -> None:
    """By its number in the certificate, its file, and what of it."""
    rows, expected = CHANGED[change]
    found = differences(with_rows(*rows), kept())
    assert expected == [(one.what, one.row, one.stream, one.parts, one.position) for one in found]


def test_parts_beside_the_rows_come_last() -> None:
    """Figures that no row bears out, and another point of the record."""
    totals = kept().totals.model_copy(update={"fired": 4})
    forged = with_rows(A, LATER, C, D).model_copy(update={"totals": totals, "pact": "pact/a"})
    assert [("altered", ("due", "outcome")), ("part", ("totals", "pact"))] == [
        (one.what, one.parts) for one in differences(forged, kept())
    ]


def test_every_field_of_a_certificate_is_held_against_the_record() -> None:
    """None can be added that nobody compares."""
    compared = {"head", "totals", "computed_at", "due_from", "due_to", "pact", "deadlines"}
    assert compared == Certificate.model_fields.keys() - {"schema_version"}


def test_the_lag_is_from_the_instant_as_it_was_recorded() -> None:
    """So that a kept certificate reads the same under later tables of time zones, by which others fire."""
    an_hour_later = SET.model_copy(update={"instant": INSTANT + timedelta(hours=1), "tzdata": "2020a"})
    fired = DeadlineMissed(deadline="D01", revision=1, due=SET.due)
    events = Record().then(an_hour_later, SET_AT).then(fired, INSTANT + timedelta(seconds=5)).events
    [row] = kept(events).deadlines
    assert (row.instant, row.tables, row.lag_seconds) == (datetime(2021, 3, 3, tzinfo=UTC), "2020a", -3595.0)
