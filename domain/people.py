"""People: who is known, which roles they hold from when to when, and whom they let stand in for them.

Nobody has a hand in their own roles, in their own name or in another's. The very first administrator is named by the
service itself, and that is all it may give.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day, local_day
from domain.policy import current
from domain.recording import SYSTEM
from domain.refusing import require
from domain.vocabulary import allowed
from schemas.event import Pending, Recorded
from schemas.people import (
    Actor,
    AssignRole,
    DelegateRole,
    Delegation,
    DirectoryEntryErased,
    EraseDirectoryEntry,
    HeldRole,
    PeopleCommand,
    PersonRegistered,
    PersonState,
    RegisterPerson,
    RevokeRole,
    RoleAssigned,
    RoleDelegated,
    RoleRevoked,
)
from schemas.policy import Role, RulesState
from schemas.refusal import Refused


def decide(command: PeopleCommand, by: Actor, state: PersonState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to one person's roles; an empty answer means that it already is so."""
    today = local_day(now, current(rules).terms.time_zone)
    match command:
        case RegisterPerson():
            return _register(command, state, today)
        case AssignRole():
            return _assign(command, by, state, rules)
        case RevokeRole():
            return _revoke(command, by, state, today)
        case DelegateRole():
            return _delegate(command, by, state, today, rules)
        case EraseDirectoryEntry(ground=ground):
            return [Pending(payload=DirectoryEntryErased(ground=ground, erased_on=today), effective=day(today))]
        case _:
            assert_never(command)


def evolve(state: PersonState, event: Recorded) -> PersonState:
    """Fold one event; a role that is taken away takes its delegations with it."""
    state = state.model_copy(update={"version": event.version})
    match event.payload:
        case PersonRegistered(person=person):
            return state.model_copy(update={"person": person, "is_registered": True})
        case RoleAssigned(role=role, cluster=cluster, valid_from=valid_from, valid_until=valid_until):
            held = HeldRole(role=role, cluster=cluster, valid_from=valid_from, valid_until=valid_until)
            return state.model_copy(update={"roles": (*state.roles, held)})
        case RoleRevoked(role=role, cluster=cluster):
            roles = tuple(held for held in state.roles if (held.role, held.cluster) != (role, cluster))
            still = {held.role for held in roles}
            lent = tuple(delegation for delegation in state.delegations if delegation.role in still)
            return state.model_copy(update={"roles": roles, "delegations": lent})
        case RoleDelegated(role=role, to=to, valid_from=valid_from, valid_until=valid_until):
            delegation = Delegation(role=role, to=to, valid_from=valid_from, valid_until=valid_until)
            return state.model_copy(update={"delegations": (*state.delegations, delegation)})
        case _:
            return state


def _register(command: RegisterPerson, state: PersonState, today: date) -> list[Pending]:
    require(command.person != SYSTEM.person, "reserved_person", "the service itself is no person")
    require(state.person in {"", command.person}, "other_person", f"this file is that of {state.person}")
    if state.is_registered:
        return []
    return [Pending(payload=PersonRegistered(person=command.person), effective=day(today))]


def _assign(command: AssignRole, by: Actor, state: PersonState, rules: RulesState) -> list[Pending]:
    _require_not_their_own(by, state)
    role = _role(command.role, rules)
    require(
        by.person != SYSTEM.person or "assign_role" in allowed(role.may),
        "not_bootstrap",
        f"the service itself only names who gives roles, and not: {role.title.en}",
    )
    require(
        not role.own_cluster_only or command.cluster is not None,
        "cluster_needed",
        f"this role acts for one cluster: {role.title.en}",
    )
    _require_order(command.valid_from, command.valid_until)
    wanted = HeldRole(
        role=command.role, cluster=command.cluster, valid_from=command.valid_from, valid_until=command.valid_until
    )
    if wanted in state.roles:
        return []
    return [Pending(payload=RoleAssigned(**wanted.model_dump()), effective=day(command.valid_from))]


def _revoke(command: RevokeRole, by: Actor, state: PersonState, today: date) -> list[Pending]:
    _require_not_their_own(by, state)
    held = any((held.role, held.cluster) == (command.role, command.cluster) for held in state.roles)
    for_cluster = f" for {command.cluster}" if command.cluster else ""
    require(held, "not_held", f"{state.person} does not hold {command.role}{for_cluster}")
    return [Pending(payload=RoleRevoked(role=command.role, cluster=command.cluster), effective=day(today))]


def _delegate(command: DelegateRole, by: Actor, state: PersonState, today: date, rules: RulesState) -> list[Pending]:
    """Lend a role that one holds oneself, for days in which one holds it."""
    require(by.person == state.person, "not_yours", f"only {state.person} lends the roles of {state.person}")
    require(by.on_behalf_of is None, "delegated_role", "a role that was lent is not lent on")
    require(command.to != state.person, "self_delegation", "one does not stand in for oneself")
    require(
        "delegate_role" in allowed(_role(command.role, rules).may), "not_delegable", f"{command.role} cannot be lent"
    )
    _require_order(command.valid_from, command.valid_until)
    require(command.valid_until >= today, "already_over", f"{command.valid_until} is past")
    covered = any(held.role == command.role and _covers(held, command) for held in state.roles)
    require(covered, "not_held", f"{state.person} does not hold {command.role} on all these days")
    wanted = Delegation(
        role=command.role, to=command.to, valid_from=command.valid_from, valid_until=command.valid_until
    )
    if wanted in state.delegations:
        return []
    return [Pending(payload=RoleDelegated(**wanted.model_dump()), effective=day(command.valid_from))]


def _require_not_their_own(by: Actor, state: PersonState) -> None:
    require(state.is_registered, "unknown_person", "nobody is registered here")
    own = state.person in {by.person, by.on_behalf_of}
    require(not own, "four_eyes", f"{by.person} has no hand in the roles of {state.person}")


def _require_order(valid_from: date, valid_until: date | None) -> None:
    in_order = valid_until is None or valid_from <= valid_until
    require(in_order, "dates_out_of_order", f"the last day {valid_until} lies before the first {valid_from}")


def _role(role_id: str, rules: RulesState) -> Role:
    for role in current(rules).roles:
        if role.id == role_id and role_id != SYSTEM.role:
            return role
    raise Refused("unknown_role", f"no person can hold {role_id}")


def _covers(held: HeldRole, wanted: DelegateRole) -> bool:
    lasts = held.valid_until is None or wanted.valid_until <= held.valid_until
    return held.valid_from <= wanted.valid_from and lasts
