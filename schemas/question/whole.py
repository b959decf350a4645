"""A written question as a whole: its stages, every command and event of it, and its state."""

from datetime import date
from enum import StrEnum

from schemas.claim import ClaimsState
from schemas.deadline import Deadline
from schemas.document import Document
from schemas.model import Model
from schemas.question.draft import (
    AnswerPartApproved,
    AnswerPartDrafted,
    AnswerPartReturned,
    AnswerSnapshotFrozen,
    ApproveAnswerPart,
    DraftAnswerPart,
    FreezeSnapshot,
    QuestionPart,
    ReturnAnswerPart,
    Snapshot,
)
from schemas.question.promise import KeepPromise, Promise, PromiseKept, PromiseRecorded, RecordPromise
from schemas.question.registration import (
    AssignQuestion,
    CabinetDeadlineSet,
    QuestionAssigned,
    QuestionPartDefined,
    QuestionReassigned,
    QuestionRegistered,
    QuestionWithdrawn,
    ReassignQuestion,
    RegisterQuestion,
    SetCabinetDeadline,
    SplitQuestion,
    WithdrawQuestion,
)
from schemas.question.sending import (
    AnswerPublished,
    AnswerReleasedToCabinet,
    AnswerSent,
    RecordAnswerSent,
    RecordPublication,
    ReleaseAnswer,
    ReleasedAnswer,
)


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
