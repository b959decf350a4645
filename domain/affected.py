"""Answers that were overtaken: what they rested on was corrected, restated, rejected, contested or revoked since."""

from collections.abc import Iterable, Mapping, Sequence

from domain.conclusion import is_same
from domain.facts import facts_of
from domain.question_sending import ANSWERED
from schemas.claim import ClaimRejected, FactCorrected, HistoricalClaimImported
from schemas.deadline import DeadlineMet, DeadlineMissed, DeadlineMissRevoked
from schemas.event import Recorded
from schemas.kpi import KpiValueRecorded, KpiValueRestated, KpiValueVerified
from schemas.parliament import Affected, Overtaken
from schemas.question.whole import QuestionState

_Value = KpiValueRecorded | KpiValueVerified | KpiValueRestated


def affected(questions: Mapping[str, QuestionState], log: Sequence[Recorded]) -> list[Affected]:
    """List, for each sent answer, what it rested on and what overtook that; ``log`` is the whole record in order."""
    events = {event.position: event for event in log}
    overtaking = [event for event in log if _may_overtake(event)]
    return [
        found
        for stream, question in sorted(questions.items())
        if question.stage in ANSWERED
        for found in _affected(stream, question, events, overtaking)
    ]


def _affected(
    stream: str, question: QuestionState, events: Mapping[int, Recorded], overtaking: Iterable[Recorded]
) -> list[Affected]:
    if question.snapshot is None or question.answered_on is None:
        return []
    relied_on = [events[position] for position in question.snapshot.relied_on if position in events]
    return [
        Affected(
            question=stream,
            number=question.number,
            answered_on=question.answered_on,
            parts=tuple(part.part for part in question.parts if earlier.position in part.relied_on),
            relied_on=earlier.position,
            what=what,
            by=later.position,
            stream=later.stream,
            type=later.type,
            recorded_at=later.recorded_at,
        )
        for later in overtaking
        if later.position > question.snapshot.position
        for earlier in relied_on
        if (what := _overtakes(later, earlier)) is not None
    ]


def _may_overtake(event: Recorded) -> bool:
    """Leave out early what never overtakes anything: most of the record."""
    return event.corrects is not None or isinstance(
        event.payload, ClaimRejected | DeadlineMissRevoked | FactCorrected | KpiValueRestated | HistoricalClaimImported
    )


def _overtakes(later: Recorded, earlier: Recorded) -> Overtaken | None:
    if earlier.position in (later.corrects, _corrected_by(later)):
        return Overtaken.CORRECTED
    if later.stream != earlier.stream:
        return None
    if _is_rejected(later, earlier):
        return Overtaken.REJECTED
    if _is_restated(later, earlier):
        return Overtaken.RESTATED
    if _is_revoked(later, earlier):
        return Overtaken.REVOKED
    return Overtaken.CONTESTED if _is_contested(later, earlier) else None


def _corrected_by(event: Recorded) -> int | None:
    return event.payload.corrects if isinstance(event.payload, FactCorrected) else None


def _is_rejected(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether two people found wrong what the answer took over from this claim."""
    if not isinstance(later.payload, ClaimRejected) or not isinstance(earlier.payload, HistoricalClaimImported):
        return False
    return later.payload.claim == earlier.payload.claim


def _is_restated(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether the value of the same indicator for the same year was given anew."""
    new, old = later.payload, earlier.payload
    if not isinstance(new, KpiValueRestated) or not isinstance(old, _Value):
        return False
    return (new.kpi, new.year) == (old.kpi, old.year)


def _is_revoked(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether the miss that the answer told of, or how late the act then came, was found to be none."""
    new, old = later.payload, earlier.payload
    if not isinstance(new, DeadlineMissRevoked) or not isinstance(old, DeadlineMissed | DeadlineMet):
        return False
    return (new.deadline, new.revision) == (old.deadline, old.revision)


def _is_contested(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether another source says something else of the same matter; one that agrees overtakes nothing."""
    if not isinstance(later.payload, HistoricalClaimImported):
        return False
    return any(
        (new.predicate, new.qualifier) == (old.predicate, old.qualifier) and not is_same(new, old)
        for new in facts_of(later)
        for old in facts_of(earlier)
    )
