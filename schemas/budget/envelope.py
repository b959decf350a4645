"""The envelope of a budget year: foreseen, approved, revised; and what is done where more is reserved than it holds."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Cents, Day, Model, Name, Says, Sha256, Slug


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


class EnvelopeProposal(Model):
    """An amount that waits for approval, and its hash."""

    cents: int
    proposal_hash: str


class CutsProposal(Model):
    """Cuts that wait for a decision: line and amount of each, and their hash."""

    cuts: tuple[tuple[str, int], ...]
    proposal_hash: str
