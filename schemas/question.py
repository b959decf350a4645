"""A written question of parliament: parts, term, frozen snapshot, drafts, approvals, sending, embargo, promises."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from schemas.claim import ClaimsState
from schemas.deadline import Deadline
from schemas.document import Document
from schemas.model import Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation

LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
"""A text of several paragraphs."""


class QuestionStage(StrEnum):
    """Where a question stands; late, reassigned and by reference are told beside it."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    DRAFTING = "drafting"  # the snapshot is frozen
    IN_REVIEW = "in_review"  # every part is drafted
    APPROVED = "approved"  # every part went through all approvals
    RELEASED = "released"  # to the cabinet
    SENT = "sent"  # the asker alone has it
    EMBARGO_OVER = "embargo_over"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RegisterQuestion(Model):
    """Register a question as it reached the minister; the term counts from the day it was sent."""

    kind: Literal["register_question"] = "register_question"
    number: Name  # as parliament writes it
    title: Name  # 'subject – sub-subject'
    asker: Slug  # pseudonym; the name is in the directory
    office: Slug  # of the minister who answers
    sent_on: Day
    text: LongText
    in_recess: bool = False  # it was sent in recess; whether its term runs then is a setting of the pack
    coordinates: tuple[Slug, ...] = ()  # other offices that were asked too; ``office`` answers for all of them


class SplitQuestion(Model):
    """Define one part of the question; all its parts together make the answer."""

    kind: Literal["split_question"] = "split_question"
    part: int = Field(ge=1, le=99)
    text: LongText


class AssignQuestion(Model):
    """Give the question to a case officer, or to another one."""

    kind: Literal["assign_question"] = "assign_question"
    to: Slug


class SetCabinetDeadline(Model):
    """Record the date that the cabinet set for the draft; it is data, not a formula."""

    kind: Literal["set_cabinet_deadline"] = "set_cabinet_deadline"
    due: Day


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


class ReleaseAnswer(Model):
    """Release the whole approved answer to the cabinet."""

    kind: Literal["release_answer"] = "release_answer"
    answer_hash: Sha256  # over all approved parts


class RecordAnswerSent(Model):
    """Record that the minister answered; the embargo begins."""

    kind: Literal["record_answer_sent"] = "record_answer_sent"
    sent_on: Day
    answer_hash: Sha256


class RecordPublication(Model):
    """Record that the answer is public."""

    kind: Literal["record_publication"] = "record_publication"
    published_on: Day


class WithdrawQuestion(Model):
    """Record that the asker withdrew the question."""

    kind: Literal["withdraw_question"] = "withdraw_question"
    withdrawn_on: Day


class ReassignQuestion(Model):
    """Record that another minister answers; the term keeps running."""

    kind: Literal["reassign_question"] = "reassign_question"
    office: Slug
    since: Day
    reason: Name


class RecordPromise(Model):
    """Record what the minister promised parliament, and by when it is followed up."""

    kind: Literal["record_promise"] = "record_promise"
    promise: Slug
    text: Name
    follow_up_by: Day
    part: int | None = Field(default=None, ge=1)


class KeepPromise(Model):
    """Record that a promise was kept, and how."""

    kind: Literal["keep_promise"] = "keep_promise"
    promise: Slug
    how: Name
    on: Day


QuestionCommand = (
    RegisterQuestion
    | SplitQuestion
    | AssignQuestion
    | SetCabinetDeadline
    | FreezeSnapshot
    | DraftAnswerPart
    | ApproveAnswerPart
    | ReturnAnswerPart
    | ReleaseAnswer
    | RecordAnswerSent
    | RecordPublication
    | WithdrawQuestion
    | ReassignQuestion
    | RecordPromise
    | KeepPromise
)


class QuestionRegistered(Model):
    """A question came in."""

    says: ClassVar[Says] = Says(
        "Schriftelijke vraag {number} is geregistreerd: {title}.", "Written question {number} was registered: {title}."
    )

    type: Literal["question.registered"] = "question.registered"
    number: str
    title: str
    asker: str
    office: str
    sent_on: date
    text: str
    in_recess: bool = False
    coordinates: tuple[str, ...] = ()


class QuestionPartDefined(Model):
    """One part of the question."""

    says: ClassVar[Says] = Says("Deelvraag {part}: {text}", "Part {part}: {text}")

    type: Literal["question.part_defined"] = "question.part_defined"
    part: int
    text: str


class QuestionAssigned(Model):
    """A case officer has the question."""

    says: ClassVar[Says] = Says("De vraag is toegewezen aan {to}.", "The question was assigned to {to}.")

    type: Literal["question.assigned"] = "question.assigned"
    to: str
    assigned_on: date


