"""The answer while it is written: the frozen snapshot, and each part drafted, approved or returned."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from schemas.model import Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation
from schemas.question.registration import (
    LongText,
)


class FreezeSnapshot(Model):
    """Freeze what was known: the answer drawn from the record up to a position, kept by the hash of its bytes."""

    kind: Literal["freeze_snapshot"] = "freeze_snapshot"
    as_of: Day
    known_on: AwareDatetime
    position: int = Field(ge=0)  # of the record's last event that it saw
    lang: Literal["nl", "en"] = "nl"
    clusters: tuple[Slug, ...] = ()  # those that the answer is about; all where none is named
    answer_hash: Sha256  # of the answer's canonical bytes, in the document store
    relied_on: tuple[int, ...]  # positions of the events under it
    texts_hash: Sha256 | None = None  # of the sentences that it was written with


class DraftAnswerPart(Model):
    """Draft one part in one's own words from the snapshot, or by reference to another part or an earlier answer."""

    kind: Literal["draft_answer_part"] = "draft_answer_part"
    part: int = Field(ge=1, le=99)
    text: LongText
    refers_to_part: int | None = Field(default=None, ge=1)
    refers_to_question: Slug | None = None
    relied_on: tuple[int, ...] = ()


class ApproveAnswerPart(Model):
    """Approve one part as it was seen, at one's own level; no level is passed over and nobody approves twice."""

    kind: Literal["approve_answer_part"] = "approve_answer_part"
    part: int = Field(ge=1, le=99)
    draft_hash: Sha256


class ReturnAnswerPart(Model):
    """Send a part back to its drafter."""

    kind: Literal["return_answer_part"] = "return_answer_part"
    part: int = Field(ge=1, le=99)
    remarks: Name


class AnswerSnapshotFrozen(Model):
    """What was known is frozen; a sent answer can be drawn from it again bit for bit."""

    says: ClassVar[Says] = Says(
        "De stand van het register is bevroren: op {as_of}, tot plaats {position}.",
        "The record is frozen: as of {as_of}, up to position {position}.",
    )

    type: Literal["answer.snapshot_frozen"] = "answer.snapshot_frozen"
    as_of: date
    known_on: datetime
    position: int
    lang: Literal["nl", "en"]
    clusters: tuple[str, ...] = ()
    answer_hash: str
    relied_on: tuple[int, ...]
    texts_hash: str | None = None


class AnswerPartDrafted(Model):
    """A part has a draft."""

    says: ClassVar[Says] = Says("Deel {part} is uitgewerkt.", "Part {part} was drafted.")

    type: Literal["answer.part_drafted"] = "answer.part_drafted"
    part: int
    text: str
    refers_to_part: int | None = None
    refers_to_question: str | None = None
    relied_on: tuple[int, ...] = ()
    draft_hash: str


class AnswerPartApproved(Model):
    """A level of approval passed."""

    says: ClassVar[Says] = Says("Deel {part} is goedgekeurd ({level}).", "Part {part} was approved ({level}).")

    type: Literal["answer.part_approved"] = "answer.part_approved"
    part: int
    draft_hash: str
    level: str  # the role of the pack's ladder
    is_last: bool = False  # nobody has to approve this draft any more


class AnswerPartReturned(Model):
    """The drafter is to look again."""

    says: ClassVar[Says] = Says("Deel {part} gaat terug: {remarks}", "Part {part} was returned: {remarks}")

    type: Literal["answer.part_returned"] = "answer.part_returned"
    part: int
    remarks: str
    due: date | None = None  # the cabinet's day, where this takes a released answer back before it


class Snapshot(Model):
    """What was frozen."""

    as_of: date
    known_on: datetime
    position: int
    lang: Literal["nl", "en"]
    clusters: tuple[str, ...] = ()
    answer_hash: str
    relied_on: tuple[int, ...]
    texts_hash: str | None = None


class QuestionPart(Model):
    """One part with its draft and the levels that approved it."""

    part: int
    text: str
    draft: str | None = None
    draft_hash: str | None = None  # binds the draft to the snapshot; none until drafted, and after a return
    returned: str | None = None  # why the draft went back
    refers_to_part: int | None = None
    refers_to_question: str | None = None
    relied_on: tuple[int, ...] = ()
    approvals: tuple[str, ...] = ()  # roles, in the order of the ladder
    is_approved: bool = False  # by every level
    prepared_by: tuple[Preparation, ...] = ()
