"""Members of a cluster."""

from datetime import datetime

from schemas.event import Pending, Recorded
from schemas.membership import MembershipCommand, MembersState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: MembershipCommand, by: Actor, state: MembersState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(state: MembersState, event: Recorded) -> MembersState:
    """Fold one event; those of other nouns pass by."""
    del event
    return state
