"""The amendment of an approved year plan: another text during its year, proposed and decided by two persons.

The approved plan stays in force until the amended one is. After the last day of the year nothing is amended any more:
the plan in force on that day is the one that the report is judged against.
"""

from datetime import date

from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.workyear import WorkYear
from schemas.year_plan import (
    AmendYearPlan,
    PlanStage,
    PlanState,
    ProposeYearPlanAmendment,
    YearPlanAmended,
    YearPlanAmendmentProposed,
)

APPROVED = (PlanStage.APPROVED, PlanStage.APPROVED_WITH_CONDITIONS)


def propose(
    command: ProposeYearPlanAmendment, plan: PlanState, year: WorkYear, on: date
) -> YearPlanAmendmentProposed | None:
    """Hand in an amended plan, or another one in its place until it is decided."""
    _require_amendable(plan, year, on)
    seen = proposal_hash(command)
    if seen == plan.amendment_hash:
        return None
    is_new = command.plan_hash != plan.in_force_hash
    require(is_new, "nothing_changed", f"plan {plan.in_force_hash} is the one in force")
    return YearPlanAmendmentProposed(
        year=command.year, plan_hash=command.plan_hash, grounds=command.reason, proposal_hash=seen
    )


def decide(
    command: AmendYearPlan, by: Actor, plan: PlanState, year: WorkYear, on: date, rules: RulesState
) -> YearPlanAmended:
    """Let the amended plan take effect as it was seen, by a second person."""
    _require_amendable(plan, year, on)
    if plan.amendment_hash is None or plan.amended_hash is None:
        raise Refused("not_proposed", f"no amendment of the plan for {command.year} waits for a decision")
    is_as_seen = command.proposal_hash == plan.amendment_hash
    require(is_as_seen, "content_changed", f"the proposed amendment is now {plan.amendment_hash}")
    require_second_person("amend_year_plan", "propose_year_plan_amendment", plan.prepared_by, by, rules)
    return YearPlanAmended(year=command.year, amendment=plan.amendment + 1, plan_hash=plan.amended_hash, decided_on=on)


def changes(plan: PlanState, payload: YearPlanAmendmentProposed | YearPlanAmended, by: Actor) -> dict[str, object]:
    """Say which fields of the plan an amendment changes."""
    if isinstance(payload, YearPlanAmended):
        in_force = {"plan_hash": payload.plan_hash, "in_force_hash": payload.plan_hash}
        return {**in_force, "amendment": payload.amendment, **void()}
    return {
        "amended_hash": payload.plan_hash,
        "amendment_grounds": payload.grounds,
        "amendment_hash": payload.proposal_hash,
        "prepared_by": (*plan.prepared_by, prepared("propose_year_plan_amendment", by)),
    }


def void() -> dict[str, object]:
    """Say what is left of a proposed amendment once the assessment is open again: nothing."""
    return {"amended_hash": None, "amendment_grounds": "", "amendment_hash": None}


def _require_amendable(plan: PlanState, year: WorkYear, on: date) -> None:
    require(plan.stage in APPROVED, "not_approved", f"the plan is {plan.stage}: only an approved plan is amended")
    is_over = year.year_end is not None and on > year.year_end
    require(not is_over, "year_ended", f"work year {year.year} ended on {year.year_end}: its plan stays as it was")
