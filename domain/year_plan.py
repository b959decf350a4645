"""The plan of one work year: handed in, completed, assessed, decided by a second person; after a rejection, again.

Lateness is the business of the deadline: a plan that comes late is taken like any other. After the last round that the
policy allows, the agency decides how it goes on: it judges the same plan anew, or asks for none.
"""

from datetime import date, datetime
from typing import assert_never

from domain import amendment, plan_verdict, waiver
from domain.dates import day
from domain.preparation import prepared
from domain.refusing import require
from domain.today import today
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.workyear import WorkYear
from schemas.year_plan import (
    AmendYearPlan,
    ApproveYearPlanVerdict,
    ConfirmComplete,
    PlanStage,
    PlanState,
    ProposeYearPlanAmendment,
    ProposeYearPlanVerdict,
    ProposeYearPlanWaiver,
    RequestCompletion,
    ResubmitYearPlan,
    ReturnVerdictProposal,
    SubmitYearPlan,
    SupplyCompletion,
    WaiveYearPlan,
    WithdrawYearPlan,
    YearPlanAmended,
    YearPlanAmendmentProposed,
    YearPlanCommand,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanEvent,
    YearPlanFoundComplete,
    YearPlanResubmitted,
    YearPlanRoundsExhausted,
    YearPlanSubmitted,
    YearPlanWaived,
    YearPlanWaiverProposed,
    YearPlanWithdrawn,
)

Decision = plan_verdict.Verdict | YearPlanWaived | YearPlanAmended | YearPlanRoundsExhausted

AWAITED = (PlanStage.EXPECTED, PlanStage.WITHDRAWN)


