"""Documents of a file."""

from datetime import datetime

from schemas.document import Document, DocumentCommand
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: DocumentCommand, by: Actor, state: tuple[Document, ...], now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(state: tuple[Document, ...], event: Recorded) -> tuple[Document, ...]:
    """Fold one event; those of other nouns pass by."""
    del event
    return state
