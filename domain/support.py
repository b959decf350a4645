"""Measures on running support and on the pact, and recovery of money paid."""

from datetime import datetime

from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.support import SupportCommand, SupportState


def decide(command: SupportCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(kept: SupportState, event: Recorded) -> SupportState:
    """Fold one event; those of other nouns pass by."""
    del event
    return kept
