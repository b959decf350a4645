"""Evaluations: the yearly one of the pact, and the interim one before an agreement period ends."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.model import Day, Model, Name, Says, Sha256, Slug, Year
from schemas.preparation import Preparation
from schemas.report import GoalVerdict


class InterimStage(StrEnum):
    """Where an interim evaluation stands."""

    PLANNED = "planned"
    OPENED = "opened"
    SELF_ASSESSED = "self_assessed"
    IN_HEARING = "in_hearing"  # the cluster has the draft
    REPLY_RECORDED = "reply_recorded"
    VERDICT_PROPOSED = "verdict_proposed"
    COMPLETED = "completed"


class InterimVerdict(StrEnum):
    """The outcome of an interim evaluation."""

    POSITIVE = "positive"
    POSITIVE_WITH_CONDITIONS = "positive_with_conditions"
    NEGATIVE_WITH_REMEDIATION = "negative_with_remediation"
    NEGATIVE = "negative"


class ProposePactEvaluation(Model):
    """Draft the yearly evaluation: a new version of the pact, or explicitly none.

    ``without_plan`` says expressly that the pact is evaluated while the plan that is expected for the year is missing.
    """

    kind: Literal["propose_pact_evaluation"] = "propose_pact_evaluation"
    year: Year
    outcome: Literal["new_version", "unchanged"]
    text_hash: Sha256 | None = None  # of the new version
    findings: Name
    without_plan: bool = False

    @model_validator(mode="after")
    def text_with_version(self) -> Self:
        """Ask for the text of a new version, and for none where nothing changes."""
        if (self.text_hash is None) == (self.outcome == "new_version"):
            message = "text_hash goes with outcome 'new_version', and only with it"
            raise ValueError(message)
        return self


class EvaluatePact(Model):
    """Approve the drafted yearly evaluation; by another person than its drafter."""

    kind: Literal["evaluate_pact"] = "evaluate_pact"
    year: Year
    proposal_hash: Sha256


class PlanInterimEvaluation(Model):
    """Plan the interim evaluation of a period: when, and who sits in the team."""

    kind: Literal["plan_interim_evaluation"] = "plan_interim_evaluation"
    period: int = Field(ge=1)
    planned_for: Day
    team: tuple[Slug, ...] = ()  # pseudonyms; names are in the directory


class SubmitSelfAssessment(Model):
    """Hand in the cluster's own assessment of the period."""

    kind: Literal["submit_self_assessment"] = "submit_self_assessment"
    period: int = Field(ge=1)
    assessment_hash: Sha256


class SendEvaluationDraft(Model):
    """Send the draft report to the cluster for its reply: the hearing."""

    kind: Literal["send_evaluation_draft"] = "send_evaluation_draft"
    period: int = Field(ge=1)
    draft_hash: Sha256


class FamilyVerdict(Model):
    """How far the goals of one family of KPIs were realised."""

    family: Name
    verdict: GoalVerdict


class OpenInterimEvaluation(Model):
    """Open the interim evaluation of an agreement period."""

    kind: Literal["open_interim_evaluation"] = "open_interim_evaluation"
    period: int = Field(ge=1)


class RecordClusterReply(Model):
    """Record what the cluster answered; a verdict that was already drafted goes back to its drafter."""

    kind: Literal["record_cluster_reply"] = "record_cluster_reply"
    period: int = Field(ge=1)
    reply_hash: Sha256


class ProposeInterimVerdict(Model):
    """Draft the verdict of the interim evaluation."""

    kind: Literal["propose_interim_verdict"] = "propose_interim_verdict"
    period: int = Field(ge=1)
    verdict: InterimVerdict
    report_hash: Sha256
    families: tuple[FamilyVerdict, ...] = ()


class CompleteInterimEvaluation(Model):
    """Approve the drafted verdict on exactly this report; by another person than its drafter."""

    kind: Literal["complete_interim_evaluation"] = "complete_interim_evaluation"
    period: int = Field(ge=1)
    report_hash: Sha256
    proposal_hash: Sha256  # of the verdict that was seen


EvaluationCommand = (
    ProposePactEvaluation
    | EvaluatePact
    | PlanInterimEvaluation
    | OpenInterimEvaluation
    | SubmitSelfAssessment
    | SendEvaluationDraft
    | RecordClusterReply
    | ProposeInterimVerdict
    | CompleteInterimEvaluation
)


class PactEvaluationProposed(Model):
    """The yearly evaluation waits for its second pair of eyes; its hash binds the approval."""

    says: ClassVar[Says] = Says(
        "De jaarlijkse evaluatie van het pact voor {year} ligt ter goedkeuring voor: {outcome}.",
        "The yearly evaluation of the pact for {year} waits for approval: {outcome}.",
    )

    type: Literal["pact.evaluation_proposed"] = "pact.evaluation_proposed"
    year: int
    outcome: Literal["new_version", "unchanged"]
    text_hash: str | None
    findings: str
    proposal_hash: str
    without_plan: bool = False


class PactYearlyEvaluationCompleted(Model):
    """The pact was evaluated for this calendar year."""

    says: ClassVar[Says] = Says(
        "De jaarlijkse evaluatie van het pact voor {year} werd afgerond op {completed_on}.",
        "The yearly evaluation of the pact for {year} was completed on {completed_on}.",
    )

    type: Literal["pact.yearly_evaluation_completed"] = "pact.yearly_evaluation_completed"
    year: int
    outcome: Literal["new_version", "unchanged"]
    findings: str
    completed_on: date
    without_plan: bool = False


