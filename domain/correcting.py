"""Corrections with what they do to the whole file: it is folded as amended before anybody proposes or approves one.

Nothing comes into a file by way of a correction that no command could bring there, and no fact is taken from under
another. Deadlines follow a withdrawal. What the withdrawn event had asked of other files (means released, a group's
deadlines moved) stays done there: the correction names it, and people decide what becomes of it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from domain import claim, envelope
from domain.around import Dated, State
from domain.correction import amended
from domain.dates import day
from domain.preparation import require_level
from domain.reactions import reactions
from domain.recording import provisional
from domain.reopening import follows
from domain.resting import require_last
from domain.soundness import require_days_happened, require_sound_file
from domain.today import today
from schemas.budget.whole import BudgetState
from schemas.claim import (
    CorrectionCommand,
    CorrectionProposed,
    FactCorrected,
    HistoricalClaimImported,
    ProposeCorrection,
)
from schemas.cluster import ClusterState
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState

Fold = Callable[[Iterable[Recorded]], State]

LEFT_STANDING = "not undone in other files: {0}"


def decide(
    command: CorrectionCommand,
    by: Actor,
    state: Dated | ClusterState,
    now: datetime,
    rules: RulesState,
    history: Sequence[Recorded],
    fold: Fold,
) -> list[Pending]:
    """Say what proposing or approving a correction brings; ``history`` holds all events of the file, in order.

    Raises:
        Refused: as for any claim; ``rests_on_it``, ``level_too_low``, ``in_future``, and all that the amended file is
            refused for.
    """
    own = claim.decide(command, by, state.claims, now, rules)
    if own and len(history) != state.version:
        message = f"a correction takes the {state.version} events of its file, and {len(history)} were handed in"
        raise ValueError(message)
    corrected = next((event for event in history if event.position == command.corrects), None)
    if not own or corrected is None or isinstance(corrected.payload, HistoricalClaimImported):
        return own
    fact = _effect(own[0])
    if not isinstance(command, ProposeCorrection):
        _require_level(corrected, by, history, rules)
    if fact.correction_kind == "withdraws":
        require_last(corrected, amended(history))

    def recorded(events: Sequence[Pending]) -> list[Recorded]:
        version, stream = len(history), corrected.stream
        made = provisional(events, stream=stream, version=version, actor=by, now=now, command_id="undecided")
        return [*history, *made]

    approved = own[0].model_copy(update={"payload": fact})
    reads = _as_it_reads(corrected, recorded([approved]))
    if reads is not None:
        require_days_happened(_as_it_reads(corrected, history) or corrected, reads, now, rules)
    approved = approved.model_copy(update={"payload": _with_left_standing(fact, corrected, reads)})
    events = [approved, *_brought(corrected, fact, recorded([approved]), now, rules, fold)]
    require_sound_file(corrected.stream, state, fold(recorded(events)), rules, now)
    return own if isinstance(command, ProposeCorrection) else events


def left_standing(events: Iterable[Pending]) -> str:
    """Say, for the outcome, what these events leave as it is in other files; mostly nothing."""
    left = [
        name for event in events if isinstance(event.payload, FactCorrected) for name in event.payload.left_standing
    ]
    return LEFT_STANDING.format(", ".join(left)) if left else ""


def _effect(own: Pending) -> FactCorrected:
    """Give the correction that was approved, or that would be."""
    if isinstance(own.payload, FactCorrected):
        return own.payload
    if not isinstance(own.payload, CorrectionProposed):
        message = f"{own.payload.type} corrects nothing"
        raise TypeError(message)
    return FactCorrected(**own.payload.model_dump(include=set(FactCorrected.model_fields) - {"type"}))


def _require_level(corrected: Recorded, by: Actor, history: Iterable[Recorded], rules: RulesState) -> None:
    """Ask for at least the level of whoever recorded the fact, or last put it right."""
    before = [event for event in history if isinstance(event.payload, FactCorrected)]
    hands = [corrected, *(event for event in before if event.corrects == corrected.position)]
    done_as = [event.actor.role for event in hands]
    require_level(done_as, by, rules, f"{corrected.type} was recorded")


def _as_it_reads(corrected: Recorded, events: Iterable[Recorded]) -> Recorded | None:
    """Give the event as it reads after the corrections among these; none where it was withdrawn."""
    return next((event for event in amended(events) if event.position == corrected.position), None)


def _with_left_standing(fact: FactCorrected, corrected: Recorded, reads: Recorded | None) -> FactCorrected:
    """Name what the event had asked of other files and, as it reads from now on, would not have asked."""
    still = () if reads is None else reactions(reads)
    gone = tuple(f"{stream} {asked.kind}" for stream, asked in reactions(corrected) if (stream, asked) not in still)
    return fact.model_copy(update={"left_standing": gone})


def _brought(
    corrected: Recorded,
    fact: FactCorrected,
    events: Sequence[Recorded],
    now: datetime,
    rules: RulesState,
    fold: Fold,
) -> list[Pending]:
    """Say what a correction brings: deadlines that run again or fall away, and an envelope that is passed."""
    after, brought = fold(events), list[Pending]()
    if isinstance(after, BudgetState):
        on = today(now, rules)
        brought += [Pending(payload=one, effective=day(on)) for one in envelope.balance(after, on, rules)]
    if isinstance(after, Dated) and fact.correction_kind == "withdraws":
        brought += follows(corrected, events, after, now, rules)
    return brought
