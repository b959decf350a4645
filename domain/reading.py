"""Who may read which documents: the classes of the roles held, each as far as the role reaches."""

from datetime import date

from domain.authority import holds_on
from domain.policy import current
from domain.stream import State, category
from schemas.document import Confidentiality
from schemas.pact import PactState
from schemas.people import HeldRole, PersonState
from schemas.policy import Role, RulesState


def readable(person: PersonState, cluster: str | None, rules: RulesState, today: date) -> frozenset[Confidentiality]:
    """Give the classes that the person may read in the files of a cluster, or in those of none.

    A role held for one cluster reaches no other; an outsider's role reaches its own cluster alone.
    """
    if not person.is_registered:
        return frozenset()
    roles = {role.id: role for role in current(rules).roles}
    return frozenset(
        one
        for held in person.roles
        if held.role in roles and _reaches(held, roles[held.role], cluster, today)
        for one in roles[held.role].reads
    )


def cluster_of(stream: str, state: State) -> str | None:
    """Name the cluster that a stream belongs to."""
    if isinstance(state, PactState):
        return state.cluster
    return stream.partition("/")[2] if category(stream) == "cluster" else None


def _reaches(held: HeldRole, role: Role, cluster: str | None, today: date) -> bool:
    is_today = holds_on(held, today)
    if held.cluster is None:
        return is_today and not role.own_cluster_only
    return is_today and held.cluster == cluster
