"""The verdict of an interim evaluation: per family of goals and as a whole, proposed and approved by two persons.

Whoever sits in the evaluation team had a hand in every verdict that is proposed, and approves none.
"""

from collections import Counter
from datetime import date

from domain.ladder import rule_for
from domain.policy import current
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from schemas.deadline import Deadline, DeadlineStage
from schemas.evaluation import (
    CompleteInterimEvaluation,
    EvaluationDraftSent,
    InterimEvaluation,
    InterimEvaluationCompleted,
    InterimStage,
    InterimVerdictProposed,
    ProposeInterimVerdict,
)
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.preparation import Preparation
from schemas.refusal import Refused

DRAFTING = "propose_interim_verdict"
CAN_REPLY = (DeadlineStage.OPEN, DeadlineStage.STOPPED)
HEARING = EvaluationDraftSent.model_fields["type"].default


def propose(
    command: ProposeInterimVerdict, interim: InterimEvaluation, rules: RulesState
) -> InterimVerdictProposed | None:
    """Draft the verdict, or draft it again until it is approved."""
    seen = proposal_hash(command)
    if interim.proposal_hash == seen:
        return None
    _require_families(command, rules)
    return InterimVerdictProposed(
        period=command.period,
        verdict=command.verdict,
        report_hash=command.report_hash,
        proposal_hash=seen,
        families=command.families,
    )


def complete(
    command: CompleteInterimEvaluation,
    by: Actor,
    interim: InterimEvaluation,
    deadlines: tuple[Deadline, ...],
    on: date,
    rules: RulesState,
) -> InterimEvaluationCompleted:
    """Approve the drafted verdict: on this report, as it was seen, by a second person, and after the hearing."""
    if interim.stage is not InterimStage.VERDICT_PROPOSED or interim.verdict is None:
        raise Refused("not_proposed", f"no verdict was proposed: the interim evaluation is {interim.stage}")
    is_same_report = command.report_hash == interim.report_hash
    require(is_same_report, "content_changed", f"the evaluation report is now {interim.report_hash}")
    is_as_seen = command.proposal_hash == interim.proposal_hash
    require(is_as_seen, "content_changed", f"the proposed verdict is now {interim.verdict}, {interim.proposal_hash}")
    _require_heard(interim, deadlines, rules)
    require_second_person("complete_interim_evaluation", DRAFTING, interim.prepared_by, by, rules)
    return InterimEvaluationCompleted(
        period=command.period,
        verdict=interim.verdict,
        report_hash=command.report_hash,
        completed_on=on,
        families=interim.families,
    )


def changes(
    interim: InterimEvaluation, payload: InterimVerdictProposed | InterimEvaluationCompleted, by: Actor
) -> dict[str, object]:
    """Say which fields of the evaluation a verdict changes."""
    if isinstance(payload, InterimEvaluationCompleted):
        return {
            "stage": InterimStage.COMPLETED,
            "verdict": payload.verdict,
            "report_hash": payload.report_hash,
            "families": payload.families,
        }
    team = (Preparation(act=DRAFTING, persons=interim.team),) if interim.team else ()
    return {
        "stage": InterimStage.VERDICT_PROPOSED,
        "verdict": payload.verdict,
        "report_hash": payload.report_hash,
        "proposal_hash": payload.proposal_hash,
        "families": payload.families,
        "prepared_by": (*interim.prepared_by, prepared(DRAFTING, by), *team),
    }


def without_proposal() -> dict[str, object]:
    """Say what is left of a drafted verdict that is void: nothing."""
    return {"verdict": None, "report_hash": None, "proposal_hash": None, "families": ()}


def _require_families(command: ProposeInterimVerdict, rules: RulesState) -> None:
    counted = Counter(each.family for each in command.families)
    twice = ", ".join(sorted(family for family, times in counted.items() if times > 1))
    require(not twice, "family_twice", f"one verdict for each family, and two for {twice}")
    known = {family.id for family in current(rules).kpi_families}
    unknown = ", ".join(sorted(set(counted) - known)) if known else ""
    require(not unknown, "unknown_family", f"the policy knows no family {unknown}")


def _require_heard(interim: InterimEvaluation, deadlines: tuple[Deadline, ...], rules: RulesState) -> None:
    """Refuse while the cluster can still reply in time: its term runs or stands still, and no reply came."""
    for deadline in deadlines:
        if deadline.stage in CAN_REPLY and HEARING in rule_for(deadline, rules).opened_by:
            is_other = dict(deadline.subject).get("period", str(interim.period)) != str(interim.period)
            require(is_other, "hearing_open", f"the cluster may reply until {deadline.due}")
