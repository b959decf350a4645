"""What all files with deadlines share: claims, documents, lessons, the deadlines, and what follows from an act.

A noun decides and folds what is its own; here stands, once, what is the same for pact, budget, question and programme.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar, assert_never

from domain import claim, deadline, document, lesson, standing
from domain.around import Around, Dated
from domain.consequence import consequences
from domain.recording import provisional
from schemas.budget.whole import BudgetState
from schemas.claim import ClaimCommand
from schemas.deadline import DeadlineCommand
from schemas.document import DocumentCommand
from schemas.event import Pending, Recorded
from schemas.lesson import LessonCommand
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused

D = TypeVar("D", PactState, BudgetState, QuestionState, ProgrammeState)

SharedCommand = ClaimCommand | DeadlineCommand | DocumentCommand | LessonCommand
"""What may be asked of several kinds of files; not each of them keeps documents or lessons."""

Brought = Callable[[Sequence[Pending], D], list[Pending]]
"""What these events bring by themselves, in the state after them."""


def decide(
    command: SharedCommand, by: Actor, state: Dated, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Decide on what files share; ``wrong_stream`` where such a file keeps no documents or lessons."""
    if isinstance(command, DeadlineCommand):
        return deadline.decide(command, by, state, now, rules, around)
    if isinstance(command, ClaimCommand):
        return claim.decide(command, by, state.claims, now, rules)
    if isinstance(command, DocumentCommand) and not isinstance(state, BudgetState):
        return document.decide(command, by, state.documents, now, rules)
    if isinstance(command, LessonCommand) and isinstance(state, PactState | ProgrammeState):
        return lesson.decide(command, by, state.lessons, now, rules, _pact_version(state))
    raise Refused("wrong_stream", f"'{command.kind}' cannot be asked of such a file")


def with_what_follows(
    decided: Sequence[Pending],
    by: Actor,
    state: D,
    now: datetime,
    rules: RulesState,
    evolve: Callable[[D, Recorded], D],
    brought: Brought[D] | None = None,
) -> list[Pending]:
    """Add to what was decided what it brings, and the deadlines that follow from all of it."""
    events: list[Pending] = list(decided)
    after: D = _after(state, events, by, now, evolve)
    if brought is not None:
        more = brought(events, after)
        events += more
        after = _after(after, more, by, now, evolve)
    return [*events, *consequences(events, by, after, now, rules)]


def fold_shared(state: Dated, event: Recorded) -> dict[str, object]:
    """Fold one event into what files share: the changed fields, from the state before the event."""
    shared: dict[str, object] = {
        "version": event.version,
        "deadlines": standing.evolve(state.deadlines, event),
        "claims": claim.evolve(state.claims, event),
    }
    match state:
        case PactState() | ProgrammeState():
            lessons, documents = lesson.evolve(state.lessons, event), document.evolve(state.documents, event)
            return shared | {"lessons": lessons, "documents": documents}
        case QuestionState():
            return shared | {"documents": document.evolve(state.documents, event)}
        case BudgetState():
            return shared
        case _:
            assert_never(state)


def _pact_version(state: PactState | ProgrammeState) -> int | None:
    """Give the pact's latest version, which bounds what can take up a lesson; the programme has none."""
    if isinstance(state, ProgrammeState):
        return None
    if state.pact is None:
        raise Refused("not_registered", "no pact file was opened here: register the pact first")
    return state.pact.pact_version


def _after(state: D, events: Sequence[Pending], by: Actor, now: datetime, evolve: Callable[[D, Recorded], D]) -> D:
    """Fold events before they are recorded; nothing that decides here reads their stream or position."""
    recorded = provisional(events, stream="undecided", version=state.version, actor=by, now=now, command_id="undecided")
    for event in recorded:
        state = evolve(state, event)
    return state
