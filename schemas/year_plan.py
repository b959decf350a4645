"""The plan of one work year: handed in, completed, decided, waived or amended."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Model, Name, Says, Sha256, Year
from schemas.preparation import Preparation


class PlanStage(StrEnum):
    """Where the plan of one year stands; being overdue is told by its deadline, not here."""

    EXPECTED = "expected"
    SUBMITTED = "submitted"
    COMPLETION_ASKED = "completion_asked"
    COMPLETE = "complete"
    VERDICT_PROPOSED = "verdict_proposed"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"


class PlanVerdict(StrEnum):
    """What the agency says of a plan."""

    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"


class SubmitYearPlan(Model):
    """Hand in the plan; the hash is that of the document."""

    kind: Literal["submit_year_plan"] = "submit_year_plan"
    year: Year
    plan_hash: Sha256
    title: Name = "year plan"


class RequestCompletion(Model):
    """Ask the cluster for what is missing."""

    kind: Literal["request_completion"] = "request_completion"
    year: Year
    missing: tuple[Name, ...] = Field(min_length=1)


class SupplyCompletion(Model):
    """Hand in the completed plan."""

    kind: Literal["supply_completion"] = "supply_completion"
    year: Year
    plan_hash: Sha256


class ConfirmComplete(Model):
    """Find the plan complete: the assessment starts."""

    kind: Literal["confirm_complete"] = "confirm_complete"
    year: Year
    plan_hash: Sha256


class ProposeYearPlanVerdict(Model):
    """Draft the verdict; another person approves it."""

    kind: Literal["propose_year_plan_verdict"] = "propose_year_plan_verdict"
    year: Year
    plan_hash: Sha256
    verdict: PlanVerdict
    conditions: tuple[Name, ...] = ()
    grounds: str = ""


class ApproveYearPlanVerdict(Model):
    """Approve the proposed verdict on exactly this plan."""

    kind: Literal["approve_year_plan_verdict"] = "approve_year_plan_verdict"
    year: Year
    plan_hash: Sha256
    proposal_hash: Sha256  # of the verdict that was seen, conditions and grounds included


class ReturnVerdictProposal(Model):
    """Send the proposed verdict back to its drafter."""

    kind: Literal["return_verdict_proposal"] = "return_verdict_proposal"
    year: Year
    remarks: Name


class ResubmitYearPlan(Model):
    """Hand in a new plan after a rejection: the next round."""

    kind: Literal["resubmit_year_plan"] = "resubmit_year_plan"
    year: Year
    plan_hash: Sha256


class WithdrawYearPlan(Model):
    """Take back a plan that is not decided; the plan is expected again."""

    kind: Literal["withdraw_year_plan"] = "withdraw_year_plan"
    year: Year
    reason: Name


class ProposeYearPlanWaiver(Model):
    """Draft that no plan is asked for a work year, with the reason."""

    kind: Literal["propose_year_plan_waiver"] = "propose_year_plan_waiver"
    year: Year
    reason: Name


class WaiveYearPlan(Model):
    """Waive the plan as drafted; by another person."""

    kind: Literal["waive_year_plan"] = "waive_year_plan"
    year: Year
    proposal_hash: Sha256


class ProposeYearPlanAmendment(Model):
    """Hand in another text of an approved plan during its year."""

    kind: Literal["propose_year_plan_amendment"] = "propose_year_plan_amendment"
    year: Year
    plan_hash: Sha256
    reason: Name


class AmendYearPlan(Model):
    """Approve the amended plan, as it was seen; the version in force at the end of the year is judged."""

    kind: Literal["amend_year_plan"] = "amend_year_plan"
    year: Year
    proposal_hash: Sha256


YearPlanCommand = (
    SubmitYearPlan
    | RequestCompletion
    | SupplyCompletion
    | ConfirmComplete
    | ProposeYearPlanVerdict
    | ApproveYearPlanVerdict
    | ReturnVerdictProposal
    | ResubmitYearPlan
    | WithdrawYearPlan
    | ProposeYearPlanWaiver
    | WaiveYearPlan
    | ProposeYearPlanAmendment
    | AmendYearPlan
)


class YearPlanSubmitted(Model):
    """Received on this local day; lateness is the deadline's business."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} werd ontvangen op {received_on}.",
        "The year plan {year} was received on {received_on}.",
    )

    type: Literal["year_plan.submitted"] = "year_plan.submitted"
    year: int
    round: int
    plan_hash: str
    title: str
    received_on: date


