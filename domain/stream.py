"""Every stream by its name: what it starts as, what may be asked of it, and how its events fold."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial, reduce
from typing import assert_never

from domain import (
    budget,
    claim,
    cluster,
    correcting,
    dated,
    extension_of_time,
    pact,
    pact_file,
    people,
    programme,
    question,
)
from domain import rules as rule_book
from domain.agenda import agenda, due_now, next_after, ready_at, system_command
from domain.around import NOTHING, Around, Dated, State
from domain.correction import amended, needs_refold
from domain.dated import SharedCommand, fold_shared, with_what_follows
from schemas.budget.whole import BudgetCommand, BudgetState
from schemas.claim import ClaimCommand, ClaimsState, CorrectionCommand
from schemas.cluster import ClusterCommand, ClusterState
from schemas.command import Command, PactCommand
from schemas.deadline import ApplyGroupExtension
from schemas.document import DocumentCommand
from schemas.event import Pending, Recorded
from schemas.membership import MembershipCommand
from schemas.pact import PactState, RegisterPact
from schemas.people import Actor, PeopleCommand, PersonState
from schemas.policy import PolicyCommand, RulesState
from schemas.programme import ProgrammeCommand, ProgrammeState
from schemas.question.whole import QuestionCommand, QuestionState
from schemas.refusal import Refused

__all__ = [
    "Dated",
    "State",
    "agenda",
    "amended",
    "category",
    "decide",
    "due_now",
    "evolve",
    "fold",
    "initial",
    "is_dated",
    "needs_history",
    "needs_refold",
    "next_after",
    "ready_at",
    "streams_read",
    "system_command",
]


DATED = frozenset({"budget", "pact", "programme", "question"})
"""The categories whose states are ``Dated``."""


def category(stream: str) -> str:
    """Give the part of a stream's name before the slash: 'pact', 'cluster', 'people', 'rules', 'budget', …."""
    return stream.partition("/")[0]


def is_dated(stream: str) -> bool:
    """Tell whether deadlines can run on this stream, so that it has a workflow; a name of no category has none."""
    return category(stream) in DATED


def initial(stream: str) -> State:
    """Give the state before the first event; ``unknown_stream`` for a category that does not exist."""
    match category(stream):
        case "pact":
            return PactState()
        case "cluster":
            return ClusterState()
        case "people":
            return PersonState(person=stream.partition("/")[2])
        case "rules":
            return RulesState()
        case "budget":
            return BudgetState(year=_year_of(stream))
        case "programme":
            return ProgrammeState()
        case "question":
            return QuestionState()
        case other:
            raise Refused("unknown_stream", f"there are no streams of the category '{other}'")


def streams_read(stream: str, command: Command, state: State) -> tuple[str, ...]:
    """Name the other streams that a decision rests on, beside the people and the rules."""
    match state:
        case BudgetState() if isinstance(command, BudgetCommand):
            return budget.streams_read(command, state)
        case QuestionState() if isinstance(command, QuestionCommand):
            return question.streams_read(command, state)
        case ProgrammeState() if isinstance(command, ProgrammeCommand):
            return programme.streams_read(command, state)
        case PactState() if isinstance(command, RegisterPact):
            return pact_file.streams_read(command)
        case PactState() if isinstance(command, ApplyGroupExtension):
            return extension_of_time.streams_read(command)
        case _:
            del stream
            return ()


def needs_history(command: Command) -> bool:
    """Tell whether a decision on this command takes all events of the stream: a correction is tried on them."""
    return isinstance(command, CorrectionCommand)


