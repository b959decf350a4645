"""What was known on an instant about a day: conclusions of all that was told, on two clocks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from domain import facts_budget, facts_pact
from domain.conclusion import Resolution, conclude
from domain.correction import amended
from domain.facts import evidence_under, fact_of, facts_of, holds_from
from schemas.agreement.period import AgreementActivated
from schemas.answer import ClusterFile, Conclusion, Fact, Knowledge
from schemas.claim import (
    ClaimConfirmed,
    ClaimRejected,
    DateValue,
    FactConflictResolved,
    FactCorrected,
)
from schemas.cluster import ClusterRegistered, ClusterRenamed
from schemas.event import Recorded
from schemas.kpi import KpiDefined, KpiDefinitionRevised
from schemas.pact import PactRegistered
from schemas.policy import PolicyAdopted

_WITHOUT_A_DAY = (
    ClaimConfirmed,
    ClaimRejected,
    ClusterRegistered,
    FactConflictResolved,
    FactCorrected,
    KpiDefined,
    KpiDefinitionRevised,
    PactRegistered,
    PolicyAdopted,
)
"""What names or explains what others tell: it counts from when it was recorded, and has no other clock."""


def known(events: Iterable[Recorded], as_of: date, known_on: datetime) -> Knowledge:
    """Draw what was known on the instant (recorded by then) about the day (true by then, as far as the record tells).

    Corrections, verdicts and resolutions count from when they were recorded: they are knowledge, without another clock.
    """
    seen = [event for event in events if event.recorded_at <= known_on]
    told_now = amended(seen)
    true_by_then = tuple(event for event in told_now if _has_begun(event, as_of))
    facts = _corrected([fact for event in told_now for fact in facts_of(event)], seen)
    facts += _corrected(_gathered(true_by_then), seen)
    facts = _judged(facts, seen)
    resolved = _resolved(seen)
    matters: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        matters.setdefault((fact.subject, fact.predicate, fact.qualifier), []).append(fact)
    concluded = (conclude(told, as_of, resolved.get(matter)) for matter, told in matters.items())
    return Knowledge(
        conclusions=tuple(one for one in concluded if one is not None),
        clusters=tuple(_clusters(told_now, as_of)),
        seen=true_by_then,
    )


def find(knowledge: Knowledge, subject: str | None, predicate: str, qualifier: str | None = None) -> list[Conclusion]:
    """Look up what is concluded about a predicate; ``None`` takes any subject or any qualifier."""
    return [
        one
        for one in knowledge.conclusions
        if one.predicate == predicate and subject in {None, one.subject} and qualifier in {None, one.qualifier}
    ]


def _has_begun(event: Recorded, as_of: date) -> bool:
    return isinstance(event.payload, _WITHOUT_A_DAY) or holds_from(event).earliest <= as_of


def _gathered(events: Sequence[Recorded]) -> list[Fact]:
    """Give what several events say together, as said by the last of them."""
    together = (*facts_pact.signed_by_all(events), *facts_budget.lines(events))
    return [
        fact_of(told[-1], said).model_copy(
            update={"evidence": tuple(one for event in told for one in evidence_under(event))}
        )
        for told, said in together
    ]


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
        evidence = fact.evidence + evidence_under(event)
        yield fact.model_copy(update={**_right(fact, correction), "evidence": evidence})


def _right(fact: Fact, correction: FactCorrected) -> dict[str, object]:
    if fact.claim is None:
        return {}
    value = correction.value or fact.value
    dated = value.date if correction.value is not None and isinstance(value, DateValue) else fact.effective
    return {"value": value, "effective": correction.effective or dated}


def _judged(facts: list[Fact], seen: list[Recorded]) -> list[Fact]:
    """Drop the claims that two people rejected; those that they confirmed rest on what confirmed them as well."""
    verdicts = {
        (event.stream, event.payload.claim): event
        for event in seen
        if isinstance(event.payload, ClaimConfirmed | ClaimRejected)
    }
    return [one for fact in facts for one in _as_judged(fact, verdicts.get((fact.subject, fact.claim or "")))]


def _as_judged(fact: Fact, verdict: Recorded | None) -> Iterator[Fact]:
    if verdict is None:
        yield fact
    elif isinstance(verdict.payload, ClaimConfirmed):
        yield fact.model_copy(update={"is_confirmed": True, "evidence": fact.evidence + evidence_under(verdict)})


def _resolved(seen: list[Recorded]) -> dict[tuple[str, str, str], Resolution]:
    """Give the last resolution of each matter whose accepted claim was not rejected since."""
    resolved: dict[tuple[str, str, str], Resolution] = {}
    for event in seen:
        match event.payload:
            case FactConflictResolved(predicate=predicate, qualifier=qualifier, accepted_claim=accepted):
                resolved[event.stream, predicate, qualifier] = Resolution(accepted, event.position)
            case ClaimRejected(claim=claim):
                fallen = [one for one in resolved if one[0] == event.stream and resolved[one].accepted == claim]
                for matter in fallen:
                    del resolved[matter]
            case _:
                continue
    return resolved


def _clusters(seen: Sequence[Recorded], as_of: date) -> Iterator[ClusterFile]:
    """List the clusters in order of registration, each by the name of the day; before its first known name, by that."""
    pacts = _pacts(seen, as_of)
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


def _pacts(seen: Sequence[Recorded], as_of: date) -> dict[str, str]:
    """Name the pact file of each cluster: the newest under which support had begun by the day, else its first."""
    begun = {one.stream for one in seen if isinstance(one.payload, AgreementActivated) and _has_begun(one, as_of)}
    files: dict[str, str] = {}
    for event in seen:
        if isinstance(event.payload, PactRegistered) and (event.payload.cluster not in files or event.stream in begun):
            files[event.payload.cluster] = event.stream
    return files
