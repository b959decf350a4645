"""Names and contacts: written by those who register people, read by those who act, erased on the record's word."""

from collections.abc import Sequence
from datetime import datetime

from domain.authority import holds_on
from domain.dates import local_day
from domain.policy import current
from domain.stream import fold
from domain.vocabulary import allowed
from gateway.rules import rules_of
from schemas.directory import Named
from schemas.people import PersonState
from schemas.policy import Policy
from schemas.refusal import Refused
from store.directory import names_of, write_name
from store.log import read_stream
from store.pool import Pool

_WRITES = "register_person"


async def set_name(pool: Pool, entry: Named, person: str, now: datetime) -> None:
    """Write who a pseudonym is, in the name of somebody who may register people.

    Raises:
        Refused: ``not_allowed``; ``unknown_person``; ``name_erased``: an erasure is on record.
    """
    held = await _held(pool, person, now)
    policy = current(await rules_of(pool))
    if not held & _writers(policy):
        raise Refused("not_allowed", f"names are written by {' or '.join(sorted(_writers(policy)))}")
    if not await write_name(pool, entry, now):
        raise Refused("name_erased", f"the name behind {entry.pseudonym} was erased; register another pseudonym")


async def look_up(pool: Pool, pseudonyms: Sequence[str], person: str, now: datetime) -> dict[str, Named]:
    """Say who some pseudonyms are, or all of them, to somebody of the agency; an outsider looks up nobody else.

    Raises:
        Refused: ``not_allowed``: no role is held today, or only one of an outsider; ``unknown_person``.
    """
    held = await _held(pool, person, now)
    if not held:
        raise Refused("not_allowed", f"{person} holds no role today")
    if held <= _outside(current(await rules_of(pool))) and set(pseudonyms or [""]) != {person}:
        raise Refused("not_allowed", f"{person} may look up nobody's name but their own")
    return await names_of(pool, pseudonyms or None)


async def _held(pool: Pool, person: str, now: datetime) -> set[str]:
    """Name the roles that the person holds today."""
    stream = f"people/{person}"
    state = fold(stream, await read_stream(pool, stream))
    if not isinstance(state, PersonState) or not state.is_registered:
        raise Refused("unknown_person", f"nobody known as {person}")
    today = local_day(now, current(await rules_of(pool)).terms.time_zone)
    return {one.role for one in state.roles if holds_on(one, today)}


def _outside(policy: Policy) -> set[str]:
    return {role.id for role in policy.roles if role.own_cluster_only}


def _writers(policy: Policy) -> set[str]:
    return {role.id for role in policy.roles if _WRITES in allowed(role.may) and role.id != "system"}
