"""Answers to questions about the record: statements, each with the evidence under it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from schemas.claim import Grade
from schemas.model import Model


class Status(StrEnum):
    """What kind of knowledge a statement is."""

    STATED = "stated"
    COMPUTED = "computed"
    IN_PROCESSING = "in_processing"
    NOT_DECIDED = "not_decided"
    NOT_RECORDED = "not_recorded"
    CONTESTED = "contested"


class StatementEvidence(Model):
    """One event under a statement."""

    position: int
    event: str  # wire name
    source: str  # document id, or the stream for what the service recorded itself
    title: str = ""
    grade: Grade


class Conflict(Model):
    """What another source says instead."""

    value: Any
    text: str
    evidence: tuple[StatementEvidence, ...]


class Statement(Model):
    """One sentence and what it rests on; a computed one names its inputs in ``inputs``."""

    subject: str
    predicate: str
    text: str
    value: Any
    status: Status
    evidence: tuple[StatementEvidence, ...]
    conflicts: tuple[Conflict, ...] = ()
    inputs: tuple[str, ...] = ()


class AnswerPart(Model):
    """One of the questions."""

    number: int
    question: str
    statements: tuple[Statement, ...]


class Answer(Model):
    """The whole answer, as of a day and as known on an instant."""

    as_of: date
    known_on: datetime
    lang: Literal["nl", "en"]
    parts: tuple[AnswerPart, ...]
