"""What one person has to do on a day, over all files, what others owe that they follow up, and alarms."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import JsonValue

from domain.dated_view import Row, instant_text
from domain.policy import current
from domain.work_list import GROUPS, Bounds, Capacity, bounds, capacities, distance, holders, watched
from gateway.rules import RULES
from schemas.alarm import Alarm
from schemas.people import PersonState
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.alarms import watched_alarms
from store.folding import fold_streams
from store.log import all_streams
from store.pool import Pool
from store.work import WorkPage, WorkRow, work_page

SHOWN = 50
"""How many rows of each group are shown where nobody says."""

Everybody = Mapping[str, Sequence[Capacity]]
"""In which capacities everybody acts on a day, by pseudonym."""


async def acting_on(pool: Pool, person: str, day: date) -> tuple[dict[str, list[Capacity]], RulesState]:
    """Give in which capacities everybody acts that day, by pseudonym, and the rules of now.

    Raises:
        Refused: ``unknown_person``; ``no_policy``: nobody can do anything yet.
    """
    everybody, rules = await everybody_on(pool, day)
    require_known(person, everybody)
    return everybody, rules


async def everybody_on(pool: Pool, day: date) -> tuple[dict[str, list[Capacity]], RulesState]:
    """Give in which capacities everybody acts that day, whoever asks, and the rules of now.

    Raises:
        Refused: ``no_policy``: nobody can do anything yet.
    """
    folded = await fold_streams(pool, [RULES, *await all_streams(pool, "people")])
    rules = folded[RULES].state
    people = [one.state for one in folded.values() if isinstance(one.state, PersonState) and one.state.is_registered]
    if not isinstance(rules, RulesState) or not rules.policies:
        raise Refused("no_policy", "no policy pack has been adopted yet")
    return {one.person: capacities(one, people, rules, day) for one in people}, rules


def require_known(person: str, everybody: Everybody) -> None:
    """Refuse somebody who is not registered: ``unknown_person``."""
    if person not in everybody:
        raise Refused("unknown_person", f"nobody known as {person}")


async def work_of(pool: Pool, person: str, today: date, limit: int = SHOWN) -> Row:
    """Show the four groups of a person's work and their alarms, each with its first rows and how many there are.

    Raises:
        Refused: ``unknown_person``; ``no_policy``.
    """
    everybody, rules = await acting_on(pool, person, today)
    ends = bounds(today, rules)
    page = await work_page(pool, person, everybody[person], ends, limit)
    return {
        **shown(page, person, ends, rules, everybody),
        "alarms": await _alarms(pool, person, rules, everybody, limit),
    }


def shown(page: WorkPage, person: str, ends: Bounds, rules: RulesState, everybody: Everybody) -> Row:
    """Show a page of work: who it waits for by name, how far away each date is."""
    told = [(row.group, _told(row, person, ends.today, rules, everybody)) for row in page.rows]
    groups: list[JsonValue] = [
        {"group": group, "total": page.totals[group], "rows": [row for of, row in told if of == group]}
        for group in GROUPS
    ]
    return {
        "person": person,
        "on": ends.today.isoformat(),
        "week_until": ends.week.isoformat(),
        "month_until": ends.month.isoformat(),
        "groups": groups,
        "later": page.later,
        "later_until": None if page.later_until is None else page.later_until.isoformat(),
    }


def _told(row: WorkRow, person: str, today: date, rules: RulesState, everybody: Everybody) -> Row:
    body = row.body
    days = distance(body, today, rules)
    persons = holders(body["waits_for"], body["cluster"], everybody, body["not_by"])
    return {
        "stream": body["stream"],
        "cluster": body["cluster"],
        "name": row.name,
        "deadline": body["deadline"],
        "title": body["title"],
        "subject": body["subject"],
        "due": body["due"],
        "taken_over_due": body.get("taken_over_due"),  # rows of before it was told do not have it
        "days": None if days is None else days._asdict(),
        "is_mine": row.is_mine,
        "waits_for": _titled(body["waits_for"], rules),
        "persons": [*persons],
        "since": body["since"],
        "proposed_by": body["proposed_by"],
        "decision": body["act"],
        "names": body["names"],
        **_as_whom(row, everybody[person]),
    }


def _titled(roles: Sequence[str], rules: RulesState) -> list[JsonValue]:
    titles = {role.id: role.title for role in current(rules).roles}
    return [
        {"role": role, "title": titles[role].model_dump() if role in titles else {"nl": role, "en": role}}
        for role in roles
    ]


def _as_whom(row: WorkRow, acting: Sequence[Capacity]) -> Row:
    """Say in which role the person does it where several could be meant, and in whose stead where it is a lent one."""
    if not row.is_mine:
        return {"in_role": None, "on_behalf_of": None}
    body = row.body
    able = [
        one for one in acting if one.reaches(body["waits_for"], body["cluster"]) and one.principal not in body["not_by"]
    ]
    used = min(able, key=lambda one: (one.principal is not None, one.role))
    is_clear = len({one.role for one in acting}) == 1
    return {"in_role": None if is_clear else used.role, "on_behalf_of": used.principal}


async def _alarms(pool: Pool, person: str, rules: RulesState, everybody: Everybody, limit: int) -> JsonValue:
    found, total = await watched_alarms(pool, watched(everybody[person], rules), limit)
    return {"total": total, "rows": [_alarm(*one, rules, everybody) for one in found]}


def _alarm(alarm: Alarm, cluster: str | None, name: str | None, rules: RulesState, everybody: Everybody) -> JsonValue:
    watching = [role.id for role in current(rules).roles if alarm.kind in role.alarms]
    return {
        "key": alarm.key,
        "kind": alarm.kind,
        "stream": alarm.stream,
        "cluster": cluster,
        "name": name,
        "about": alarm.body,
        "waits_for": _titled(watching, rules),
        "persons": [*holders(watching, cluster, everybody, ())],
        "since": instant_text(alarm.raised_at),
    }
