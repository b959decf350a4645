"""The means of one budget year: envelope, reservations, residual pool, commitments of funds and payments, in cents.

The rungs of the ladder (foreseen, approved; reserved, committed, paid, released) are never added up across.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from schemas.claim import ClaimsState
from schemas.deadline import Deadline
from schemas.model import Cents, Day, Instant, Model, Name, Says, Sha256, Slug, Year
from schemas.preparation import Preparation


class BudgetStage(StrEnum):
    """Where a budget year stands."""

    PLANNED = "planned"
    FORESEEN = "foreseen"
    APPROVED = "approved"
    IN_EXECUTION = "in_execution"
    CLOSED = "closed"


class OpenBudgetYear(Model):
    """Open the year's file before a work year begins in it."""

    kind: Literal["open_budget_year"] = "open_budget_year"


class BeginBudgetYear(Model):
    """System: open the year's file, as a work year begins in it; ``known_at`` is since when that was to be foreseen."""

    kind: Literal["begin_budget_year"] = "begin_budget_year"
    known_at: Instant | None = None


class ForeseeEnvelope(Model):
    """Record what is foreseen for the year, with the source's own wording; not yet approved."""

    kind: Literal["foresee_envelope"] = "foresee_envelope"
    cents: Cents
    wording: Name | None = None
    foreseen_on: Day | None = None  # today, unless it is entered later


class ProposeEnvelope(Model):
    """Draft the approved envelope, or its revision; another person approves it."""

    kind: Literal["propose_envelope"] = "propose_envelope"
    cents: Cents
    grounds: Name


class ApproveEnvelope(Model):
    """Approve the drafted amount as the year's maximum, as it was seen."""

    kind: Literal["approve_envelope"] = "approve_envelope"
    proposal_hash: Sha256
    decided_on: Day | None = None  # today, unless it is entered later


class ReserveForCluster(Model):
    """Say how much is reserved for one cluster in all; ``pro_rata`` says why it is a part of the usual amount."""

    kind: Literal["reserve_for_cluster"] = "reserve_for_cluster"
    cluster: Slug
    cents: Cents
    pro_rata: Name | None = None
    decided_on: Day | None = None  # today, unless it is entered later


class AllocateResidual(Model):
    """Say how much of the residual pool is set apart in all for one of the policy's earmarks."""

    kind: Literal["allocate_residual"] = "allocate_residual"
    earmark: Slug
    cents: Cents
    decided_on: Day | None = None  # today, unless it is entered later


class TransferReservation(Model):
    """Move reserved means between lines within the year; a line is a cluster's id or an earmark."""

    kind: Literal["transfer_reservation"] = "transfer_reservation"
    source: Slug
    target: Slug
    cents: Cents
    reason: Name
    decided_on: Day | None = None  # today, unless it is entered later


class CarryOver(Model):
    """Take over unused means of the year before onto the same line of this year, once."""

    kind: Literal["carry_over"] = "carry_over"
    line: Slug
    from_year: Year
    cents: Cents
    reason: Name
    decided_on: Day | None = None  # today, unless it is entered later


class CommitFunds(Model):
    """Record that means of a line were committed to a project."""

    kind: Literal["record_commitment_of_funds"] = "record_commitment_of_funds"
    line: Slug
    project: Slug
    clusters: tuple[Slug, ...]
    cents: Cents
    decided_on: Day


class RecordPayment(Model):
    """Record a payment on a committed project; ``reference`` tells apart equal payments of one day."""

    kind: Literal["record_payment"] = "record_payment"
    project: Slug
    cents: Cents
    paid_on: Day
    reference: Name | None = None


class ReleaseReservation(Model):
    """Give what a line has left back to the pool."""

    kind: Literal["release_reservation"] = "release_reservation"
    line: Slug
    reason: Name
    decided_on: Day | None = None  # today, unless it is entered later


