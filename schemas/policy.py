"""The policy pack: the rules of a programme as data, versioned, and adopted by an event."""

from datetime import date
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.alarm import AlarmKind
from schemas.change import ChangeKind
from schemas.deadline import DeadlineKind
from schemas.document import Confidentiality
from schemas.model import Cents, Model, Name, Sha256, Slug
from schemas.preparation import Preparation


class Title(Model):
    """A name in the readers' languages."""

    nl: Name
    en: Name


class Span(Model):
    """A length of time; years and months are calendar arithmetic, working days use the rule's calendar.

    A century at most, so that a day counted from any day of ``Day`` still is one.
    """

    years: int = Field(default=0, ge=-100, le=100)
    months: int = Field(default=0, ge=-1200, le=1200)
    days: int = Field(default=0, ge=-36_500, le=36_500)
    working_days: int = Field(default=0, ge=-2500, le=2500)

    @model_validator(mode="after")
    def one_direction(self) -> Self:
        """Refuse working days mixed with other units, and an empty span."""
        calendar_units = (self.years, self.months, self.days)
        if self.working_days and any(calendar_units):
            message = "working_days cannot be mixed with years, months or days"
            raise ValueError(message)
        if not self.working_days and not any(calendar_units):
            message = "a span needs years, months, days or working_days"
            raise ValueError(message)
        return self

    @property
    def is_forward(self) -> bool:
        """Tell whether no unit counts backward."""
        return min(self.years, self.months, self.days, self.working_days) >= 0


class FixedDay(Model):
    """A fixed day of the year, ``year_offset`` years from the anchor's year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    year_offset: int = Field(default=0, ge=-5, le=5)


class Reminder(Model):
    """A stage before the due date: so many days before it, at the policy's hour."""

    days_before: int = Field(ge=0, le=1000)
    to: tuple[Name, ...] = Field(min_length=1)  # roles


class Escalation(Model):
    """A stage after a miss: so many working days after the due date."""

    working_days_after: int = Field(ge=1, le=1000)
    to: tuple[Name, ...] = Field(min_length=1)  # roles


class DeadlineRule(Model):
    """How one kind of deadline arises, is counted, is met and falls away."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")
    version: Name
    title: Title
    kind: DeadlineKind = DeadlineKind.ACTION
    valid_from: date | None = None
    valid_until: date | None = None
    legal_basis: Name
    status: Literal["stated", "derived", "assumed", "open"]  # how well our sources know it; assumed = to be confirmed
    opened_by: tuple[Name, ...] = Field(min_length=1)  # wire names of events
    unless: tuple[Name, ...] = ()  # flags of those events' payloads: where one is up, nothing opens
    anchor: Name  # a date field of those events' payloads
    subject: tuple[Name, ...] = ()  # payload fields that tell instances apart
    span: Span | None = None
    fixed_day: FixedDay | None = None
    convention: Literal["T", "P"] = "T"  # T: term from an event; P: period with a first day
    calendar: Name
    shift: Literal["forward", "backward", "none"]
    met_by: tuple[Name, ...] = ()  # wire names of events
    cancelled_by: tuple[Name, ...] = ()
    stops_while_suspended: bool = False  # stands still while support is suspended
    acts: tuple[Name, ...] = ()  # kinds of commands that bring it about, in order; none: the pack does not say
    waits_for: Name  # role that owes the act
    reminders: tuple[Reminder, ...] = ()
    escalations: tuple[Escalation, ...] = ()

    @model_validator(mode="after")
    def well_formed(self) -> Self:
        """Refuse a rule that counts in two ways, or that shifts a validity end."""
        if self.span is not None and self.fixed_day is not None:
            message = "give span or fixed_day, not both"
            raise ValueError(message)
        if self.kind is DeadlineKind.VALIDITY and self.shift != "none":
            message = "a validity end never shifts: shift must be 'none'"
            raise ValueError(message)
        if self.kind is DeadlineKind.VALIDITY and self.stops_while_suspended:
            message = "a validity end never stands still: leave out stops_while_suspended"
            raise ValueError(message)
        if self.kind is DeadlineKind.ACTION and not self.met_by:
            message = "an action needs met_by: the event that fulfils it"
            raise ValueError(message)
        if self.convention == "P" and (self.span is None or not self.span.is_forward):
            message = "convention 'P' counts a period forward from its first day: give a span without negative numbers"
            raise ValueError(message)
        return self


class ClosedDay(Model):
    """A day on which the calendar's office is closed."""

    date: date
    name: Title


