"""Lessons of pacts and programmes."""

from datetime import datetime

from schemas.event import Pending, Recorded
from schemas.lesson import Lesson, LessonCommand
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: LessonCommand, by: Actor, state: tuple[Lesson, ...], now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    del by, state, now, rules
    raise Refused("not_built", command.kind)


def evolve(state: tuple[Lesson, ...], event: Recorded) -> tuple[Lesson, ...]:
    """Fold one event; those of other nouns pass by."""
    del event
    return state
