"""What stood on a person's work list on another day, told from the events: the same rows, under the same rule."""

from datetime import date

from domain.dated_view import Row
from domain.next_step import under
from domain.stream import fold
from domain.waiting import followed_from_the_start
from domain.work import work_rows
from domain.work_list import GROUPS, Bounds, Capacity, Group, Placed, bounds, capacities, placed
from gateway.questions import Standpoint, name_from, rules_from, seen
from gateway.work import SHOWN, require_known, shown
from schemas.people import PersonState, RoleRevoked
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.log import all_streams, read_stream
from store.pool import Pool
from store.work import WorkPage, WorkRow


async def work_from(pool: Pool, person: str, standpoint: Standpoint, today: date, limit: int = SHOWN) -> Row:
    """Show the four groups of a person's work as they stood on a day, as far as was known on an instant.

    Without a day it is about ``today``. Alarms are no part of the record, and are not told of any other day.

    Raises:
        Refused: ``unknown_person``; ``no_policy``: there were no rules yet.
    """
    day = standpoint.as_of or today
    rules = await rules_from(pool, standpoint)
    if not rules.policies:
        raise Refused("no_policy", "no policy pack was adopted by then")
    people = await _people(pool, standpoint)
    everybody = {one.person: capacities(one, people, rules, day) for one in people}
    require_known(person, everybody)
    page = await _page(pool, person, standpoint, rules, everybody[person], bounds(day, rules), limit)
    return {**shown(page, person, bounds(day, rules), rules, everybody), "alarms": None}


async def _people(pool: Pool, standpoint: Standpoint) -> list[PersonState]:
    """Fold everybody who was known; roles say of themselves from when they hold, and a revocation from its own day."""
    found: list[PersonState] = []
    for stream in await all_streams(pool, "people"):
        known = [event for event in await read_stream(pool, stream) if standpoint.knows(event)]
        state = fold(stream, [one for one in known if not isinstance(one.payload, RoleRevoked) or standpoint.sees(one)])
        if isinstance(state, PersonState) and state.is_registered:
            found.append(state)
    return found


async def _page(
    pool: Pool,
    person: str,
    standpoint: Standpoint,
    rules: RulesState,
    acting: list[Capacity],
    ends: Bounds,
    limit: int,
) -> WorkPage:
    rows = [row for stream in await all_streams(pool) for row in await _rows(pool, stream, standpoint, rules)]
    found = [(at, row) for row in rows if (at := placed(row, person, acting, ends)) is not None]
    found.sort(key=_order)
    later = [date.fromisoformat(str(row["due"])) for at, row in found if at.group is None]
    first: list[tuple[Group, bool, Row]] = [
        (group, at.is_mine, row)
        for group in GROUPS
        for at, row in [one for one in found if one[0].group == group][:limit]
    ]
    return WorkPage(
        tuple([WorkRow(group, is_mine, await _name(pool, row, standpoint), row) for group, is_mine, row in first]),
        {group: sum(at.group == group for at, _ in found) for group in GROUPS},
        len(later),
        max(later, default=None),
    )


def _order(found: tuple[Placed, Row]) -> tuple[bool, bool, str, str, str]:
    """The person's own before those of others, what has a date before what has none, the earliest first."""
    at, row = found
    return not at.is_mine, row["due"] is None, str(row["due"]), str(row["stream"]), str(row["key"])


async def _rows(pool: Pool, stream: str, standpoint: Standpoint, rules: RulesState) -> list[Row]:
    events = await seen(pool, stream, standpoint)
    waiting, since = under(rules, followed_from_the_start(stream, events))
    return [row for _, row in work_rows(stream, fold(stream, events), waiting, since, rules)]


async def _name(pool: Pool, row: Row, standpoint: Standpoint) -> str | None:
    """Give what its cluster was called; none where nothing but its id says, as in the rows of now."""
    cluster = row["cluster"]
    name = await name_from(pool, None if cluster is None else str(cluster), standpoint)
    return None if name == cluster else name
