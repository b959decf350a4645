"""The audit of deadlines: a sound record has no finding, and each planted fault has the one that names it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.deadline_audit import INVARIANTS, audit
from domain.recording import SYSTEM
from schemas.deadline import (
    DeadlineEscalated,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineExtensionRequested,
    DeadlineKind,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineRecomputed,
    DeadlineReminded,
    DeadlineReopened,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStopped,
    MissRevocationProposed,
    RecomputationProposed,
)
from schemas.event import Recorded
from schemas.guarantee import DeadlineEvidence, DeadlineFinding, GroupGrant, PeriodEnd
from schemas.people import Actor
from tests.unit.programme import rules_of
from tests.unit.scenario import HEAD, OFFICER, on

PACT = "pact/demo"
SET_AT = datetime(2020, 3, 2, 9, tzinfo=UTC)
DUE, LATER = date(2021, 3, 2), date(2021, 6, 1)
INSTANT, LATER_INSTANT = datetime(2021, 3, 2, 23, tzinfo=UTC), datetime(2021, 6, 1, 22, tzinfo=UTC)
NOW = datetime(2021, 7, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)

SET = DeadlineSet(
    deadline="D01",
    rule="D01",
    rule_version="1",
    calendar="legal",
    calendar_version="1",
    kind=DeadlineKind.ACTION,
    subject=(),
    anchor=date(2020, 3, 2),
    raw_due=DUE,
    due=DUE,
    instant=INSTANT,
)
REMINDED = DeadlineReminded(deadline="D01", revision=1, stage="r60", due=DUE, to_roles=("case_officer",))
MISSED = DeadlineMissed(deadline="D01", revision=1, due=DUE)
ESCALATED = DeadlineEscalated(deadline="D01", revision=1, stage="e1", to_roles=("head_of_unit",))
MET = DeadlineMet(deadline="D01", revision=1, due=DUE, days_late=3)
ASKED = DeadlineExtensionRequested(deadline="D01", revision=1, due=DUE, new_due=LATER, ground="talks")
MOVED = DeadlineExtended(deadline="D01", revision=2, old_due=DUE, due=LATER, instant=LATER_INSTANT)
RECOUNTED = DeadlineRecomputed(
    deadline="D01",
    revision=2,
    rule_version="1",
    calendar_version="1",
    anchor=date(2020, 6, 1),
    raw_due=LATER,
    old_due=DUE,
    due=LATER,
    instant=LATER_INSTANT,
)
MET_AT = INSTANT + timedelta(days=3)
END = SET.model_copy(update={"kind": DeadlineKind.VALIDITY})
STOPPED = DeadlineStopped(deadline="D01", revision=1, due=DUE, since=date(2021, 2, 1))
REVOKED = DeadlineMissRevoked(deadline="D01", revision=1, due=DUE, reason="corrected_fact")
PROPOSED = MissRevocationProposed(deadline="D01", revision=1, due=DUE, ground="corrected_fact", grounds="the letter")
ANEW = RecomputationProposed(deadline="D01", revision=1, due=DUE, anchor=RECOUNTED.anchor, new_due=LATER)

Planted = Callable[["Record"], "Record"]


class Record:
    """A record under construction; each method answers the record, so that it reads as a story."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self.other: dict[str, Any] = {}

    def then(self, payload: DeadlineEvent, at: datetime, by: Actor = SYSTEM, **changes: object) -> "Record":
        """Record a payload, effective on its due date where it has one."""
        number = len(self.events) + 1
        fields: dict[str, Any] = {
            "payload": payload,
            "effective": on(getattr(payload, "due", at.date())),
            "position": number,
            "stream": PACT,
            "version": number,
            "recorded_at": at,
            "actor": by,
            "command_id": f"command-{number}",
        }
        self.events.append(Recorded.model_validate({**fields, **changes}))
        return self

    def beside(self, **other: object) -> "Record":
        """Put other evidence beside the events."""
        self.other |= other
        return self

    def findings(self) -> list[str]:
        """Give the invariants that are broken."""
        return [found.invariant for found in self.found()]

    def found(self) -> tuple[DeadlineFinding, ...]:
        """Audit it."""
        evidence = {"events": tuple(self.events), "rules": rules_of(), "now": NOW, **self.other}
        return audit(DeadlineEvidence.model_validate(evidence))