class SetOperatingSupport(Model):
    """Record the operating support of one cluster: a line of its own beside the envelope."""

    kind: Literal["set_operating_support"] = "set_operating_support"
    cluster: Slug
    cents: Cents
    eligible_cents: Cents  # costs of the operation, of which a share may be supported
    decided_on: Day | None = None  # today, unless it is entered later


class ProposeOverAllocation(Model):
    """Draft how an envelope that was cut below what is reserved is brought in order."""

    kind: Literal["propose_resolution"] = "propose_resolution"
    cuts: tuple[tuple[Slug, Cents], ...]  # line, amount taken from it
    grounds: Name


class ResolveOverAllocation(Model):
    """Decide as drafted; by another person."""

    kind: Literal["resolve_over_allocation"] = "resolve_over_allocation"
    proposal_hash: Sha256
    decided_on: Day | None = None  # today, unless it is entered later


class CloseBudgetYear(Model):
    """Close the year: nothing is reserved or committed in it any more; payments on projects go on."""

    kind: Literal["close_budget_year"] = "close_budget_year"


BudgetCommand = (
    OpenBudgetYear
    | BeginBudgetYear
    | ForeseeEnvelope
    | ProposeEnvelope
    | ApproveEnvelope
    | ReserveForCluster
    | AllocateResidual
    | TransferReservation
    | CarryOver
    | CommitFunds
    | RecordPayment
    | ReleaseReservation
    | SetOperatingSupport
    | ProposeOverAllocation
    | ResolveOverAllocation
    | CloseBudgetYear
)


class BudgetYearOpened(Model):
    """The year has a file."""

    says: ClassVar[Says] = Says("Het begrotingsdossier {year} is geopend.", "The budget file {year} is open.")

    type: Literal["budget_year.opened"] = "budget_year.opened"
    year: int
    year_start: date
    year_end: date
    known_at: datetime | None = None  # since when the service could have opened it; none where a person did


class EnvelopeForeseen(Model):
    """So much is foreseen."""

    says: ClassVar[Says] = Says("Voor {year} is {cents} voorzien.", "For {year}, {cents} is foreseen.")

    type: Literal["envelope.foreseen"] = "envelope.foreseen"
    year: int
    cents: int
    wording: str | None = None


class EnvelopeProposed(Model):
    """An amount waits for approval."""

    says: ClassVar[Says] = Says("Enveloppe {year} voorgesteld: {cents}.", "Envelope {year} proposed: {cents}.")

    type: Literal["envelope.proposed"] = "envelope.proposed"
    year: int
    cents: int
    grounds: str
    proposal_hash: str


class EnvelopeApproved(Model):
    """So much was approved: the year's maximum."""

    says: ClassVar[Says] = Says(
        "De enveloppe {year} is goedgekeurd: {cents}.", "The envelope {year} was approved: {cents}."
    )

    type: Literal["envelope.approved"] = "envelope.approved"
    year: int
    cents: int
    decided_on: date


class EnvelopeRevised(Model):
    """The approved amount was changed in the year; ``over_cents`` is what more than it is reserved."""

    says: ClassVar[Says] = Says(
        "De enveloppe {year} ging van {former_cents} naar {cents}.",
        "The envelope {year} went from {former_cents} to {cents}.",
    )

    type: Literal["envelope.revised"] = "envelope.revised"
    year: int
    former_cents: int
    cents: int
    over_cents: int
    decided_on: date


class OverAllocationFound(Model):
    """More is reserved than the envelope holds: to be resolved by a decision."""

    says: ClassVar[Says] = Says(
        "In {year} is {over_cents} meer voorbehouden dan de enveloppe toelaat.",
        "In {year}, {over_cents} more is reserved than the envelope holds.",
    )

    type: Literal["over_allocation.found"] = "over_allocation.found"
    year: int
    over_cents: int
    found_on: date


