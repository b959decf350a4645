"""The award of support: proposed, put to the committee, decided."""

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from schemas.model import Day, Model, Name, Says, Sha256
from schemas.preparation import Preparation

AwardOutcome = Literal["granted", "granted_with_conditions", "refused"]
"""What the committee can decide on an application."""


class ProposeAward(Model):
    """Propose what should be decided on the application; the committee stays free to decide otherwise."""

    kind: Literal["propose_award"] = "propose_award"
    outcome: AwardOutcome = "granted"
    grounds: Name


class EndorseAward(Model):
    """Put the proposal, exactly as it was seen, to the committee; by another person than who drew it up."""

    kind: Literal["endorse_award"] = "endorse_award"
    proposal_hash: Sha256


class RecordAwardDecision(Model):
    """Record what the decision committee decided on support for the cluster."""

    kind: Literal["record_award_decision"] = "record_award_decision"
    decided_on: Day
    minutes: Name  # reference of the committee's minutes
    outcome: AwardOutcome = "granted"
    conditions: tuple[Name, ...] = ()  # of a grant with conditions

    @model_validator(mode="after")
    def conditions_of_a_grant(self) -> Self:
        """Ask for the conditions of a grant with conditions, and for none beside any other outcome."""
        if bool(self.conditions) != (self.outcome == "granted_with_conditions"):
            message = "conditions go with outcome 'granted_with_conditions', and only with it"
            raise ValueError(message)
        return self


class AwardProposed(Model):
    """A decision on the application was drafted; a later draft takes its place."""

    says: ClassVar[Says] = Says(
        "Voor de steunaanvraag werd een beslissing voorgesteld ({outcome}): {grounds}",
        "A decision on the application for support was proposed ({outcome}): {grounds}",
    )

    type: Literal["award.proposed"] = "award.proposed"
    outcome: AwardOutcome
    grounds: str
    proposal_hash: str  # binds the endorsement


class AwardEndorsed(Model):
    """The proposal on the application lies before the committee."""

    says: ClassVar[Says] = Says(
        "Het voorstel over de steunaanvraag ging op {endorsed_on} naar het beslissingscomité.",
        "The proposal on the application for support went to the decision committee on {endorsed_on}.",
    )

    type: Literal["award.endorsed"] = "award.endorsed"
    endorsed_on: date
    proposal_hash: str


class SupportAwarded(Model):
    """The committee granted support."""

    says: ClassVar[Says] = Says(
        "Het beslissingscomité kende op {decided_on} steun toe (verslag {minutes}).",
        "The decision committee granted support on {decided_on} (minutes {minutes}).",
    )

    type: Literal["support.awarded"] = "support.awarded"
    decided_on: date
    minutes: str


class SupportAwardedWithConditions(Model):
    """The committee granted support, with conditions to meet."""

    says: ClassVar[Says] = Says(
        "De steun is toegekend op {decided_on}, onder voorwaarden: {conditions}.",
        "Support was granted on {decided_on}, with conditions: {conditions}.",
    )

    type: Literal["support.awarded_with_conditions"] = "support.awarded_with_conditions"
    decided_on: date
    minutes: str
    conditions: tuple[str, ...]


class SupportRefused(Model):
    """The committee refused support."""

    says: ClassVar[Says] = Says("De steun is geweigerd op {decided_on}.", "Support was refused on {decided_on}.")

    type: Literal["support.refused"] = "support.refused"
    decided_on: date
    minutes: str


class AwardProposal(Model):
    """A proposed decision on the application, until the committee has decided."""

    outcome: AwardOutcome
    grounds: str
    proposal_hash: str
    prepared_by: tuple[Preparation, ...] = ()
