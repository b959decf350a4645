"""Answers to questions about the record: statements, each with the evidence under it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from schemas.claim import ClaimValue, Grade
from schemas.effective import Effective
from schemas.model import Model, Slug
from schemas.texts import Texts


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


class Cell(Model):
    """One figure or word of a table; nothing recorded is a cell with that status and no text."""

    text: str
    value: Any = None
    status: Status = Status.STATED
    evidence: tuple[StatementEvidence, ...] = ()


class TableRow(Model):
    """What stands under one heading of a table."""

    heading: str
    cells: tuple[Cell, ...]


class Table(Model):
    """Figures side by side: as many cells in each row as there are columns."""

    id: str  # stable: 'kpi/catalisti/members'
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""  # a break in the series, what was left out and why


class AnswerPart(Model):
    """One of the questions."""

    number: int
    question: str
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...] = ()


class Answer(Model):
    """The whole answer, as of a day and as known on an instant."""

    as_of: date
    known_on: datetime
    lang: Literal["nl", "en"]
    clusters: tuple[Slug, ...] = Field(default=(), exclude_if=lambda clusters: not clusters)  # those it is about; all
    parts: tuple[AnswerPart, ...]


class Fact(Model):
    """What one event says of a subject; ``predicate`` and ``qualifier`` say what it is about."""

    subject: str
    predicate: str
    qualifier: str = ""
    value: ClaimValue
    effective: Effective
    position: int
    grade: Grade
    evidence: tuple[StatementEvidence, ...]
    claim: str | None = None
    is_confirmed: bool = False  # the claim, by two people on evidence
    settles: bool = False  # a decision of the service that ends what was contested before it


class Conclusion(Model):
    """What the record says of one matter: the leading fact, those that bear it out, and those that speak against it."""

    subject: str
    predicate: str
    qualifier: str
    leading: Fact
    agreeing: tuple[Fact, ...] = ()
    rivals: tuple[Fact, ...] = ()
    is_resolved: bool = False

    @property
    def is_contested(self) -> bool:
        """Whether others speak against it and nobody has decided between them."""
        return bool(self.rivals) and not self.is_resolved

    @property
    def is_confirmed(self) -> bool:
        """Whether what leads is a claim that two people confirmed."""
        return self.leading.is_confirmed

    @property
    def evidence(self) -> tuple[StatementEvidence, ...]:
        """What the leading fact and those that agree with it rest on."""
        return tuple(one for fact in (self.leading, *self.agreeing) for one in fact.evidence)


class ClusterFile(Model):
    """A cluster under the name that it had on the day asked for, with its pact file if it has one."""

    stream: str
    name: str
    pact: str | None = None

    @property
    def id(self) -> Slug:
        """The last part of the stream's name."""
        return self.stream.partition("/")[2]


class Knowledge(Model):
    """What was known on one instant about one day."""

    conclusions: tuple[Conclusion, ...] = ()
    clusters: tuple[ClusterFile, ...] = ()
    seen: tuple[Any, ...] = ()  # the recorded events that were known and had come true, as corrected


class SeenFile(Model):
    """One stream as it was known on the instant and true on the day: its state and the events behind it."""

    state: Any
    events: Mapping[Any, tuple[Any, ...]]  # by the kind of their payload, in order of recording
    corrections: Mapping[int, tuple[Any, ...]] = {}  # by the position of what they correct


class Brief(Model):
    """What the writer of an answer has on the table."""

    as_of: date
    texts: Texts
    knowledge: Knowledge
    seen: tuple[Any, ...] = ()  # the recorded events that were known and had come true, as corrected
    files: Mapping[str, SeenFile] = {}  # the same events by stream, in the order of their names
    clusters: tuple[Slug, ...] = ()  # those that the answer is about; all where none is named
    names: Mapping[str, str] = {}  # of all clusters, those that it is not about too
