"""The first administrator: the one person whom nobody could have appointed."""

from datetime import datetime

from domain.dates import local_day
from domain.policy import current
from domain.recording import SYSTEM
from domain.stream import fold
from domain.vocabulary import allowed
from gateway.own_acts import carry_out
from gateway.rules import rules_of
from schemas.command import Command, CommandEnvelope, Outcome
from schemas.people import AssignRole, PersonState, RegisterPerson
from schemas.refusal import Refused
from store.log import all_streams, read_stream
from store.pool import Pool
from store.receipts import outcome_of

_FIRST = "assign_role"


async def make_first_administrator(pool: Pool, person: str, now: datetime) -> Outcome:
    """Register the person and give the role that may give roles, in the service's own name; again is no error.

    Raises:
        Refused: ``administrator_exists``: somebody holds the role, and is the one to ask; ``no_policy``.
    """
    policy = current(await rules_of(pool))
    role = next(one.id for one in policy.roles if _FIRST in allowed(one.may) and one.id != SYSTEM.role)
    for other in await _holders(pool, role):
        if other != person:
            raise Refused(
                "administrator_exists", f"{other} is {role} and can give roles; the first one is made only once"
            )
    today = local_day(now, policy.terms.time_zone)
    await _carry_out(pool, person, RegisterPerson(person=person), now)
    return await _carry_out(pool, person, AssignRole(role=role, valid_from=today), now)


async def _holders(pool: Pool, role: str) -> list[str]:
    found: list[str] = []
    for stream in await all_streams(pool, "people"):
        state = fold(stream, await read_stream(pool, stream))
        if isinstance(state, PersonState) and any(held.role == role for held in state.roles):
            found.append(state.person)
    return found


async def _carry_out(pool: Pool, person: str, command: Command, now: datetime) -> Outcome:
    stream = f"people/{person}"
    command_id = f"bootstrap:{person}:{command.kind}"
    known = await outcome_of(pool, command_id)
    if known is not None:
        return known
    envelope = CommandEnvelope(command_id=command_id, stream=stream, person=SYSTEM.person, command=command)
    return await carry_out(pool, envelope, now)