def decide(  # noqa: PLR0913, PLR0917 - all that a decision can rest on
    stream: str,
    command: Command,
    by: Actor,
    state: State,
    now: datetime,
    rules: RulesState,
    around: Around = NOTHING,
    history: Sequence[Recorded] = (),
) -> list[Pending]:
    """Say what a command brings on this stream; ``wrong_stream`` where such a stream does not know the command.

    ``history`` holds all events of the stream for a command that needs them (``needs_history``), else nothing.
    """
    match state:
        case PactState() | BudgetState() | QuestionState() | ProgrammeState() | ClusterState() if isinstance(
            command, CorrectionCommand
        ):
            return correcting.decide(command, by, state, now, rules, history, partial(fold, stream))
        case PactState() if isinstance(command, PactCommand):
            if isinstance(command, RegisterPact) and state.pact is None:
                pact_file.require_own_place(stream, command, around)
            if isinstance(command, ApplyGroupExtension):
                around = extension_of_time.about(stream, command, around)
            return pact.decide(command, by, state, now, rules, around)
        case ClusterState() if isinstance(command, ClusterCommand | MembershipCommand | DocumentCommand | ClaimCommand):
            return cluster.decide(command, by, state, now, rules)
        case BudgetState() if isinstance(command, BudgetCommand):
            own = budget.decide(command, by, state, now, rules, around)
            return with_what_follows(own, by, state, now, rules, _budget_after)
        case QuestionState() if isinstance(command, QuestionCommand):
            own = question.decide(command, by, state, now, rules, around)
            return with_what_follows(own, by, state, now, rules, _question_after)
        case ProgrammeState() if isinstance(command, ProgrammeCommand):
            own = programme.decide(command, by, state, now, rules, around)
            return with_what_follows(own, by, state, now, rules, _programme_after)
        case BudgetState() | QuestionState() | ProgrammeState() if isinstance(command, SharedCommand):
            return _shared(command, by, state, now, rules, around)
        case PersonState() if isinstance(command, PeopleCommand):
            return people.decide(command, by, state, now, rules)
        case RulesState() if isinstance(command, PolicyCommand):
            return rule_book.decide(command, by, state, now, rules)
        case _:
            raise Refused("wrong_stream", f"'{command.kind}' cannot be asked of {stream}")


def evolve(stream: str, state: State, event: Recorded) -> State:
    """Fold one event of this stream; ``stream`` names it for the reader, the state says which rules fold it."""
    del stream
    match state:
        case PactState():
            return pact.evolve(state, event)
        case ClusterState():
            return cluster.evolve(state, event)
        case BudgetState():
            return _budget_after(state, event)
        case QuestionState():
            return _question_after(state, event)
        case ProgrammeState():
            return _programme_after(state, event)
        case PersonState():
            return people.evolve(state, event)
        case RulesState():
            return rule_book.evolve(state, event)
        case ClaimsState():
            return claim.evolve(state, event)
        case _:
            assert_never(state)


def fold(stream: str, events: Iterable[Recorded]) -> State:
    """Fold a stream's events from its beginning, in the order of their versions, each as it reads after corrections."""
    return reduce(lambda state, event: evolve(stream, state, event), amended(events), initial(stream))


def _shared(
    command: SharedCommand,
    by: Actor,
    state: BudgetState | QuestionState | ProgrammeState,
    now: datetime,
    rules: RulesState,
    around: Around,
) -> list[Pending]:
    decided = dated.decide(command, by, state, now, rules, around)
    match state:
        case BudgetState():
            return with_what_follows(decided, by, state, now, rules, _budget_after)
        case QuestionState():
            return with_what_follows(decided, by, state, now, rules, _question_after)
        case ProgrammeState():
            return with_what_follows(decided, by, state, now, rules, _programme_after)
        case _:
            assert_never(state)


def _budget_after(state: BudgetState, event: Recorded) -> BudgetState:
    return budget.evolve(state, event).model_copy(update=fold_shared(state, event))


def _question_after(state: QuestionState, event: Recorded) -> QuestionState:
    return question.evolve(state, event).model_copy(update=fold_shared(state, event))


def _programme_after(state: ProgrammeState, event: Recorded) -> ProgrammeState:
    return programme.evolve(state, event).model_copy(update=fold_shared(state, event))


def _year_of(stream: str) -> int:
    year = stream.partition("/")[2]
    if not (year.isdecimal() and len(year) == len("2021")):
        raise Refused("unknown_stream", f"'{stream}' names no budget year")
    return int(year)
