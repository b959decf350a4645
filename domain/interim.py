"""The interim evaluation of one agreement period: planned, opened, heard, and judged by a second person.

The steps before the verdict can be left out, except that a hearing that was begun runs to its end. A reply, or another
draft, that comes after a verdict was proposed sends that proposal back: nobody approves what does not know it.
"""

from datetime import date, datetime
from typing import assert_never

from domain import interim_verdict
from domain.chain import period_of
from domain.dates import day
from domain.preparation import prepared
from domain.refusing import require
from domain.today import today
from schemas.agreement.period import AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.evaluation import (
    ClusterReplyRecorded,
    CompleteInterimEvaluation,
    EvaluationDraftSent,
    InterimEvaluation,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimEvaluationPlanned,
    InterimStage,
    InterimVerdict,
    InterimVerdictProposed,
    OpenInterimEvaluation,
    PlanInterimEvaluation,
    ProposeInterimVerdict,
    RecordClusterReply,
    SelfAssessmentReceived,
    SendEvaluationDraft,
    SubmitSelfAssessment,
)
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

InterimCommand = (
    PlanInterimEvaluation
    | OpenInterimEvaluation
    | SubmitSelfAssessment
    | SendEvaluationDraft
    | RecordClusterReply
    | ProposeInterimVerdict
    | CompleteInterimEvaluation
)
InterimEvent = (
    InterimEvaluationPlanned
    | InterimEvaluationOpened
    | SelfAssessmentReceived
    | EvaluationDraftSent
    | ClusterReplyRecorded
    | InterimVerdictProposed
    | InterimEvaluationCompleted
)
Interims = tuple[InterimEvaluation, ...]

NOT_BEGUN = (AgreementStage.DRAFT, AgreementStage.SIGNED)
BEFORE_REVIEW = (InterimStage.OPENED, InterimStage.SELF_ASSESSED)


