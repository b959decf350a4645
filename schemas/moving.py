"""What moving deadlines would come to, and which running ones other rules are about; nothing of it is recorded."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.count import DayOff
from schemas.deadline import DeadlineStage, DueKind
from schemas.model import Day, Model, Name
from schemas.standstill import Standstill

Why = Literal["rule_changed", "rule_gone", "calendar_changed"]
"""What of a running deadline reads otherwise in another pack."""


class Selection(Model):
    """Running deadlines of pacts, by rule or by name; of the clusters named, or of all."""

    deadline: Name  # 'D07' for every open instance of that rule, or 'D07/2021' for one
    clusters: tuple[Name, ...] = ()
    pacts: tuple[Name, ...] = ()


class Target(Model):
    """Where they would go: to one day, or each so many days on and then off its closed days."""

    new_due: Day | None = None
    by_days: int | None = Field(default=None, ge=1)


class LadderMove(Model):
    """A reminder or escalation that falls away or arises."""

    kind: DueKind
    stage: str
    at: datetime
    to_roles: tuple[str, ...]


class MovePreview(Model):
    """One deadline as it stands and as it would; ``due`` is the old date where ``refused`` says why it stays."""

    stream: str
    deadline: str
    title: str
    old_due: date
    due: date
    revision: int
    stage: DeadlineStage  # afterwards
    is_new: bool = False  # it starts to run: there is no old date
    cures_miss: bool = False
    revokes_miss: bool = False
    is_over: bool = False  # the new date has passed as well: it would fall due at once
    day_off: DayOff | None = None  # on which the new date stands as it was named, though the rule shifts
    stands_still: Standstill | None = None  # afterwards: both clocks
    falls_away: tuple[LadderMove, ...] = ()
    arises: tuple[LadderMove, ...] = ()
    told_roles: tuple[str, ...] = ()  # of whatever arises
    refused: str | None = None
    detail: str = ""


class TouchedDeadline(Model):
    """A running deadline whose rule or calendar reads otherwise in another pack; it keeps its date all the same."""

    stream: str
    deadline: str
    rule: str
    due: date
    would_be: date | None  # by rule and calendar of the other pack; none where the rule is gone
    why: tuple[Why, ...]
    can_be_recounted: bool  # the calendar alone moves it: two people may count it anew once the pack is adopted
