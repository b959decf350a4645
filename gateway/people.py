"""Who acts: everybody by pseudonym, and the first administrator, whom nobody could have appointed."""

from datetime import date, datetime

from domain.authority import holds_on
from domain.dated_view import Row, role_title
from domain.dates import local_day
from domain.policy import current
from domain.recording import SYSTEM
from domain.stream import fold
from domain.vocabulary import allowed
from gateway.own_acts import carry_out
from gateway.questions import NOW, Standpoint, file_of, rules_from, seen
from gateway.rules import rules_of
from schemas.command import Command, CommandEnvelope, Outcome
from schemas.people import AssignRole, Delegation, HeldRole, PersonState, RegisterPerson
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.clocks import HostTime
from store.log import all_streams, read_stream
from store.pool import Pool
from store.receipts import outcome_of

_FIRST = "assign_role"


async def make_first_administrator(pool: Pool, person: str, now: datetime) -> Outcome:
    """Register the person and give the role that may give roles, in the service's own name; again is no error.

    Raises:
        Refused: ``administrator_exists``: somebody holds the role, and is the one to ask; ``no_policy``.
    """
    host = HostTime(now)
    policy = current(await rules_of(pool))
    role = next(one.id for one in policy.roles if _FIRST in allowed(one.may) and one.id != SYSTEM.role)
    for other in await _holders(pool, role):
        if other != person:
            raise Refused(
                "administrator_exists", f"{other} is {role} and can give roles; the first one is made only once"
            )
    today = local_day(now, policy.terms.time_zone)
    await _carry_out(pool, person, RegisterPerson(person=person), now, host)
    return await _carry_out(pool, person, AssignRole(role=role, valid_from=today), now, host)


async def list_people(pool: Pool, today: date, standpoint: Standpoint = NOW) -> list[Row]:
    """Give one row for each pseudonym, with the roles held on the standpoint's day or today."""
    found: list[Row] = []
    rules = await rules_from(pool, standpoint)
    for stream in await all_streams(pool, "people"):
        state = fold(stream, await seen(pool, stream, Standpoint(known_on=standpoint.known_on)))
        if isinstance(state, PersonState) and state.is_registered:
            found.append(_person(state, standpoint.as_of or today, rules))
    return found


async def show_person(pool: Pool, person: str, today: date, standpoint: Standpoint = NOW) -> Row:
    """Show one pseudonym with every role that was ever given, and what was lent to others.

    Raises:
        Refused: ``unknown_people``: nobody is known under it.
    """
    stream = person if person.startswith("people/") else f"people/{person}"
    state = await file_of(pool, stream, Standpoint(known_on=standpoint.known_on))
    if not isinstance(state, PersonState):
        raise Refused("unknown_person", f"{person} is no person")
    rules = await rules_from(pool, standpoint)
    return {
        "person": state.person,
        "held": _person(state, standpoint.as_of or today, rules)["roles"],
        "roles": [_titled(one, rules) for one in state.roles],
        "delegations": [_titled(one, rules) for one in state.delegations],
    }


def _person(state: PersonState, day: date, rules: RulesState) -> Row:
    """Show who it is by the pseudonym, with the roles held on a day."""
    held = [_titled(one, rules, {"role", "cluster"}) for one in state.roles if holds_on(one, day)]
    return {"person": state.person, "roles": [*held]}


def _titled(one: HeldRole | Delegation, rules: RulesState, only: set[str] | None = None) -> Row:
    """Put to a role what the pack in force calls it."""
    return {**one.model_dump(mode="json", include=only), "role_title": role_title(one.role, rules)}


async def _holders(pool: Pool, role: str) -> list[str]:
    found: list[str] = []
    for stream in await all_streams(pool, "people"):
        state = fold(stream, await read_stream(pool, stream))
        if isinstance(state, PersonState) and any(held.role == role for held in state.roles):
            found.append(state.person)
    return found


async def _carry_out(pool: Pool, person: str, command: Command, now: datetime, host: HostTime) -> Outcome:
    stream = f"people/{person}"
    command_id = f"bootstrap:{person}:{command.kind}"
    known = await outcome_of(pool, command_id)
    if known is not None:
        return known
    envelope = CommandEnvelope(command_id=command_id, stream=stream, person=SYSTEM.person, command=command)
    return await carry_out(pool, envelope, now, host)
