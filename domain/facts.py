"""What each event says for an answer: as facts that claims of others can bear out or speak against."""

from domain import facts_agreement, facts_budget, facts_evaluation, facts_pact, facts_programme, facts_workyear
from domain.dates import ONE_DAY, day
from domain.said import Said
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.period import AgreementExpired, AgreementExtended
from schemas.answer import Fact, StatementEvidence
from schemas.claim import HistoricalClaimImported
from schemas.condition import ConditionMissed
from schemas.deadline import DeadlineMissed, DeadlineMissRevoked, DeadlineReached
from schemas.effective import Effective
from schemas.event import Recorded
from schemas.support import AgreementTerminated, PactEnded, PactTerminated

_AT_THE_END_OF_ITS_DAY = (
    AgreementExpired,
    AgreementExtended,
    AgreementTerminated,
    ConditionMissed,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReached,
    PactEnded,
    PactTerminated,
)
"""What is effective on a day of which every hour still counted: until its end the opposite was true."""

_NOUNS = (facts_agreement, facts_pact, facts_evaluation, facts_workyear, facts_programme, facts_budget)


def holds_from(event: Recorded) -> Effective:
    """Say when what an event tells begins to be true: of a day that passed, on the next one."""
    if not isinstance(event.payload, _AT_THE_END_OF_ITS_DAY):
        return event.effective
    return day(event.effective.latest + ONE_DAY)


def facts_of(event: Recorded) -> tuple[Fact, ...]:
    """Give what an event says for an answer; most events of the daily work say nothing that one would quote."""
    return tuple(fact_of(event, one) for one in _said(event))


def fact_of(event: Recorded, said: Said) -> Fact:
    """Give what is said on the strength of an event as a fact about the event's stream."""
    predicate, qualifier, value = said
    return Fact(
        subject=event.stream,
        predicate=predicate,
        qualifier=qualifier,
        value=value,
        effective=holds_from(event),
        position=event.position,
        grade=event.source_grade,
        evidence=evidence_under(event),
        claim=event.payload.claim if isinstance(event.payload, HistoricalClaimImported) else None,
        settles=isinstance(event.payload, CapAnchorFixed),
    )


def evidence_under(event: Recorded) -> tuple[StatementEvidence, ...]:
    """Name the documents under an event; what the service recorded itself rests on its own stream."""
    if not event.evidence:
        own = StatementEvidence(
            position=event.position, event=event.type, source=event.stream, grade=event.source_grade
        )
        return (own,)
    return tuple(
        StatementEvidence(
            position=event.position,
            event=event.type,
            source=document.document,
            title=document.title,
            grade=event.source_grade,
        )
        for document in event.evidence
    )


def _said(event: Recorded) -> tuple[Said, ...]:
    if isinstance(event.payload, HistoricalClaimImported):
        return ((event.payload.predicate, event.payload.qualifier, event.payload.value),)
    return tuple(one for noun in _NOUNS for one in noun.said(event.payload))
