"""Counting days a second time, with nothing of the first: whole numbers for days, holidays from their own formulas.

A day is its ordinal, so the weekday is a remainder; Easter follows from the age of the moon; months are cut by a table;
summer time follows from the last Sundays of March and October. Nothing here imports what it checks.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from functools import cache

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIXED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension Day, Whit Monday
OF_THE_OFFICE = {(7, 11), (11, 2), (11, 15), (12, 26)}
WEEK = 7


def easter(year: int) -> int:
    """The ordinal of Easter Sunday, after Gauss with Lichtenberg's two exceptions folded in."""
    golden, century = year % 19, year // 100
    lag = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    moon = (19 * golden + lag) % 30
    moon -= (moon + golden // 11) // 29
    first = 21 + moon
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1).toordinal() - 1 + first + 7 - (first - sunday) % 7


@cache
def closed(year: int, name: str) -> frozenset[int]:
    """The ordinals of the holidays of a year."""
    fixed = FIXED | OF_THE_OFFICE if name == "office" else FIXED
    days = {date(year, month, number).toordinal() for month, number in fixed}
    return frozenset(days | {easter(year) + after for after in AFTER_EASTER})


def is_open(ordinal: int, name: str) -> bool:
    """Whether people work on the day with this ordinal: 1 January of year 1 was a Monday."""
    return (ordinal - 1) % WEEK < 5 and ordinal not in closed(date.fromordinal(ordinal).year, name)


@cache
def open_days(name: str, first_year: int = 2000, last_year: int = 2070) -> tuple[int, ...]:
    """Every day of work of many years, in order."""
    first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    return tuple(one for one in range(first, last + 1) if is_open(one, name))


@cache
def rank(ordinal: int, name: str) -> int:
    """How many days of work lie up to and with the day."""
    listed = open_days(name)
    low, high = 0, len(listed)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if listed[middle] <= ordinal else (low, middle)
    return low


def length_of(month: int, year: int) -> int:
    """How many days a month has; months are numbered from 0."""
    leaps = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return LENGTHS[month] + (1 if month == 1 and leaps else 0)


def same_number(start: date, months: int) -> tuple[int, bool]:
    """The ordinal of the same day number so many months on, and whether that month has it; else its last day."""
    month, year = (start.month - 1 + months) % 12, start.year + (start.month - 1 + months) // 12
    held = start.day <= length_of(month, year)
    number = start.day if held else length_of(month, year)
    return date(year, month + 1, number).toordinal(), held


def worked(start: date, number: int, name: str, *, with_start: bool) -> int:
    """So many days of work from a day, by their rank in the list of all."""
    listed, at = open_days(name), start.toordinal()
    if number > 0:
        return listed[rank(at - 1 if with_start else at, name) + number - 1]
    return listed[rank(at - 1, name) + number]


def moved(ordinal: int, name: str, shift: str) -> int:
    """Off a day off; forward and backward by the rank."""
    if shift == "none" or is_open(ordinal, name):
        return ordinal
    listed, place = open_days(name), rank(ordinal, name)
    return listed[place] if shift == "forward" else listed[place - 1]


def due(
    start: date,
    units: dict[str, int],
    fixed: tuple[int, int, int] | None,
    convention: str,
    name: str,
    shift: str,
) -> tuple[date, date]:
    """The date before and after the shift; ``fixed`` is month, day and offset of the year."""
    raw = _raw(start, units, fixed, convention, name)
    return date.fromordinal(raw), date.fromordinal(moved(raw, name, shift))


def _raw(start: date, units: dict[str, int], fixed: tuple[int, int, int] | None, convention: str, name: str) -> int:
    if fixed is not None:
        month, number, offset = fixed
        return date(start.year + offset, month, min(number, length_of(month - 1, start.year + offset))).toordinal()
    if units.get("working_days"):
        return worked(start, units["working_days"], name, with_start=convention == "P")
    if not any(units.values()):
        return start.toordinal()
    there, held = same_number(start, 12 * units.get("years", 0) + units.get("months", 0))
    before_first = 1 if convention == "P" and held else 0
    return there + units.get("days", 0) - before_first


def leaves(
    start: date, units: dict[str, int], convention: str, shift: str, counted: tuple[date, date], years: tuple[int, int]
) -> bool:
    """Whether a count asks about a day outside the listed years: one that it passes, or the one that it ends on."""
    raw, there = (one.toordinal() for one in counted)
    asked = [*range(min(raw, there), max(raw, there) + 1)] if shift != "none" else []
    if units.get("working_days", 0) > 0:
        asked += range(start.toordinal() + (0 if convention == "P" else 1), raw + 1)
    elif units.get("working_days", 0) < 0:
        asked += range(raw, start.toordinal())
    return (
        bool(asked)
        and not years[0] <= date.fromordinal(min(asked)).year <= date.fromordinal(max(asked)).year <= years[1]
    )


def midnight_after(day: date) -> datetime:
    """The first instant after the day in Brussels."""
    return at_hour(day + timedelta(days=1), 0)


def at_hour(day: date, hour: int) -> datetime:
    """A full hour of a day in Brussels, but for the one between 2 and 3: the clock changes at 01:00 UTC."""
    spring, autumn = last_sunday(day.year, 3), last_sunday(day.year, 10)
    began = day > spring or (day == spring and hour > 2)
    ended = day > autumn or (day == autumn and hour > 2)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=2 if began and not ended else 1)


def escalated(due: date, working_days: int, name: str) -> date:
    """So many days of work after a due date."""
    return date.fromordinal(worked(due, working_days, name, with_start=False))


def ran_on(due: date, since: date, until: date, name: str, shift: str, *, in_working_days: bool) -> date:
    """What is left of a term that stood still until the day on which it ran again, in the unit of its rule."""
    if not in_working_days:
        return date.fromordinal(moved(due.toordinal() + until.toordinal() - since.toordinal(), name, shift))
    stood = rank(until.toordinal() - 1, name) - rank(since.toordinal() - 1, name)
    there = worked(due, stood, name, with_start=False) if stood else due.toordinal()
    return date.fromordinal(moved(there, name, shift))


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of March or October: both have 31 days."""
    last = date(year, month, 31).toordinal()
    return date.fromordinal(last - last % WEEK)


def passed_over(first: int, last: int, name: str) -> Collection[date]:
    """The days off from one ordinal up to and with another."""
    return [date.fromordinal(one) for one in range(first, last + 1) if not is_open(one, name)]
