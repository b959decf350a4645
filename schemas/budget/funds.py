"""Means that leave a line: committed to a project and paid; and operating support, a line of its own."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Cents, Day, Model, Name, Says, Slug


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


class SetOperatingSupport(Model):
    """Record the operating support of one cluster: a line of its own beside the envelope."""

    kind: Literal["set_operating_support"] = "set_operating_support"
    cluster: Slug
    cents: Cents
    eligible_cents: Cents  # costs of the operation, of which a share may be supported
    decided_on: Day | None = None  # today, unless it is entered later


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
