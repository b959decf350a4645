"""A calendar edited for one year: the pack in force with the calendar's next version, to be put up like any other pack.

No holiday is computed here. Into an added year come only the days that stand on the same day in every year listed; the
others, such as those that follow Easter, are asked for by name.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date

from domain.dates import SATURDAY
from domain.policy import current
from domain.refusing import require
from schemas.calendar_amendment import Amended, CalendarAmendment
from schemas.policy import Calendar, ClosedDay, Policy, RulesState
from schemas.refusal import Refused

_COUNTED = re.compile(r"(.*\.)([0-9]+)")
"""A version that ends in a number of its own, such as 2026.2."""


def amended(wish: CalendarAmendment, rules: RulesState) -> Amended:
    """Give the pack in force with that calendar's next version.

    Raises:
        Refused: ``unknown_calendar``; ``not_the_latest``: a later version counts from a later day; ``other_year``: a
            day of another year; ``already_closed``, ``not_closed``; ``calendar_exhausted``: no year in between may be
            left out; ``days_missing``: of an added year; ``nothing_to_change``.
    """
    policy = current(rules)
    before = _latest(policy, wish.calendar)
    is_later = wish.valid_from is not None and wish.valid_from > (before.valid_from or date.min)
    takes_place = wish.valid_from in (None, before.valid_from)
    since = f"{before.id} {before.version} counts for anchors from {before.valid_from}"
    require(is_later or takes_place, "not_the_latest", f"{since}: give that day or a later one")
    _require_days_of(wish)
    closed, taken_over = _closed(wish, before)
    require(closed != before.closed, "nothing_to_change", f"say which day of {wish.year} closes or opens")
    after = before.model_copy(
        update={
            "version": _next(before.version, _versions(rules, before.id)),
            "valid_from": wish.valid_from if is_later else before.valid_from,
            "source": wish.source,
            "last_year": max(before.last_year, wish.year),
            "closed": closed,
        }
    )
    version = _next(policy.version, {one.version for one in rules.policies if one.id == policy.id})
    calendars = _with(policy.calendars, before, after, beside=is_later)
    return Amended(policy.model_copy(update={"version": version, "calendars": calendars}), before, after, taken_over)


def _latest(policy: Policy, name: str) -> Calendar:
    named = [one for one in policy.calendars if one.id == name]
    if not named:
        known = " or ".join(dict.fromkeys(one.id for one in policy.calendars))
        raise Refused("unknown_calendar", f"{policy.id} has no calendar '{name}'; choose {known}")
    return max(named, key=lambda one: one.valid_from or date.min)


def _closed(wish: CalendarAmendment, before: Calendar) -> tuple[tuple[ClosedDay, ...], tuple[ClosedDay, ...]]:
    """Give all closed days in order, and those that came into an added year by themselves."""
    is_added = wish.year == before.last_year + 1
    listed = f"calendar {before.id} {before.version} lists {before.first_year} to {before.last_year}"
    is_reached = is_added or before.first_year <= wish.year <= before.last_year
    require(
        is_reached, "calendar_exhausted", f"{listed}: years are added one after another, {before.last_year + 1} first"
    )
    given = {one.date for one in wish.close}
    same_each_year = tuple(one for one in _same_each_year(before, wish.year) if one.date not in given)
    taken_over = tuple(one for one in same_each_year if one.date not in wish.open) if is_added else ()
    offered = (*before.closed, *(same_each_year if is_added else ()))
    _require_changes(wish, offered, before)
    closed = tuple(
        sorted((*(one for one in offered if one.date not in wish.open), *wish.close), key=lambda one: one.date)
    )
    if is_added and not wish.lists_all:
        _require_complete(wish, before, closed)
    return closed, taken_over


def _same_each_year(calendar: Calendar, year: int) -> Iterable[ClosedDay]:
    """Carry over what every listed year has on the same day under the same name."""
    listed = {(one.date, one.name.nl) for one in calendar.closed}
    years = range(calendar.first_year, calendar.last_year)
    for one in calendar.closed:
        is_yearly = (one.date.month, one.date.day) != (2, 29) and all(
            (one.date.replace(year=each), one.name.nl) in listed for each in years
        )
        if one.date.year == calendar.last_year and is_yearly:
            yield one.model_copy(update={"date": one.date.replace(year=year)})


def _require_days_of(wish: CalendarAmendment) -> None:
    for day in (*(one.date for one in wish.close), *wish.open):
        require(day.year == wish.year, "other_year", f"{day} is no day of {wish.year}")


def _require_changes(wish: CalendarAmendment, offered: Collection[ClosedDay], before: Calendar) -> None:
    """Refuse what changes nothing: whoever asks believes something of this calendar that is not so."""
    names = {one.date: one.name.en for one in offered}
    seen: set[date] = set()
    for one in wish.close:
        is_open = one.date not in names and one.date not in seen
        require(is_open, "already_closed", f"{before.id} closes {one.date} already: {names.get(one.date, one.name.en)}")
        seen.add(one.date)
    for day in wish.open:
        weekend = ": weekends are closed without being listed" if day.weekday() >= SATURDAY else ""
        require(day in names, "not_closed", f"{before.id} lists no {day}{weekend}")


def _require_complete(wish: CalendarAmendment, before: Calendar, closed: Iterable[ClosedDay]) -> None:
    """Ask for each holiday of the year before by its name: one that is forgotten would move dates in silence."""
    there = {one.name.nl for one in closed if one.date.year == wish.year}
    opened = {day.replace(year=before.last_year) for day in wish.open if (day.month, day.day) != (2, 29)}
    last = [one for one in before.closed if one.date.year == before.last_year and one.date not in opened]
    missing = [f"{one.name.nl}/{one.name.en}" for one in last if one.name.nl not in there]
    require(not missing, "days_missing", f"{before.id} has no day in {wish.year} for {', '.join(missing)}: close each")


def _with(calendars: Iterable[Calendar], before: Calendar, after: Calendar, *, beside: bool) -> tuple[Calendar, ...]:
    """Put the next version behind the one before, or in its place where it counts for the same anchors."""
    new = (before, after) if beside else (after,)
    return tuple(each for one in calendars for each in (new if one == before else (one,)))


def _versions(rules: RulesState, calendar: str) -> set[str]:
    return {one.version for policy in rules.policies for one in policy.calendars if one.id == calendar}


def _next(version: str, taken: Collection[str]) -> str:
    """Count the version's last number on to one that never stood for anything."""
    counted = _COUNTED.fullmatch(version)
    start, number = (f"{version}.", 1) if counted is None else (counted[1], int(counted[2]))
    while f"{start}{number}" in {*taken, version}:
        number += 1
    return f"{start}{number}"