def decide(command: YearPlanCommand, by: Actor, year: WorkYear, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the plan; an empty answer means it already did."""
    if year.plan is None:
        raise Refused("not_expected", f"no plan is expected for {command.year}")
    on = today(now, rules)
    if isinstance(command, ProposeYearPlanAmendment):
        payload: YearPlanEvent | None = amendment.propose(command, year.plan, year, on)
    elif isinstance(command, AmendYearPlan):
        payload = amendment.decide(command, by, year.plan, year, on, rules)
    else:
        payload = _outcome(command, by, year.plan, on, rules)
    if payload is None:
        return []
    reason = command.reason if isinstance(command, WithdrawYearPlan) else None
    return [
        Pending(payload=each, effective=day(on), decided_on=on if isinstance(each, Decision) else None, reason=reason)
        for each in (payload, *plan_verdict.exhausted(payload, rules))
    ]


def changes(plan: PlanState, payload: YearPlanEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the plan an event changes."""
    match payload:
        case YearPlanSubmitted(plan_hash=plan_hash):
            return {**_arrived(plan_hash), **_hand("submit_year_plan", by, plan)}
        case YearPlanCompletionRequested():
            return {"stage": PlanStage.COMPLETION_ASKED, **_hand("request_completion", by, plan)}
        case YearPlanCompletionSupplied(plan_hash=plan_hash):
            return {**_arrived(plan_hash), **_hand("supply_completion", by, plan)}
        case YearPlanFoundComplete():
            return {"stage": PlanStage.COMPLETE, **_hand("confirm_complete", by, plan)}
        case YearPlanResubmitted():
            return {**plan_verdict.without_proposal(), **_next_round(payload, by)}
        case YearPlanWithdrawn():
            return {**plan_verdict.without_proposal(), "stage": PlanStage.WITHDRAWN, "plan_hash": None}
        case YearPlanWaiverProposed() | YearPlanWaived():
            return waiver.changes(plan, payload, by)
        case YearPlanAmendmentProposed() | YearPlanAmended():
            return amendment.changes(plan, payload, by)
        case _:
            return plan_verdict.changes(plan, payload, by)


def reopened(plan: PlanState) -> PlanState:
    """Open the assessment again after a missed condition: the same plan can get another verdict.

    Until it has one the plan stays in force. A plan that got another verdict since stays as it is.
    """
    if plan.stage is not PlanStage.APPROVED_WITH_CONDITIONS:
        return plan
    return plan.model_copy(update={**plan_verdict.without_proposal(), **amendment.void(), "stage": PlanStage.COMPLETE})


_Handling = SubmitYearPlan | RequestCompletion | SupplyCompletion | ConfirmComplete | ResubmitYearPlan


def _outcome(
    command: _Handling | plan_verdict.JudgingCommand | WithdrawYearPlan | ProposeYearPlanWaiver | WaiveYearPlan,
    by: Actor,
    plan: PlanState,
    on: date,
    rules: RulesState,
) -> YearPlanEvent | None:
    match command:
        case WithdrawYearPlan():
            return _withdrawn(command, plan, on)
        case ProposeYearPlanWaiver():
            return waiver.propose(command, plan)
        case WaiveYearPlan():
            return waiver.decide(command, by, plan, on, rules)
        case ProposeYearPlanVerdict() | ApproveYearPlanVerdict() | ReturnVerdictProposal():
            return plan_verdict.decide(command, by, plan, on, rules)
        case _:
            return _handling(command, plan, on, rules)


def _handling(command: _Handling, plan: PlanState, on: date, rules: RulesState) -> YearPlanEvent | None:
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
        case ResubmitYearPlan():
            return _resubmitted(command, plan, on, rules)
        case _:
            assert_never(command)


def _submitted(command: SubmitYearPlan, plan: PlanState, on: date) -> YearPlanSubmitted | None:
    """Take the first plan, however late; another one comes as a completion or after a rejection."""
    plan_verdict.require_undecided(plan)
    if plan.plan_hash == command.plan_hash:
        return None
    is_awaited = plan.stage in AWAITED
    require(is_awaited, "already_submitted", f"plan {plan.plan_hash} was handed in; a change comes as a completion")
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
    plan_verdict.require_same_plan(command.plan_hash, plan)
    return YearPlanFoundComplete(year=command.year, round=plan.round, plan_hash=command.plan_hash, found_on=on)


def _withdrawn(command: WithdrawYearPlan, plan: PlanState, on: date) -> YearPlanWithdrawn | None:
    """Take an undecided plan back; one whose assessment was opened again after a verdict is decided."""
    if plan.stage is PlanStage.WITHDRAWN:
        return None
    plan_verdict.require_undecided(plan)
    was_judged = plan.in_force_hash is not None or plan.is_last_round
    require(not was_judged, "already_decided", "the plan was judged, and only its assessment is open again")
    if plan.plan_hash is None:
        raise Refused("not_submitted", f"no plan was handed in for {command.year}")
    return YearPlanWithdrawn(year=command.year, round=plan.round, plan_hash=plan.plan_hash, withdrawn_on=on)


def _resubmitted(command: ResubmitYearPlan, plan: PlanState, on: date, rules: RulesState) -> YearPlanResubmitted | None:
    """Take a new plan after a rejection, as long as there are rounds left; the rejected one again is no new plan."""
    is_here = plan.stage is PlanStage.SUBMITTED and plan.round > 1
    if is_here and plan.plan_hash == command.plan_hash:
        return None
    _require_stage(plan, PlanStage.REJECTED)
    has_more = not plan_verdict.is_last(plan.round, rules)
    require(has_more, "rounds_exhausted", f"round {plan.round} was the last: the agency decides how it goes on")
    is_new = plan.plan_hash != command.plan_hash
    require(is_new, "nothing_changed", f"plan {plan.plan_hash} is the one that was rejected")
    return YearPlanResubmitted(year=command.year, round=plan.round + 1, plan_hash=command.plan_hash, received_on=on)


def _hand(act: str, by: Actor, plan: PlanState) -> dict[str, object]:
    return {"prepared_by": (*plan.prepared_by, prepared(act, by))}


def _arrived(plan_hash: str) -> dict[str, object]:
    return {"stage": PlanStage.SUBMITTED, "plan_hash": plan_hash, **waiver.void()}


def _next_round(payload: YearPlanResubmitted, by: Actor) -> dict[str, object]:
    """Start with clean hands: a new plan is a new piece of work."""
    return {
        **_arrived(payload.plan_hash),
        "round": payload.round,
        "is_last_round": False,
        "prepared_by": (prepared("resubmit_year_plan", by),),
    }


def _require_stage(plan: PlanState, stage: PlanStage) -> None:
    require(plan.stage is stage, f"not_{stage}", f"the plan is {plan.stage}, not {stage}")
