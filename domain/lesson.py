"""Lessons of pacts and of the programme: good practices and bottlenecks, where taken up, and what became of them."""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.refusing import require
from domain.today import require_happened, today
from schemas.event import Payload, Pending, Recorded
from schemas.lesson import (
    BottleneckRecorded,
    BottleneckReopened,
    BottleneckResolved,
    Lesson,
    LessonCommand,
    LessonRecorded,
    LessonTakenUp,
    LinkLesson,
    RecordLesson,
    ReopenBottleneck,
    ResolveBottleneck,
)
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: LessonCommand,
    by: Actor,
    state: tuple[Lesson, ...],
    now: datetime,
    rules: RulesState,
    pact_version: int | None = None,
) -> list[Pending]:
    """Say what happens to a lesson; an empty answer means that it already is so.

    ``pact_version`` is the latest version of the pact in whose file the lesson stands; empty for a lesson of the
    programme, which may be taken up in a version of any pact.
    """
    del by
    match command:
        case RecordLesson():
            return _record(command, state, today(now, rules))
        case LinkLesson(on=on):
            lesson = lesson_of(state, command.lesson)
            require_happened("taking up a lesson", on, now, rules)
            return _link(command, lesson, rules, pact_version)
        case ResolveBottleneck(on=on):
            lesson = lesson_of(state, command.lesson)
            require_happened("the end of a bottleneck", on, now, rules)
            return _resolve(command, lesson)
        case ReopenBottleneck(on=on):
            lesson = lesson_of(state, command.lesson)
            require_happened("the return of a bottleneck", on, now, rules)
            return _reopen(command, lesson)
        case _:
            assert_never(command)


def evolve(state: tuple[Lesson, ...], event: Recorded) -> tuple[Lesson, ...]:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    match payload:
        case LessonRecorded() | BottleneckRecorded():
            others = (each for each in state if each.lesson != payload.lesson)
            return tuple(sorted((*others, _recorded(payload)), key=lambda each: each.lesson))
        case LessonTakenUp(lesson=lesson, taken_up_in=taken_up_in, version=version):
            link = (taken_up_in, version)
            return tuple(_linked(each, link) if each.lesson == lesson else each for each in state)
        case BottleneckResolved(lesson=lesson, how=how, on=on):
            ended = {"resolved_on": on, "how": how}
            return tuple(each.model_copy(update=ended) if each.lesson == lesson else each for each in state)
        case BottleneckReopened(lesson=lesson):
            back = {"resolved_on": None, "how": None}
            return tuple(each.model_copy(update=back) if each.lesson == lesson else each for each in state)
        case _:
            return state


def lesson_of(state: tuple[Lesson, ...], lesson: str) -> Lesson:
    """Find a lesson of the register; ``unknown_lesson`` where none has this id."""
    for each in state:
        if each.lesson == lesson:
            return each
    raise Refused("unknown_lesson", f"no lesson {lesson} is recorded here")


def _record(command: RecordLesson, state: tuple[Lesson, ...], on: date) -> list[Pending]:
    fields = command.model_dump(exclude={"kind", "sort"})
    is_practice = command.sort == "good_practice"
    payload = LessonRecorded.model_validate(fields) if is_practice else BottleneckRecorded.model_validate(fields)
    known = next((each for each in state if each.lesson == command.lesson), None)
    if known is None:
        return _one(payload, on)
    as_it_began = known.model_copy(update={"taken_up": (), "resolved_on": None, "how": None})
    is_same = as_it_began == _recorded(payload)
    require(is_same, "already_recorded", f"{command.lesson} is recorded as: {known.text_en}")
    return []


def _link(command: LinkLesson, lesson: Lesson, rules: RulesState, pact_version: int | None) -> list[Pending]:
    """Record one more version that took the lesson up; it has to exist."""
    if (command.taken_up_in, command.version) in lesson.taken_up:
        return []
    match command.taken_up_in:
        case "rule_version":
            known = tuple(policy.version for policy in rules.policies)
            require(command.version in known, "unknown_version", f"adopted rules have versions {', '.join(known)}")
        case "pact_version":
            _require_pact_version(command.version, pact_version)
        case _:
            assert_never(command.taken_up_in)
    payload = LessonTakenUp(
        lesson=lesson.lesson, taken_up_in=command.taken_up_in, version=command.version, on=command.on
    )
    return _one(payload, command.on)


def _require_pact_version(version: str, latest: int | None) -> None:
    """In a pact's own file a version is its number; the programme names a pact and its version in words."""
    is_known = latest is None or version in {str(number) for number in range(1, latest + 1)}
    require(is_known, "unknown_version", f"the pact has versions up to {latest}, not {version}")


def _resolve(command: ResolveBottleneck, lesson: Lesson) -> list[Pending]:
    is_bottleneck = lesson.sort == "bottleneck"
    require(is_bottleneck, "not_a_bottleneck", f"{lesson.lesson} is a good practice: nothing is to be resolved")
    if (lesson.resolved_on, lesson.how) == (command.on, command.how):
        return []
    told = f"{lesson.lesson} was resolved on {lesson.resolved_on}: {lesson.how}"
    require(lesson.resolved_on is None, "already_resolved", told)
    return _one(BottleneckResolved(lesson=lesson.lesson, how=command.how, on=command.on), command.on)


def _reopen(command: ReopenBottleneck, lesson: Lesson) -> list[Pending]:
    """Open it again; one that is open is left alone."""
    is_bottleneck = lesson.sort == "bottleneck"
    require(is_bottleneck, "not_a_bottleneck", f"{lesson.lesson} is a good practice: nothing comes back")
    if lesson.resolved_on is None:
        return []
    told = f"{lesson.lesson} was resolved on {lesson.resolved_on}; it cannot be back before"
    require(command.on >= lesson.resolved_on, "dates_out_of_order", told)
    return _one(BottleneckReopened(lesson=lesson.lesson, why=command.why, on=command.on), command.on)


def _recorded(payload: LessonRecorded | BottleneckRecorded) -> Lesson:
    return Lesson(
        lesson=payload.lesson,
        sort="good_practice" if isinstance(payload, LessonRecorded) else "bottleneck",
        text_nl=payload.text_nl,
        text_en=payload.text_en,
        origin=payload.origin,
        origin_reference=payload.origin_reference,
    )


def _linked(lesson: Lesson, link: tuple[str, str]) -> Lesson:
    if link in lesson.taken_up:
        return lesson
    return lesson.model_copy(update={"taken_up": (*lesson.taken_up, link)})


def _one(payload: Payload, on: date) -> list[Pending]:
    return [Pending(payload=payload, effective=day(on))]
