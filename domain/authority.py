"""Who may do what: one function for every way in, and its answer is no unless a role of the policy says yes."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.policy import current
from domain.recording import SYSTEM
from domain.refusing import require
from domain.vocabulary import COMMANDS, allowed
from schemas.command import CommandEnvelope
from schemas.people import Actor, Delegation, HeldRole, PersonState
from schemas.policy import Policy, Role, RulesState
from schemas.refusal import Refused

SYSTEM_ONLY = frozenset(
    {
        "activate_agreement",
        "apply_group_extension",
        "begin_budget_year",
        "escalate_deadline",
        "expect_year_plan",
        "fire_deadline",
        "record_outage",
        "remind_of_deadline",
        "start_work_year",
    }
)
"""What only time, or an event on another stream, asks for. No role of a policy can hand these to a person."""

FIRST_OF_ALL = "adopt_policy"
"""What the service itself may do before any policy says who may do anything."""


def authorise(
    envelope: CommandEnvelope,
    person: PersonState,
    principal: PersonState | None,
    rules: RulesState,
    stream_cluster: str | None,
    today: date,
) -> Actor:
    """Say in which role the person acts, and for whom; ``Refused`` with the reason where no role allows it.

    ``principal`` is the state of ``envelope.on_behalf_of``, ``stream_cluster`` the cluster that the stream belongs to,
    ``today`` the local day on which the command came in. Roles hold on their first and last day, both included.
    """
    kind = envelope.command.kind
    if envelope.person == SYSTEM.person:
        return _service(envelope, rules)
    require(not is_system_only(kind), "system_only", f"{kind} follows from the passing of time; nobody asks for it")
    _require_known(person, envelope.person)
    allowing = _allowing(kind, envelope.role, current(rules))
    if envelope.on_behalf_of is None:
        role = _usable(person.roles, allowing, stream_cluster, today)
        return Actor(person=person.person, role=role)
    if principal is None:
        raise Refused("unknown_person", f"nobody known as {envelope.on_behalf_of}")
    _require_known(principal, envelope.on_behalf_of)
    lent = _lent(principal, person.person, allowing, today)
    role = _usable(principal.roles, lent, stream_cluster, today)
    return Actor(person=person.person, role=role, on_behalf_of=principal.person)


def is_system_only(kind: str) -> bool:
    """Tell whether this kind of command is asked by the passing of time and by nobody else."""
    return kind in SYSTEM_ONLY


def nobodys(policy: Policy) -> tuple[str, ...]:
    """Give the kinds of commands that no person's role may send, or for what only time asks for: each is a hole."""
    people = {(kind, False) for role in policy.roles if role.id != SYSTEM.role for kind in allowed(role.may)}
    service = {(kind, True) for role in policy.roles if role.id == SYSTEM.role for kind in allowed(role.may)}
    return tuple(kind for kind in sorted(COMMANDS) if (kind, is_system_only(kind)) not in people | service)


def _service(envelope: CommandEnvelope, rules: RulesState) -> Actor:
    """Let the service do what its own role lists, in nobody's name; before the first policy, adopt one."""
    kind = envelope.command.kind
    require(envelope.on_behalf_of is None, "no_delegation", "the service itself stands in for nobody")
    require(envelope.role in {None, SYSTEM.role}, "not_allowed", f"the service itself has no role {envelope.role}")
    may = {FIRST_OF_ALL}
    if rules.policies:
        may = {one for role in current(rules).roles if role.id == SYSTEM.role for one in allowed(role.may)}
    require(kind in may, "not_allowed", f"the service itself may not send {kind}")
    return SYSTEM


def _require_known(person: PersonState, pseudonym: str) -> None:
    known = person.is_registered and person.person == pseudonym
    require(known, "unknown_person", f"nobody known as {pseudonym}")


def _allowing(kind: str, asked: str | None, policy: Policy) -> tuple[Role, ...]:
    """Give the roles that may send this kind, or the one asked for if it may."""
    roles = tuple(role for role in policy.roles if role.id != SYSTEM.role and asked in {None, role.id})
    require(bool(roles), "unknown_role", f"the policy knows no role {asked}")
    allowing = tuple(role for role in roles if kind in allowed(role.may))
    require(bool(allowing), "not_allowed", f"{asked or 'a person'} may not send {kind}")
    return allowing


def _usable(held: Iterable[HeldRole], allowing: Sequence[Role], cluster: str | None, today: date) -> str:
    """Find the one role held today, for this cluster; each reason to say no has a code of its own."""
    ids = {role.id: role.title.en for role in allowing}
    bound = {role.id for role in allowing if role.own_cluster_only}
    fitting = [role for role in held if role.role in ids]
    require(bool(fitting), "not_allowed", f"this takes the role {_either(ids.values())}")
    present = [role for role in fitting if holds_on(role, today)]
    expired = _either({ids[role.role] for role in fitting})
    require(bool(present), "role_expired", f"{expired} is not held on {today}")
    inside = {role.role for role in present if _reaches(role, cluster, is_bound=role.role in bound)}
    elsewhere = _either({ids[role.role] for role in present})
    require(bool(inside), "other_cluster", f"{elsewhere} is held for another cluster")
    asked = _either(f"{ids[role]} ({role})" for role in inside)  # by its id, since that is how it is said
    require(len(inside) == 1, "role_unclear", f"say in which role: {asked}")
    return inside.pop()


def _lent(principal: PersonState, to: str, allowing: Sequence[Role], today: date) -> tuple[Role, ...]:
    """Give the roles that the principal has lent to this person for today."""
    ids = {role.id: role.title.en for role in allowing}
    lent = [delegation for delegation in principal.delegations if delegation.to == to and delegation.role in ids]
    require(bool(lent), "no_delegation", f"{principal.person} has not lent {_either(ids.values())} to {to}")
    present = {delegation.role for delegation in lent if holds_on(delegation, today)}
    require(bool(present), "delegation_expired", f"{to} does not stand in for {principal.person} on {today}")
    return tuple(role for role in allowing if role.id in present)


def holds_on(role: HeldRole | Delegation, today: date) -> bool:
    """Tell whether a role, or a lent one, is held on the day; its first and last day included."""
    return role.valid_from <= today and (role.valid_until is None or today <= role.valid_until)


def _reaches(held: HeldRole, cluster: str | None, *, is_bound: bool) -> bool:
    """A role given for one cluster reaches no other; an outsider's role given for none reaches nothing."""
    if held.cluster is None and not is_bound:
        return True
    return cluster is not None and held.cluster == cluster


def _either(titles: Iterable[str]) -> str:
    return " or ".join(sorted(titles))
