"""Dates counted by the model itself: months on the calendar, working days one by one, ends of days in Brussels."""

import json
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = timedelta(days=1)
SATURDAY = 5


def same_day_later(start: date, months: int) -> date:
    """So many months on; the last day of a month that is too short."""
    year, month = start.year, start.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def last_day(first: date, months: int) -> date:
    """The last day of a period that includes its first one."""
    end = same_day_later(first, months)
    return end - DAY if end.day == first.day else end


def room(first: date, cap: date) -> int:
    """Whole months that fit between a first day and the cap."""
    months = 0
    while last_day(first, months + 1) <= cap:
        months += 1
    return months


def is_open(day: date, closed: frozenset[date]) -> bool:
    """A day on which people work."""
    return day.weekday() < SATURDAY and day not in closed


def working_days_later(day: date, number: int, closed: frozenset[date]) -> date:
    """The working day that lies so many of them after a day."""
    while number:
        day += DAY
        number -= is_open(day, closed)
    return day


def moved_off(day: date, closed: frozenset[date]) -> date:
    """The day itself, or the next one on which people work."""
    while not is_open(day, closed):
        day += DAY
    return day


def working_days_between(first: date, end: date, closed: frozenset[date]) -> int:
    """Working days from the first up to, and without, the end."""
    return sum(is_open(first + number * DAY, closed) for number in range((end - first).days))


def local(instant: datetime) -> date:
    """The date on the wall in Brussels."""
    return instant.astimezone(BRUSSELS).date()


@cache
def day_over(day: date) -> datetime:
    """The first instant after the day."""
    return datetime.combine(day + DAY, time(), BRUSSELS).astimezone(UTC)


def fingerprint(content: object) -> str:
    """The SHA-256 of JSON with sorted fields."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