def running() -> Record:
    """A deadline that was set and reminded."""
    return Record().then(SET, SET_AT).then(REMINDED, SET_AT + timedelta(days=300))


def missed() -> Record:
    """The same, missed and escalated."""
    return running().then(MISSED, INSTANT + 5 * SECOND).then(ESCALATED, INSTANT + timedelta(hours=10))


def moved() -> Record:
    """The same deadline, moved as asked."""
    return running().then(ASKED, SET_AT + timedelta(days=310), OFFICER).then(MOVED, SET_AT + timedelta(days=311), HEAD)


def granted(**changes: object) -> GroupGrant:
    """The programme's decision that moved it, recorded before."""
    fields = {"position": 2, "stream": PACT, "deadline": "D01", "new_due": LATER, **changes}
    return GroupGrant.model_validate(fields)


NOTICES = tuple(f"notice|{PACT}|D01|1|{stage}" for stage in ("r60", "missed", "e1"))

SOUND = {
    "missed, and met three days late": missed().then(MET, MET_AT, OFFICER).beside(received={"command-5": MET_AT}),
    "moved, and missed by its new date": moved().then(
        MISSED.model_copy(update={"revision": 2, "due": LATER}), LATER_INSTANT + 5 * SECOND
    ),
    "late, and known to be": running().beside(alarms=((PACT, "D01"),)),
    "every stage with its message": missed().beside(notices=NOTICES),
    "moved for a group, as was decided": (
        running().then(MOVED, INSTANT - SECOND).beside(now=INSTANT, grants=(granted(),))
    ),
    "revoked as was proposed": (
        missed()
        .then(MET, MET_AT, OFFICER)
        .then(PROPOSED, MET_AT, OFFICER)
        .then(REVOKED, MET_AT, HEAD)
        .beside(received={"command-5": MET_AT})
    ),
    "in time by its receipt, and the miss revoked": (
        missed()
        .then(REVOKED.model_copy(update={"reason": "received_in_time"}), MET_AT)
        .then(MET.model_copy(update={"days_late": 0}), MET_AT, OFFICER)
        .beside(received={"command-6": INSTANT - SECOND})
    ),
    "revoked by another count": (
        missed()
        .then(ANEW, MET_AT, OFFICER)
        .then(REVOKED, MET_AT, HEAD)
        .then(RECOUNTED, MET_AT, HEAD)
        .then(MET.model_copy(update={"revision": 2, "days_late": 0}), MET_AT, OFFICER)
    ),
    "moved for a group": running()
    .then(MOVED, SET_AT + timedelta(days=311))
    .then(MET.model_copy(update={"revision": 2, "days_late": 0}), SET_AT + timedelta(days=312), OFFICER),
}

OFF = SET.model_copy(update={"instant": INSTANT + timedelta(hours=1), "tzdata": "2020a"})
"""An hour later by former tables of time zones than by those in use."""

BY_TABLES = {
    "fired by the tables in use": Record().then(OFF, SET_AT).then(MISSED, INSTANT + SECOND).beside(tables="2026a"),
    "fired by the tables it was set with": (
        Record()
        .then(OFF.model_copy(update={"instant": INSTANT - timedelta(hours=1)}), SET_AT)
        .then(MISSED, INSTANT - timedelta(minutes=59))
        .beside(tables="2026a")
    ),
    "late by former tables alone": (
        Record().then(OFF, SET_AT).beside(tables="2026a", now=INSTANT + timedelta(minutes=30))
    ),
    "met in between": (
        Record()
        .then(OFF, SET_AT)
        .then(MET.model_copy(update={"days_late": 1}), MET_AT, OFFICER)
        .beside(tables="2026a", received={"command-2": INSTANT + SECOND})
    ),
}
"""What tables of time zones that came later make of a sound record."""

