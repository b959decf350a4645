"""The budget year as a whole: opened and closed, every command and event of it, and its state."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from schemas.budget.envelope import (
    ApproveEnvelope,
    CutsProposal,
    EnvelopeApproved,
    EnvelopeForeseen,
    EnvelopeProposal,
    EnvelopeProposed,
    EnvelopeRevised,
    ForeseeEnvelope,
    OverAllocationFound,
    OverAllocationResolved,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolutionProposed,
    ResolveOverAllocation,
)
from schemas.budget.funds import (
    CommitFunds,
    FundsCommitted,
    FundsPaid,
    OperatingSupport,
    OperatingSupportSet,
    ProjectFunds,
    RecordPayment,
    SetOperatingSupport,
)
from schemas.budget.reservation import (
    AllocateResidual,
    BudgetLine,
    CarryOver,
    ClusterReservationMade,
    MeansCarriedOver,
    ReleaseReservation,
    ReservationReleased,
    ReservationTransferred,
    ReserveForCluster,
    ResidualAllocated,
    TransferReservation,
)
from schemas.claim import ClaimsState
from schemas.deadline import Deadline
from schemas.model import Instant, Model, Says
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
