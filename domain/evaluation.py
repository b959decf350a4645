"""Evaluations: the pact's once a calendar year, and the interim one of an agreement period; each by two persons.

A yearly evaluation waits for the year plan that is expected, unless the proposal says expressly that it does without.
"""

from datetime import date, datetime
from typing import assert_never

from domain import interim
from domain.dates import day
from domain.pact_stage import IN_EFFECT
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.condition import ConditionMissed
from schemas.evaluation import (
    ClusterReplyRecorded,
    CompleteInterimEvaluation,
    EvaluatePact,
    EvaluationCommand,
    EvaluationDraftSent,
    EvaluationEvent,
    EvaluationState,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimEvaluationPlanned,
    InterimVerdictProposed,
    OpenInterimEvaluation,
    PactConfirmedUnchanged,
    PactEvaluationProposed,
    PactVersionAdopted,
    PactYearlyEvaluationCompleted,
    PlanInterimEvaluation,
    ProposeInterimVerdict,
    ProposePactEvaluation,
    RecordClusterReply,
    SelfAssessmentReceived,
    SendEvaluationDraft,
    SubmitSelfAssessment,
    YearlyEvaluation,
)
from schemas.event import Payload, Pending, Recorded
from schemas.pact import PactDocument, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.year_plan import PlanStage

SETTLED = (PlanStage.APPROVED, PlanStage.APPROVED_WITH_CONDITIONS, PlanStage.WAIVED)
"""The stages in which a plan keeps no evaluation of its year waiting."""


