"""The next period: proposed, put to the committee, granted or refused."""

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.model import Day, Model, Name, Says, Sha256
from schemas.preparation import Preparation


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
