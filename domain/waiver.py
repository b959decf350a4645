"""The waiver of a year plan: no plan is asked for a work year, proposed and decided by two persons.

A waiver is for a plan that does not come; one that lies on the table is decided, or withdrawn first. A plan that comes
in after all voids the proposal.
"""

from datetime import date

from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.year_plan import (
    PlanStage,
    PlanState,
    ProposeYearPlanWaiver,
    WaiveYearPlan,
    YearPlanWaived,
    YearPlanWaiverProposed,
)

HAD = (PlanStage.APPROVED, PlanStage.APPROVED_WITH_CONDITIONS)
IN_HAND = (PlanStage.SUBMITTED, PlanStage.COMPLETE, PlanStage.VERDICT_PROPOSED)


def propose(command: ProposeYearPlanWaiver, plan: PlanState) -> YearPlanWaiverProposed | None:
    """Draft the waiver, or draft it with another reason; also for a plan that is overdue or was rejected."""
    seen = proposal_hash(command)
    if seen == plan.waiver_hash:
        return None
    _require_waivable(plan)
    return YearPlanWaiverProposed(year=command.year, grounds=command.reason, proposal_hash=seen)


def decide(command: WaiveYearPlan, by: Actor, plan: PlanState, on: date, rules: RulesState) -> YearPlanWaived:
    """Waive as drafted and as it was seen, by a second person."""
    _require_waivable(plan)
    if plan.waiver_hash is None:
        raise Refused("not_proposed", f"no waiver of the plan for {command.year} waits for a decision")
    is_as_seen = command.proposal_hash == plan.waiver_hash
    require(is_as_seen, "content_changed", f"the proposed waiver is now {plan.waiver_hash}")
    require_second_person("waive_year_plan", "propose_year_plan_waiver", plan.prepared_by, by, rules)
    return YearPlanWaived(year=command.year, round=plan.round, grounds=plan.waiver_grounds, decided_on=on)


def changes(plan: PlanState, payload: YearPlanWaiverProposed | YearPlanWaived, by: Actor) -> dict[str, object]:
    """Say which fields of the plan a waiver changes; a proposed one leaves its stage, since the plan may still come."""
    if isinstance(payload, YearPlanWaived):
        return {"stage": PlanStage.WAIVED, "in_force_hash": None, **void()}
    hands = (*plan.prepared_by, prepared("propose_year_plan_waiver", by))
    return {"waiver_grounds": payload.grounds, "waiver_hash": payload.proposal_hash, "prepared_by": hands}


def void() -> dict[str, object]:
    """Say what is left of a proposed waiver once a plan comes in: nothing."""
    return {"waiver_grounds": "", "waiver_hash": None}


def _require_waivable(plan: PlanState) -> None:
    require(plan.stage is not PlanStage.WAIVED, "already_decided", "the plan is waived")
    require(plan.stage not in HAD, "already_decided", f"the plan is {plan.stage}")
    require(plan.stage not in IN_HAND, "plan_in_hand", f"the plan is {plan.stage}: decide it, or have it withdrawn")
