"""The account of a deadline: how it was counted, who moved it and why, what it set going, as people can check it."""

from datetime import date, datetime
from typing import Literal

from schemas.claim import Evidence
from schemas.count import Count, DayOff
from schemas.deadline import DeadlineKind, DeadlineStage
from schemas.mail import Mailed
from schemas.model import Model
from schemas.policy import Title
from schemas.standstill import Standstill


class Sentence(Model):
    """A sentence in the readers' languages."""

    nl: str
    en: str


class Happened(Model):
    """An event of the record, as far as it explains the deadline."""

    position: int
    type: str
    on: date  # the day from which it holds
    recorded_at: datetime
    person: str
    role: str
    role_title: Title
    on_behalf_of: str | None
    decided_on: date | None
    reason: str | None
    evidence: tuple[Evidence, ...]
    says: Sentence


class Revision(Model):
    """One due date that the deadline had; the first was counted, each later one came by an event."""

    revision: int
    due: date
    instant: datetime
    tzdata: str | None  # version of the tables by which the instant was derived; none in older records
    event: Happened
    day_off: DayOff | None  # on which the date stands that a decision named, though the rule shifts
    cause: Happened | None  # what else was recorded by the same act: the suspension's end, the corrected anchor


class StoodStill(Model):
    """A stretch of days on which the deadline did not run."""

    since: date
    until: date | None  # the day on which it ran again; none while it stands still
    stopped: Happened
    resumed: Happened | None


class RoleTold(Model):
    """A role with what the pack in force calls it."""

    id: str
    title: Title


StepState = Literal["to_come", "done", "falls_away", "not_recorded"]
"""Of a step: not recorded is one whose day has passed, of which the record says nothing."""

WhyNot = Literal["before_anchor", "set_later", "gave_way", "met", "cancelled", "stands_still", "taken_over"]
"""Why a step falls away: ``set_later`` is one that had passed when this date was recorded here."""


class LadderStep(Model):
    """A reminder or an escalation of the present revision, and who is told."""

    kind: Literal["remind", "escalate"]
    stage: str
    at: datetime
    to: tuple[RoleTold, ...]
    state: StepState
    why: WhyNot | None = None  # of what falls away
    done: Happened | None = None


class RuleTold(Model):
    """The rule as its version had it."""

    id: str
    version: str
    title: Title
    kind: DeadlineKind
    legal_basis: str
    status: str
    waits_for: RoleTold
    stops_while_suspended: bool
    policy: str  # the pack that had this version
    policy_version: str


class Forecast(Model):
    """A deadline as its rule would count it from a day, with its ladder."""

    rule: RuleTold
    count: Count
    ladder: tuple[LadderStep, ...]


class DeadlineAccount(Model):
    """Everything that makes a deadline what it is today."""

    stream: str
    deadline: str
    stage: DeadlineStage
    is_taken_over: bool  # it had passed before the file was known here, and its act has not come
    due: date
    instant: datetime  # from then on it is late, by the tables of time zones in use now
    recorded_instant: datetime  # the same by the tables of the day of recording
    revision: int
    rule: RuleTold
    anchor_event: Happened | None  # what opened it; none where that was withdrawn since
    count: Count  # from the anchor as it stands, under its own rule and calendar version
    is_as_counted: bool  # the due date is what the count gives: no decision or stand-still moved it
    revisions: tuple[Revision, ...]
    asked: tuple[Happened, ...]  # requests for another date or another count, and their refusals
    stood_still: tuple[StoodStill, ...]
    stands_still: Standstill | None  # both clocks, as long as it does
    ladder: tuple[LadderStep, ...]
    outcome: tuple[Happened, ...]  # met, missed, revoked, reached, cancelled
    mails: tuple[Mailed, ...] = ()  # who was told by mail; beside the record, so only as things are now