class YearPlanCompletionRequested(Model):
    """The plan lacks something."""

    says: ClassVar[Says] = Says(
        "Op {requested_on} werd gevraagd het jaarplan {year} aan te vullen: {missing}.",
        "On {requested_on} completion of the year plan {year} was asked: {missing}.",
    )

    type: Literal["year_plan.completion_requested"] = "year_plan.completion_requested"
    year: int
    round: int
    missing: tuple[str, ...]
    requested_on: date


class YearPlanCompletionSupplied(Model):
    """What was missing came in; the hash is that of the whole plan now."""

    says: ClassVar[Says] = Says(
        "De aanvulling van het jaarplan {year} werd ontvangen op {received_on}.",
        "The completion of the year plan {year} was received on {received_on}.",
    )

    type: Literal["year_plan.completion_supplied"] = "year_plan.completion_supplied"
    year: int
    round: int
    plan_hash: str
    received_on: date


class YearPlanFoundComplete(Model):
    """The assessment starts on this day."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} werd op {found_on} volledig bevonden; de beoordeling start.",
        "The year plan {year} was found complete on {found_on}; its assessment starts.",
    )

    type: Literal["year_plan.found_complete"] = "year_plan.found_complete"
    year: int
    round: int
    plan_hash: str
    found_on: date


class YearPlanVerdictProposed(Model):
    """A verdict waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Het oordeel over het jaarplan {year} ligt ter goedkeuring voor: {verdict}.",
        "The verdict on the year plan {year} waits for approval: {verdict}.",
    )

    type: Literal["year_plan.verdict_proposed"] = "year_plan.verdict_proposed"
    year: int
    round: int
    plan_hash: str
    verdict: PlanVerdict
    conditions: tuple[str, ...] = ()
    grounds: str = ""
    proposal_hash: str


class VerdictProposalReturned(Model):
    """The drafter is to look again."""

    says: ClassVar[Says] = Says(
        "Het voorstel van oordeel over het jaarplan {year} werd teruggestuurd: {remarks}.",
        "The proposed verdict on the year plan {year} was returned: {remarks}.",
    )

    type: Literal["year_plan.verdict_returned"] = "year_plan.verdict_returned"
    year: int
    round: int
    remarks: str


class YearPlanApproved(Model):
    """Approved as it stands."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} werd goedgekeurd op {decided_on}.",
        "The year plan {year} was approved on {decided_on}.",
    )

    type: Literal["year_plan.approved"] = "year_plan.approved"
    year: int
    round: int
    plan_hash: str
    decided_on: date


class YearPlanApprovedWithConditions(Model):
    """Approved, with conditions to meet."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} werd op {decided_on} goedgekeurd onder voorwaarden: {conditions}.",
        "The year plan {year} was approved on {decided_on} with conditions: {conditions}.",
    )

    type: Literal["year_plan.approved_with_conditions"] = "year_plan.approved_with_conditions"
    year: int
    round: int
    plan_hash: str
    conditions: tuple[str, ...]
    decided_on: date


class YearPlanRejected(Model):
    """Rejected, with grounds; a new round may follow."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} werd afgekeurd op {decided_on}: {grounds}.",
        "The year plan {year} was rejected on {decided_on}: {grounds}.",
    )

    type: Literal["year_plan.rejected"] = "year_plan.rejected"
    year: int
    round: int
    plan_hash: str
    grounds: str
    decided_on: date


class YearPlanResubmitted(Model):
    """A new plan after a rejection; ``round`` is the new one."""

    says: ClassVar[Says] = Says(
        "Een nieuw jaarplan {year} werd ontvangen op {received_on} (ronde {round}).",
        "A new year plan {year} was received on {received_on} (round {round}).",
    )

    type: Literal["year_plan.resubmitted"] = "year_plan.resubmitted"
    year: int
    round: int
    plan_hash: str
    received_on: date


class YearPlanRoundsExhausted(Model):
    """The last round that the policy allows ended in a rejection: the agency decides how it goes on."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} is in de laatste ronde ({round}) geweigerd: het agentschap beslist hoe het verdergaat.",
        "The year plan {year} was rejected in the last round ({round}): the agency decides how it goes on.",
    )

    type: Literal["year_plan.rounds_exhausted"] = "year_plan.rounds_exhausted"
    year: int
    round: int
    decided_on: date


