"""What the record shows of its deadlines: what an audit found, and the certificate that anybody can compute again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.deadline import DeadlineKind
from schemas.event import Recorded
from schemas.model import Model
from schemas.policy import RulesState, Title
from schemas.standstill import Standstill


class PeriodEnd(Model):
    """One agreement period as a file has it, beside the cap that no period passes."""

    stream: str
    period: int
    end: date
    cap: date | None


class GroupGrant(Model):
    """One deadline of one file that the programme moved by a decision for many."""

    position: int
    stream: str
    deadline: str
    new_due: date


class DeadlineEvidence(Model):
    """All that an audit of deadlines reads, as it stood at one instant."""

    events: tuple[Recorded, ...]  # those of deadlines, in the order of recording
    rules: RulesState
    now: datetime
    grace_seconds: float = 0.0  # beyond the settle time, for who may still be at it
    alarms: tuple[tuple[str, str], ...] = ()  # stream and deadline of those that are known to be late
    received: Mapping[str, datetime] = Field(default_factory=dict)  # when what met a deadline came in, by command id
    notices: tuple[str, ...] | None = None  # keys of the messages kept for people; None: not looked at
    grants: tuple[GroupGrant, ...] | None = None  # what the programme decided; None: not looked at
    periods: tuple[PeriodEnd, ...] = ()
    tables: str | None = None  # version of the time zones' tables in use, where they say it


class DeadlineFinding(Model):
    """One invariant that one deadline breaks, with the event that shows it."""

    invariant: str  # I11 to I20
    says: Title  # the invariant
    stream: str
    deadline: str
    position: int | None = None  # of the event that shows it, or of the last one before something failed to happen
    event: str | None = None  # its wire name
    detail: str


class CertifiedMove(Model):
    """A recorded decision that gave a deadline another date, or its old one back."""

    what: str  # wire name of the event
    position: int
    recorded_at: datetime
    by: str  # the pseudonym of who decided, or 'system'
    decided_on: date | None
    reason: str | None
    old_due: date
    due: date


class CertifiedEvent(Model):
    """An event of the record that a row rests on."""

    position: int
    what: str  # wire name
    leaf: str | None = None  # hash of the whole event as it was recorded, in hexadecimal; none where no log was read


Outcome = Literal["open", "taken_over", "stopped", "met", "met_late", "missed", "reached", "cancelled"]


class CertifiedDeadline(Model):
    """What became of one deadline."""

    stream: str
    deadline: str
    title: Title
    kind: DeadlineKind
    due: date
    instant: datetime  # as it was recorded with the date, so that no later table of time zones changes a kept row
    tables: str | None = None  # version of the tables of time zones that gave it; none in older records
    outcome: Outcome
    is_taken_over: bool = False
    stands_still: Standstill | None = None  # both clocks, on the day of computing
    days_late: int | None = None  # of the act, where it came
    fired_by: str | None = None  # a part of the service, or 'command': a late one; None: not due, or not noted
    fired_at: datetime | None = None  # when that was recorded
    lag_seconds: float | None = (
        None  # from the instant, or from when it was set, to that; below 0 where newer tables fired it
    )
    closed_by: str | None = None  # whose act met it
    recorded_at: datetime  # of the event that gave the outcome
    position: int
    misses_revoked: int = 0
    moves: tuple[CertifiedMove, ...] = ()
    rests_on: tuple[CertifiedEvent, ...] = ()  # every event of this deadline, in the order of recording


class Selection(Model):
    """Deadlines whose last date lies in these days, both included; of one file or of all."""

    due_from: date | None = None
    due_to: date | None = None
    pact: str | None = None


class CertificateHead(Model):
    """The point of the record that the certificate speaks of."""

    position: int
    number: int
    chain: str


class CertificateTotals(Model):
    """The certificate in figures."""

    deadlines: int
    outcomes: dict[str, int]
    revoked: int
    moved: int
    fired: int
    fired_by: dict[str, int]
    max_lag_seconds: float | None


class Certificate(Model):
    """Every deadline of a selection, as the record had it at one point."""

    schema_version: Literal[1] = 1
    computed_at: datetime
    due_from: date | None = None
    due_to: date | None = None
    pact: str | None = None
    head: CertificateHead
    totals: CertificateTotals
    deadlines: tuple[CertifiedDeadline, ...]


class CertificateDifference(Model):
    """One way in which the record does not bear a kept certificate out."""

    what: Literal["altered", "omitted", "foreign", "out_of_order", "part"]
    row: int | None = None  # of the kept certificate, from 1; of an omitted one where it belongs; none: not of a row
    stream: str | None = None
    deadline: str | None = None
    parts: tuple[str, ...] = ()  # names of the fields that differ
    position: int | None = None  # of the first event on which they differ


class MovedInstant(Model):
    """A running deadline whose date stays, and whose end newer tables of time zones put elsewhere."""

    stream: str
    deadline: str
    due: date
    recorded: datetime
    instant: datetime  # by the tables in use, and the one that counts