class ClusterReservationMade(Model):
    """So much is reserved for a cluster in all, against an envelope that is foreseen or approved."""

    says: ClassVar[Says] = Says("Voor {cluster} is {cents} voorbehouden.", "{cents} is reserved for {cluster}.")

    type: Literal["reservation.made"] = "reservation.made"
    year: int
    cluster: str
    cents: int
    pro_rata: str | None = None
    former_cents: int = 0
    against: Literal["foreseen", "approved"] = "approved"


class ResidualAllocated(Model):
    """So much of the residual pool is set apart in all, against an envelope that is foreseen or approved."""

    says: ClassVar[Says] = Says(
        "Van de restmiddelen gaat {cents} naar {earmark}.", "{cents} of the residual pool goes to {earmark}."
    )

    type: Literal["residual.allocated"] = "residual.allocated"
    year: int
    earmark: str
    cents: int
    former_cents: int = 0
    against: Literal["foreseen", "approved"] = "approved"


class ReservationTransferred(Model):
    """Means moved from one line to another."""

    says: ClassVar[Says] = Says("{cents} ging van {source} naar {target}.", "{cents} moved from {source} to {target}.")

    type: Literal["reservation.transferred"] = "reservation.transferred"
    year: int
    source: str
    target: str
    cents: int
    is_cluster: bool = True  # whether the target is a cluster's line


class MeansCarriedOver(Model):
    """Unused means of the year before were taken over."""

    says: ClassVar[Says] = Says(
        "{cents} van {from_year} is overgedragen naar {line}.", "{cents} of {from_year} was carried over to {line}."
    )

    type: Literal["means.carried_over"] = "means.carried_over"
    year: int
    line: str
    from_year: int
    cents: int
    is_cluster: bool = True


class FundsCommitted(Model):
    """Means are committed to a project."""

    says: ClassVar[Says] = Says(
        "Voor project {project} is {cents} vastgelegd op {line}.",
        "{cents} of {line} is committed to project {project}.",
    )

    type: Literal["funds.committed"] = "funds.committed"
    year: int
    line: str
    project: str
    clusters: tuple[str, ...]
    cents: int
    decided_on: date


class FundsPaid(Model):
    """A payment was made; ``open_cents`` of the commitment is left."""

    says: ClassVar[Says] = Says("Op project {project} is {cents} betaald.", "{cents} was paid on project {project}.")

    type: Literal["funds.paid"] = "funds.paid"
    year: int
    project: str
    cents: int
    open_cents: int
    paid_on: date
    reference: str | None = None


class ReservationReleased(Model):
    """What a line had left went back; of it ``carried_cents`` came from the year before and lapse."""

    says: ClassVar[Says] = Says("{cents} van {line} is vrijgegeven.", "{cents} of {line} was released.")

    type: Literal["reservation.released"] = "reservation.released"
    year: int
    line: str
    cents: int
    carried_cents: int = 0


class OperatingSupportSet(Model):
    """The operating support of one cluster for the year."""

    says: ClassVar[Says] = Says(
        "Werkingsmiddelen {year} voor {cluster}: {cents}.", "Operating support {year} for {cluster}: {cents}."
    )

    type: Literal["operating_support.set"] = "operating_support.set"
    year: int
    cluster: str
    cents: int
    eligible_cents: int


class ResolutionProposed(Model):
    """Cuts wait for a decision."""

    says: ClassVar[Says] = Says(
        "Voorstel om de overschrijding van {year} op te lossen.", "Proposal to resolve the over-allocation of {year}."
    )

    type: Literal["over_allocation.resolution_proposed"] = "over_allocation.resolution_proposed"
    year: int
    cuts: tuple[tuple[str, int], ...]
    grounds: str
    proposal_hash: str


class OverAllocationResolved(Model):
    """Cuts brought the reservations under the envelope again."""

    says: ClassVar[Says] = Says(
        "De overschrijding van {year} is opgelost.", "The over-allocation of {year} is resolved."
    )

    type: Literal["over_allocation.resolved"] = "over_allocation.resolved"
    year: int
    cuts: tuple[tuple[str, int], ...]
    decided_on: date


