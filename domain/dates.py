"""Terms counted on local calendar dates, and the instants that follow from them.

The due date is the law; an instant is derived from it, and only here, by the tables of the pinned package and never by
those that a machine happens to have. Two ways of counting exist side by side: a term from an event (rule T: the day of
the event does not count) and a period with a first day (rule P: it does). They differ after the last day of a short
month, so no step ever starts from a date that was itself computed.
"""

from bisect import bisect_left
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import assert_never
from zoneinfo import ZoneInfo, reset_tzpath

from schemas.count import Convention, Direction
from schemas.effective import Effective, Ordering
from schemas.policy import Calendar, ClosedDay, FixedDay, Span
from schemas.refusal import Refused

reset_tzpath(())  # Python would read the machine's tables first
ZoneInfo.clear_cache()

ONE_DAY = timedelta(days=1)
MONTHS_PER_YEAR = 12
SATURDAY = 5


def add_span(anchor: date, span: Span, convention: Convention, calendar: Calendar) -> date:
    """Count the span from the anchor, before any shift; rule T may count backward, rule P never does."""
    return walk_span(anchor, span, convention, calendar)[0]


def walk_span(anchor: date, span: Span, convention: Convention, calendar: Calendar) -> tuple[date, tuple[date, ...]]:
    """Give the same day with the days off that were passed over; only a count of working days passes any over."""
    match convention:
        case "T" if span.working_days:
            return walk_working_days(anchor, span.working_days, calendar)
        case "T":
            return _months_later(anchor, _months_of(span)) + span.days * ONE_DAY, ()
        case "P" if span.working_days:
            return walk_working_days(anchor - ONE_DAY, span.working_days, calendar)
        case "P":
            return last_day_of_period(anchor, span), ()
        case _:
            assert_never(convention)


def last_day_of_period(first_day: date, span: Span) -> date:
    """Give the last day of a period that includes its first day (rule P).

    It is the day before the same day number so many months later; where that month lacks the number, its last day.
    """
    same_day = _months_later(first_day, _months_of(span))
    has_number = same_day.day == first_day.day
    return same_day + span.days * ONE_DAY - (ONE_DAY if has_number else timedelta())


def fixed_day(anchor: date, fixed: FixedDay) -> date:
    """Give the fixed day in the year that lies ``year_offset`` from the anchor's; 29 February yields to 28."""
    year = anchor.year + fixed.year_offset
    return date(year, fixed.month, min(fixed.day, monthrange(year, fixed.month)[1]))


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Tell whether the day is neither in a weekend nor closed; ``calendar_exhausted`` beyond the listed years."""
    if not calendar.first_year <= day.year <= calendar.last_year:
        years = f"{calendar.first_year}-{calendar.last_year}"
        raise Refused("calendar_exhausted", f"{day} lies outside {years} of calendar {calendar.id} {calendar.version}")
    return day.weekday() < SATURDAY and closing(day, calendar) is None


def closing(day: date, calendar: Calendar) -> ClosedDay | None:
    """Find what the calendar closes that day for; they stand in order of date."""
    index = bisect_left(calendar.closed, day, key=attrgetter("date"))
    is_listed = index < len(calendar.closed) and calendar.closed[index].date == day
    return calendar.closed[index] if is_listed else None


def add_working_days(day: date, n: int, calendar: Calendar) -> date:
    """Give the nth working day after the day, or before it where n is negative; the day itself does not count."""
    return walk_working_days(day, n, calendar)[0]


def walk_working_days(day: date, n: int, calendar: Calendar) -> tuple[date, tuple[date, ...]]:
    """Give the same day with the days off that were passed over on the way, in the order of counting."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    passed: list[date] = []
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, calendar):
            passed.append(day)
            day += step
    return day, tuple(passed)


def working_days_in(first: date, end: date, calendar: Calendar) -> int:
    """Count the working days from the first day up to, and without, the end; 0 where the end is not later."""
    days = (first + n * ONE_DAY for n in range((end - first).days))
    return sum(is_working_day(one, calendar) for one in days)


def shift(day: date, calendar: Calendar, direction: Direction) -> date:
    """Move a day that is not a working day to the next or the preceding one; ``none`` asks the calendar nothing."""
    return walk_off(day, calendar, direction)[0]


def walk_off(day: date, calendar: Calendar, direction: Direction) -> tuple[date, tuple[date, ...]]:
    """Give the same day with the days off that the move left behind, the day itself first; none where it stays."""
    if direction == "none" or is_working_day(day, calendar):
        return day, ()
    there, passed = walk_working_days(day, 1 if direction == "forward" else -1, calendar)
    return there, (day, *passed)


def local_day(instant: datetime, zone: str) -> date:
    """Give the calendar date on the wall of the zone at this instant."""
    return _aware(instant).astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """Give the first instant after the day, in UTC: in time means received before it, and it itself is late."""
    return at_hour(day + ONE_DAY, 0, zone)


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """Give the UTC instant of a full hour on a local day."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def is_in_time(received_at: datetime, due: date, zone: str) -> bool:
    """Tell whether the instant lies before the end of the due date."""
    return _aware(received_at) < end_of_day(due, zone)


def days_late(received_at: datetime, due: date, zone: str) -> int:
    """Count whole local days after the due date; 0 in time, at least 1 from the first late instant."""
    return max((local_day(received_at, zone) - due).days, 0)


def day(on: date) -> Effective:
    """Make an exactly known day of a date."""
    return Effective(earliest=on, latest=on)


def compare(a: Effective, b: Effective) -> Ordering:
    """Order two possibly imprecise dates; overlapping intervals are undetermined, even when they are equal."""
    if a.latest < b.earliest:
        return Ordering.BEFORE
    if b.latest < a.earliest:
        return Ordering.AFTER
    if a.earliest == a.latest == b.earliest == b.latest:
        return Ordering.SAME
    return Ordering.UNDETERMINED


def _months_of(span: Span) -> int:
    return MONTHS_PER_YEAR * span.years + span.months


def _months_later(start: date, months: int) -> date:
    """Keep the day number, or take the last day of a month that lacks it."""
    years, month_index = divmod(start.year * MONTHS_PER_YEAR + start.month - 1 + months, MONTHS_PER_YEAR)
    last = monthrange(years, month_index + 1)[1]
    return date(years, month_index + 1, min(start.day, last))


def _aware(instant: datetime) -> datetime:
    """Refuse an instant without a zone: Python would read it in the machine's own."""
    if instant.tzinfo is None:
        message = f"an instant needs a zone: {instant}"
        raise ValueError(message)
    return instant