class YearPlanWithdrawn(Model):
    """The cluster took the plan back; it is expected again."""

    says: ClassVar[Says] = Says("Het jaarplan {year} is ingetrokken.", "The year plan {year} was withdrawn.")

    type: Literal["year_plan.withdrawn"] = "year_plan.withdrawn"
    year: int
    round: int
    plan_hash: str
    withdrawn_on: date


class YearPlanWaiverProposed(Model):
    """That no plan is asked waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Vrijstelling van het jaarplan {year} voorgesteld: {grounds}",
        "Waiver of the year plan {year} proposed: {grounds}",
    )

    type: Literal["year_plan.waiver_proposed"] = "year_plan.waiver_proposed"
    year: int
    grounds: str
    proposal_hash: str


class YearPlanWaived(Model):
    """No plan is asked for this work year."""

    says: ClassVar[Says] = Says(
        "Voor {year} wordt geen jaarplan gevraagd: {grounds}", "No year plan is asked for {year}: {grounds}"
    )

    type: Literal["year_plan.waived"] = "year_plan.waived"
    year: int
    round: int = 1
    grounds: str
    decided_on: date


class YearPlanAmendmentProposed(Model):
    """An amended plan waits for approval; the approved one stays in force until then."""

    says: ClassVar[Says] = Says(
        "Wijziging van het jaarplan {year} voorgesteld: {grounds}",
        "Amendment of the year plan {year} proposed: {grounds}",
    )

    type: Literal["year_plan.amendment_proposed"] = "year_plan.amendment_proposed"
    year: int
    plan_hash: str
    grounds: str
    proposal_hash: str


class YearPlanAmended(Model):
    """The amended plan is in force; ``amendment`` counts them from 1."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} is gewijzigd (wijziging {amendment}).",
        "The year plan {year} was amended (amendment {amendment}).",
    )

    type: Literal["year_plan.amended"] = "year_plan.amended"
    year: int
    amendment: int
    plan_hash: str
    decided_on: date


YearPlanEvent = (
    YearPlanSubmitted
    | YearPlanCompletionRequested
    | YearPlanCompletionSupplied
    | YearPlanFoundComplete
    | YearPlanVerdictProposed
    | VerdictProposalReturned
    | YearPlanApproved
    | YearPlanApprovedWithConditions
    | YearPlanRejected
    | YearPlanRoundsExhausted
    | YearPlanResubmitted
    | YearPlanWithdrawn
    | YearPlanWaiverProposed
    | YearPlanWaived
    | YearPlanAmendmentProposed
    | YearPlanAmended
)
"""What happens to a plan once it is expected."""


class PlanState(Model):
    """The plan of one work year.

    ``plan_hash`` is the plan in hand, ``in_force_hash`` the one that is carried out: approved last, or amended since.
    """

    stage: PlanStage
    round: int = 1
    plan_hash: str | None = None
    proposed_verdict: PlanVerdict | None = None
    conditions: tuple[str, ...] = ()
    grounds: str = ""
    proposal_hash: str | None = None
    in_force_hash: str | None = None
    is_last_round: bool = False  # rejected in it: no further round without another decision
    waiver_grounds: str = ""
    waiver_hash: str | None = None  # of a waiver that waits for its decision
    amendment: int = 0  # how many are in force
    amended_hash: str | None = None  # the plan of an amendment that waits for its decision
    amendment_grounds: str = ""
    amendment_hash: str | None = None  # of that amendment's proposal
    prepared_by: tuple[Preparation, ...] = ()  # everyone who handed in, checked or drafted what is now decided
