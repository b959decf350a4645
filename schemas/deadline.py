"""Deadlines: instances of rules. The due date is the law; the instant is derived from it."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Day, Model, Name, Says
from schemas.preparation import Preparation


class DeadlineKind(StrEnum):
    """An action somebody owes, or the last day on which something holds, which is never missed and never shifts."""

    ACTION = "action"
    VALIDITY = "validity"


MissGround = Literal["corrected_fact", "clock_fault"]
"""Why a recorded miss was none: what it was counted from was recorded wrong, or the clock that fired it was."""


class DeadlineStage(StrEnum):
    """Where a deadline stands."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"  # still open for the late act
    REACHED = "reached"  # a validity end that came
    CANCELLED = "cancelled"
    STOPPED = "stopped"  # stands still while support is suspended


_TAKEN_OVER = Field(default=None, exclude_if=lambda version: version is None)
"""A later version of the rule, by which the deadline is to run; left out, it keeps its own."""


class RequestExtensionOfTime(Model):
    """Ask for another due date; asking does not stop the clock."""

    kind: Literal["request_extension_of_time"] = "request_extension_of_time"
    deadline: Name
    new_due: Day
    ground: Name


class GrantExtensionOfTime(Model):
    """Move a deadline as asked; by another person than the one who asked."""

    kind: Literal["grant_extension_of_time"] = "grant_extension_of_time"
    deadline: Name
    new_due: Day  # what the person who grants has seen
    reason: Name = "as requested"


class RefuseExtensionOfTime(Model):
    """Leave the deadline where it is."""

    kind: Literal["refuse_extension_of_time"] = "refuse_extension_of_time"
    deadline: Name
    reason: Name


class ProposeRecomputation(Model):
    """Propose that a deadline be counted anew: from a corrected anchor, under today's calendar or a later rule."""

    kind: Literal["propose_recomputation"] = "propose_recomputation"
    deadline: Name
    anchor: Day
    new_due: Day  # as whoever proposes has seen it computed
    reason: Name
    rule_version: Name | None = _TAKEN_OVER


class AcceptRecomputation(Model):
    """Accept the new count as proposed; by another person. Nothing moves before."""

    kind: Literal["accept_recomputation"] = "accept_recomputation"
    deadline: Name
    anchor: Day  # all as the person who accepts has seen them
    new_due: Day
    rule_version: Name | None = _TAKEN_OVER


class ProposeMissRevocation(Model):
    """Propose to revoke a miss that was none: of a deadline that was met since, or that a wrong clock had fall due."""

    kind: Literal["propose_miss_revocation"] = "propose_miss_revocation"
    deadline: Name
    ground: MissGround
    reason: Name


class RevokeMiss(Model):
    """Revoke a miss as proposed; by another person. It stays in the history."""

    kind: Literal["revoke_miss"] = "revoke_miss"
    deadline: Name
    ground: MissGround  # as the person who revokes has seen it


class ApplyGroupExtension(Model):
    """System: move a deadline as a decision for many pacts says."""

    kind: Literal["apply_group_extension"] = "apply_group_extension"
    deadline: Name
    new_due: Day
    decided_by: Name  # stream and group of the decision
    ground: Name


class RemindOfDeadline(Model):
    """System: a reminder stage has come."""

    kind: Literal["remind_of_deadline"] = "remind_of_deadline"
    deadline: Name
    revision: int
    stage: Name


class FireDeadline(Model):
    """System: the instant of the due date has passed."""

    kind: Literal["fire_deadline"] = "fire_deadline"
    deadline: Name
    revision: int


class EscalateDeadline(Model):
    """System: an escalation stage after a miss has come."""

    kind: Literal["escalate_deadline"] = "escalate_deadline"
    deadline: Name
    revision: int
    stage: Name


DeadlineCommand = (
    RequestExtensionOfTime
    | GrantExtensionOfTime
    | RefuseExtensionOfTime
    | ProposeRecomputation
    | AcceptRecomputation
    | ProposeMissRevocation
    | RevokeMiss
    | ApplyGroupExtension
    | RemindOfDeadline
    | FireDeadline
    | EscalateDeadline
)


class DeadlineSet(Model):
    """A deadline runs, under the rule and calendar versions of this day."""

    type: Literal["deadline.set"] = "deadline.set"
    deadline: str  # '<rule>/<subject>', e.g. 'D07/2021'
    rule: str
    rule_version: str
    calendar: str
    calendar_version: str
    kind: DeadlineKind
    subject: tuple[tuple[str, str], ...]  # the payload fields that name the instance, as text
    anchor: date
    raw_due: date  # before the shift off closed days
    due: date
    instant: datetime  # 00:00 Europe/Brussels of the day after `due`, in UTC
    revision: int = 1
    taken_over: bool = False  # it had passed before we knew the file: nobody is told off for it
    tzdata: str | None = None  # version of the time zones' tables behind `instant`; none in records of before


