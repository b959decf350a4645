"""What the events of evaluations say for an answer: yearly and interim ones, verdicts per family, remedial plans."""

from domain.said import Said, coded, dated
from schemas.evaluation import (
    ClusterReplyRecorded,
    EvaluationDraftSent,
    FamilyVerdict,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimEvaluationPlanned,
    PactYearlyEvaluationCompleted,
    SelfAssessmentReceived,
)
from schemas.event import Payload
from schemas.remedial import (
    RemedialPlanAccepted,
    RemedialPlanRefused,
    RemedialPlanRequested,
    RemedialPlanSubmitted,
    RemediationFailed,
    RemediationFulfilled,
)

FIRST = 1
"""The period whose verdicts per family bear the family's name alone: so sources tell them."""


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of this noun says; nothing for those of other nouns."""
    return _yearly(payload) + _interim(payload) + _remedial(payload)


def matter_of(family: str, period: int) -> str:
    """Name the goals of a family in a period, as the qualifier of a verdict: 'members', later 'members/2'."""
    name = family.replace("-", "_")
    return name if period == FIRST else f"{name}/{period}"


def _yearly(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case PactYearlyEvaluationCompleted(year=year, outcome=outcome):
            return (coded("yearly_evaluation", outcome, year),)
        case _:
            return ()


def _interim(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case InterimEvaluationPlanned(period=period, planned_for=on):
            planned = dated("interim_evaluation_planned", on, period)
            return coded("interim_evaluation_state", "planned", period), planned
        case InterimEvaluationOpened(period=period):
            return (coded("interim_evaluation_state", "opened", period),)
        case SelfAssessmentReceived(period=period):
            return (coded("interim_evaluation_state", "self_assessed", period),)
        case EvaluationDraftSent(period=period):
            return (coded("interim_evaluation_state", "in_hearing", period),)
        case ClusterReplyRecorded(period=period):
            return (coded("interim_evaluation_state", "reply_recorded", period),)
        case InterimEvaluationCompleted(period=period, verdict=verdict, completed_on=on, families=families):
            return (
                coded("interim_evaluation_state", "completed", period),
                dated("interim_evaluation_completed", on, period),
                coded("interim_evaluation_verdict", verdict.value, period),
                *(_family(one, period) for one in families),
            )
        case _:
            return ()


def _family(one: FamilyVerdict, period: int) -> Said:
    return coded("goal_verdict", one.verdict.value, matter_of(one.family, period))


def _remedial(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case RemedialPlanRequested(period=period):
            return (coded("remedial_state", "requested", period),)
        case RemedialPlanSubmitted(period=period):
            return (coded("remedial_state", "submitted", period),)
        case RemedialPlanAccepted(period=period):
            return (coded("remedial_state", "accepted", period),)
        case RemedialPlanRefused(period=period):
            return (coded("remedial_state", "refused", period),)
        case RemediationFulfilled(period=period):
            return (coded("remedial_state", "fulfilled", period),)
        case RemediationFailed(period=period):
            return (coded("remedial_state", "failed", period),)
        case _:
            return ()
