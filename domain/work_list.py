"""One person's work: in which capacities they act on a day, where a row stands, how late it is, which alarms."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from domain.authority import holds_on
from domain.dates import ONE_DAY, add_span, working_days_in
from domain.policy import calendar_of, current
from schemas.alarm import AlarmKind
from schemas.people import PersonState
from schemas.policy import RulesState, Span
from schemas.refusal import Refused

Group = Literal["late", "this_week", "this_month", "waiting_for_others"]
GROUPS: tuple[Group, ...] = ("late", "this_week", "this_month", "waiting_for_others")

_WEEK = 7 * ONE_DAY
_MONTH = Span(months=1)


class Capacity(NamedTuple):
    """A role in which somebody acts: for one cluster or for all (None), and in whose stead if it was lent."""

    role: str
    cluster: str | None
    principal: str | None = None

    def reaches(self, roles: Container[str], cluster: str | None) -> bool:
        """Tell whether this is one of the roles, for a file of that cluster or of none."""
        return self.role in roles and self.cluster in {None, cluster}


class Placed(NamedTuple):
    """Where a row stands for somebody: in a group, or later (None), and whether they take the next step."""

    group: Group | None
    is_mine: bool


class Bounds(NamedTuple):
    """The last days of the groups, both included: seven days with today, and a month."""

    today: date
    week: date
    month: date


class Distance(NamedTuple):
    """How far a due date lies from today, in the unit in which its rule counts."""

    left: int
    late: int
    unit: Literal["days", "working_days"]


def capacities(person: PersonState, everybody: Iterable[PersonState], rules: RulesState, day: date) -> list[Capacity]:
    """Give the capacities in which a person acts that day, lent ones included.

    They reach as far as ``domain.authority`` lets them act: an outsider's role that names no cluster reaches nothing.
    """
    own = _held(person, rules, day, None)
    lent = (
        Capacity(held.role, held.cluster, other.person)
        for other in everybody
        for delegation in other.delegations
        if delegation.to == person.person and holds_on(delegation, day)
        for held in _held(other, rules, day, delegation.role)
    )
    return [*dict.fromkeys((*own, *lent))]


def _held(person: PersonState, rules: RulesState, day: date, only: str | None) -> Iterator[Capacity]:
    bound = {role.id: role.own_cluster_only for role in current(rules).roles}
    for held in person.roles:
        reaches = held.role in bound and (held.cluster is not None or not bound[held.role])
        if reaches and only in {None, held.role} and holds_on(held, day):
            yield Capacity(held.role, held.cluster)


def bounds(today: date, rules: RulesState) -> Bounds:
    """Say where the groups end: nothing falls between them at the end of a week or of a month."""
    a_calendar = current(rules).calendars[0]
    return Bounds(today, today + _WEEK - ONE_DAY, add_span(today, _MONTH, "T", a_calendar) - ONE_DAY)


def placed(row: Mapping[str, Any], person: str, acting: Sequence[Capacity], ends: Bounds) -> Placed | None:
    """Say where a row stands for somebody who acts in these capacities; None where they do not see it.

    ``store.work`` finds the same for the rows of now, over all files at once.
    """
    cluster, had_a_hand = row["cluster"], person in row["proposed_by"]
    is_told = any(one.reaches(row["roles"], cluster) for one in acting)
    if not is_told and not (had_a_hand and any(one.cluster in {None, cluster} for one in acting)):
        return None
    is_mine = person in holders(row["waits_for"], cluster, {person: acting}, row["not_by"])
    due = None if row["due"] is None else date.fromisoformat(row["due"])
    return Placed(_group(due, ends, is_mine=is_mine), is_mine)


def _group(due: date | None, ends: Bounds, *, is_mine: bool) -> Group | None:
    if due is not None and due < ends.today:
        return "late"
    if not is_mine:
        return "waiting_for_others"
    if due is None or due <= ends.week:
        return "this_week"
    return "this_month" if due <= ends.month else None


def watched(acting: Iterable[Capacity], rules: RulesState) -> list[tuple[AlarmKind, str | None]]:
    """Give the kinds of alarms that these capacities see, each for one cluster or for every file (None)."""
    kinds = {role.id: role.alarms for role in current(rules).roles}
    return [*dict.fromkeys((kind, one.cluster) for one in acting for kind in kinds[one.role])]


def distance(row: Mapping[str, Any], today: date, rules: RulesState) -> Distance | None:
    """Count what is left until a row's due date, that day included, or what has passed since; None without a date.

    In working days of the calendar it runs by where its rule counts those, else in days: as over a weekend, in which
    no working day passes, and beyond the years of that calendar.
    """
    if row["due"] is None:
        return None
    due = date.fromisoformat(row["due"])
    counted = _working_days(row, today, due, rules) if row["unit"] == "working_days" else None
    if counted is not None and (due == today or counted.left or counted.late):
        return counted
    return Distance(max((due - today).days, 0), max((today - due).days, 0), "days")


def _working_days(row: Mapping[str, Any], today: date, due: date, rules: RulesState) -> Distance | None:
    calendar = calendar_of(rules, row["calendar"], row["calendar_version"])
    try:
        left = working_days_in(today + ONE_DAY, due + ONE_DAY, calendar)
        return Distance(left, working_days_in(due + ONE_DAY, today + ONE_DAY, calendar), "working_days")
    except Refused:
        return None  # beyond the calendar's years


def holders(
    roles: Iterable[str], cluster: str | None, everybody: Mapping[str, Iterable[Capacity]], not_by: Iterable[str]
) -> list[str]:
    """Give who of everybody acts in one of these roles for a cluster, without those who may not decide this."""
    wanted, barred = set(roles), set(not_by)
    return [
        person
        for person, held in everybody.items()
        if person not in barred and any(one.reaches(wanted, cluster) and one.principal not in barred for one in held)
    ]
