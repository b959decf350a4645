"""What concerns the programme and no single pact."""

from datetime import datetime

from domain.around import Around
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import ProgrammeCommand, ProgrammeState
from schemas.refusal import Refused


def decide(
    command: ProgrammeCommand, by: Actor, state: ProgrammeState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules, around
    raise Refused("not_built", command.kind)


def evolve(state: ProgrammeState, event: Recorded) -> ProgrammeState:
    """Fold one event; those of other nouns pass by."""
    del event
    return state


def streams_read(command: ProgrammeCommand, state: ProgrammeState) -> tuple[str, ...]:
    """Name the other streams that a decision on this command rests on."""
    del command, state
    return ()
