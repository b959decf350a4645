"""The means of one budget year."""

from datetime import datetime

from domain.around import Around
from schemas.budget import BudgetCommand, BudgetState
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: BudgetCommand, by: Actor, state: BudgetState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules, around
    raise Refused("not_built", command.kind)


def evolve(state: BudgetState, event: Recorded) -> BudgetState:
    """Fold one event; those of other nouns pass by."""
    del event
    return state


def streams_read(command: BudgetCommand, state: BudgetState) -> tuple[str, ...]:
    """Name the other streams that a decision on this command rests on."""
    del command, state
    return ()
