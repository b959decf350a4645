"""Co-financing of a cluster's operation: at least as much from companies as from the agency, proven each year."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Cents, Model, Name, Says, Sha256, Year
from schemas.preparation import Preparation

Consequence = Literal["none", "reduce_support", "recover"]
"""What can follow from a shortfall: decided each time, and carried out by acts of their own."""


class RecordCofinancing(Model):
    """Record what companies paid in a work year beside the operating support, with the proof's hash.

    Another proof takes its place as long as nothing was decided about a shortfall.
    """

    kind: Literal["record_cofinancing"] = "record_cofinancing"
    year: Year
    private_cents: Cents
    support_cents: Cents
    proof_hash: Sha256


class ProposeShortfallDecision(Model):
    """Draft what follows from a shortfall; our sources name no automatic effect."""

    kind: Literal["propose_shortfall_decision"] = "propose_shortfall_decision"
    year: Year
    consequence: Consequence
    cents: Cents = 0  # by which support is reduced, or which is recovered
    grounds: Name


class DecideShortfall(Model):
    """Decide as drafted; by another person."""

    kind: Literal["decide_shortfall"] = "decide_shortfall"
    year: Year
    proposal_hash: Sha256


CofinancingCommand = RecordCofinancing | ProposeShortfallDecision | DecideShortfall


class CofinancingProven(Model):
    """Companies paid at least as much as asked."""

    says: ClassVar[Says] = Says(
        "Cofinanciering {year}: {private_cents} privaat tegenover {support_cents} steun.",
        "Co-financing {year}: {private_cents} private beside {support_cents} support.",
    )

    type: Literal["cofinancing.proven"] = "cofinancing.proven"
    year: int
    private_cents: int
    support_cents: int
    proof_hash: str
    recorded_on: date


class CofinancingShortfallFound(Model):
    """Companies paid less than asked."""

    says: ClassVar[Says] = Says(
        "Cofinanciering {year}: {shortfall_cents} te weinig ({private_cents} tegenover {support_cents}).",
        "Co-financing {year}: {shortfall_cents} short ({private_cents} beside {support_cents}).",
    )

    type: Literal["cofinancing.shortfall_found"] = "cofinancing.shortfall_found"
    year: int
    private_cents: int
    support_cents: int
    required_cents: int
    shortfall_cents: int
    proof_hash: str
    recorded_on: date


class ShortfallDecisionProposed(Model):
    """A decision on the shortfall waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Voorstel bij het tekort van {year}: {consequence} ({cents}).",
        "Proposal on the shortfall of {year}: {consequence} ({cents}).",
    )

    type: Literal["cofinancing.decision_proposed"] = "cofinancing.decision_proposed"
    year: int
    consequence: Consequence
    cents: int
    grounds: str
    proposal_hash: str


class ShortfallDecided(Model):
    """What follows from the shortfall."""

    says: ClassVar[Says] = Says(
        "Beslist bij het tekort van {year}: {consequence} ({cents}).",
        "Decided on the shortfall of {year}: {consequence} ({cents}).",
    )

    type: Literal["cofinancing.shortfall_decided"] = "cofinancing.shortfall_decided"
    year: int
    consequence: Consequence
    cents: int
    decided_on: date


CofinancingEvent = CofinancingProven | CofinancingShortfallFound | ShortfallDecisionProposed | ShortfallDecided


class Cofinancing(Model):
    """The co-financing of one work year: ``consequence`` and ``cents`` are those proposed, then decided."""

    year: int
    private_cents: int
    support_cents: int
    proof_hash: str
    shortfall_cents: int = 0
    consequence: str | None = None
    cents: int = 0
    proposal_hash: str | None = None
    is_decided: bool = False
    prepared_by: tuple[Preparation, ...] = ()
