"""A written question of parliament."""

from datetime import datetime

from domain.around import Around
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.question import QuestionCommand, QuestionState
from schemas.refusal import Refused


def decide(
    command: QuestionCommand, by: Actor, state: QuestionState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules, around
    raise Refused("not_built", command.kind)


def evolve(state: QuestionState, event: Recorded) -> QuestionState:
    """Fold one event; those of other nouns pass by."""
    del event
    return state


def streams_read(command: QuestionCommand, state: QuestionState) -> tuple[str, ...]:
    """Name the other streams that a decision on this command rests on."""
    del command, state
    return ()
