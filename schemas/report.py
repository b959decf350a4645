"""The report on one work year, and how far goals were realised."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from schemas.model import Model, Name, Says, Sha256, Year
from schemas.preparation import Preparation


class ReportStage(StrEnum):
    """Where the report on one year stands."""

    EXPECTED = "expected"
    RECEIVED = "received"
    IN_PROCESSING = "in_processing"
    VERDICT_PROPOSED = "verdict_proposed"
    PROCESSED = "processed"


class GoalVerdict(StrEnum):
    """How far goals were realised, from best to worst, and where that cannot be told."""

    REACHED = "reached"
    LARGELY_REACHED = "largely_reached"
    PARTLY_REACHED = "partly_reached"
    NOT_REACHED = "not_reached"
    UNDETERMINED = "undetermined"


class ReplaceReport(Model):
    """Hand in another report while the one before is not decided; its processing starts anew."""

    kind: Literal["replace_report"] = "replace_report"
    year: Year
    report_hash: Sha256
    reason: Name


class ReturnReportProposal(Model):
    """Send the proposed verdict on the report back to its drafter."""

    kind: Literal["return_report_proposal"] = "return_report_proposal"
    year: Year
    remarks: Name


class ReceiveReport(Model):
    """Hand in the report on a work year."""

    kind: Literal["receive_report"] = "receive_report"
    year: Year
    report_hash: Sha256
    title: Name = "work-year report"


class StartProcessingReport(Model):
    """Take the report in hand."""

    kind: Literal["start_processing_report"] = "start_processing_report"
    year: Year


class ProposeReportVerdict(Model):
    """Draft the verdict on the report, or draft it again; another person approves it."""

    kind: Literal["propose_report_verdict"] = "propose_report_verdict"
    year: Year
    report_hash: Sha256
    verdict: GoalVerdict


class ApproveReportVerdict(Model):
    """Approve the proposed verdict on exactly this report."""

    kind: Literal["approve_report_verdict"] = "approve_report_verdict"
    year: Year
    report_hash: Sha256
    proposal_hash: Sha256  # of the verdict that was seen


class WorkYearReportReplaced(Model):
    """Another report took the place of the one before."""

    says: ClassVar[Says] = Says("Het werkjaarverslag {year} is vervangen.", "The report on {year} was replaced.")

    type: Literal["report.replaced"] = "report.replaced"
    year: int
    report_hash: str
    former_hash: str
    received_on: date


class ReportProposalReturned(Model):
    """The drafter of the verdict on the report is to look again."""

    says: ClassVar[Says] = Says(
        "Het voorstel over het werkjaarverslag {year} gaat terug: {remarks}",
        "The proposal on the report on {year} was returned: {remarks}",
    )

    type: Literal["report.verdict_returned"] = "report.verdict_returned"
    year: int
    remarks: str


class WorkYearReportReceived(Model):
    """Received on this local day."""

    says: ClassVar[Says] = Says(
        "Het werkjaarverslag over {year} werd ontvangen op {received_on}.",
        "The report on work year {year} was received on {received_on}.",
    )

    type: Literal["report.received"] = "report.received"
    year: int
    report_hash: str
    title: str
    received_on: date


class WorkYearReportProcessingStarted(Model):
    """The agency is processing the report."""

    says: ClassVar[Says] = Says(
        "Het werkjaarverslag over {year} is in verwerking.",
        "The report on work year {year} is being processed.",
    )

    type: Literal["report.processing_started"] = "report.processing_started"
    year: int


class WorkYearReportVerdictProposed(Model):
    """A verdict on the report waits for its second pair of eyes.

    ``plan_hash`` is the plan in force at the end of the year, which the report is judged against; empty where none was.
    """

    says: ClassVar[Says] = Says(
        "Het oordeel over het werkjaarverslag over {year} ligt ter goedkeuring voor: doelstellingen {verdict}.",
        "The verdict on the report on work year {year} waits for approval: goals {verdict}.",
    )

    type: Literal["report.verdict_proposed"] = "report.verdict_proposed"
    year: int
    report_hash: str
    verdict: GoalVerdict
    proposal_hash: str
    plan_hash: str | None = None
    amendment: int = 0


class WorkYearReportProcessed(Model):
    """The report is processed, with this verdict."""

    says: ClassVar[Says] = Says(
        "Het werkjaarverslag over {year} werd verwerkt op {processed_on}: doelstellingen {verdict}.",
        "The report on work year {year} was processed on {processed_on}: goals {verdict}.",
    )

    type: Literal["report.processed"] = "report.processed"
    year: int
    report_hash: str
    verdict: GoalVerdict
    processed_on: date


class ReportState(Model):
    """The report on one work year."""

    stage: ReportStage
    report_hash: str | None = None
    verdict: GoalVerdict | None = None
    proposal_hash: str | None = None
    prepared_by: tuple[Preparation, ...] = ()


ReportCommand = (
    ReceiveReport
    | StartProcessingReport
    | ProposeReportVerdict
    | ApproveReportVerdict
    | ReplaceReport
    | ReturnReportProposal
)


ReportEvent = (
    WorkYearReportReceived
    | WorkYearReportProcessingStarted
    | WorkYearReportVerdictProposed
    | WorkYearReportProcessed
    | WorkYearReportReplaced
    | ReportProposalReturned
)
"""What happens to a report once it is expected."""
