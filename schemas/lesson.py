"""Lessons of pacts and programmes: good practices and bottlenecks, their origin, and where they were taken up."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Name, Says, Slug

Origin = Literal["yearly_evaluation", "interim_evaluation", "report", "programme_evaluation", "question", "other"]


class RecordLesson(Model):
    """Record a good practice or a bottleneck, with where it was learned."""

    kind: Literal["record_lesson"] = "record_lesson"
    lesson: Slug
    sort: Literal["good_practice", "bottleneck"]
    text_nl: Name
    text_en: Name
    origin: Origin
    origin_reference: Name  # '2020', 'period 1', a document's id


class LinkLesson(Model):
    """Record in which version of a pact or of the rules a lesson was taken up."""

    kind: Literal["link_lesson"] = "link_lesson"
    lesson: Slug
    taken_up_in: Literal["pact_version", "rule_version"]
    version: Name
    on: Day


class ResolveBottleneck(Model):
    """Record that a bottleneck is gone, and how."""

    kind: Literal["resolve_bottleneck"] = "resolve_bottleneck"
    lesson: Slug
    how: Name
    on: Day


class ReopenBottleneck(Model):
    """Record that a resolved bottleneck is back."""

    kind: Literal["reopen_bottleneck"] = "reopen_bottleneck"
    lesson: Slug
    why: Name
    on: Day


LessonCommand = RecordLesson | LinkLesson | ResolveBottleneck | ReopenBottleneck


class LessonRecorded(Model):
    """A good practice."""

    says: ClassVar[Says] = Says("Goede praktijk {lesson}: {text_nl}", "Good practice {lesson}: {text_en}")

    type: Literal["lesson.recorded"] = "lesson.recorded"
    lesson: str
    text_nl: str
    text_en: str
    origin: Origin
    origin_reference: str


class BottleneckRecorded(Model):
    """A bottleneck."""

    says: ClassVar[Says] = Says("Knelpunt {lesson}: {text_nl}", "Bottleneck {lesson}: {text_en}")

    type: Literal["bottleneck.recorded"] = "bottleneck.recorded"
    lesson: str
    text_nl: str
    text_en: str
    origin: Origin
    origin_reference: str


class LessonTakenUp(Model):
    """A lesson of either kind was taken up."""

    says: ClassVar[Says] = Says(
        "{lesson} is opgenomen in {taken_up_in} {version}.", "{lesson} was taken up in {taken_up_in} {version}."
    )

    type: Literal["lesson.taken_up"] = "lesson.taken_up"
    lesson: str
    taken_up_in: Literal["pact_version", "rule_version"]
    version: str
    on: date


class BottleneckResolved(Model):
    """A bottleneck is gone."""

    says: ClassVar[Says] = Says("Knelpunt {lesson} is opgelost: {how}.", "Bottleneck {lesson} is resolved: {how}.")

    type: Literal["bottleneck.resolved"] = "bottleneck.resolved"
    lesson: str
    how: str
    on: date


class BottleneckReopened(Model):
    """A bottleneck that was resolved is back."""

    says: ClassVar[Says] = Says("Knelpunt {lesson} is terug: {why}.", "Bottleneck {lesson} is back: {why}.")

    type: Literal["bottleneck.reopened"] = "bottleneck.reopened"
    lesson: str
    why: str
    on: date


LessonEvent = LessonRecorded | BottleneckRecorded | LessonTakenUp | BottleneckResolved | BottleneckReopened


class Lesson(Model):
    """One item of the register."""

    lesson: str
    sort: Literal["good_practice", "bottleneck"]
    text_nl: str
    text_en: str
    origin: str
    origin_reference: str
    taken_up: tuple[tuple[str, str], ...] = ()  # in what, which version
    resolved_on: date | None = None
    how: str | None = None  # it was resolved
