"""Lessons: recorded, taken up in versions, and bottlenecks that are resolved."""

from datetime import date
from typing import Any

import pytest

from domain import lesson, pact
from schemas.lesson import (
    BottleneckRecorded,
    BottleneckReopened,
    BottleneckResolved,
    Lesson,
    LessonRecorded,
    LessonTakenUp,
    LinkLesson,
    RecordLesson,
    ReopenBottleneck,
    ResolveBottleneck,
)
from tests.unit.pact_files import IN_FORCE, pact_file
from tests.unit.scenario import MORNING, Scenario, on

TODAY = MORNING.date()
TOMORROW = date(2020, 3, 3)

RECORD = RecordLesson(
    lesson="short-lines",
    sort="good_practice",
    text_nl="korte lijnen met bedrijven",
    text_en="short lines to companies",
    origin="yearly_evaluation",
    origin_reference="2019",
)
HINDRANCE = RecordLesson(
    lesson="late-calls",
    sort="bottleneck",
    text_nl="oproepen komen laat",
    text_en="calls come late",
    origin="report",
    origin_reference="2018",
)
LINK = LinkLesson(lesson="short-lines", taken_up_in="pact_version", version="2", on=TODAY)
RESOLVE = ResolveBottleneck(lesson="late-calls", how="one calendar for all calls", on=TODAY)
REOPEN = ReopenBottleneck(lesson="late-calls", why="two calls at once", on=TODAY)
SAID = RECORD.model_dump(exclude={"kind", "sort"})


def register(pact_version: int | None = 2) -> Scenario[tuple[Lesson, ...]]:
    """The register of a stream; `pact_version` is empty for the programme."""

    def decide(command: Any, by: Any, state: Any, now: Any, rules: Any) -> Any:  # noqa: ANN401 - as any decider
        return lesson.decide(command, by, state, now, rules, pact_version)

    return Scenario(decide, lesson.evolve, ())


def recorded(pact_version: int | None = 2) -> Scenario[tuple[Lesson, ...]]:
    """With one lesson of each sort."""
    return register(pact_version).when(RECORD).when(HINDRANCE)


def changed(command: Any, **fields: object) -> Any:  # noqa: ANN401 - any command
    """The command with other fields."""
    return command.model_copy(update=fields)


def test_good_practices_and_bottlenecks_are_recorded_with_their_origin() -> None:
    """Each by its own event."""
    scenario = register().when(RECORD).then(LessonRecorded.model_validate(SAID))
    assert (Lesson.model_validate({**SAID, "sort": "good_practice"}),) == scenario.state
    scenario.when(HINDRANCE)
    scenario.then(BottleneckRecorded.model_validate(HINDRANCE.model_dump(exclude={"kind", "sort"})))
    assert ["bottleneck", "good_practice"] == [each.sort for each in scenario.state]


def test_a_lesson_recorded_again_is_nothing_new() -> None:
    """Also after it was taken up and resolved; something else under its id is refused."""
    scenario = recorded().when(changed(LINK, lesson="late-calls")).when(RESOLVE)
    scenario.when(HINDRANCE).then_nothing()
    scenario.when(changed(HINDRANCE, text_en="other")).then_refused("already_recorded")
    scenario.when(changed(HINDRANCE, sort="good_practice")).then_refused("already_recorded")


def test_a_lesson_is_taken_up_in_several_versions() -> None:
    """Each once."""
    scenario = recorded().when(LINK)
    scenario.then(LessonTakenUp(lesson="short-lines", taken_up_in="pact_version", version="2", on=TODAY))
    assert on(TODAY) == scenario.answer[0].effective
    scenario.when(LINK).then_nothing()
    scenario.when(changed(LINK, version="1")).then_types("lesson.taken_up")
    scenario.when(changed(LINK, taken_up_in="rule_version", version="1")).then_types("lesson.taken_up")
    expected = (("pact_version", "2"), ("pact_version", "1"), ("rule_version", "1"))
    assert expected == scenario.state[1].taken_up


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (changed(LINK, version="3"), "unknown_version"),
        (changed(LINK, version="0"), "unknown_version"),
        (changed(LINK, version="two"), "unknown_version"),
        (changed(LINK, taken_up_in="rule_version", version="2026"), "unknown_version"),
        (changed(LINK, lesson="nothing"), "unknown_lesson"),
        (changed(LINK, on=TOMORROW), "in_future"),
        (changed(RESOLVE, lesson="nothing"), "unknown_lesson"),
        (changed(RESOLVE, lesson="short-lines"), "not_a_bottleneck"),
        (changed(RESOLVE, on=TOMORROW), "in_future"),
    ],
)
def test_what_cannot_be_is_refused(command: Any, code: str) -> None:  # noqa: ANN401 - any command
    """With a code that says why."""
    recorded().when(command).then_refused(code)


def test_a_lesson_of_the_programme_names_the_pact_in_words() -> None:
    """A version of the rules has to exist there too."""
    scenario = recorded(pact_version=None).when(changed(LINK, version="demo-cluster, version 3"))
    scenario.then_types("lesson.taken_up")
    scenario.when(changed(LINK, taken_up_in="rule_version", version="2026")).then_refused("unknown_version")


def test_a_bottleneck_is_resolved_once() -> None:
    """How and when stays."""
    scenario = recorded().when(RESOLVE)
    scenario.then(BottleneckResolved(lesson="late-calls", how="one calendar for all calls", on=TODAY))
    assert (TODAY, "one calendar for all calls") == (scenario.state[0].resolved_on, scenario.state[0].how)
    scenario.when(RESOLVE).then_nothing()
    scenario.when(changed(RESOLVE, how="otherwise")).then_refused("already_resolved")


def test_a_bottleneck_that_is_back_is_open_again() -> None:
    """And can be resolved once more."""
    scenario = recorded().when(RESOLVE).when(REOPEN)
    scenario.then(BottleneckReopened(lesson="late-calls", why="two calls at once", on=TODAY))
    assert (None, None) == (scenario.state[0].resolved_on, scenario.state[0].how)
    scenario.when(REOPEN).then_nothing()
    scenario.when(RESOLVE).then_types("bottleneck.resolved")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (changed(REOPEN, lesson="nothing"), "unknown_lesson"),
        (changed(REOPEN, lesson="short-lines"), "not_a_bottleneck"),
        (changed(REOPEN, on=TOMORROW), "in_future"),
        (changed(REOPEN, on=date(2020, 3, 1)), "dates_out_of_order"),
    ],
)
def test_a_bottleneck_cannot_come_back_otherwise(command: Any, code: str) -> None:  # noqa: ANN401 - any command
    """Nor before it was resolved."""
    recorded().when(RESOLVE).when(command).then_refused(code)


def test_in_a_pact_file_the_versions_of_that_pact_count() -> None:
    """The first version is there when the pact is in force."""
    pact_file(pact.decide).when(RECORD).then_refused("not_registered")
    file = pact_file(pact.decide).given(*IN_FORCE).when(RECORD)
    file.when(LINK).then_refused("unknown_version")
    file.when(changed(LINK, version="1")).then_types("lesson.taken_up")


def test_events_of_a_lesson_that_is_not_known_pass_by() -> None:
    """Folding never fails, and a link stands there once."""
    taken_up = LessonTakenUp(lesson="short-lines", taken_up_in="pact_version", version="1", on=TODAY)
    gone = BottleneckResolved(lesson="late-calls", how="somehow", on=TODAY)
    assert () == register().given(taken_up, gone).state
    assert (("pact_version", "1"),) == register().when(RECORD).given(taken_up, taken_up).state[0].taken_up