FAULTS: dict[str, tuple[Record, str]] = {
    "nobody fired it": (running(), "I11"),
    "fired twice": (missed().then(MISSED, INSTANT + timedelta(days=1)), "I12"),
    "fired early": (running().then(MISSED, INSTANT - SECOND), "I13"),
    "in time by its receipt, and the miss stands": (
        missed()
        .then(MET.model_copy(update={"days_late": 0}), MET_AT, OFFICER)
        .beside(received={"command-5": INSTANT - SECOND}),
        "I13",
    ),
    "late by its receipt, recorded as in time": (
        running()
        .then(MET.model_copy(update={"days_late": 0}), MET_AT, OFFICER)
        .beside(received={"command-3": INSTANT}),
        "I13",
    ),
    "the old revision fired": (moved().then(MISSED, LATER_INSTANT + SECOND), "I14"),
    "reminded after it was met": (
        running()
        .then(MET.model_copy(update={"days_late": 0}), INSTANT - 2 * SECOND, OFFICER)
        .then(REMINDED.model_copy(update={"stage": "r1"}), INSTANT - SECOND),
        "I14",
    ),
    "never set": (Record().then(MISSED, INSTANT + SECOND), "I14"),
    "dated by the day of firing": (running().then(MISSED, MET_AT, effective=on(MET_AT.date())), "I15"),
    "another date in the event": (
        running().then(MISSED.model_copy(update={"due": LATER}), LATER_INSTANT + SECOND),
        "I15",
    ),
    "not the date that the anchor gives": (
        Record()
        .then(SET.model_copy(update={"due": LATER, "raw_due": LATER, "instant": LATER_INSTANT}), SET_AT)
        .then(MET.model_copy(update={"days_late": 0}), SET_AT, OFFICER),
        "I16",
    ),
    "an hour off, as by a fixed offset": (
        running()
        .then(ASKED, INSTANT - 2 * SECOND, OFFICER)
        .then(MOVED.model_copy(update={"instant": LATER_INSTANT + timedelta(hours=1)}), INSTANT - SECOND, HEAD)
        .beside(now=INSTANT),
        "I16",
    ),
    "an hour off by the tables in use": (Record().then(OFF, SET_AT).beside(tables="2020a", now=INSTANT), "I16"),
    "under a calendar that nobody adopted": (
        Record()
        .then(SET.model_copy(update={"calendar_version": "9"}), SET_AT)
        .then(MET.model_copy(update={"days_late": 0}), SET_AT, OFFICER),
        "I16",
    ),
    "a period beyond the cap": (
        missed().beside(
            periods=(PeriodEnd(stream=PACT, period=4, end=date(2027, 1, 1), cap=date(2026, 12, 31)),),
        ),
        "I17",
    ),
    "moved and nobody had asked": (running().then(MOVED, INSTANT - SECOND, HEAD).beside(now=INSTANT), "I18"),
    "counted anew and nobody had proposed": (
        running().then(RECOUNTED, INSTANT - SECOND, HEAD).beside(now=INSTANT),
        "I18",
    ),
    "resumed and it had never stood still": (
        running()
        .then(
            DeadlineResumed(deadline="D01", revision=2, old_due=DUE, due=LATER, instant=LATER_INSTANT), INSTANT - SECOND
        )
        .beside(now=INSTANT),
        "I18",
    ),
    "reopened because of something to come": (
        running()
        .then(DeadlineReopened(deadline="D01", revision=2, due=DUE, instant=INSTANT, because=99), INSTANT - SECOND)
        .beside(now=INSTANT),
        "I18",
    ),
    "moved from a date that it did not have": (
        running()
        .then(ASKED, INSTANT - 2 * SECOND, OFFICER)
        .then(MOVED.model_copy(update={"old_due": LATER}), INSTANT - SECOND, HEAD)
        .beside(now=INSTANT),
        "I18",
    ),
    "a group's move that no programme decided": (
        running().then(MOVED, INSTANT - SECOND).beside(now=INSTANT, grants=()),
        "I18",
    ),
    "a group's move to another day than was decided": (
        running().then(MOVED, INSTANT - SECOND).beside(now=INSTANT, grants=(granted(new_due=DUE),)),
        "I18",
    ),
    "a group's move of another file": (
        running().then(MOVED, INSTANT - SECOND).beside(now=INSTANT, grants=(granted(stream="pact/other"),)),
        "I18",
    ),
    "a group's move before the decision": (
        running().then(MOVED, INSTANT - SECOND).beside(now=INSTANT, grants=(granted(position=9),)),
        "I18",
    ),
    "a miss revoked by nobody's proposal": (
        missed().then(REVOKED, INSTANT + timedelta(days=1), HEAD).beside(alarms=((PACT, "D01"),)),
        "I18",
    ),
    "an end that was moved": (
        Record()
        .then(END, SET_AT)
        .then(ASKED, INSTANT - 2 * SECOND, OFFICER)
        .then(MOVED, INSTANT - SECOND, HEAD)
        .beside(now=INSTANT),
        "I17",
    ),
    "an end that was stopped": (
        Record().then(END, SET_AT).then(STOPPED, INSTANT - 2 * SECOND).beside(now=INSTANT),
        "I17",
    ),
    "set again while it runs": (running().then(SET, INSTANT - SECOND).beside(now=INSTANT), "I18"),
    "missed in the past": (running().then(MISSED, INSTANT + SECOND, backfill=True), "I19"),
    "missed before the file was known": (
        Record().then(SET.model_copy(update={"taken_over": True}), SET_AT).then(MISSED, INSTANT + SECOND),
        "I19",
    ),
    "reminded twice": (
        Record()
        .then(SET, SET_AT)
        .then(REMINDED, INSTANT - 2 * SECOND)
        .then(REMINDED, INSTANT - SECOND)
        .beside(now=INSTANT),
        "I20",
    ),
    "a stage without its message": (missed().beside(notices=NOTICES[:2]), "I20"),
}


