"""Both ways of counting held against each other, for every rule of every pack over a stretch of days."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from domain.counted_days import counted
from gateway.policy_files import read_pack
from schemas.policy import Calendar, DeadlineRule, Policy
from schemas.refusal import Refused
from tests.oracles import second_count

PACKS = Path(__file__).parents[2] / "policies"
LAST_LISTED = 2046

Way = tuple[tuple[tuple[str, int], ...], tuple[int, int, int] | None, str, str, str]


@cache
def packs() -> tuple[Policy, ...]:
    """Every pack of the project."""
    return tuple(read_pack(folder) for folder in sorted(PACKS.iterdir()) if folder.is_dir())


def ways() -> dict[Way, tuple[DeadlineRule, Calendar, str]]:
    """Every way in which a rule of a pack counts, each once, with a rule that does."""
    found: dict[Way, tuple[DeadlineRule, Calendar, str]] = {}
    for pack in packs():
        for rule in pack.deadlines:
            listed = next(one for one in pack.calendars if one.id == rule.calendar)
            found.setdefault(_way(rule), (rule, listed, pack.terms.time_zone))
    return found


def disagreements(first: date, last: date) -> Iterator[str]:
    """Count from every day by every rule, both ways; the years that a calendar lists are the only limit."""
    for way, (rule, listed, zone) in ways().items():
        units, fixed, convention, name, shift = way
        day = first
        while day <= last:
            expected = second_count.due(day, dict(units), fixed, convention, name, shift)
            told = _told(rule, day, listed, zone)
            if told is None and max(expected).year <= LAST_LISTED:
                yield f"{rule.id} from {day}: refused, {expected} by the second count"
            if told is not None and told != (*expected, second_count.midnight_after(expected[1])):
                yield f"{rule.id} from {day}: {told}, {expected} by the second count"
            day += timedelta(days=1)


def _told(rule: DeadlineRule, day: date, listed: Calendar, zone: str) -> tuple[object, ...] | None:
    try:
        count = counted(day, rule.fixed_day or rule.span, rule.convention, listed, rule.shift, zone)
    except Refused as refused:
        if refused.code != "calendar_exhausted":
            raise
        return None
    return count.raw_due, count.due, count.instant


def _way(rule: DeadlineRule) -> Way:
    units = () if rule.span is None else tuple((unit, int(value)) for unit, value in rule.span.model_dump().items())
    fixed = rule.fixed_day
    told = None if fixed is None else (fixed.month, fixed.day, fixed.year_offset)
    return units, told, rule.convention, rule.calendar, rule.shift
