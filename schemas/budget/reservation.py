"""What is set apart within an envelope, for a cluster or an earmark of the residual pool: reserved, moved, released."""

from typing import ClassVar, Literal

from schemas.model import Cents, Day, Model, Name, Says, Slug, Year


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


class ReleaseReservation(Model):
    """Give what a line has left back to the pool."""

    kind: Literal["release_reservation"] = "release_reservation"
    line: Slug
    reason: Name
    decided_on: Day | None = None  # today, unless it is entered later


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


class ReservationReleased(Model):
    """What a line had left went back; of it ``carried_cents`` came from the year before and lapse."""

    says: ClassVar[Says] = Says("{cents} van {line} is vrijgegeven.", "{cents} of {line} was released.")

    type: Literal["reservation.released"] = "reservation.released"
    year: int
    line: str
    cents: int
    carried_cents: int = 0


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