@pytest.mark.parametrize("story", SOUND | BY_TABLES)
def test_a_sound_record_has_no_finding(story: str) -> None:
    """What may happen to a deadline breaks nothing."""
    assert [] == (SOUND | BY_TABLES)[story].findings()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_its_invariant(fault: str) -> None:
    """One fault, one finding; what falls due twice was also closed when it did."""
    record, invariant = FAULTS[fault]
    also = ["I14"] if invariant == "I12" else []

    assert [*also, invariant] == record.findings()


def test_a_shifted_end_is_found() -> None:
    """Only an action moves off a closed day."""
    end = SET.model_copy(update={"kind": DeadlineKind.VALIDITY, "raw_due": date(2021, 2, 28)})

    assert "I17" in Record().then(end, SET_AT).findings()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_finding_names_the_deadline_and_the_event(fault: str) -> None:
    """Of what did not happen, the last one before; only of a period there is no event of a deadline."""
    record, invariant = FAULTS[fault]
    found = record.found()[-1]
    position = found.position or 0
    named = (found.stream, found.deadline, found.event)
    expected = (PACT, "D01", record.events[position - 1].type) if position else (PACT, "period 4", None)
    assert (found.invariant, expected) == (invariant, named)


def test_every_invariant_was_seen_red() -> None:
    """None of the ten is a check that cannot fail."""
    assert set(INVARIANTS) == {invariant for _, invariant in FAULTS.values()}
