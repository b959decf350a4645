"""Remedial plans: the way back from a negative interim verdict that leaves room for one.

The agency asks, the cluster hands in, two persons judge; a refused plan is followed by another round. An accepted one
is followed until two persons find that the remediation is fulfilled or has failed. The period keeps its end meanwhile.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.evaluation import InterimStage, InterimVerdict
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.remedial import (
    CloseRemediation,
    JudgeRemedialPlan,
    ProposeRemedialVerdict,
    ProposeRemediationOutcome,
    RemedialCommand,
    RemedialEvent,
    RemedialPlan,
    RemedialPlanAccepted,
    RemedialPlanRefused,
    RemedialPlanRequested,
    RemedialPlanSubmitted,
    RemedialStage,
    RemedialVerdictProposed,
    RemediationFailed,
    RemediationFulfilled,
    RemediationOutcomeProposed,
    RequestRemedialPlan,
    SubmitRemedialPlan,
)

Plans = tuple[RemedialPlan, ...]
DECIDED = (RemedialPlanAccepted, RemedialPlanRefused, RemediationFulfilled, RemediationFailed)
CLOSED = (RemedialStage.FULFILLED, RemedialStage.FAILED)
AWAITS_PLAN = (RemedialStage.REQUESTED, RemedialStage.REFUSED, RemedialStage.SUBMITTED)


def decide(command: RemedialCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the remediation of a period; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    on = today(now, rules)
    payload = _outcome(command, by, state, on, rules)
    if payload is None:
        return []
    return [Pending(payload=payload, effective=day(on), decided_on=on if isinstance(payload, DECIDED) else None)]


def evolve(plans: Plans, event: Recorded) -> Plans:
    """Fold one event into the remediation of its period."""
    payload = event.payload
    if not isinstance(payload, RemedialEvent):
        return plans
    before = plan_of(plans, payload.period) or RemedialPlan(period=payload.period, stage=RemedialStage.REQUESTED)
    changed = before.model_copy(update=_changes(before, payload, event.actor))
    return (*(other for other in plans if other.period != payload.period), changed)


def plan_of(plans: Plans, period: int) -> RemedialPlan | None:
    """Find the remediation of a period."""
    return next((plan for plan in plans if plan.period == period), None)


def _outcome(
    command: RemedialCommand, by: Actor, state: PactState, on: date, rules: RulesState
) -> RemedialEvent | None:
    plan = plan_of(state.remedial, command.period)
    if isinstance(command, RequestRemedialPlan):
        return _requested(command, plan, state, on)
    if plan is None:
        raise Refused("not_requested", f"no remedial plan was asked for period {command.period}")
    match command:
        case SubmitRemedialPlan():
            return _submitted(command, plan, on)
        case ProposeRemedialVerdict():
            return _verdict_proposed(command, plan)
        case JudgeRemedialPlan():
            return _judged(command, by, plan, on, rules)
        case ProposeRemediationOutcome():
            return _outcome_proposed(command, plan)
        case CloseRemediation():
            return _closed(command, by, plan, on, rules)
        case _:
            assert_never(command)


def _requested(
    command: RequestRemedialPlan, plan: RemedialPlan | None, state: PactState, on: date
) -> RemedialPlanRequested | None:
    """Ask once for each period, and only where the interim verdict leaves room for mending."""
    verdicts = {
        interim.verdict
        for interim in state.evaluations.interim
        if interim.period == command.period and interim.stage is InterimStage.COMPLETED
    }
    is_grounded = InterimVerdict.NEGATIVE_WITH_REMEDIATION in verdicts
    require(is_grounded, "no_ground", f"the interim evaluation of period {command.period} asks for no remediation")
    if plan is None:
        return RemedialPlanRequested(period=command.period, round=1, grounds=command.grounds, requested_on=on)
    require(plan.grounds == command.grounds, "already_requested", f"the remediation is {plan.stage}")
    return None


def _submitted(command: SubmitRemedialPlan, plan: RemedialPlan, on: date) -> RemedialPlanSubmitted | None:
    """Hand in a plan, or another one while nobody has drafted a verdict; late or not."""
    is_refused = plan.stage is RemedialStage.REFUSED
    if plan.plan_hash == command.plan_hash:
        require(not is_refused, "same_plan", "this plan was refused: another round takes another plan")
        return None
    require(plan.stage in AWAITS_PLAN, "already_submitted", f"the remediation is {plan.stage}")
    number = plan.round + 1 if is_refused else plan.round
    return RemedialPlanSubmitted(period=plan.period, round=number, plan_hash=command.plan_hash, received_on=on)


def _verdict_proposed(command: ProposeRemedialVerdict, plan: RemedialPlan) -> RemedialVerdictProposed | None:
    """Draft the verdict on the plan that was handed in, or draft it again until it is judged."""
    seen = proposal_hash(command)
    if plan.proposal_hash == seen:
        return None
    is_open = plan.stage in {RemedialStage.SUBMITTED, RemedialStage.VERDICT_PROPOSED}
    require(is_open, "not_submitted", f"no plan waits for a verdict: the remediation is {plan.stage}")
    require(command.plan_hash == plan.plan_hash, "content_changed", f"the plan is now {plan.plan_hash}")
    return RemedialVerdictProposed(
        period=plan.period,
        round=plan.round,
        plan_hash=command.plan_hash,
        verdict=command.verdict,
        grounds=command.grounds,
        proposal_hash=seen,
    )


def _judged(
    command: JudgeRemedialPlan, by: Actor, plan: RemedialPlan, on: date, rules: RulesState
) -> RemedialPlanAccepted | RemedialPlanRefused | None:
    is_judged = plan.stage in {RemedialStage.ACCEPTED, RemedialStage.REFUSED}
    if is_judged and plan.proposal_hash == command.proposal_hash:
        return None
    if plan.stage is not RemedialStage.VERDICT_PROPOSED or plan.plan_hash is None:
        raise Refused("not_proposed", f"no verdict waits for approval: the remediation is {plan.stage}")
    _require_as_seen(command.proposal_hash, plan)
    require_second_person("judge_remedial_plan", "propose_remedial_verdict", plan.prepared_by, by, rules)
    if plan.proposed == "accepted":
        return RemedialPlanAccepted(period=plan.period, round=plan.round, plan_hash=plan.plan_hash, decided_on=on)
    return RemedialPlanRefused(
        period=plan.period, round=plan.round, plan_hash=plan.plan_hash, grounds=plan.findings, decided_on=on
    )


def _outcome_proposed(command: ProposeRemediationOutcome, plan: RemedialPlan) -> RemediationOutcomeProposed | None:
    """Draft how the remediation ended, or draft it again until it is closed."""
    seen = proposal_hash(command)
    if plan.proposal_hash == seen:
        return None
    is_followed = plan.stage in {RemedialStage.ACCEPTED, RemedialStage.OUTCOME_PROPOSED}
    require(is_followed, "not_accepted", f"no accepted plan is followed: the remediation is {plan.stage}")
    return RemediationOutcomeProposed(
        period=plan.period, outcome=command.outcome, findings=command.findings, proposal_hash=seen
    )


def _closed(
    command: CloseRemediation, by: Actor, plan: RemedialPlan, on: date, rules: RulesState
) -> RemediationFulfilled | RemediationFailed | None:
    if plan.stage in CLOSED and plan.proposal_hash == command.proposal_hash:
        return None
    is_drafted = plan.stage is RemedialStage.OUTCOME_PROPOSED
    require(is_drafted, "not_proposed", f"no outcome waits for approval: the remediation is {plan.stage}")
    _require_as_seen(command.proposal_hash, plan)
    require_second_person("close_remediation", "propose_remediation_outcome", plan.prepared_by, by, rules)
    if plan.proposed == "fulfilled":
        return RemediationFulfilled(period=plan.period, decided_on=on)
    return RemediationFailed(period=plan.period, decided_on=on)


def _require_as_seen(seen: str, plan: RemedialPlan) -> None:
    detail = f"what waits now is {plan.proposed}, {plan.proposal_hash}"
    require(seen == plan.proposal_hash, "content_changed", detail)


def _changes(plan: RemedialPlan, payload: RemedialEvent, by: Actor) -> dict[str, object]:
    match payload:
        case RemedialPlanRequested(grounds=grounds, round=number):
            return {"stage": RemedialStage.REQUESTED, "grounds": grounds, "round": number}
        case RemedialPlanSubmitted(plan_hash=plan_hash, round=number):
            return {
                "stage": RemedialStage.SUBMITTED,
                "plan_hash": plan_hash,
                "round": number,
                "proposal_hash": None,
                "proposed": None,
                "prepared_by": (prepared("submit_remedial_plan", by),),
            }
        case RemedialVerdictProposed(verdict=proposed, grounds=findings, proposal_hash=seen):
            hands = (*plan.prepared_by, prepared("propose_remedial_verdict", by))
            return {
                "stage": RemedialStage.VERDICT_PROPOSED,
                "proposed": proposed,
                "findings": findings,
                "proposal_hash": seen,
                "prepared_by": hands,
            }
        case RemediationOutcomeProposed(outcome=proposed, findings=findings, proposal_hash=seen):
            hands = (*plan.prepared_by, prepared("propose_remediation_outcome", by))
            return {
                "stage": RemedialStage.OUTCOME_PROPOSED,
                "proposed": proposed,
                "findings": findings,
                "proposal_hash": seen,
                "prepared_by": hands,
            }
        case RemedialPlanAccepted():
            return {"stage": RemedialStage.ACCEPTED}
        case RemedialPlanRefused(grounds=grounds):
            return {"stage": RemedialStage.REFUSED, "findings": grounds}
        case RemediationFulfilled():
            return {"stage": RemedialStage.FULFILLED}
        case RemediationFailed():
            return {"stage": RemedialStage.FAILED}
        case _:
            assert_never(payload)