class DeadlineExtensionRequested(Model):
    """Somebody asked for another date."""

    type: Literal["deadline.extension_requested"] = "deadline.extension_requested"
    deadline: str
    revision: int
    due: date
    new_due: date
    ground: str


class DeadlineExtended(Model):
    """A recorded decision moved the deadline; the old date stays in the event."""

    type: Literal["deadline.extended"] = "deadline.extended"
    deadline: str
    revision: int  # the new one
    old_due: date
    due: date
    instant: datetime
    cures_miss: bool = False
    tzdata: str | None = None  # version of the time zones' tables behind `instant`; none in records of before


class DeadlineExtensionRefused(Model):
    """The deadline stays where it is."""

    type: Literal["deadline.extension_refused"] = "deadline.extension_refused"
    deadline: str
    revision: int
    due: date


class RecomputationProposed(Model):
    """Another count of the deadline waits for a second person."""

    says: ClassVar[Says] = Says(
        "Herberekening van {deadline} voorgesteld: van {due} naar {new_due}.",
        "Recomputation of {deadline} proposed: from {due} to {new_due}.",
    )

    type: Literal["deadline.recomputation_proposed"] = "deadline.recomputation_proposed"
    deadline: str
    revision: int
    due: date
    anchor: date
    new_due: date
    rule_version: str | None = _TAKEN_OVER


class DeadlineRecomputed(Model):
    """The deadline was counted anew; the old date stays in the event."""

    says: ClassVar[Says] = Says(
        "{deadline} is herberekend: van {old_due} naar {due}.", "{deadline} was recomputed: from {old_due} to {due}."
    )

    type: Literal["deadline.recomputed"] = "deadline.recomputed"
    deadline: str
    revision: int  # the new one
    rule_version: str
    calendar_version: str
    anchor: date
    raw_due: date
    old_due: date
    due: date
    instant: datetime
    tzdata: str | None = None  # version of the time zones' tables behind `instant`; none in records of before
    calendar: str | None = Field(
        default=None, exclude_if=lambda name: name is None
    )  # only where the rule names another


class DeadlineStopped(Model):
    """The deadline stands still from this day; what is left of it runs on after resumption."""

    says: ClassVar[Says] = Says("{deadline} staat stil vanaf {since}.", "{deadline} stands still from {since}.")

    type: Literal["deadline.stopped"] = "deadline.stopped"
    deadline: str
    revision: int
    due: date
    since: date


class DeadlineResumed(Model):
    """The deadline runs again; it moved by the days that it stood still."""

    says: ClassVar[Says] = Says(
        "{deadline} loopt weer: van {old_due} naar {due}.", "{deadline} runs again: from {old_due} to {due}."
    )

    type: Literal["deadline.resumed"] = "deadline.resumed"
    deadline: str
    revision: int  # the new one
    old_due: date
    due: date
    instant: datetime
    tzdata: str | None = None  # version of the time zones' tables behind `instant`; none in records of before


class DeadlineReopened(Model):
    """The deadline runs again by its old date: what had closed or stopped it was withdrawn."""

    says: ClassVar[Says] = Says(
        "{deadline} loopt opnieuw, tot en met {due}: wat ze afsloot of stilzette, werd ingetrokken.",
        "{deadline} runs again, up to and including {due}: what had closed or stopped it was withdrawn.",
    )

    type: Literal["deadline.reopened"] = "deadline.reopened"
    deadline: str
    revision: int  # the new one
    due: date
    instant: datetime
    because: int  # position of the event that was withdrawn
    tzdata: str | None = None  # version of the time zones' tables behind `instant`; none in records of before


class DeadlineReminded(Model):
    """A reminder stage was reached; the outbox carries the message."""

    type: Literal["deadline.reminded"] = "deadline.reminded"
    deadline: str
    revision: int
    stage: str
    due: date
    to_roles: tuple[str, ...]


class DeadlineMet(Model):
    """The act came; ``days_late`` counts whole local days after the due date, 0 when in time or taken over."""

    type: Literal["deadline.met"] = "deadline.met"
    deadline: str
    revision: int
    due: date
    days_late: int
    taken_over: bool = False