def decide(command: EvaluationCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to an evaluation; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    match command:
        case ProposePactEvaluation():
            return _propose(command, state, today(now, rules))
        case EvaluatePact():
            return _evaluate(command, by, state, today(now, rules), rules)
        case (
            PlanInterimEvaluation()
            | OpenInterimEvaluation()
            | SubmitSelfAssessment()
            | SendEvaluationDraft()
            | RecordClusterReply()
            | ProposeInterimVerdict()
            | CompleteInterimEvaluation()
        ):
            return interim.decide(command, by, state, now, rules)
        case _:
            assert_never(command)


def evolve(evaluations: EvaluationState, event: Recorded) -> EvaluationState:
    """Fold one event; those of other nouns pass by. A missed condition of an interim verdict opens it again."""
    payload = event.payload
    if isinstance(payload, ConditionMissed) and payload.source == "interim_evaluation":
        return evaluations.model_copy(update={"interim": interim.reopened(evaluations.interim, payload.reference)})
    if not isinstance(payload, EvaluationEvent):
        return evaluations
    match payload:
        case PactEvaluationProposed():
            return evaluations.model_copy(update={"yearly": _proposed(evaluations, payload, event.actor)})
        case PactYearlyEvaluationCompleted():
            return evaluations.model_copy(update={"yearly": _completed(evaluations, payload)})
        case PactVersionAdopted() | PactConfirmedUnchanged():
            return evaluations
        case (
            InterimEvaluationPlanned()
            | InterimEvaluationOpened()
            | SelfAssessmentReceived()
            | EvaluationDraftSent()
            | ClusterReplyRecorded()
            | InterimVerdictProposed()
            | InterimEvaluationCompleted()
        ):
            return evaluations.model_copy(update={"interim": interim.evolve(evaluations.interim, payload, event.actor)})
        case _:
            assert_never(payload)


def _propose(command: ProposePactEvaluation, state: PactState, on: date) -> list[Pending]:
    """Draft the evaluation of a year, or draft it again until it is approved."""
    document = _in_force(state)
    yearly = _yearly_of(state.evaluations, command.year)
    _require_open(command.year, yearly)
    is_near = command.year <= on.year + 1
    require(is_near, "year_out_of_reach", f"the pact is evaluated for {on.year + 1} at the latest, not {command.year}")
    first = _first_year(document, state)
    is_own = command.year >= first
    require(is_own, "not_a_year_of_the_pact", f"the first year of this pact is {first}, not {command.year}")
    is_new = command.text_hash is None or command.text_hash != document.text_hash
    require(is_new, "nothing_changed", "this is the text in force: the outcome is 'unchanged'")
    is_missing = _is_plan_missing(command.year, state)
    require(is_missing or not command.without_plan, "plan_not_missing", f"no plan for {command.year} is missing")
    _require_plan(command.year, is_excused=command.without_plan, is_missing=is_missing)
    seen = proposal_hash(command)
    if yearly is not None and yearly.proposal_hash == seen:
        return []
    payload = PactEvaluationProposed(
        year=command.year,
        outcome=command.outcome,
        text_hash=command.text_hash,
        findings=command.findings,
        proposal_hash=seen,
        without_plan=command.without_plan,
    )
    return [Pending(payload=payload, effective=day(on))]


def _evaluate(command: EvaluatePact, by: Actor, state: PactState, on: date, rules: RulesState) -> list[Pending]:
    """Complete the year's evaluation with a new version, or with the explicit word that nothing changes."""
    document = _in_force(state)
    yearly = _yearly_of(state.evaluations, command.year)
    _require_open(command.year, yearly)
    if yearly is None:
        raise Refused("not_proposed", f"no evaluation for {command.year} waits for approval")
    is_as_seen = command.proposal_hash == yearly.proposal_hash
    require(is_as_seen, "content_changed", f"the proposed evaluation is now {yearly.proposal_hash}")
    _require_plan(command.year, is_excused=yearly.without_plan, is_missing=_is_plan_missing(command.year, state))
    require_second_person("evaluate_pact", "propose_pact_evaluation", yearly.prepared_by, by, rules)
    completed = PactYearlyEvaluationCompleted(
        year=command.year,
        outcome=yearly.outcome,
        findings=yearly.findings,
        completed_on=on,
        without_plan=yearly.without_plan,
    )
    payloads: tuple[Payload, ...] = (completed, _effect(yearly, document, on))
    return [Pending(payload=payload, effective=day(on), decided_on=on) for payload in payloads]


def _effect(yearly: YearlyEvaluation, document: PactDocument, on: date) -> PactVersionAdopted | PactConfirmedUnchanged:
    if yearly.text_hash is None:
        return PactConfirmedUnchanged(pact_version=document.pact_version, year=yearly.year, confirmed_on=on)
    return PactVersionAdopted(
        pact_version=document.pact_version + 1, year=yearly.year, text_hash=yearly.text_hash, adopted_on=on
    )


def _in_force(state: PactState) -> PactDocument:
    document = state.pact
    if document is None or document.stage not in IN_EFFECT:
        stage = "not registered" if document is None else document.stage
        raise Refused("not_in_force", f"only a pact in force is evaluated: this one is {stage}")
    return document


def _first_year(document: PactDocument, state: PactState) -> int:
    """Give the year in which the pact took effect, or in which support began where that came before it."""
    begun = (period.start.year for period in state.agreement.periods)
    in_force = () if document.in_force_on is None else (document.in_force_on.year,)
    return min((*begun, *in_force), default=date.min.year)


def _require_open(year: int, yearly: YearlyEvaluation | None) -> None:
    is_open = yearly is None or not yearly.is_completed
    require(is_open, "already_evaluated", f"the pact was evaluated for {year}: once each calendar year")


def _is_plan_missing(year: int, state: PactState) -> bool:
    return any(one.year == year and one.plan is not None and one.plan.stage not in SETTLED for one in state.years)


def _require_plan(year: int, *, is_excused: bool, is_missing: bool) -> None:
    detail = f"the plan for {year} is not approved: approve it first, or evaluate expressly without it"
    require(is_excused or not is_missing, "plan_missing", detail)


def _yearly_of(evaluations: EvaluationState, year: int) -> YearlyEvaluation | None:
    return next((yearly for yearly in evaluations.yearly if yearly.year == year), None)


def _proposed(evaluations: EvaluationState, payload: PactEvaluationProposed, by: Actor) -> tuple[YearlyEvaluation, ...]:
    """Keep the draft; who drafted one before it keeps a hand in it."""
    before = _yearly_of(evaluations, payload.year)
    hands = () if before is None else before.prepared_by
    draft = YearlyEvaluation(
        year=payload.year,
        outcome=payload.outcome,
        text_hash=payload.text_hash,
        findings=payload.findings,
        proposal_hash=payload.proposal_hash,
        without_plan=payload.without_plan,
        prepared_by=(*hands, prepared("propose_pact_evaluation", by)),
    )
    others = (yearly for yearly in evaluations.yearly if yearly.year != payload.year)
    return tuple(sorted((*others, draft), key=lambda yearly: yearly.year))


def _completed(evaluations: EvaluationState, payload: PactYearlyEvaluationCompleted) -> tuple[YearlyEvaluation, ...]:
    decided = {"is_completed": True, **payload.model_dump(include={"outcome", "findings", "without_plan"})}
    return tuple(
        yearly.model_copy(update=decided) if yearly.year == payload.year else yearly for yearly in evaluations.yearly
    )
