"""The plan of one work year: handed in, completed, assessed, decided by a second person; after a rejection, again.

Lateness is the business of the deadline: a plan that comes late is taken like any other.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.year_plan import (
    ApproveYearPlanVerdict,
    ConfirmComplete,
    PlanStage,
    PlanState,
    PlanVerdict,
    ProposeYearPlanVerdict,
    RequestCompletion,
    ResubmitYearPlan,
    ReturnVerdictProposal,
    SubmitYearPlan,
    SupplyCompletion,
    VerdictProposalReturned,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCommand,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanEvent,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanSubmitted,
    YearPlanVerdictProposed,
)

Decision = YearPlanApproved | YearPlanApprovedWithConditions | YearPlanRejected

DECIDED = (PlanStage.APPROVED, PlanStage.APPROVED_WITH_CONDITIONS, PlanStage.REJECTED)


def decide(
    command: YearPlanCommand, by: Actor, plan: PlanState | None, now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what happens to the plan; an empty answer means it already did."""
    if plan is None:
        raise Refused("not_expected", f"no plan is expected for {command.year}")
    on = today(now, rules)
    payload = _outcome(command, by, plan, on, rules)
    if payload is None:
        return []
    return [Pending(payload=payload, effective=day(on), decided_on=on if isinstance(payload, Decision) else None)]


