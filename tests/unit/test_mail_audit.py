"""The audit of mail: sound letters have no finding, and each planted fault has the one that names it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.mail import digest_id, single_id
from domain.mail_audit import LONGEST_WAIT, OVERLAP, mail_faults
from domain.policy import content_hash
from domain.recording import SYSTEM
from schemas.deadline import DeadlineEscalated, DeadlineEvent, DeadlineMet, DeadlineMissed, DeadlineReminded
from schemas.event import Payload, Recorded
from schemas.mail import KeptLetter, KeptNotice, MailEvidence
from schemas.people import PersonRegistered, RoleAssigned, RoleRevoked
from schemas.policy import PolicyAdopted
from tests.unit.programme import a_policy
from tests.unit.scenario import on
from tests.unit.test_deadline_audit import DUE, ESCALATED, INSTANT, MISSED, PACT, REMINDED, SET, SET_AT

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
REMINDED_AT = datetime(2021, 1, 1, 8, tzinfo=UTC)
SENT_AT = REMINDED_AT + timedelta(minutes=5)
DONE_AT = SENT_AT + timedelta(minutes=1)
NOW = DONE_AT + timedelta(days=30)
OFFICER, COLLEAGUE = "demo-berk", "demo-iep"
NOTICE = f"notice|{PACT}|D01|1|r60"

Fields = dict[str, Any]


def recorded(payload: Payload, at: datetime, stream: str, number: int = 1, **changes: object) -> Recorded:
    """An event of a stream, effective on the day on which it was recorded."""
    fields: Fields = {
        "payload": payload,
        "effective": on(at.date()),
        "position": number,
        "stream": stream,
        "version": number,
        "recorded_at": at,
        "actor": SYSTEM,
        "command_id": f"command-{number}",
    }
    return Recorded.model_validate({**fields, **changes})


def hired(person: str, at: datetime = LONG_AGO) -> list[Recorded]:
    """A case officer."""
    assigned = RoleAssigned(role="case_officer", valid_from=LONG_AGO.date())
    stream = f"people/{person}"
    return [recorded(PersonRegistered(person=person), at, stream), recorded(assigned, at, stream, 2)]


POLICY = a_policy()
RULES = recorded(PolicyAdopted(policy=POLICY, content_hash=content_hash(POLICY)), LONG_AGO, "rules")
REVOKED = recorded(RoleRevoked(role="case_officer"), REMINDED_AT, f"people/{OFFICER}", 3)
BOTH = {OFFICER: LONG_AGO, COLLEAGUE: LONG_AGO}
MET = DeadlineMet(deadline="D01", revision=1, due=DUE, days_late=0)


def story(*later: tuple[DeadlineEvent, datetime]) -> tuple[Recorded, ...]:
    """A deadline that was set and reminded, and what came then."""
    told: list[tuple[DeadlineEvent, datetime]] = [(SET, SET_AT), (REMINDED, REMINDED_AT), *later]
    return tuple(recorded(payload, at, PACT, number) for number, (payload, at) in enumerate(told, 1))


def a_notice(**changes: object) -> KeptNotice:
    """The message of the reminder, delivered."""
    fields: Fields = {
        "key": NOTICE,
        "stream": PACT,
        "deadline": "D01",
        "revision": 1,
        "stage": "r60",
        "event": "deadline.reminded",
        "to_roles": ("case_officer",),
        "cluster": "demo-linde",
        "recorded_at": REMINDED_AT,
        "done_at": DONE_AT,
    }
    return KeptNotice.model_validate({**fields, **changes})


def a_letter(person: str = OFFICER, **changes: object) -> KeptLetter:
    """The digest that tells of it."""
    day = SENT_AT.date()
    fields: Fields = {
        "message_id": f"<{digest_id(person, day)}@example.org>",
        "person": person,
        "kind": "digest",
        "day": day,
        "sent_at": SENT_AT,
        "reply": None,
        "notices": (NOTICE,),
    }
    return KeptLetter.model_validate({**fields, **changes})


def faults(**changes: object) -> list[str]:
    """Audit a sound record, with changes, and say what is wrong."""
    fields: Fields = {
        "events": story(),
        "people": (RULES, *hired(OFFICER)),
        "notices": (a_notice(),),
        "letters": (a_letter(),),
        "reached": {OFFICER: LONG_AGO},
        "now": NOW,
    }
    return [detail for _, _, detail in mail_faults(MailEvidence.model_validate({**fields, **changes}))]


UNTOLD = {"letters": (), "notices": (a_notice(done_at=None),), "is_mailing": True}
"""The message is open, and nobody was written to."""

SOUND: dict[str, Fields] = {
    "told, and done": {},
    "still open": {**UNTOLD, "is_mailing": False},
    "open since a day": {**UNTOLD, "now": REMINDED_AT + LONGEST_WAIT},
    "open, and the server is away": {**UNTOLD, "is_away": True},
    "open, and nobody can be told": {**UNTOLD, "alarms": (f"nobody_to_tell|{NOTICE}",)},
    "put off again and again": {
        "letters": (a_letter(sent_at=None),),
        "notices": (a_notice(done_at=None),),
        "is_mailing": True,
        "alarms": (f"mail_waits|{a_letter().message_id}",),
    },
    "open, and the deadline was met meanwhile": {**UNTOLD, "events": story((MET, SENT_AT))},
    "closed because the deadline was met": {
        "letters": (),
        "events": story((MET, SENT_AT)),
    },
    "a colleague was refused": {
        "people": (RULES, *hired(OFFICER), *hired(COLLEAGUE)),
        "reached": BOTH,
        "letters": (a_letter(), a_letter(COLLEAGUE, sent_at=None, reply=550)),
    },
    "a colleague without an address": {"people": (RULES, *hired(OFFICER), *hired(COLLEAGUE))},
    "a colleague whose address came later": {
        "people": (RULES, *hired(OFFICER), *hired(COLLEAGUE)),
        "reached": {**BOTH, COLLEAGUE: DONE_AT},
    },
    "a colleague who was hired at that moment": {
        "people": (RULES, *hired(OFFICER), *hired(COLLEAGUE, DONE_AT - OVERLAP / 2)),
        "reached": BOTH,
    },
    "a colleague who had left": {
        "people": (RULES, *hired(COLLEAGUE), *hired(OFFICER), REVOKED),
        "reached": BOTH,
        "letters": (a_letter(COLLEAGUE),),
    },
    "closed a moment ago": {"letters": (), "now": DONE_AT + OVERLAP / 2},
}

_MISS = f"notice|{PACT}|D01|1|missed"
_ESCALATION = f"notice|{PACT}|D01|1|e1"
LATE = story((MISSED, INSTANT + timedelta(seconds=5)), (ESCALATED, INSTANT + timedelta(hours=10)))
"""With a miss and an escalation."""

FAULTS: dict[str, tuple[Fields, list[str]]] = {
    "closed, and nobody was told": (
        {"letters": ()},
        ["demo-berk was never written to of r60", "r60 was closed, and nobody was told"],
    ),
    "its rows were taken away": (
        {"letters": (a_letter(notices=()),)},
        [
            "a letter went that tells of nothing",
            "demo-berk was never written to of r60",
            "r60 was closed, and nobody was told",
        ],
    ),
    "one of two was forgotten": (
        {"people": (RULES, *hired(OFFICER), *hired(COLLEAGUE)), "reached": BOTH},
        ["demo-iep was never written to of r60"],
    ),
    "the letter was withdrawn, though its receiver stayed": (
        {"letters": (a_letter(sent_at=None),)},
        ["demo-berk was never written to of r60", "r60 was closed, and nobody was told"],
    ),
    "everybody was refused, and yet it was closed": (
        {"letters": (a_letter(sent_at=None, reply=550),)},
        ["r60 was closed, and nobody was told"],
    ),
    "nothing of the kind was recorded": (
        {"events": story()[:1]},
        ["a message of r60, and no event stands behind it"],
    ),
    "what was filled in tells nobody": (
        {"events": (story()[0], recorded(REMINDED, REMINDED_AT, PACT, 2, backfill=True))},
        ["a message of r60, and no event stands behind it"],
    ),
    "an id that anybody could have drawn": (
        {"letters": (a_letter(message_id="<0123@example.org>"),)},
        ["<0123@example.org> is not the id of this letter"],
    ),
    "the id of another day": (
        {"letters": (a_letter(day=SENT_AT.date() + timedelta(days=1)),)},
        [f"{a_letter().message_id} is not the id of this letter"],
    ),
    "once more under another domain": (
        {"letters": (a_letter(), a_letter(message_id=a_letter().message_id.replace(".org", ".net")))},
        [f"2 letters went under this name: {digest_id(OFFICER, SENT_AT.date())}", "demo-berk was told 2 times of r60"],
    ),
    "told again the next day": (
        {
            "letters": (
                a_letter(),
                a_letter(day=date(2021, 1, 2), message_id=f"<{digest_id(OFFICER, date(2021, 1, 2))}@example.org>"),
            )
        },
        ["demo-berk was told 2 times of r60"],
    ),
    "an escalation under the id of another stage": (
        {
            "events": LATE,
            "notices": (a_notice(key=_ESCALATION, stage="e1", event="deadline.escalated", done_at=None),),
            "letters": (
                a_letter(
                    kind="single",
                    notices=(_ESCALATION,),
                    message_id=f"<{single_id(PACT, 'D01', 1, 'e10', OFFICER)}@example.org>",
                ),
            ),
        },
        [f"<{single_id(PACT, 'D01', 1, 'e10', OFFICER)}@example.org> is not the id of this letter"],
    ),
    "it waits, and nobody knows why": (
        UNTOLD,
        [f"r60 waits since {REMINDED_AT.isoformat()}, and no alarm says why"],
    ),
    "it waits, and the alarm is of something else": (
        {**UNTOLD, "alarms": (f"nobody_to_tell|{_MISS}",)},
        [f"r60 waits since {REMINDED_AT.isoformat()}, and no alarm says why"],
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_letters_have_no_finding(name: str) -> None:
    """Told, or with a reason why not."""
    assert faults(**SOUND[name]) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    """One fault, and what follows from it."""
    changes, expected = FAULTS[name]

    assert faults(**changes) == expected


@pytest.mark.parametrize(
    ("event", "payload", "stage"),
    [
        ("deadline.reminded", DeadlineReminded, "r60"),
        ("deadline.missed", DeadlineMissed, "missed"),
        ("deadline.escalated", DeadlineEscalated, "e1"),
    ],
)
def test_each_kind_of_message_has_its_event(event: str, payload: type[Any], stage: str) -> None:
    """A reminder, a miss and an escalation are each looked for by their own name."""
    kept = a_notice(key=f"notice|{PACT}|D01|1|{stage}", stage=stage, event=event, done_at=None)
    without = tuple(one for one in LATE if not isinstance(one.payload, payload))

    assert faults(events=LATE, notices=(kept,), letters=()) == []
    assert faults(events=without, notices=(kept,), letters=()) == [
        f"a message of {stage}, and no event stands behind it"
    ]