class BudgetYearClosed(Model):
    """The year is closed."""

    says: ClassVar[Says] = Says("Het begrotingsjaar {year} is afgesloten.", "The budget year {year} is closed.")

    type: Literal["budget_year.closed"] = "budget_year.closed"
    year: int
    closed_on: date
    unused: tuple[tuple[str, int], ...]


BudgetEvent = (
    BudgetYearOpened
    | EnvelopeForeseen
    | EnvelopeProposed
    | EnvelopeApproved
    | EnvelopeRevised
    | OverAllocationFound
    | ClusterReservationMade
    | ResidualAllocated
    | ReservationTransferred
    | MeansCarriedOver
    | FundsCommitted
    | FundsPaid
    | ReservationReleased
    | OperatingSupportSet
    | ResolutionProposed
    | OverAllocationResolved
    | BudgetYearClosed
)


class BudgetLine(Model):
    """What is set apart on one line: a cluster's reservation or an earmark of the residual pool.

    What was carried over is used first: it lapses first.
    """

    line: str
    is_cluster: bool
    reserved_cents: int = 0  # with transfers, without what was carried over or released
    carried_cents: int = 0  # from the year before: outside this year's envelope
    committed_cents: int = 0
    released_cents: int = 0
    pro_rata: str | None = None
    came_over_cents: int = 0  # what was carried over, before any of it lapsed

    @property
    def left_cents(self) -> int:
        """What can still be committed."""
        return self.reserved_cents + self.carried_cents - self.committed_cents

    @property
    def free_cents(self) -> int:
        """What of this year's own means is not committed."""
        return self.reserved_cents - max(0, self.committed_cents - self.carried_cents)


class Payment(Model):
    """One payment on a project."""

    cents: int
    paid_on: date
    reference: str | None = None


class ProjectFunds(Model):
    """What one project was promised and paid out of a line."""

    project: str
    line: str
    clusters: tuple[str, ...]
    committed_cents: int
    decided_on: date
    payments: tuple[Payment, ...] = ()

    @property
    def paid_cents(self) -> int:
        """What was paid so far."""
        return sum(payment.cents for payment in self.payments)


class OperatingSupport(Model):
    """The operating support of one cluster."""

    cluster: str
    cents: int
    eligible_cents: int


class EnvelopeProposal(Model):
    """An amount that waits for approval, and its hash."""

    cents: int
    proposal_hash: str


class CutsProposal(Model):
    """Cuts that wait for a decision: line and amount of each, and their hash."""

    cuts: tuple[tuple[str, int], ...]
    proposal_hash: str


class BudgetState(Model):
    """What a decision about a budget year reads; the year is the last part of the stream's name."""

    version: int = 0
    year: int
    is_open: bool = False
    stage: BudgetStage = BudgetStage.PLANNED
    foreseen_cents: int | None = None
    foreseen_wording: str | None = None
    approved_cents: int | None = None
    proposal: EnvelopeProposal | None = None
    approved_hash: str | None = None  # of the last proposal that was approved
    resolution: CutsProposal | None = None
    resolved_hash: str | None = None  # of the last cuts that were decided
    prepared_by: tuple[Preparation, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    projects: tuple[ProjectFunds, ...] = ()
    operating: tuple[OperatingSupport, ...] = ()
    over_cents: int = 0  # what more than the envelope is reserved
    decided: tuple[tuple[str, date], ...] = ()  # the envelope's last day ("") and that of each line, of decisions on it
    held: tuple[tuple[str, date, int], ...] = ()  # matter of ``decided``, day, what it holds (cents) from then on
    closed_on: date | None = None
    unused: tuple[tuple[str, int], ...] = ()  # of a closed year, for the next one's carry-over
    deadlines: tuple[Deadline, ...] = ()
    claims: ClaimsState = ClaimsState()
