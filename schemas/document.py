"""Documents: attached by the hash of their bytes, with class and retention; the bytes live in the document store."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation


class Confidentiality(StrEnum):
    """Who may read a document; the roles of the policy pack say which classes they read."""

    PUBLIC = "public"
    INTERNAL = "internal"
    BUSINESS_CONFIDENTIAL = "business_confidential"


class DocumentDescription(Model):
    """What whoever attaches bytes says of them."""

    document: Slug
    media_type: Name
    title: Name
    document_type: Slug  # one of the policy pack
    language: Literal["nl", "en", "fr", "de", "other"]
    dated: Day
    confidentiality: Confidentiality
    retention: Slug  # a class of the policy pack
    supersedes: Slug | None = None


class AttachDocument(Model):
    """Attach bytes that are in the document store; an upload that replaces another names it."""

    kind: Literal["attach_document"] = "attach_document"
    document: Slug
    sha256: Sha256
    size: int = Field(ge=0)  # bytes
    media_type: Name
    title: Name
    document_type: Slug  # one of the policy pack
    language: Literal["nl", "en", "fr", "de", "other"]
    dated: Day
    confidentiality: Confidentiality
    retention: Slug  # a class of the policy pack
    supersedes: Slug | None = None


class ClassifyDocument(Model):
    """Give a document another class of confidentiality, with the reason."""

    kind: Literal["classify_document"] = "classify_document"
    document: Slug
    confidentiality: Confidentiality
    reason: Name


class ProposeErasure(Model):
    """Ask that a document's content be removed, on a legal ground; hash and events stay."""

    kind: Literal["propose_erasure"] = "propose_erasure"
    document: Slug
    legal_ground: Name


class EraseDocument(Model):
    """Have the content removed as proposed; by another person."""

    kind: Literal["erase_document"] = "erase_document"
    document: Slug
    proposal_hash: Sha256


DocumentCommand = AttachDocument | ClassifyDocument | ProposeErasure | EraseDocument


class DocumentAttached(Model):
    """A document belongs to this file."""

    says: ClassVar[Says] = Says(
        "Document {document} toegevoegd: {title} ({document_type}, {confidentiality}).",
        "Document {document} attached: {title} ({document_type}, {confidentiality}).",
    )

    type: Literal["document.attached"] = "document.attached"
    document: str
    sha256: str
    size: int
    media_type: str
    title: str
    document_type: str
    language: str
    dated: date
    confidentiality: Confidentiality
    retention: str
    supersedes: str | None = None


class DocumentClassified(Model):
    """The document has another class of confidentiality."""

    says: ClassVar[Says] = Says(
        "Document {document} is nu {confidentiality}.", "Document {document} is now {confidentiality}."
    )

    type: Literal["document.classified"] = "document.classified"
    document: str
    confidentiality: Confidentiality


class ErasureProposed(Model):
    """The removal of a document's content waits for a second person."""

    says: ClassVar[Says] = Says(
        "Wissen van {document} voorgesteld: {legal_ground}.", "Erasure of {document} proposed: {legal_ground}."
    )

    type: Literal["document.erasure_proposed"] = "document.erasure_proposed"
    document: str
    legal_ground: str
    proposal_hash: str


class DocumentContentErased(Model):
    """The bytes are gone, the hash and this event stay."""

    says: ClassVar[Says] = Says(
        "De inhoud van {document} is gewist: {legal_ground}.", "The content of {document} was erased: {legal_ground}."
    )

    type: Literal["document.content_erased"] = "document.content_erased"
    document: str
    sha256: str
    legal_ground: str


DocumentEvent = DocumentAttached | DocumentClassified | ErasureProposed | DocumentContentErased


class ProposedErasure(Model):
    """An erasure that waits for a second person."""

    legal_ground: str
    proposal_hash: str
    proposed_by: Preparation


class Document(Model):
    """One document of a file."""

    document: str
    sha256: str
    title: str
    document_type: str
    dated: date
    confidentiality: Confidentiality
    retention: str
    attached_by: str = ""  # who brought it
    attached_as: str = ""  # in which role
    prepared_by: tuple[Preparation, ...] = ()
    attached_hash: str = ""  # of everything that was said of it when it was attached
    superseded_by: str | None = None
    is_erased: bool = False
    erasure: ProposedErasure | None = None
