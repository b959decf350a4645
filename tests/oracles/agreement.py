"""Both ways of counting held against each other, for every rule of every pack over a stretch of days."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from domain.counted_days import counted
from gateway.policy_files import read_pack
from schemas.count import Convention, Direction
from schemas.policy import Calendar, FixedDay, Policy, Span
from schemas.refusal import Refused
from tests.oracles import second_count

PACKS = Path(__file__).parents[2] / "policies"


class Way(NamedTuple):
    """One way of counting; the name is that of the first rule that counts so, or none does."""

    name: str
    length: Span | FixedDay | None
    convention: Convention
    calendar: Calendar
    shift: Direction
    zone: str


@cache
def packs() -> tuple[Policy, ...]:
    """Every pack of the project."""
    return tuple(read_pack(folder) for folder in sorted(PACKS.iterdir()) if folder.is_dir())


@cache
def ways() -> tuple[Way, ...]:
    """Every way in which a rule of a pack counts, each once; the same calendar in two packs counts as one."""
    return _each_once(
        Way(
            rule.id,
            rule.fixed_day or rule.span,
            rule.convention,
            next(one for one in pack.calendars if one.id == rule.calendar),
            rule.shift,
            pack.terms.time_zone,
        )
        for pack in packs()
        for rule in pack.deadlines
    )


@cache
def other_ways() -> tuple[Way, ...]:
    """What no rule does yet and any may: each length under both conventions, on each calendar, with each shift."""
    calendars = [(calendar, pack.terms.time_zone) for pack in packs() for calendar in pack.calendars]
    known = {_key(one) for one in ways()}
    told = _each_once(
        Way(f"{way.name} as {convention} {calendar.id} {shift}", way.length, convention, calendar, shift, zone)
        for way in ways()
        for convention in get_args(Convention)
        for calendar, zone in calendars
        for shift in get_args(Direction)
        if convention == "T" or (isinstance(way.length, Span) and way.length.is_forward)
    )
    return tuple(way for way in told if _key(way) not in known)


def disagreements(first: date, last: date, counting: tuple[Way, ...], every: int = 1) -> Iterator[str]:
    """Count from every day, or from each so many days, both ways; both stop where the calendar does."""
    for way in counting:
        units, fixed = _plain(way.length)
        years = (way.calendar.first_year, way.calendar.last_year)
        day = first
        while day <= last:
            there = second_count.due(day, units, fixed, way.convention, way.calendar.id, way.shift)
            ends = second_count.leaves(day, units, way.convention, way.shift, there, years)
            expected = None if ends else (*there, second_count.midnight_after(there[1]))
            told = _told(way, day)
            if told != expected:
                yield f"{way.name} from {day}: {told}, {expected} by the second count"
            day += timedelta(days=every)


def _told(way: Way, day: date) -> tuple[object, ...] | None:
    """None where the calendar lists no such year."""
    try:
        count = counted(day, way.length, way.convention, way.calendar, way.shift, way.zone)
    except Refused as refused:
        if refused.code != "calendar_exhausted":
            raise
        return None
    return count.raw_due, count.due, count.instant


def _plain(length: Span | FixedDay | None) -> tuple[dict[str, int], tuple[int, int, int] | None]:
    """The same length in numbers alone."""
    if isinstance(length, FixedDay):
        return {}, (length.month, length.day, length.year_offset)
    return ({} if length is None else {unit: int(value) for unit, value in length.model_dump().items()}), None


def _each_once(told: Iterator[Way]) -> tuple[Way, ...]:
    found: dict[object, Way] = {}
    for way in told:
        found.setdefault(_key(way), way)
    return tuple(found.values())


def _key(way: Way) -> object:
    calendar = (way.calendar.id, way.calendar.first_year, way.calendar.last_year, way.calendar.closed)
    return (way.length, way.convention, calendar, way.shift, way.zone)
