"""The pact: mutual commitments with required signatures and versions; and the whole state of one pact file."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.agreement.whole import AgreementState
from schemas.change import ChangeRequest
from schemas.claim import ClaimsState
from schemas.cofinancing import Cofinancing
from schemas.commitment import Commitment
from schemas.condition import Condition
from schemas.deadline import Deadline
from schemas.document import Document
from schemas.evaluation import EvaluationState
from schemas.kpi import Kpi
from schemas.lesson import Lesson
from schemas.model import Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation
from schemas.remedial import RemedialPlan
from schemas.support import SupportState
from schemas.workyear import WorkYear


class PactStage(StrEnum):
    """Where the pact itself stands; the support agreement has stages of its own."""

    REGISTERED = "registered"
    IN_NEGOTIATION = "in_negotiation"
    AGREED = "agreed"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REMEDIATION = "remediation"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"


class RegisterPact(Model):
    """Open the pact file of a cluster."""

    kind: Literal["register_pact"] = "register_pact"
    cluster: Slug
    succeeds: Slug | None = None  # an earlier pact file of the same cluster, under another legal basis
    legal_basis: Name | None = None


class OpenPactNegotiation(Model):
    """Start negotiating the pact."""

    kind: Literal["open_pact_negotiation"] = "open_pact_negotiation"


class AgreePactText(Model):
    """Fix the text and who has to sign it."""

    kind: Literal["agree_pact_text"] = "agree_pact_text"
    text_hash: Sha256
    signatories: tuple[Name, ...] = Field(min_length=1)


class RecordSignature(Model):
    """Record that one party signed this text."""

    kind: Literal["record_signature"] = "record_signature"
    signatory: Name
    text_hash: Sha256
    signed_on: Day


class BringPactIntoForce(Model):
    """Let the fully signed pact take effect."""

    kind: Literal["bring_pact_into_force"] = "bring_pact_into_force"
    in_force_on: Day


PactOwnCommand = RegisterPact | OpenPactNegotiation | AgreePactText | RecordSignature | BringPactIntoForce


class PactRegistered(Model):
    """The pact file is open."""

    says: ClassVar[Says] = Says(
        "Het pactdossier van cluster {cluster} werd geopend.",
        "The pact file of cluster {cluster} was opened.",
    )

    type: Literal["pact.registered"] = "pact.registered"
    cluster: str
    succeeds: str | None = None
    legal_basis: str | None = None


class PactNegotiationOpened(Model):
    """Negotiation began."""

    says: ClassVar[Says] = Says(
        "De onderhandelingen over het pact zijn gestart.",
        "Negotiations on the pact began.",
    )

    type: Literal["pact.negotiation_opened"] = "pact.negotiation_opened"


class PactTextAgreed(Model):
    """The text is fixed."""

    says: ClassVar[Says] = Says(
        "Er is een akkoord over de tekst van het pact; te ondertekenen door {signatories}.",
        "The text of the pact was agreed; to be signed by {signatories}.",
    )

    type: Literal["pact.text_agreed"] = "pact.text_agreed"
    text_hash: str
    signatories: tuple[str, ...]


class PactSignedByParty(Model):
    """One of the required parties signed: ``signed`` of ``required``."""

    says: ClassVar[Says] = Says(
        "Het pact werd op {signed_on} ondertekend door {signatory} ({signed} van {required}).",
        "The pact was signed on {signed_on} by {signatory} ({signed} of {required}).",
    )

    type: Literal["pact.signed_by_party"] = "pact.signed_by_party"
    signatory: str
    signed_on: date
    signed: int
    required: int


class PactEnteredIntoForce(Model):
    """All parties signed and the pact has effect."""

    says: ClassVar[Says] = Says(
        "Het pact trad in werking op {in_force_on} (versie {pact_version}).",
        "The pact entered into force on {in_force_on} (version {pact_version}).",
    )

    type: Literal["pact.entered_into_force"] = "pact.entered_into_force"
    pact_version: int
    text_hash: str
    in_force_on: date


PactOwnEvent = PactRegistered | PactNegotiationOpened | PactTextAgreed | PactSignedByParty | PactEnteredIntoForce


class Signature(Model):
    """One party's signature."""

    signatory: str
    signed_on: date


class PactDocument(Model):
    """The pact itself."""

    stage: PactStage
    text_hash: str | None = None
    signatories: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    pact_version: int = 0
    in_force_on: date | None = None
    suspended_on: date | None = None
    remediation: tuple[int, ...] = ()  # agreement periods whose remediation is under way
    ended_on: date | None = None
    succeeds: str | None = None
    legal_basis: str | None = None
    prepared_by: tuple[Preparation, ...] = ()


class PactState(Model):
    """What decisions about one pact file read: slices, each with a decider of its own."""

    version: int = 0  # of the stream
    cluster: str | None = None
    pact: PactDocument | None = None
    agreement: AgreementState = AgreementState()
    years: tuple[WorkYear, ...] = ()
    evaluations: EvaluationState = EvaluationState()
    support: SupportState = SupportState()
    commitments: tuple[Commitment, ...] = ()
    conditions: tuple[Condition, ...] = ()
    remedial: tuple[RemedialPlan, ...] = ()
    changes: tuple[ChangeRequest, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    cofinancing: tuple[Cofinancing, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    documents: tuple[Document, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    claims: ClaimsState = ClaimsState()