def decide(command: InterimCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the interim evaluation; an empty answer means it already did."""
    on = today(now, rules)
    payload = _outcome(command, by, state, on, rules)
    if payload is None:
        return []
    decided_on = on if isinstance(payload, InterimEvaluationCompleted) else None
    return [Pending(payload=payload, effective=day(on), decided_on=decided_on)]


def evolve(evaluations: Interims, payload: InterimEvent, by: Actor) -> Interims:
    """Fold one event into the evaluation of its period."""
    before = _found(evaluations, payload.period)
    interim = before or InterimEvaluation(period=payload.period, stage=InterimStage.OPENED)
    changed = interim.model_copy(update=_changes(interim, payload, by))
    return (*(other for other in evaluations if other.period != payload.period), changed)


def reopened(evaluations: Interims, reference: str) -> Interims:
    """Open an evaluation again after a missed condition of its verdict: it can get another one."""
    return tuple(
        each.model_copy(update={**interim_verdict.without_proposal(), "stage": InterimStage.OPENED})
        if str(each.period) == reference
        and each.stage is InterimStage.COMPLETED
        and each.verdict is InterimVerdict.POSITIVE_WITH_CONDITIONS
        else each
        for each in evaluations
    )


def _outcome(command: InterimCommand, by: Actor, state: PactState, on: date, rules: RulesState) -> InterimEvent | None:
    interim = _found(state.evaluations.interim, command.period)
    if isinstance(command, PlanInterimEvaluation):
        return _planned(command, interim, state.agreement)
    if isinstance(command, OpenInterimEvaluation):
        return _opened(command, interim, state.agreement, on)
    if interim is None or interim.stage is InterimStage.PLANNED:
        raise Refused("not_opened", f"the interim evaluation of period {command.period} is not open")
    match command:
        case SubmitSelfAssessment():
            return _self_assessed(command, interim, on)
        case SendEvaluationDraft():
            return _draft_sent(command, interim, on)
        case RecordClusterReply():
            return _replied(command, interim)
        case ProposeInterimVerdict():
            _require_open(interim)
            return interim_verdict.propose(command, interim, rules)
        case CompleteInterimEvaluation():
            _require_open(interim)
            return interim_verdict.complete(command, by, interim, state.deadlines, on, rules)
        case _:
            assert_never(command)


def _planned(
    command: PlanInterimEvaluation, interim: InterimEvaluation | None, agreement: AgreementState
) -> InterimEvaluationPlanned | None:
    """Plan it, or plan it again until it is open."""
    if interim is not None and (interim.planned_for, interim.team) == (command.planned_for, command.team):
        return None
    is_unopened = interim is None or interim.stage is InterimStage.PLANNED
    require(is_unopened, "already_opened", f"the interim evaluation of period {command.period} was opened")
    period_of(agreement, command.period)
    return InterimEvaluationPlanned(period=command.period, planned_for=command.planned_for, team=command.team)


def _opened(
    command: OpenInterimEvaluation, interim: InterimEvaluation | None, agreement: AgreementState, on: date
) -> InterimEvaluationOpened | None:
    """Open it once; also after the period's end, since an evaluation that is late is still owed."""
    if interim is not None and interim.stage is not InterimStage.PLANNED:
        require(interim.stage is not InterimStage.COMPLETED, "already_decided", f"it ended {interim.verdict}")
        return None
    period = period_of(agreement, command.period)
    require(period.stage not in NOT_BEGUN, "not_active", f"period {period.number} is {period.stage}")
    return InterimEvaluationOpened(period=command.period, opened_on=on)


def _self_assessed(
    command: SubmitSelfAssessment, interim: InterimEvaluation, on: date
) -> SelfAssessmentReceived | None:
    """Take the cluster's own assessment, or another one, until the review has come to a draft."""
    if interim.assessment_hash == command.assessment_hash:
        return None
    _require_open(interim)
    is_in_time = interim.stage in BEFORE_REVIEW
    require(is_in_time, "already_reviewed", f"the interim evaluation is {interim.stage}: say it in the reply")
    return SelfAssessmentReceived(period=command.period, assessment_hash=command.assessment_hash, received_on=on)


def _draft_sent(command: SendEvaluationDraft, interim: InterimEvaluation, on: date) -> EvaluationDraftSent | None:
    """Send the draft, or another one: the hearing begins anew."""
    if interim.draft_hash == command.draft_hash:
        return None
    _require_open(interim)
    return EvaluationDraftSent(period=command.period, draft_hash=command.draft_hash, sent_on=on)


def _replied(command: RecordClusterReply, interim: InterimEvaluation) -> ClusterReplyRecorded | None:
    if interim.reply_hash == command.reply_hash:
        return None
    _require_open(interim)
    return ClusterReplyRecorded(period=command.period, reply_hash=command.reply_hash)


def _require_open(interim: InterimEvaluation) -> None:
    is_open = interim.stage is not InterimStage.COMPLETED
    require(is_open, "already_decided", f"the interim evaluation ended {interim.verdict}")


def _changes(interim: InterimEvaluation, payload: InterimEvent, by: Actor) -> dict[str, object]:
    match payload:
        case InterimEvaluationPlanned(planned_for=planned_for, team=team):
            plan = {"stage": InterimStage.PLANNED, "planned_for": planned_for, "team": team}
            return {**plan, **_hand("plan_interim_evaluation", by, interim)}
        case InterimEvaluationOpened():
            return {"stage": InterimStage.OPENED, **_hand("open_interim_evaluation", by, interim)}
        case SelfAssessmentReceived(assessment_hash=assessment_hash):
            assessed = {"stage": InterimStage.SELF_ASSESSED, "assessment_hash": assessment_hash}
            return {**assessed, **_hand("submit_self_assessment", by, interim)}
        case EvaluationDraftSent(draft_hash=draft_hash):
            sent = {"stage": InterimStage.IN_HEARING, "draft_hash": draft_hash, "reply_hash": None}
            return {**sent, **interim_verdict.without_proposal(), **_hand("send_evaluation_draft", by, interim)}
        case ClusterReplyRecorded(reply_hash=reply_hash):
            replied = {"stage": InterimStage.REPLY_RECORDED, "reply_hash": reply_hash}
            return {**replied, **interim_verdict.without_proposal(), **_hand("record_cluster_reply", by, interim)}
        case InterimVerdictProposed() | InterimEvaluationCompleted():
            return interim_verdict.changes(interim, payload, by)
        case _:
            assert_never(payload)


def _hand(act: str, by: Actor, interim: InterimEvaluation) -> dict[str, object]:
    return {"prepared_by": (*interim.prepared_by, prepared(act, by))}


def _found(evaluations: Interims, period: int) -> InterimEvaluation | None:
    return next((interim for interim in evaluations if interim.period == period), None)