class DeadlineMissed(Model):
    """The instant passed without the act; effective on the due date, whenever it was fired."""

    type: Literal["deadline.missed"] = "deadline.missed"
    deadline: str
    revision: int
    due: date


class MissRevocationProposed(Model):
    """That a miss was none waits for a second person."""

    type: Literal["deadline.miss_revocation_proposed"] = "deadline.miss_revocation_proposed"
    deadline: str
    revision: int
    due: date
    ground: MissGround
    grounds: str


class DeadlineMissRevoked(Model):
    """It never was missed: its receipt turned up after the miss, a fact had been recorded wrong, or a clock was."""

    type: Literal["deadline.miss_revoked"] = "deadline.miss_revoked"
    deadline: str
    revision: int
    due: date
    reason: Literal["received_in_time"] | MissGround = "received_in_time"


class DeadlineReached(Model):
    """The last day on which something held has ended."""

    type: Literal["deadline.reached"] = "deadline.reached"
    deadline: str
    revision: int
    due: date


class DeadlineEscalated(Model):
    """Somebody higher was told that the act is still missing."""

    type: Literal["deadline.escalated"] = "deadline.escalated"
    deadline: str
    revision: int
    stage: str
    to_roles: tuple[str, ...]


class DeadlineCancelled(Model):
    """The deadline fell away because of another event."""

    type: Literal["deadline.cancelled"] = "deadline.cancelled"
    deadline: str
    revision: int
    because: str  # wire name of the event that cancelled it


DeadlineEvent = (
    DeadlineSet
    | DeadlineExtensionRequested
    | DeadlineExtended
    | DeadlineExtensionRefused
    | RecomputationProposed
    | DeadlineRecomputed
    | DeadlineStopped
    | DeadlineResumed
    | DeadlineReopened
    | DeadlineReminded
    | DeadlineMet
    | DeadlineMissed
    | MissRevocationProposed
    | DeadlineMissRevoked
    | DeadlineReached
    | DeadlineEscalated
    | DeadlineCancelled
)


class ExtensionRequest(Model):
    """A wish for another date that waits for its decision."""

    new_due: date
    ground: str
    requested_by: Preparation


class RecomputationRequest(Model):
    """Another count that waits for its second person."""

    anchor: date
    new_due: date
    rule_version: str | None = None  # the later one that it would run by; none: it keeps its own
    requested_by: Preparation
    prepared_by: tuple[Preparation, ...] = ()  # who proposed a count before this one included


class RevocationRequest(Model):
    """A miss that somebody says was none; it waits for its second person."""

    ground: MissGround
    reason: str
    requested_by: Preparation
    prepared_by: tuple[Preparation, ...] = ()  # who proposed it before included


class Deadline(Model):
    """One deadline as the record has it."""

    id: str
    rule: str
    rule_version: str
    calendar: str
    calendar_version: str
    kind: DeadlineKind
    subject: tuple[tuple[str, str], ...]
    anchor: date
    raw_due: date
    due: date
    instant: datetime
    revision: int
    set_at: datetime  # stages before this instant are not sent
    stage: DeadlineStage
    stage_at: datetime | None = None  # when the stage last changed; none as long as it is the first
    done_stages: tuple[str, ...] = ()  # reminder and escalation stages of this revision
    request: ExtensionRequest | None = None
    recomputation: RecomputationRequest | None = None
    revocation: RevocationRequest | None = None
    stopped_since: date | None = None
    missed_revisions: tuple[int, ...] = ()
    taken_over: bool = False
    granted_days: int = 0  # by which it was moved on request since it was last counted from its first anchor
    first_anchor: date | None = None  # where another one has taken its place


class DueKind(StrEnum):
    """What an item of the agenda asks for."""

    OPEN_YEAR = "open_year"
    START_YEAR = "start_year"
    EXPECT_REPORT = "expect_report"  # on the last year of support, after which none starts
    REMIND = "remind"
    FIRE = "fire"
    ESCALATE = "escalate"
    ACTIVATE = "activate"


class DueItem(Model):
    """One thing that the agenda holds: at this instant, this system command, under this key."""

    at: datetime  # legal instant; the timer adds the policy's settle time for FIRE
    kind: DueKind
    key: str  # business identity: '<stream>|<deadline>|<revision>|<stage>' or '<stream>|year|2021'
    summary: str  # for people, e.g. 'year plan 2021 due 2020-11-30'
    deadline: str | None = None
    revision: int | None = None
    stage: str | None = None
    year: int | None = None
    period: int | None = None
