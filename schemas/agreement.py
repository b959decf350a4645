"""The support agreement: a chain of periods from one anchor, never beyond the cap."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.model import Day, Model, Name, Says, Sha256
from schemas.preparation import Preparation


class AgreementStage(StrEnum):
    """Where one period of the chain stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    ACTIVE = "active"
    EXTENDED = "extended"  # ended, followed by the next period
    EXPIRED = "expired"
    TERMINATED = "terminated"


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


class DraftAgreement(Model):
    """Draw up the next period: the first by the policy's period length, a later one exactly as it was granted."""

    kind: Literal["draft_agreement"] = "draft_agreement"
    start: Day
    text_hash: Sha256


class SignAgreement(Model):
    """Sign the drafted period under a cap that is fixed; by another person than the one who drew it up."""

    kind: Literal["sign_agreement"] = "sign_agreement"
    period: int = Field(ge=1)
    text_hash: Sha256
    signed_on: Day


class ActivateAgreement(Model):
    """System: the first day of a signed period has come."""

    kind: Literal["activate_agreement"] = "activate_agreement"
    period: int = Field(ge=1)


class FixCapAnchor(Model):
    """Say from which day the years of the cap count, and on what ground; by another person than who contested it."""

    kind: Literal["fix_cap_anchor"] = "fix_cap_anchor"
    anchor: Day
    reason: Name


class ContestCapAnchor(Model):
    """Put another possible anchor beside the fixed one; an extension then waits for a decision."""

    kind: Literal["contest_cap_anchor"] = "contest_cap_anchor"
    anchor: Day
    reason: Name


class ProposeExtension(Model):
    """Propose the next period; refused, with the arithmetic, where it would pass the cap."""

    kind: Literal["propose_extension"] = "propose_extension"
    period: int = Field(ge=1)  # the period that ends
    months: int = Field(ge=1, le=600)
    bridging: bool = False  # a short one while the interim evaluation is not complete; the policy says how short


class EndorseExtension(Model):
    """Put the proposed period, exactly as it was seen, to the committee; by another person than who drew it up."""

    kind: Literal["endorse_extension"] = "endorse_extension"
    period: int = Field(ge=1)
    proposal_hash: Sha256


class RecordExtensionDecision(Model):
    """Record what the committee decided on exactly this proposal; a grant says for how many months."""

    kind: Literal["record_extension_decision"] = "record_extension_decision"
    period: int = Field(ge=1)
    decision: Literal["granted", "refused"]
    proposal_hash: Sha256  # of the proposal that the committee saw
    months: int | None = Field(default=None, ge=1, le=600)  # of a grant: as many as proposed, or fewer
    decided_on: Day
    minutes: Name

    @model_validator(mode="after")
    def months_of_a_grant(self) -> Self:
        """Ask for the months of a grant, and for none beside a refusal."""
        if (self.months is None) == (self.decision == "granted"):
            message = "months goes with decision 'granted', and only with it"
            raise ValueError(message)
        return self


AgreementCommand = (
    ProposeAward
    | EndorseAward
    | RecordAwardDecision
    | DraftAgreement
    | SignAgreement
    | ActivateAgreement
    | FixCapAnchor
    | ContestCapAnchor
    | ProposeExtension
    | EndorseExtension
    | RecordExtensionDecision
)


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


class AgreementDrafted(Model):
    """A period was drawn up, first and last day included."""

    says: ClassVar[Says] = Says(
        "De steunovereenkomst voor periode {period}, van {start} tot en met {end}, werd opgesteld.",
        "The support agreement for period {period}, from {start} up to and including {end}, was drawn up.",
    )

    type: Literal["agreement.drafted"] = "agreement.drafted"
    period: int
    start: date
    end: date
    text_hash: str | None = None


class AgreementSigned(Model):
    """Both sides signed the period."""

    says: ClassVar[Says] = Says(
        "De steunovereenkomst voor periode {period}, van {start} tot en met {end}, werd ondertekend op {signed_on}.",
        "The support agreement for period {period}, from {start} up to and including {end}, was signed on {signed_on}.",
    )

    type: Literal["agreement.signed"] = "agreement.signed"
    period: int
    start: date
    end: date
    signed_on: date


class AgreementActivated(Model):
    """The period runs since ``start``; ``activated_on`` is the local day on which the service saw it run."""

    says: ClassVar[Says] = Says(
        "Steunperiode {period} loopt, van {start} tot en met {end}.",
        "Support period {period} runs, from {start} up to and including {end}.",
    )

    type: Literal["agreement.activated"] = "agreement.activated"
    period: int
    start: date
    end: date
    activated_on: date
    bridging: bool = False  # it has no interim evaluation of its own


class CapAnchorFixed(Model):
    """The years of the cap count from this day."""

    says: ClassVar[Says] = Says(
        "De maximale looptijd van de steun telt vanaf {anchor} en eindigt uiterlijk op {cap}.",
        "The maximum term of support counts from {anchor} and ends on {cap} at the latest.",
    )

    type: Literal["cap_anchor.fixed"] = "cap_anchor.fixed"
    anchor: date
    cap: date
    beyond: tuple[int, ...] = ()  # periods that already pass this cap: nothing more is signed or granted


class CapAnchorContested(Model):
    """Another anchor is possible; both caps are shown until somebody fixes one."""

    says: ClassVar[Says] = Says(
        "Ook {anchor} is mogelijk als begindatum; de steun zou dan uiterlijk op {cap} eindigen.",
        "{anchor} is possible as the starting date too; support would then end on {cap} at the latest.",
    )

    type: Literal["cap_anchor.contested"] = "cap_anchor.contested"
    anchor: date
    cap: date