class CabinetDeadlineSet(Model):
    """The cabinet wants the draft by this day."""

    says: ClassVar[Says] = Says(
        "Het kabinet vraagt het ontwerp tegen {due}.", "The cabinet asks for the draft by {due}."
    )

    type: Literal["cabinet_deadline.set"] = "cabinet_deadline.set"
    due: date


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


class AnswerReleasedToCabinet(Model):
    """The approved answer went to the cabinet."""

    says: ClassVar[Says] = Says(
        "Het antwoord is vrijgegeven aan het kabinet.", "The answer was released to the cabinet."
    )

    type: Literal["answer.released"] = "answer.released"
    answer_hash: str
    released_on: date


class AnswerSent(Model):
    """The minister answered; the asker alone has it for a while."""

    says: ClassVar[Says] = Says("Het antwoord is verstuurd op {sent_on}.", "The answer was sent on {sent_on}.")

    type: Literal["answer.sent"] = "answer.sent"
    sent_on: date
    answer_hash: str
    office: str
    days_late: int  # local days after the term's due date; 0 in time
    by_reference: bool = False


class AnswerPublished(Model):
    """The answer is public."""

    says: ClassVar[Says] = Says(
        "Het antwoord is gepubliceerd op {published_on}.", "The answer was published on {published_on}."
    )

    type: Literal["answer.published"] = "answer.published"
    published_on: date


class QuestionWithdrawn(Model):
    """The asker withdrew the question."""

    says: ClassVar[Says] = Says(
        "De vraag is ingetrokken op {withdrawn_on}.", "The question was withdrawn on {withdrawn_on}."
    )

    type: Literal["question.withdrawn"] = "question.withdrawn"
    withdrawn_on: date


class QuestionReassigned(Model):
    """Another minister answers."""

    says: ClassVar[Says] = Says(
        "De vraag gaat van {former} naar {office}.", "The question goes from {former} to {office}."
    )

    type: Literal["question.reassigned"] = "question.reassigned"
    former: str
    office: str
    since: date


class PromiseRecorded(Model):
    """The minister promised something to parliament."""

    says: ClassVar[Says] = Says(
        "Toezegging {promise}, op te volgen tegen {follow_up_by}: {text}",
        "Promise {promise}, to be followed up by {follow_up_by}: {text}",
    )

    type: Literal["promise.recorded"] = "promise.recorded"
    promise: str
    text: str
    follow_up_by: date
    part: int | None = None


class PromiseKept(Model):
    """The promise was kept."""

    says: ClassVar[Says] = Says("Toezegging {promise} is nagekomen: {how}.", "Promise {promise} was kept: {how}.")

    type: Literal["promise.kept"] = "promise.kept"
    promise: str
    how: str
    on: date


QuestionEvent = (
    QuestionRegistered
    | QuestionPartDefined
    | QuestionAssigned
    | CabinetDeadlineSet
    | AnswerSnapshotFrozen
    | AnswerPartDrafted
    | AnswerPartApproved
    | AnswerPartReturned
    | AnswerReleasedToCabinet
    | AnswerSent
    | AnswerPublished
    | QuestionWithdrawn
    | QuestionReassigned
    | PromiseRecorded
    | PromiseKept
)


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


class ReleasedAnswer(Model):
    """An answer as the cabinet got it; what was taken back since may have been sent all the same."""

    answer_hash: str
    parts: tuple[QuestionPart, ...]
    snapshot: Snapshot | None


class Promise(Model):
    """One promise to parliament."""

    promise: str
    text: str
    follow_up_by: date
    part: int | None = None
    kept_on: date | None = None
    how: str | None = None  # it was kept


class QuestionState(Model):
    """What a decision about a question reads."""

    version: int = 0
    stage: QuestionStage | None = None  # none before it is registered
    number: str = ""
    title: str = ""
    asker: str = ""
    office: str = ""
    offices: tuple[tuple[date, str], ...] = ()  # who answered since when, in the order of recording
    coordinates: tuple[str, ...] = ()  # other offices that were asked too
    in_recess: bool = False
    sent_on: date | None = None
    registered_hash: str | None = None  # of everything that was registered
    assigned_to: str | None = None
    cabinet_due: date | None = None
    snapshot: Snapshot | None = None
    parts: tuple[QuestionPart, ...] = ()
    promises: tuple[Promise, ...] = ()
    answer_hash: str | None = None  # of the released answer
    released: tuple[ReleasedAnswer, ...] = ()  # every one, each once
    answered_on: date | None = None
    published_on: date | None = None
    withdrawn_on: date | None = None
    is_by_reference: bool = False  # no part of the sent answer stands in its own words
    documents: tuple[Document, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    claims: ClaimsState = ClaimsState()
