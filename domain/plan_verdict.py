"""The verdict on a year plan: drafted, sent back or approved by a second person, on exactly the plan that was seen.

After the last round that the policy allows, the rejected plan can be judged anew: no other one comes.
"""

from datetime import date
from typing import assert_never

from domain.policy import current
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.year_plan import (
    ApproveYearPlanVerdict,
    PlanStage,
    PlanState,
    PlanVerdict,
    ProposeYearPlanVerdict,
    ReturnVerdictProposal,
    VerdictProposalReturned,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanEvent,
    YearPlanRejected,
    YearPlanRoundsExhausted,
    YearPlanVerdictProposed,
)

JudgingCommand = ProposeYearPlanVerdict | ApproveYearPlanVerdict | ReturnVerdictProposal
Verdict = YearPlanApproved | YearPlanApprovedWithConditions | YearPlanRejected
JudgingEvent = YearPlanVerdictProposed | VerdictProposalReturned | Verdict | YearPlanRoundsExhausted

DECIDED = (PlanStage.APPROVED, PlanStage.APPROVED_WITH_CONDITIONS, PlanStage.REJECTED, PlanStage.WAIVED)


def decide(command: JudgingCommand, by: Actor, plan: PlanState, on: date, rules: RulesState) -> YearPlanEvent | None:
    """Say what happens to the verdict; nothing where it is so already."""
    match command:
        case ProposeYearPlanVerdict():
            return _verdict_proposed(command, plan)
        case ApproveYearPlanVerdict():
            return _decided(command, by, plan, on, rules)
        case ReturnVerdictProposal(year=year, remarks=remarks):
            _require_proposed(plan)
            return VerdictProposalReturned(year=year, round=plan.round, remarks=remarks)
        case _:
            assert_never(command)


def exhausted(payload: YearPlanEvent, rules: RulesState) -> tuple[YearPlanRoundsExhausted, ...]:
    """Say so where a rejection ends the last round: the agency then decides how it goes on."""
    if not isinstance(payload, YearPlanRejected) or not is_last(payload.round, rules):
        return ()
    return (YearPlanRoundsExhausted(year=payload.year, round=payload.round, decided_on=payload.decided_on),)


def changes(plan: PlanState, payload: JudgingEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the plan a verdict changes."""
    match payload:
        case YearPlanVerdictProposed():
            hands = (*plan.prepared_by, prepared("propose_year_plan_verdict", by))
            return {**_proposed(payload), "prepared_by": hands}
        case VerdictProposalReturned():
            return {**without_proposal(), "stage": PlanStage.COMPLETE}
        case YearPlanRoundsExhausted():
            return {"is_last_round": True}
        case _:
            return _judged(payload)


def require_undecided(plan: PlanState) -> None:
    """Refuse with ``already_decided`` what comes after a verdict or a waiver."""
    require(plan.stage not in DECIDED, "already_decided", f"the plan is {plan.stage}")


def require_same_plan(plan_hash: str, plan: PlanState) -> None:
    """Refuse with ``content_changed`` what was said of another plan than the one in hand."""
    require(plan_hash == plan.plan_hash, "content_changed", f"the plan is now {plan.plan_hash}")


def is_last(number: int, rules: RulesState) -> bool:
    """Tell whether the policy allows no round after this one."""
    rounds = current(rules).terms.plan_rounds
    return rounds is not None and number >= rounds


def without_proposal() -> dict[str, object]:
    """Say what is left of a drafted verdict that is void: nothing."""
    return {"proposed_verdict": None, "conditions": (), "grounds": "", "proposal_hash": None}


def _verdict_proposed(command: ProposeYearPlanVerdict, plan: PlanState) -> YearPlanVerdictProposed | None:
    """Draft the verdict; a drafted one is returned before another takes its place."""
    seen = proposal_hash(command)
    if plan.stage is PlanStage.VERDICT_PROPOSED and plan.proposal_hash == seen:
        return None
    is_final = plan.stage is PlanStage.REJECTED and plan.is_last_round
    require(is_final or plan.stage is PlanStage.COMPLETE, "not_complete", f"the plan is {plan.stage}, not complete")
    require_same_plan(command.plan_hash, plan)
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


def _decided(command: ApproveYearPlanVerdict, by: Actor, plan: PlanState, on: date, rules: RulesState) -> Verdict:
    """Approve the drafted verdict: on this plan, as it was seen, by a second person."""
    verdict = _require_proposed(plan)
    require_same_plan(command.plan_hash, plan)
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


def _require_proposed(plan: PlanState) -> PlanVerdict:
    require_undecided(plan)
    if plan.stage is not PlanStage.VERDICT_PROPOSED or plan.proposed_verdict is None:
        raise Refused("not_proposed", f"no verdict was proposed: the plan is {plan.stage}")
    return plan.proposed_verdict


def _judged(payload: Verdict) -> dict[str, object]:
    match payload:
        case YearPlanApproved(plan_hash=plan_hash):
            return {"stage": PlanStage.APPROVED, "in_force_hash": plan_hash}
        case YearPlanApprovedWithConditions(plan_hash=plan_hash, conditions=conditions):
            return {
                "stage": PlanStage.APPROVED_WITH_CONDITIONS,
                "in_force_hash": plan_hash,
                "conditions": conditions,
            }
        case YearPlanRejected(grounds=grounds):
            return {"stage": PlanStage.REJECTED, "in_force_hash": None, "grounds": grounds}
        case _:
            assert_never(payload)


def _proposed(payload: YearPlanVerdictProposed) -> dict[str, object]:
    return {
        "stage": PlanStage.VERDICT_PROPOSED,
        "proposed_verdict": payload.verdict,
        "conditions": payload.conditions,
        "grounds": payload.grounds,
        "proposal_hash": payload.proposal_hash,
    }
