"""The interim evaluation of one agreement period: opened once, the cluster may reply, the verdict is a second person's.

A reply that comes after a verdict was drafted sends that draft back: nobody approves what does not know the reply.
"""

from datetime import date, datetime
from typing import assert_never

from domain.chain import period_of
from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.agreement import AgreementStage, AgreementState
from schemas.evaluation import (
    ClusterReplyRecorded,
    CompleteInterimEvaluation,
    InterimEvaluation,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimStage,
    InterimVerdictProposed,
    OpenInterimEvaluation,
    ProposeInterimVerdict,
    RecordClusterReply,
)
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

InterimCommand = OpenInterimEvaluation | RecordClusterReply | ProposeInterimVerdict | CompleteInterimEvaluation
InterimEvent = InterimEvaluationOpened | ClusterReplyRecorded | InterimVerdictProposed | InterimEvaluationCompleted

NOT_BEGUN = (AgreementStage.DRAFT, AgreementStage.SIGNED)


def decide(command: InterimCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the interim evaluation; an empty answer means it already did."""
    on = today(now, rules)
    payload = _outcome(command, by, state, on, rules)
    if payload is None:
        return []
    decided_on = on if isinstance(payload, InterimEvaluationCompleted) else None
    return [Pending(payload=payload, effective=day(on), decided_on=decided_on)]


def evolve(
    evaluations: tuple[InterimEvaluation, ...], payload: InterimEvent, by: Actor
) -> tuple[InterimEvaluation, ...]:
    """Fold one event into the evaluation of its period."""
    before = _found(evaluations, payload.period)
    interim = before or InterimEvaluation(period=payload.period, stage=InterimStage.OPENED)
    changed = interim.model_copy(update=_changes(interim, payload, by))
    return (*(other for other in evaluations if other.period != payload.period), changed)


def _outcome(command: InterimCommand, by: Actor, state: PactState, on: date, rules: RulesState) -> InterimEvent | None:
    interim = _found(state.evaluations.interim, command.period)
    if isinstance(command, OpenInterimEvaluation):
        return _opened(command, interim, state.agreement, on)
    if interim is None:
        raise Refused("not_opened", f"the interim evaluation of period {command.period} is not open")
    is_open = interim.stage is not InterimStage.COMPLETED
    match command:
        case RecordClusterReply(period=period, reply_hash=reply_hash):
            if interim.reply_hash == reply_hash:
                return None
            require(is_open, "already_decided", f"the interim evaluation ended {interim.verdict}")
            return ClusterReplyRecorded(period=period, reply_hash=reply_hash)
        case ProposeInterimVerdict():
            require(is_open, "already_decided", f"the interim evaluation ended {interim.verdict}")
            return _verdict_proposed(command, interim)
        case CompleteInterimEvaluation():
            require(is_open, "already_decided", f"the interim evaluation ended {interim.verdict}")
            return _completed(command, by, interim, on, rules)
        case _:
            assert_never(command)


def _opened(
    command: OpenInterimEvaluation, interim: InterimEvaluation | None, agreement: AgreementState, on: date
) -> InterimEvaluationOpened | None:
    """Open it once; also after the period's end, since an evaluation that is late is still owed."""
    if interim is not None:
        require(interim.stage is not InterimStage.COMPLETED, "already_decided", f"it ended {interim.verdict}")
        return None
    period = period_of(agreement, command.period)
    require(period.stage not in NOT_BEGUN, "not_active", f"period {period.number} is {period.stage}")
    return InterimEvaluationOpened(period=command.period, opened_on=on)


def _verdict_proposed(command: ProposeInterimVerdict, interim: InterimEvaluation) -> InterimVerdictProposed | None:
    """Draft the verdict, or draft it again until it is approved."""
    seen = proposal_hash(command)
    if interim.proposal_hash == seen:
        return None
    return InterimVerdictProposed(
        period=command.period, verdict=command.verdict, report_hash=command.report_hash, proposal_hash=seen
    )


def _completed(
    command: CompleteInterimEvaluation, by: Actor, interim: InterimEvaluation, on: date, rules: RulesState
) -> InterimEvaluationCompleted:
    """Approve the drafted verdict: on this report, as it was seen, by a second person."""
    if interim.stage is not InterimStage.VERDICT_PROPOSED or interim.verdict is None:
        raise Refused("not_proposed", f"no verdict was proposed: the interim evaluation is {interim.stage}")
    is_same_report = command.report_hash == interim.report_hash
    require(is_same_report, "content_changed", f"the evaluation report is now {interim.report_hash}")
    is_as_seen = command.proposal_hash == interim.proposal_hash
    require(is_as_seen, "content_changed", f"the proposed verdict is now {interim.verdict}, {interim.proposal_hash}")
    require_second_person("complete_interim_evaluation", "propose_interim_verdict", interim.prepared_by, by, rules)
    return InterimEvaluationCompleted(
        period=command.period, verdict=interim.verdict, report_hash=command.report_hash, completed_on=on
    )


def _changes(interim: InterimEvaluation, payload: InterimEvent, by: Actor) -> dict[str, object]:
    match payload:
        case InterimEvaluationOpened():
            return {"prepared_by": (prepared("open_interim_evaluation", by),)}
        case ClusterReplyRecorded(reply_hash=reply_hash):
            hands = (*interim.prepared_by, prepared("record_cluster_reply", by))
            return {
                "stage": InterimStage.REPLY_RECORDED,
                "reply_hash": reply_hash,
                "verdict": None,
                "report_hash": None,
                "proposal_hash": None,
                "prepared_by": hands,
            }
        case InterimVerdictProposed(verdict=verdict, report_hash=report_hash, proposal_hash=seen):
            hands = (*interim.prepared_by, prepared("propose_interim_verdict", by))
            return {
                "stage": InterimStage.VERDICT_PROPOSED,
                "verdict": verdict,
                "report_hash": report_hash,
                "proposal_hash": seen,
                "prepared_by": hands,
            }
        case InterimEvaluationCompleted():
            return {"stage": InterimStage.COMPLETED}
        case _:
            assert_never(payload)


def _found(evaluations: tuple[InterimEvaluation, ...], period: int) -> InterimEvaluation | None:
    return next((interim for interim in evaluations if interim.period == period), None)
