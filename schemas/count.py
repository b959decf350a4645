"""A count of days as it is shown: where it starts, each day that it passes over and why, and where it ends."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from schemas.model import Model
from schemas.policy import FixedDay, Span, Title

Convention = Literal["T", "P"]
Direction = Literal["forward", "backward", "none"]


class Basis(NamedTuple):
    """What a deadline is counted anew on."""

    anchor: date
    rule_version: str | None = None  # a later one by which it is to run; none: its own


class Walk(NamedTuple):
    """The dates of a count, and nothing about them: what every deadline is computed by."""

    raw: date  # before any shift
    skipped: tuple[date, ...]  # days off that the counting of working days passed over, in the order of counting
    due: date
    moved_over: tuple[date, ...]  # days off that the shift left, the raw date first


class DayOff(Model):
    """A day that does not count as a working day, and why."""

    date: date
    why: Literal["saturday", "sunday", "closed"]
    name: Title  # of the holiday where the calendar closes that day, else of the day of the week


class Count(Model):
    """A whole count; it says by itself under which convention and calendar version it was made."""

    anchor: date
    span: Span | None  # neither span nor fixed day: the anchor itself is the date
    fixed_day: FixedDay | None
    convention: Convention
    counted_from: date  # the first day that counts: the one after the anchor (T), or the anchor (P)
    calendar: str
    calendar_version: str
    skipped: tuple[DayOff, ...]
    raw_due: date
    shift: Direction
    moved_over: tuple[DayOff, ...]
    due: date  # the last day in time
    time_zone: str
    instant: datetime  # the first instant after it, in UTC: from then on it is late