def changes(plan: PlanState, payload: YearPlanEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the plan an event changes."""
    match payload:
        case YearPlanSubmitted(plan_hash=plan_hash):
            return {"stage": PlanStage.SUBMITTED, "plan_hash": plan_hash, **_hand("submit_year_plan", by, plan)}
        case YearPlanCompletionRequested():
            return {"stage": PlanStage.COMPLETION_ASKED, **_hand("request_completion", by, plan)}
        case YearPlanCompletionSupplied(plan_hash=plan_hash):
            return {"stage": PlanStage.SUBMITTED, "plan_hash": plan_hash, **_hand("supply_completion", by, plan)}
        case YearPlanFoundComplete():
            return {"stage": PlanStage.COMPLETE, **_hand("confirm_complete", by, plan)}
        case YearPlanVerdictProposed():
            return {**_proposed(payload), **_hand("propose_year_plan_verdict", by, plan)}
        case VerdictProposalReturned():
            return {**_without_proposal(), "stage": PlanStage.COMPLETE}
        case YearPlanApproved():
            return {"stage": PlanStage.APPROVED}
        case YearPlanApprovedWithConditions():
            return {"stage": PlanStage.APPROVED_WITH_CONDITIONS}
        case YearPlanRejected():
            return {"stage": PlanStage.REJECTED}
        case YearPlanResubmitted():
            return {**_without_proposal(), **_next_round(payload, by)}
        case _:
            assert_never(payload)


def _outcome(command: YearPlanCommand, by: Actor, plan: PlanState, on: date, rules: RulesState) -> YearPlanEvent | None:
    match command:
        case SubmitYearPlan():
            return _submitted(command, plan, on)
        case RequestCompletion(year=year, missing=missing):
            _require_stage(plan, PlanStage.SUBMITTED)
            return YearPlanCompletionRequested(year=year, round=plan.round, missing=missing, requested_on=on)
        case SupplyCompletion():
            return _supplied(command, plan, on)
        case ConfirmComplete():
            return _found_complete(command, plan, on)
        case ProposeYearPlanVerdict():
            return _verdict_proposed(command, plan)
        case ApproveYearPlanVerdict():
            return _decided(command, by, plan, on, rules)
        case ReturnVerdictProposal(year=year, remarks=remarks):
            _require_proposed(plan)
            return VerdictProposalReturned(year=year, round=plan.round, remarks=remarks)
        case ResubmitYearPlan():
            return _resubmitted(command, plan, on)
        case _:
            assert_never(command)


def _submitted(command: SubmitYearPlan, plan: PlanState, on: date) -> YearPlanSubmitted | None:
    """Take the first plan, however late; another one comes as a completion or after a rejection."""
    _require_undecided(plan)
    if plan.plan_hash == command.plan_hash:
        return None
    is_first = plan.stage is PlanStage.EXPECTED
    require(is_first, "already_submitted", f"plan {plan.plan_hash} was handed in; a change comes as a completion")
    return YearPlanSubmitted(
        year=command.year, round=plan.round, plan_hash=command.plan_hash, title=command.title, received_on=on
    )


def _supplied(command: SupplyCompletion, plan: PlanState, on: date) -> YearPlanCompletionSupplied | None:
    if plan.stage is PlanStage.SUBMITTED and plan.plan_hash == command.plan_hash:
        return None
    _require_stage(plan, PlanStage.COMPLETION_ASKED)
    return YearPlanCompletionSupplied(year=command.year, round=plan.round, plan_hash=command.plan_hash, received_on=on)


def _found_complete(command: ConfirmComplete, plan: PlanState, on: date) -> YearPlanFoundComplete | None:
    if plan.stage is PlanStage.COMPLETE and plan.plan_hash == command.plan_hash:
        return None
    _require_stage(plan, PlanStage.SUBMITTED)
    _require_same_plan(command.plan_hash, plan)
    return YearPlanFoundComplete(year=command.year, round=plan.round, plan_hash=command.plan_hash, found_on=on)


def _verdict_proposed(command: ProposeYearPlanVerdict, plan: PlanState) -> YearPlanVerdictProposed | None:
    """Draft the verdict; a drafted one is returned before another takes its place."""
    seen = proposal_hash(command)
    if plan.stage is PlanStage.VERDICT_PROPOSED and plan.proposal_hash == seen:
        return None
    _require_stage(plan, PlanStage.COMPLETE)
    _require_same_plan(command.plan_hash, plan)
    is_conditional = command.verdict is PlanVerdict.APPROVED_WITH_CONDITIONS
    require(bool(command.conditions) or not is_conditional, "conditions_missing", "say which conditions are to be met")
    require(is_conditional or not command.conditions, "conditions_unexpected", f"{command.verdict} has no conditions")
    has_grounds = bool(command.grounds.strip()) or command.verdict is not PlanVerdict.REJECTED
    require(has_grounds, "grounds_missing", "a rejection states its grounds")
    return YearPlanVerdictProposed(
        year=command.year,
        round=plan.round,
        plan_hash=command.plan_hash,
        verdict=command.verdict,
        conditions=command.conditions,
        grounds=command.grounds,
        proposal_hash=seen,
    )


def _decided(command: ApproveYearPlanVerdict, by: Actor, plan: PlanState, on: date, rules: RulesState) -> Decision:
    """Approve the drafted verdict: on this plan, as it was seen, by a second person."""
    verdict = _require_proposed(plan)
    _require_same_plan(command.plan_hash, plan)
    is_as_seen = command.proposal_hash == plan.proposal_hash
    require(is_as_seen, "content_changed", f"the proposed verdict is now {verdict}, {plan.proposal_hash}")
    require_second_person("approve_year_plan_verdict", "propose_year_plan_verdict", plan.prepared_by, by, rules)
    year, number, plan_hash = command.year, plan.round, command.plan_hash
    match verdict:
        case PlanVerdict.APPROVED:
            return YearPlanApproved(year=year, round=number, plan_hash=plan_hash, decided_on=on)
        case PlanVerdict.APPROVED_WITH_CONDITIONS:
            return YearPlanApprovedWithConditions(
                year=year, round=number, plan_hash=plan_hash, conditions=plan.conditions, decided_on=on
            )
        case PlanVerdict.REJECTED:
            return YearPlanRejected(year=year, round=number, plan_hash=plan_hash, grounds=plan.grounds, decided_on=on)
        case _:
            assert_never(verdict)


def _resubmitted(command: ResubmitYearPlan, plan: PlanState, on: date) -> YearPlanResubmitted | None:
    """Take a new plan after a rejection; the rejected one again is no new plan."""
    is_here = plan.stage is PlanStage.SUBMITTED and plan.round > 1
    if is_here and plan.plan_hash == command.plan_hash:
        return None
    _require_stage(plan, PlanStage.REJECTED)
    is_new = plan.plan_hash != command.plan_hash
    require(is_new, "nothing_changed", f"plan {plan.plan_hash} is the one that was rejected")
    return YearPlanResubmitted(year=command.year, round=plan.round + 1, plan_hash=command.plan_hash, received_on=on)


def _require_stage(plan: PlanState, stage: PlanStage) -> None:
    require(plan.stage is stage, f"not_{stage}", f"the plan is {plan.stage}, not {stage}")


def _require_undecided(plan: PlanState) -> None:
    require(plan.stage not in DECIDED, "already_decided", f"the plan is {plan.stage}")


def _require_proposed(plan: PlanState) -> PlanVerdict:
    _require_undecided(plan)
    if plan.stage is not PlanStage.VERDICT_PROPOSED or plan.proposed_verdict is None:
        raise Refused("not_proposed", f"no verdict was proposed: the plan is {plan.stage}")
    return plan.proposed_verdict


def _require_same_plan(plan_hash: str, plan: PlanState) -> None:
    require(plan_hash == plan.plan_hash, "content_changed", f"the plan is now {plan.plan_hash}")


def _hand(act: str, by: Actor, plan: PlanState) -> dict[str, object]:
    return {"prepared_by": (*plan.prepared_by, prepared(act, by))}


def _proposed(payload: YearPlanVerdictProposed) -> dict[str, object]:
    return {
        "stage": PlanStage.VERDICT_PROPOSED,
        "proposed_verdict": payload.verdict,
        "conditions": payload.conditions,
        "grounds": payload.grounds,
        "proposal_hash": payload.proposal_hash,
    }


def _without_proposal() -> dict[str, object]:
    return {"proposed_verdict": None, "conditions": (), "grounds": "", "proposal_hash": None}


def _next_round(payload: YearPlanResubmitted, by: Actor) -> dict[str, object]:
    """Start with clean hands: a new plan is a new piece of work."""
    return {
        "stage": PlanStage.SUBMITTED,
        "round": payload.round,
        "plan_hash": payload.plan_hash,
        "prepared_by": (prepared("resubmit_year_plan", by),),
    }