class PactVersionAdopted(Model):
    """A new version of the pact is in force."""

    says: ClassVar[Says] = Says(
        "Versie {pact_version} van het pact geldt sinds {adopted_on}.",
        "Version {pact_version} of the pact is in force since {adopted_on}.",
    )

    type: Literal["pact.version_adopted"] = "pact.version_adopted"
    pact_version: int
    year: int
    text_hash: str
    adopted_on: date


class PactConfirmedUnchanged(Model):
    """The evaluation left the pact as it is: the version number stays."""

    says: ClassVar[Says] = Says(
        "Het pact werd op {confirmed_on} ongewijzigd bevestigd (versie {pact_version}).",
        "The pact was confirmed unchanged on {confirmed_on} (version {pact_version}).",
    )

    type: Literal["pact.confirmed_unchanged"] = "pact.confirmed_unchanged"
    pact_version: int
    year: int
    confirmed_on: date


class InterimEvaluationPlanned(Model):
    """The interim evaluation of the period is planned."""

    says: ClassVar[Says] = Says(
        "De tussentijdse evaluatie van periode {period} is gepland voor {planned_for}.",
        "The interim evaluation of period {period} is planned for {planned_for}.",
    )

    type: Literal["interim_evaluation.planned"] = "interim_evaluation.planned"
    period: int
    planned_for: date
    team: tuple[str, ...] = ()


class SelfAssessmentReceived(Model):
    """The cluster assessed itself."""

    says: ClassVar[Says] = Says(
        "De zelfevaluatie over periode {period} is ontvangen.", "The self-assessment of period {period} was received."
    )

    type: Literal["interim_evaluation.self_assessed"] = "interim_evaluation.self_assessed"
    period: int
    assessment_hash: str
    received_on: date


class EvaluationDraftSent(Model):
    """The cluster has the draft and may reply."""

    says: ClassVar[Says] = Says(
        "Het ontwerp van de evaluatie van periode {period} is naar de cluster gestuurd.",
        "The draft evaluation of period {period} was sent to the cluster.",
    )

    type: Literal["interim_evaluation.draft_sent"] = "interim_evaluation.draft_sent"
    period: int
    draft_hash: str
    sent_on: date


class InterimEvaluationOpened(Model):
    """The interim evaluation of the period is open."""

    says: ClassVar[Says] = Says(
        "Op {opened_on} startte de tussentijdse evaluatie van periode {period}.",
        "The interim evaluation of period {period} opened on {opened_on}.",
    )

    type: Literal["interim_evaluation.opened"] = "interim_evaluation.opened"
    period: int
    opened_on: date


class ClusterReplyRecorded(Model):
    """The cluster answered the draft."""

    says: ClassVar[Says] = Says(
        "De cluster reageerde op het ontwerp van de tussentijdse evaluatie van periode {period}.",
        "The cluster replied to the draft interim evaluation of period {period}.",
    )

    type: Literal["interim_evaluation.reply_recorded"] = "interim_evaluation.reply_recorded"
    period: int
    reply_hash: str


class InterimVerdictProposed(Model):
    """A verdict waits for its second pair of eyes; its hash binds the approval."""

    says: ClassVar[Says] = Says(
        "Het oordeel in de tussentijdse evaluatie van periode {period} ligt ter goedkeuring voor: {verdict}.",
        "The verdict of the interim evaluation of period {period} waits for approval: {verdict}.",
    )

    type: Literal["interim_evaluation.verdict_proposed"] = "interim_evaluation.verdict_proposed"
    period: int
    verdict: InterimVerdict
    report_hash: str
    proposal_hash: str
    families: tuple[FamilyVerdict, ...] = ()


class InterimEvaluationCompleted(Model):
    """The interim evaluation is complete, with this verdict."""

    says: ClassVar[Says] = Says(
        "Op {completed_on} werd de tussentijdse evaluatie van periode {period} afgerond, met als oordeel: {verdict}.",
        "The interim evaluation of period {period} was completed on {completed_on}, with the verdict: {verdict}.",
    )

    type: Literal["interim_evaluation.completed"] = "interim_evaluation.completed"
    period: int
    verdict: InterimVerdict
    report_hash: str
    completed_on: date
    families: tuple[FamilyVerdict, ...] = ()


EvaluationEvent = (
    PactEvaluationProposed
    | PactYearlyEvaluationCompleted
    | PactVersionAdopted
    | PactConfirmedUnchanged
    | InterimEvaluationPlanned
    | SelfAssessmentReceived
    | EvaluationDraftSent
    | InterimEvaluationOpened
    | ClusterReplyRecorded
    | InterimVerdictProposed
    | InterimEvaluationCompleted
)


class YearlyEvaluation(Model):
    """The evaluation of the pact for one calendar year."""

    year: int
    outcome: Literal["new_version", "unchanged"]
    text_hash: str | None
    findings: str
    proposal_hash: str
    without_plan: bool = False
    prepared_by: tuple[Preparation, ...] = ()
    is_completed: bool = False


class InterimEvaluation(Model):
    """The interim evaluation of one agreement period."""

    period: int
    stage: InterimStage
    planned_for: date | None = None
    team: tuple[str, ...] = ()
    assessment_hash: str | None = None
    verdict: InterimVerdict | None = None
    report_hash: str | None = None
    proposal_hash: str | None = None
    reply_hash: str | None = None
    draft_hash: str | None = None
    families: tuple[FamilyVerdict, ...] = ()
    prepared_by: tuple[Preparation, ...] = ()


class EvaluationState(Model):
    """All evaluations of one pact."""

    yearly: tuple[YearlyEvaluation, ...] = ()
    interim: tuple[InterimEvaluation, ...] = ()
