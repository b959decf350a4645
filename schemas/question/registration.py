"""A question as it reached the minister: registered, split, assigned, given another minister or withdrawn."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from schemas.model import Day, Model, Name, Says, Slug

LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
"""A text of several paragraphs."""


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
