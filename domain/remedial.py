"""Remedial plans."""

from datetime import datetime

from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.remedial import RemedialCommand, RemedialPlan


def decide(command: RemedialCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(kept: tuple[RemedialPlan, ...], event: Recorded) -> tuple[RemedialPlan, ...]:
    """Fold one event; those of other nouns pass by."""
    del event
    return kept