class Calendar(Model):
    """Closed days besides Saturdays and Sundays, in order, listed for the years ``first_year`` to ``last_year``.

    Several versions may stand in a pack: for an anchor counts the one with the latest ``valid_from`` up to it.
    """

    id: Name
    version: Name
    # Not written where it is left out: a pack that was adopted without it keeps its hash.
    valid_from: date | None = Field(default=None, exclude_if=lambda day: day is None)
    title: Title
    source: Name
    first_year: int
    last_year: int
    closed: tuple[ClosedDay, ...]

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse closed days out of order or listed twice: they are searched by halves."""
        for earlier, later in pairwise(self.closed):
            if later.date <= earlier.date:
                message = f"closed days stand in order of date, each once: {later.date} follows {earlier.date}"
                raise ValueError(message)
        return self


class Role(Model):
    """Who may send which commands; ``own_cluster_only`` limits outsiders to their own files.

    What somebody of one ``level`` recorded is corrected with the approval of that level or of a higher one.
    """

    id: Name
    title: Title
    may: tuple[Name, ...]  # kinds of commands, or nouns that stand for all commands of their schema: 'lesson'
    reads: tuple[Confidentiality, ...] = ()  # documents of these classes
    own_cluster_only: bool = False
    level: int = Field(default=0, ge=0, le=9)  # 0 is the lowest
    # Alarms of these kinds stand in its work, of the files within its reach. Not written where none is named: a pack
    # that was adopted without them keeps its hash.
    alarms: tuple[AlarmKind, ...] = Field(default=(), exclude_if=lambda kinds: not kinds)
    extends_by_days: int | None = Field(default=None, ge=1, le=3660)  # how far in all it moves a deadline; None: any


class FourEyes(Model):
    """A decision and the preparation that must have been another person's.

    Without the acts that it ``needs`` a decision is refused: each stands on what waits now, or falls with its change.
    """

    decision: Name  # kind of the deciding command
    preparation: tuple[Name, ...]  # kinds of the preparing commands
    needs: tuple[Name, ...] = ()  # of these


class Terms(Model):
    """Lengths and moments of the programme."""

    agreement_period: Span
    cap: Span
    plan_expected: FixedDay | None = None  # relative to the work year; none: the programme knows no year plans
    first_plan_year_after_activation: int = Field(default=1, ge=0, le=100)
    settle_seconds: int = Field(ge=0, le=3600)
    reminder_hour: int = Field(ge=0, le=23)  # local hour of reminders and escalations
    time_zone: Name
    plan_rounds: int | None = Field(default=None, ge=1, le=100)  # after so many rejections a plan is escalated
    bridging_months: int = Field(default=0, ge=0, le=600)  # the longest bridging period; 0: none
    in_force: Literal["last_signature", "agreed_date"] = "agreed_date"


class Named(Model):
    """A code of the programme with its title."""

    id: Name
    title: Title


class Earmark(Model):
    """What means of the residual pool can be set apart for; it shares its names with no cluster."""

    id: Slug
    title: Title


class Money(Model):
    """Amounts and ratios of the programme; whole cents and whole per cent."""

    operating_support_cap: Cents | None = None  # per cluster and year; none: no amount is laid down
    operating_support_percent: int = Field(ge=0, le=100)  # of eligible costs, at most
    operating_support_in_envelope: bool | None = None  # None: not settled
    # private money, of the operating support, at least; none: nothing is asked
    cofinancing_percent: int | None = Field(default=None, ge=0, le=1000)
    earmarks: tuple[Earmark, ...] = ()  # of the residual pool


class Exclusion(Model):
    """Two kinds of change that cannot wait at the same time; a kind with itself: one of it at a time.

    ``same_thing``: only where both are about the same deadline, year, partner or target.
    """

    one: ChangeKind
    other: ChangeKind
    same_thing: bool = False


class Setting(Model):
    """A value that our sources do not settle; shown wherever it decides something."""

    id: Name
    status: Literal["assumed", "open"]
    remark: Name


class Word(Model):
    """What a code of the programme is called in a sentence."""

    id: Name
    title: Title


class Retention(Model):
    """A class of retention: how long after closing a document is kept; no years: not settled, so kept."""

    id: Name
    title: Title
    years: int | None = Field(default=None, ge=0, le=200)


class Policy(Model):
    """A whole pack."""

    id: Name
    version: Name
    title: Title
    terms: Terms
    deadlines: tuple[DeadlineRule, ...]
    calendars: tuple[Calendar, ...]
    roles: tuple[Role, ...]
    four_eyes: tuple[FourEyes, ...]
    predicates: tuple[Name, ...]  # what claims may be about
    settings: tuple[Setting, ...] = ()
    money: Money | None = None
    kpi_families: tuple[Named, ...] = ()
    document_types: tuple[Named, ...] = ()
    retention: tuple[Retention, ...] = ()
    change_exclusions: tuple[Exclusion, ...] = ()
    answer_ladder: tuple[Name, ...] = ()  # roles that approve each part of an answer, lowest first
    words: tuple[Word, ...] = ()  # for predicates, qualifiers and codes of claims


class ProposePolicy(Model):
    """Put a pack up for adoption by another person; it changes nothing before."""

    kind: Literal["propose_policy"] = "propose_policy"
    policy: Policy
    content_hash: Sha256
    drops: tuple[Name, ...] = ()  # versions of calendars in force that it leaves out on purpose: 'legal 2026.2'


class AdoptPolicy(Model):
    """Make the pack that was put up the one under which new deadlines are computed; by another person."""

    kind: Literal["adopt_policy"] = "adopt_policy"
    content_hash: Sha256  # of the pack, as the person who adopts it has seen it
    policy: Policy | None = None  # where nobody put it up: the first pack of all comes with its adoption


PolicyCommand = ProposePolicy | AdoptPolicy


class PolicyProposed(Model):
    """A pack waits for its second person, whole; another one takes its place."""

    type: Literal["policy.proposed"] = "policy.proposed"
    policy: Policy
    content_hash: str


class PolicyAdopted(Model):
    """The pack in force from here on, whole, so that the past can be computed without its files."""

    type: Literal["policy.adopted"] = "policy.adopted"
    policy: Policy
    content_hash: str


PolicyEvent = PolicyProposed | PolicyAdopted


class PolicyProposal(Model):
    """A pack that waits for adoption."""

    policy: Policy
    content_hash: str
    prepared_by: tuple[Preparation, ...]


class RulesState(Model):
    """Every pack adopted so far, oldest first; the last one is in force, the others still rule what they opened."""

    version: int = 0
    policies: tuple[Policy, ...] = ()
    content_hash: str | None = None  # of the one in force
    proposal: PolicyProposal | None = None
