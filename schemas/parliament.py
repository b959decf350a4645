"""What can be asked about answers to parliament: whether one can be drawn again, what changed, what was overtaken."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from schemas.answer import Cell, Statement
from schemas.model import Model


class Likeness(StrEnum):
    """How a frozen answer compares with the one drawn again from the record up to the same position."""

    IDENTICAL = "identical"
    TEXTS_CHANGED = "texts_changed"  # the pack says things in other words now
    CODE_CHANGED = "code_changed"  # same record, same words, another release of this service
    DIFFERENT = "different"  # nobody kept which words it was written with


class Reproduction(Model):
    """A frozen answer bit for bit, and whether the record still gives the same."""

    content: bytes
    likeness: Likeness


class Difference(Model):
    """One statement or one cell of a table, as it was frozen and as it would be made now."""

    part: int
    subject: str  # of a cell: the table's id
    predicate: str  # of a cell: the heading of its row
    column: str | None = None  # of a cell
    what: Literal["same", "changed", "evidence_changed", "new", "gone"]
    before: Statement | Cell | None = None
    after: Statement | Cell | None = None


class Overtaken(StrEnum):
    """What happened to something that an answer rested on."""

    CORRECTED = "corrected"
    RESTATED = "restated"
    REJECTED = "rejected"
    CONTESTED = "contested"
    REVOKED = "revoked"  # a miss that was none


class Affected(Model):
    """A sent answer that rested on an event which something recorded later puts in another light."""

    question: str  # stream
    number: str
    answered_on: date
    parts: tuple[int, ...]  # those that name the event as theirs; none: the snapshot rests on it
    relied_on: int  # position
    what: Overtaken
    by: int  # position of the later event
    stream: str  # of both events
    type: str  # wire name of the later event
    recorded_at: datetime
