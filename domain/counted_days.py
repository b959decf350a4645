"""The whole count of a date, day by day: the one arithmetic behind every deadline, and the account of it.

``walk`` is what deadlines are computed by; ``counted`` walks the same way and says of each day passed over why.
"""

from datetime import date

from domain.dates import ONE_DAY, SATURDAY, closing, end_of_day, fixed_day, is_working_day, walk_off, walk_span
from schemas.count import Convention, Count, DayOff, Direction, Walk
from schemas.policy import Calendar, DeadlineRule, FixedDay, Span, Title

_SATURDAY = Title(nl="zaterdag", en="Saturday")
_SUNDAY = Title(nl="zondag", en="Sunday")


def rule_walk(rule: DeadlineRule, anchor: date, calendar: Calendar) -> Walk:
    """Count as the rule says.

    A pure function of rule version, calendar version and anchor: under the stored versions it gives the stored dates.
    ``calendar_exhausted`` where it leaves the years that the calendar lists.
    """
    return walk(anchor, rule.fixed_day or rule.span, rule.convention, calendar, rule.shift)


def rule_count(rule: DeadlineRule, anchor: date, calendar: Calendar, zone: str) -> Count:
    """Give the account of the same count."""
    return counted(anchor, rule.fixed_day or rule.span, rule.convention, calendar, rule.shift, zone)


def walk(
    anchor: date, length: Span | FixedDay | None, convention: Convention, calendar: Calendar, direction: Direction
) -> Walk:
    """Count from the anchor and shift off a day off; without a length the anchor itself is the date."""
    raw, skipped = _unshifted(anchor, length, convention, calendar)
    due, moved_over = walk_off(raw, calendar, direction)
    return Walk(raw, skipped, due, moved_over)


def counted(
    anchor: date,
    length: Span | FixedDay | None,
    convention: Convention,
    calendar: Calendar,
    direction: Direction,
    zone: str,
) -> Count:
    """Give the account of a count, with the instant from which it is late."""
    walked = walk(anchor, length, convention, calendar, direction)
    return Count(
        anchor=anchor,
        span=length if isinstance(length, Span) else None,
        fixed_day=length if isinstance(length, FixedDay) else None,
        convention=convention,
        counted_from=_first_counted(anchor, length, convention),
        calendar=calendar.id,
        calendar_version=calendar.version,
        skipped=tuple(day_off(one, calendar) for one in walked.skipped),
        raw_due=walked.raw,
        shift=direction,
        moved_over=tuple(day_off(one, calendar) for one in walked.moved_over),
        due=walked.due,
        time_zone=zone,
        instant=end_of_day(walked.due, zone),
    )


def day_off(day: date, calendar: Calendar) -> DayOff:
    """Say why the day is no working day: a day in the weekend is told by its holiday where it is one."""
    closed = closing(day, calendar)
    if closed is not None:
        return DayOff(date=day, why="closed", name=closed.name)
    if day.weekday() == SATURDAY:
        return DayOff(date=day, why="saturday", name=_SATURDAY)
    return DayOff(date=day, why="sunday", name=_SUNDAY)


def left_unshifted(due: date, rule: DeadlineRule, calendar: Calendar) -> DayOff | None:
    """Say on what day off a date stands that a decision named, where the rule would have shifted its own count."""
    if rule.shift == "none" or is_working_day(due, calendar):
        return None
    return day_off(due, calendar)


def _unshifted(
    anchor: date, length: Span | FixedDay | None, convention: Convention, calendar: Calendar
) -> tuple[date, tuple[date, ...]]:
    match length:
        case Span():
            return walk_span(anchor, length, convention, calendar)
        case FixedDay():
            return fixed_day(anchor, length), ()
        case None:
            return anchor, ()


def _first_counted(anchor: date, length: Span | FixedDay | None, convention: Convention) -> date:
    """Under rule T the anchor does not count, in either direction; what is no count starts on the anchor."""
    if not isinstance(length, Span) or convention == "P":
        return anchor
    return anchor + ONE_DAY if length.is_forward else anchor - ONE_DAY
