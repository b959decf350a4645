"""The approved answer on its way: released to the cabinet, sent, published."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Says, Sha256
from schemas.question.draft import (
    QuestionPart,
    Snapshot,
)


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


class ReleasedAnswer(Model):
    """An answer as the cabinet got it; what was taken back since may have been sent all the same."""

    answer_hash: str
    parts: tuple[QuestionPart, ...]
    snapshot: Snapshot | None