class ExtensionProposed(Model):
    """The next period was proposed: first and last day, and the cap it stays under."""

    says: ClassVar[Says] = Says(
        "Er werd een verlenging van {months} voorgesteld, tot en met {new_end}.",
        "An extension of {months} was proposed, up to and including {new_end}.",
    )

    type: Literal["extension.proposed"] = "extension.proposed"
    period: int
    months: int
    new_start: date
    new_end: date
    cap: date
    proposal_hash: str  # binds the committee's decision
    bridging: bool = False


class ExtensionEndorsed(Model):
    """The proposed period lies before the committee."""

    says: ClassVar[Says] = Says(
        "Het voorstel tot verlenging na periode {period} ging op {endorsed_on} naar het beslissingscomité.",
        "The proposal for an extension after period {period} went to the decision committee on {endorsed_on}.",
    )

    type: Literal["extension.endorsed"] = "extension.endorsed"
    period: int
    endorsed_on: date
    proposal_hash: str


class ExtensionGranted(Model):
    """The committee granted the next period."""

    says: ClassVar[Says] = Says(
        "Het beslissingscomité kende op {decided_on} een verlenging van {months} toe, tot en met {new_end}"
        " (verslag {minutes}).",
        "The decision committee granted an extension of {months} on {decided_on}, up to and including {new_end}"
        " (minutes {minutes}).",
    )

    type: Literal["extension.granted"] = "extension.granted"
    period: int
    months: int
    new_start: date
    new_end: date
    decided_on: date
    minutes: str
    bridging: bool = False


class ExtensionRefused(Model):
    """The committee refused."""

    says: ClassVar[Says] = Says(
        "Het beslissingscomité weigerde de verlenging op {decided_on} (verslag {minutes}).",
        "The decision committee refused the extension on {decided_on} (minutes {minutes}).",
    )

    type: Literal["extension.refused"] = "extension.refused"
    period: int
    decided_on: date
    minutes: str


class ExtensionRefusedBecauseCap(Model):
    """The wish would pass the cap; ``arithmetic`` shows the count and ``room_months`` what is left."""

    says: ClassVar[Says] = Says(
        "Een verlenging tot en met {wished_end} kan niet: de steun eindigt uiterlijk op {cap}."
        " Er blijft ruimte voor {room_months}.",
        "An extension up to and including {wished_end} is not possible: support ends on {cap} at the latest."
        " There is room left for {room_months}.",
    )

    type: Literal["extension.refused_because_cap"] = "extension.refused_because_cap"
    period: int
    months: int
    new_start: date
    wished_end: date
    cap: date
    room_months: int
    arithmetic: str


class AgreementExpired(Model):
    """The period ended and no other follows."""

    says: ClassVar[Says] = Says(
        "Steunperiode {period} eindigde op {end}; er volgt geen nieuwe periode.",
        "Support period {period} ended on {end}; no other period follows.",
    )

    type: Literal["agreement.expired"] = "agreement.expired"
    period: int
    end: date


class AgreementExtended(Model):
    """The period ended and the next one follows."""

    says: ClassVar[Says] = Says(
        "Steunperiode {period} eindigde op {end} en wordt gevolgd door periode {next_period}.",
        "Support period {period} ended on {end} and is followed by period {next_period}.",
    )

    type: Literal["agreement.extended"] = "agreement.extended"
    period: int
    end: date
    next_period: int


AgreementEvent = (
    AwardProposed
    | AwardEndorsed
    | SupportAwarded
    | SupportAwardedWithConditions
    | SupportRefused
    | AgreementDrafted
    | AgreementSigned
    | AgreementActivated
    | CapAnchorFixed
    | CapAnchorContested
    | ExtensionProposed
    | ExtensionEndorsed
    | ExtensionGranted
    | ExtensionRefused
    | ExtensionRefusedBecauseCap
    | AgreementExpired
    | AgreementExtended
)


class AgreementPeriod(Model):
    """One period of the chain."""

    number: int
    start: date
    end: date
    stage: AgreementStage
    text_hash: str | None
    signed_on: date | None = None
    ended_on: date | None = None  # of a period that was terminated; ``end`` stays what was agreed
    known_at: datetime | None = None  # when its signature was recorded here
    prepared_by: tuple[Preparation, ...] = ()


class AwardProposal(Model):
    """A proposed decision on the application, until the committee has decided."""

    outcome: AwardOutcome
    grounds: str
    proposal_hash: str
    prepared_by: tuple[Preparation, ...] = ()


class ExtensionProposal(Model):
    """A proposed next period that waits for the committee."""

    period: int
    months: int
    new_start: date
    new_end: date
    proposal_hash: str
    bridging: bool = False
    prepared_by: tuple[Preparation, ...] = ()


class GrantedExtension(Model):
    """A next period as the committee granted it; ``period`` is the one that ends."""

    period: int
    new_start: date
    new_end: date
    months: int = 0
    bridging: bool = False


class AgreementState(Model):
    """The chain of one pact."""

    award: AwardProposal | None = None
    awarded_on: date | None = None
    refused_on: date | None = None  # while no award came after it
    anchor: date | None = None
    cap: date | None = None
    contested_anchors: tuple[date, ...] = ()
    anchor_prepared_by: tuple[Preparation, ...] = ()  # who contested the anchor that stands
    periods: tuple[AgreementPeriod, ...] = ()
    proposal: ExtensionProposal | None = None
    grants: tuple[GrantedExtension, ...] = ()
    active_since_year: int | None = None  # local year in which the service first saw a period active
