"""A year of a calendar as somebody wants it: days that close, days that open, and for which anchors that counts."""

from datetime import date
from typing import NamedTuple

from schemas.model import Day, Model, Name, Year
from schemas.policy import Calendar, ClosedDay, Policy


class CalendarAmendment(Model):
    """The next version of a calendar, told by what changes in one year; the year after its last one can be added."""

    calendar: Name
    year: Year
    close: tuple[ClosedDay, ...] = ()
    open: tuple[date, ...] = ()
    valid_from: Day | None = None  # for anchors from this day; none: in the place of the latest version
    source: Name
    lists_all: bool = False  # of an added year: no holiday is missing


class Amended(NamedTuple):
    """The pack with the calendar's next version in it."""

    policy: Policy
    before: Calendar
    after: Calendar
    taken_over: tuple[ClosedDay, ...]  # into an added year: they stood on the same day in every year before
