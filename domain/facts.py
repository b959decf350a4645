"""Facts on two clocks: what each event says, and what was known on an instant about a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from domain.conclusion import Resolution, conclude
from domain.correction import amended
from domain.dates import ONE_DAY, day
from schemas.agreement import (
    AgreementActivated,
    AgreementExpired,
    AgreementExtended,
    AgreementSigned,
    CapAnchorContested,
    CapAnchorFixed,
    ExtensionGranted,
    ExtensionProposed,
    ExtensionRefused,
    ExtensionRefusedBecauseCap,
    SupportAwarded,
)
from schemas.answer import ClusterFile, Conclusion, Fact, Knowledge, StatementEvidence
from schemas.claim import (
    ClaimValue,
    CodeValue,
    CountValue,
    DateValue,
    FactConflictResolved,
    FactCorrected,
    HistoricalClaimImported,
)
from schemas.cluster import ClusterRecognised, ClusterRecognitionEnded, ClusterRegistered, ClusterRenamed
from schemas.deadline import DeadlineMissed, DeadlineMissRevoked, DeadlineReached
from schemas.effective import Effective
from schemas.evaluation import (
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    PactVersionAdopted,
    PactYearlyEvaluationCompleted,
)
from schemas.event import Recorded
from schemas.pact import PactEnteredIntoForce, PactRegistered
from schemas.report import WorkYearReportProcessed, WorkYearReportProcessingStarted, WorkYearReportReceived
from schemas.year_plan import (
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanSubmitted,
)

Said = tuple[str, str, ClaimValue]
"""Predicate, qualifier, value."""

_AT_THE_END_OF_ITS_DAY = (AgreementExpired, AgreementExtended, DeadlineMissed, DeadlineMissRevoked, DeadlineReached)
"""What is effective on a day of which every hour still counted: until its end the opposite was true."""


def known(events: Iterable[Recorded], as_of: date, known_on: datetime) -> Knowledge:
    """Draw what was known on the instant (recorded by then) about the day (true by then, as far as the record tells).

    Corrections and resolutions count from when they were recorded: they are knowledge, and have no other clock.
    """
    seen = [event for event in events if event.recorded_at <= known_on]
    told_now = amended(seen)
    facts = _corrected([fact for event in told_now for fact in facts_of(event)], seen)
    resolved = {
        (event.stream, event.payload.predicate, event.payload.qualifier): Resolution(
            event.payload.accepted_claim, event.position
        )
        for event in seen
        if isinstance(event.payload, FactConflictResolved)
    }
    matters: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        matters.setdefault((fact.subject, fact.predicate, fact.qualifier), []).append(fact)
    concluded = (conclude(told, as_of, resolved.get(matter)) for matter, told in matters.items())
    return Knowledge(
        conclusions=tuple(one for one in concluded if one is not None), clusters=tuple(_clusters(told_now, as_of))
    )


def find(knowledge: Knowledge, subject: str | None, predicate: str, qualifier: str | None = None) -> list[Conclusion]:
    """Look up what is concluded about a predicate; ``None`` takes any subject or any qualifier."""
    return [
        one
        for one in knowledge.conclusions
        if one.predicate == predicate and subject in {None, one.subject} and qualifier in {None, one.qualifier}
    ]


def holds_from(event: Recorded) -> Effective:
    """Say when what an event tells begins to be true: of a day that passed, on the next one."""
    if not isinstance(event.payload, _AT_THE_END_OF_ITS_DAY):
        return event.effective
    return day(event.effective.latest + ONE_DAY)


def facts_of(event: Recorded) -> tuple[Fact, ...]:
    """Give what an event says for an answer; most events of the daily work say nothing that one would quote."""
    claim = event.payload.claim if isinstance(event.payload, HistoricalClaimImported) else None
    return tuple(
        Fact(
            subject=event.stream,
            predicate=predicate,
            qualifier=qualifier,
            value=value,
            effective=holds_from(event),
            position=event.position,
            grade=event.source_grade,
            evidence=_evidence(event),
            claim=claim,
            settles=isinstance(event.payload, CapAnchorFixed),
        )
        for predicate, qualifier, value in _said(event)
    )


def _said(event: Recorded) -> tuple[Said, ...]:
    match event.payload:
        case HistoricalClaimImported(predicate=predicate, qualifier=qualifier, value=value):
            return ((predicate, qualifier, value),)
        case ClusterRecognised(recognised_on=on):
            return (("recognised", "", _on(on)),)
        case ClusterRecognitionEnded(ended_on=on):
            return (("recognition_ended", "", _on(on)),)
        case PactEnteredIntoForce(pact_version=version) | PactVersionAdopted(pact_version=version):
            return (("pact_version", "", CountValue(number=version)),)
        case _:
            return _said_of_agreement(event) + _said_of_plan(event) + _said_of_work(event)


def _said_of_agreement(event: Recorded) -> tuple[Said, ...]:
    match event.payload:
        case SupportAwarded(decided_on=on):
            return (("award_decision", "", _on(on)),)
        case (
            AgreementSigned(period=period, start=start, end=end)
            | AgreementActivated(period=period, start=start, end=end)
        ):
            return (("agreement_start", str(period), _on(start)), ("agreement_end", str(period), _on(end)))
        case CapAnchorFixed(anchor=anchor, cap=cap) | CapAnchorContested(anchor=anchor, cap=cap):
            return (("cap_anchor", "", _on(anchor)), ("agreement_cap_date", "", _on(cap)))
        case ExtensionProposed(period=period):
            return (("extension_state", str(period), CodeValue(code="proposed")),)
        case ExtensionGranted(period=period, new_end=end):
            granted = CodeValue(code="granted")
            return (("extension_state", str(period), granted), ("extension_end", str(period), _on(end)))
        case ExtensionRefused(period=period):
            return (("extension_state", str(period), CodeValue(code="refused")),)
        case ExtensionRefusedBecauseCap(period=period):
            return (("extension_state", str(period), CodeValue(code="refused_because_cap")),)
        case AgreementExpired(period=period):
            return (("agreement_state", str(period), CodeValue(code="expired")),)
        case AgreementExtended(period=period):
            return (("agreement_state", str(period), CodeValue(code="extended")),)
        case _:
            return ()


def _said_of_plan(event: Recorded) -> tuple[Said, ...]:
    match event.payload:
        case YearPlanSubmitted(year=year) | YearPlanResubmitted(year=year) | YearPlanCompletionSupplied(year=year):
            return (("year_plan_state", str(year), CodeValue(code="submitted")),)
        case YearPlanCompletionRequested(year=year):
            return (("year_plan_state", str(year), CodeValue(code="completion_asked")),)
        case YearPlanFoundComplete(year=year):
            return (("year_plan_state", str(year), CodeValue(code="under_assessment")),)
        case YearPlanApproved(year=year):
            return (("year_plan_state", str(year), CodeValue(code="approved")),)
        case YearPlanApprovedWithConditions(year=year):
            return (("year_plan_state", str(year), CodeValue(code="approved_with_conditions")),)
        case YearPlanRejected(year=year):
            return (("year_plan_state", str(year), CodeValue(code="rejected")),)
        case _:
            return ()


def _said_of_work(event: Recorded) -> tuple[Said, ...]:
    match event.payload:
        case WorkYearReportReceived(year=year):
            return (("report_state", str(year), CodeValue(code="received")),)
        case WorkYearReportProcessingStarted(year=year):
            return (("report_state", str(year), CodeValue(code="in_processing")),)
        case WorkYearReportProcessed(year=year, verdict=verdict):
            processed = ("report_state", str(year), CodeValue(code="processed"))
            return (processed, ("report_verdict", str(year), CodeValue(code=verdict.value)))
        case PactYearlyEvaluationCompleted(year=year, outcome=outcome):
            return (("yearly_evaluation", str(year), CodeValue(code=outcome)),)
        case InterimEvaluationOpened(period=period):
            return (("interim_evaluation_state", str(period), CodeValue(code="opened")),)
        case InterimEvaluationCompleted(period=period, verdict=verdict, completed_on=on):
            return (
                ("interim_evaluation_state", str(period), CodeValue(code="completed")),
                ("interim_evaluation_completed", str(period), _on(on)),
                ("interim_evaluation_verdict", str(period), CodeValue(code=verdict.value)),
            )
        case _:
            return ()


def _on(on: date) -> DateValue:
    return DateValue(date=day(on))


def _evidence(event: Recorded) -> tuple[StatementEvidence, ...]:
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


def _corrected(facts: list[Fact], seen: list[Recorded]) -> list[Fact]:
    for event in seen:
        if isinstance(event.payload, FactCorrected):
            facts = [one for fact in facts for one in _correct(fact, event, event.payload)]
    return facts


def _correct(fact: Fact, event: Recorded, correction: FactCorrected) -> Iterator[Fact]:
    """Leave other facts alone; drop what was withdrawn; replace what was replaced, with the correction as evidence.

    What is no claim comes here from an event that was amended already: only the evidence is missing.
    """
    if fact.position != correction.corrects:
        yield fact
    elif correction.correction_kind == "replaces":
        evidence = fact.evidence + _evidence(event)
        yield fact.model_copy(update={**_right(fact, correction), "evidence": evidence})


def _right(fact: Fact, correction: FactCorrected) -> dict[str, object]:
    if fact.claim is None:
        return {}
    value = correction.value or fact.value
    dated = value.date if correction.value is not None and isinstance(value, DateValue) else fact.effective
    return {"value": value, "effective": correction.effective or dated}


def _clusters(seen: Sequence[Recorded], as_of: date) -> Iterator[ClusterFile]:
    """List the clusters in order of registration, each by the name of the day; before its first known name, by that."""
    pacts = {event.payload.cluster: event.stream for event in seen if isinstance(event.payload, PactRegistered)}
    names: dict[str, str] = {}
    for event in seen:
        match event.payload:
            case ClusterRegistered(name=name):
                names[event.stream] = name
            case ClusterRenamed(name=name) if event.effective.earliest <= as_of:
                names[event.stream] = name
            case _:
                continue
    for stream, name in names.items():
        yield ClusterFile(stream=stream, name=name, pact=pacts.get(stream.partition("/")[2]))
