"""Changes to a running agreement as requests: before and after in sight, and the approved change applies itself."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.model import Cents, Day, Figure, Model, Name, Says, Sha256, Slug, Year
from schemas.preparation import Preparation

ChangeKind = Literal["time", "money", "partner", "kpi_target", "scope"]
"""What a change can be about."""


class TimeChange(Model):
    """Another due date for a running deadline."""

    on: Literal["time"] = "time"
    deadline: Name
    new_due: Day


class MoneyChange(Model):
    """Another amount of operating support for a work year; the budget keeps its own record of reservations."""

    on: Literal["money"] = "money"
    year: Year
    cents: Cents


class PartnerChange(Model):
    """Another organisation that stands for the cluster, or a partner that joins or leaves."""

    on: Literal["partner"] = "partner"
    change: Literal["joins", "leaves", "replaces_organisation"]
    partner: Slug
    since: Day


class TargetChange(Model):
    """Another target of a KPI for a work year."""

    on: Literal["kpi_target"] = "kpi_target"
    kpi: Slug
    year: Year
    target: Figure


class ScopeChange(Model):
    """Another description of what the agreement covers."""

    on: Literal["scope"] = "scope"
    description: Name


Wish = Annotated[TimeChange | MoneyChange | PartnerChange | TargetChange | ScopeChange, Field(discriminator="on")]


class RequestChange(Model):
    """Ask for a change; refused while another one waits that the policy pack says it excludes."""

    kind: Literal["request_change"] = "request_change"
    change: Slug
    wish: Wish
    grounds: Name


class ApproveChange(Model):
    """Let exactly this change take effect, as it was seen; by another person than who asked."""

    kind: Literal["approve_change"] = "approve_change"
    change: Slug
    proposal_hash: Sha256


class RefuseChange(Model):
    """Leave everything as it is."""

    kind: Literal["refuse_change"] = "refuse_change"
    change: Slug
    reason: Name


class WithdrawChange(Model):
    """Take the request back."""

    kind: Literal["withdraw_change"] = "withdraw_change"
    change: Slug


ChangeCommand = RequestChange | ApproveChange | RefuseChange | WithdrawChange


class ChangeRequested(Model):
    """A change waits for its decision; ``before`` and ``after`` show it in words."""

    says: ClassVar[Says] = Says(
        "Wijziging {change} gevraagd: van “{before}” naar “{after}”.",
        "Change {change} requested: from “{before}” to “{after}”.",
    )

    type: Literal["change.requested"] = "change.requested"
    change: str
    wish: Wish
    before: str
    after: str
    grounds: str
    proposal_hash: str


class ChangeApproved(Model):
    """The change took effect; what it changed is recorded with it."""

    says: ClassVar[Says] = Says(
        "Wijziging {change} is goedgekeurd: van “{before}” naar “{after}”.",
        "Change {change} was approved: from “{before}” to “{after}”.",
    )

    type: Literal["change.approved"] = "change.approved"
    change: str
    wish: Wish
    before: str
    after: str
    decided_on: date


class ChangeRefused(Model):
    """Everything stays as it is."""

    says: ClassVar[Says] = Says("Wijziging {change} is geweigerd.", "Change {change} was refused.")

    type: Literal["change.refused"] = "change.refused"
    change: str
    decided_on: date


class ChangeWithdrawn(Model):
    """Whoever asked took it back."""

    says: ClassVar[Says] = Says("Wijziging {change} is ingetrokken.", "Change {change} was withdrawn.")

    type: Literal["change.withdrawn"] = "change.withdrawn"
    change: str


ChangeEvent = ChangeRequested | ChangeApproved | ChangeRefused | ChangeWithdrawn


class ChangeRequest(Model):
    """One request as it stands."""

    change: str
    wish: Wish
    before: str
    after: str
    grounds: str
    proposal_hash: str
    state: Literal["waiting", "approved", "refused", "withdrawn"] = "waiting"
    prepared_by: tuple[Preparation, ...] = ()
