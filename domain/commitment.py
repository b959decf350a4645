"""Commitments of a pact."""

from datetime import datetime

from schemas.commitment import Commitment, CommitmentCommand
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(command: CommitmentCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(kept: tuple[Commitment, ...], event: Recorded) -> tuple[Commitment, ...]:
    """Fold one event; those of other nouns pass by."""
    del event
    return kept
