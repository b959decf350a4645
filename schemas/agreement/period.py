"""One period of the chain: drawn up, signed, running, ended."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Day, Model, Says, Sha256
from schemas.preparation import Preparation


class AgreementStage(StrEnum):
    """Where one period of the chain stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    ACTIVE = "active"
    EXTENDED = "extended"  # ended, followed by the next period
    EXPIRED = "expired"
    TERMINATED = "terminated"


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
