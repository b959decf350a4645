"""Remedial plans: asked for after a negative verdict, judged by a second person, followed until fulfilled or failed."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Model, Name, Says, Sha256
from schemas.preparation import Preparation


class RemedialStage(StrEnum):
    """Where a remedial plan stands."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    VERDICT_PROPOSED = "verdict_proposed"
    ACCEPTED = "accepted"  # and followed
    REFUSED = "refused"
    OUTCOME_PROPOSED = "outcome_proposed"
    FULFILLED = "fulfilled"
    FAILED = "failed"


class RequestRemedialPlan(Model):
    """Ask the cluster for a remedial plan after the interim evaluation of a period."""

    kind: Literal["request_remedial_plan"] = "request_remedial_plan"
    period: int = Field(ge=1)
    grounds: Name


class SubmitRemedialPlan(Model):
    """Hand in the remedial plan; after a refusal, another one."""

    kind: Literal["submit_remedial_plan"] = "submit_remedial_plan"
    period: int = Field(ge=1)
    plan_hash: Sha256


class ProposeRemedialVerdict(Model):
    """Draft the verdict on the remedial plan."""

    kind: Literal["propose_remedial_verdict"] = "propose_remedial_verdict"
    period: int = Field(ge=1)
    plan_hash: Sha256
    verdict: Literal["accepted", "refused"]
    grounds: Name


class JudgeRemedialPlan(Model):
    """Approve the drafted verdict on exactly this plan; by another person."""

    kind: Literal["judge_remedial_plan"] = "judge_remedial_plan"
    period: int = Field(ge=1)
    proposal_hash: Sha256


class ProposeRemediationOutcome(Model):
    """Draft whether the remediation is fulfilled or failed."""

    kind: Literal["propose_remediation_outcome"] = "propose_remediation_outcome"
    period: int = Field(ge=1)
    outcome: Literal["fulfilled", "failed"]
    findings: Name


class CloseRemediation(Model):
    """Approve the drafted outcome; by another person."""

    kind: Literal["close_remediation"] = "close_remediation"
    period: int = Field(ge=1)
    proposal_hash: Sha256


RemedialCommand = (
    RequestRemedialPlan
    | SubmitRemedialPlan
    | ProposeRemedialVerdict
    | JudgeRemedialPlan
    | ProposeRemediationOutcome
    | CloseRemediation
)


class RemedialPlanRequested(Model):
    """The cluster has to hand in a remedial plan."""

    says: ClassVar[Says] = Says(
        "Voor periode {period} is een remediëringsplan gevraagd: {grounds}",
        "A remedial plan was asked for period {period}: {grounds}",
    )

    type: Literal["remedial_plan.requested"] = "remedial_plan.requested"
    period: int
    round: int
    grounds: str
    requested_on: date


class RemedialPlanSubmitted(Model):
    """A remedial plan came in."""

    says: ClassVar[Says] = Says(
        "Het remediëringsplan voor periode {period} is ontvangen.",
        "The remedial plan for period {period} was received.",
    )

    type: Literal["remedial_plan.submitted"] = "remedial_plan.submitted"
    period: int
    round: int
    plan_hash: str
    received_on: date


class RemedialVerdictProposed(Model):
    """A verdict waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Voorstel over het remediëringsplan voor periode {period}: {verdict}.",
        "Proposal on the remedial plan for period {period}: {verdict}.",
    )

    type: Literal["remedial_plan.verdict_proposed"] = "remedial_plan.verdict_proposed"
    period: int
    round: int
    plan_hash: str
    verdict: Literal["accepted", "refused"]
    grounds: str
    proposal_hash: str


class RemedialPlanAccepted(Model):
    """The plan is accepted and followed from here on."""

    says: ClassVar[Says] = Says(
        "Het remediëringsplan voor periode {period} is aanvaard.", "The remedial plan for period {period} was accepted."
    )

    type: Literal["remedial_plan.accepted"] = "remedial_plan.accepted"
    period: int
    round: int
    plan_hash: str
    decided_on: date


class RemedialPlanRefused(Model):
    """The plan is refused; another one may follow."""

    says: ClassVar[Says] = Says(
        "Het remediëringsplan voor periode {period} is geweigerd: {grounds}",
        "The remedial plan for period {period} was refused: {grounds}",
    )

    type: Literal["remedial_plan.refused"] = "remedial_plan.refused"
    period: int
    round: int
    plan_hash: str
    grounds: str
    decided_on: date


class RemediationOutcomeProposed(Model):
    """An outcome waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Voorstel over de remediëring van periode {period}: {outcome}.",
        "Proposal on the remediation of period {period}: {outcome}.",
    )

    type: Literal["remediation.outcome_proposed"] = "remediation.outcome_proposed"
    period: int
    outcome: Literal["fulfilled", "failed"]
    findings: str
    proposal_hash: str


class RemediationFulfilled(Model):
    """What was to be mended is mended: an extension is possible again."""

    says: ClassVar[Says] = Says(
        "De remediëring van periode {period} is geslaagd.", "The remediation of period {period} is fulfilled."
    )

    type: Literal["remediation.fulfilled"] = "remediation.fulfilled"
    period: int
    decided_on: date


class RemediationFailed(Model):
    """It was not mended: no extension follows."""

    says: ClassVar[Says] = Says(
        "De remediëring van periode {period} is mislukt.", "The remediation of period {period} failed."
    )

    type: Literal["remediation.failed"] = "remediation.failed"
    period: int
    decided_on: date


RemedialEvent = (
    RemedialPlanRequested
    | RemedialPlanSubmitted
    | RemedialVerdictProposed
    | RemedialPlanAccepted
    | RemedialPlanRefused
    | RemediationOutcomeProposed
    | RemediationFulfilled
    | RemediationFailed
)


class RemedialPlan(Model):
    """The remediation of one agreement period."""

    period: int
    stage: RemedialStage
    round: int = 1
    plan_hash: str | None = None
    proposal_hash: str | None = None
    proposed: str | None = None  # the drafted verdict or outcome
    grounds: str = ""  # of the request
    findings: str = ""  # behind the drafted verdict or outcome
    prepared_by: tuple[Preparation, ...] = ()
