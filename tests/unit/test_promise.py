"""Promises to parliament: recorded with an answer, followed up by a date, kept once."""

from datetime import UTC, date, datetime

import pytest

from schemas.deadline import DeadlineStage, FireDeadline
from schemas.question.promise import KeepPromise, PromiseKept, PromiseRecorded, RecordPromise
from schemas.question.sending import RecordPublication
from schemas.question.whole import QuestionStage
from tests.unit.question_files import LIAISON, QuestionStory, released, sent
from tests.unit.scenario import OFFICER, SYSTEM

GOOD_EXAMPLES = RecordPromise(
    promise="good-examples", text="good examples are taken along", follow_up_by=date(2021, 6, 30), part=2
)
KEPT = KeepPromise(promise="good-examples", how="in the call of 2021", on=date(2021, 3, 1))
THEN = datetime(2021, 3, 1, 9, tzinfo=UTC)


def promised() -> QuestionStory:
    """A promise with an answer."""
    return sent().when(GOOD_EXAMPLES, by=LIAISON)


def test_a_promise_has_a_date_by_which_it_is_followed_up() -> None:
    """One that is recorded again changes nothing; the same name for another one is refused."""
    story = promised().then_types("promise.recorded", "deadline.set")
    assert story.answer[0].payload == PromiseRecorded.model_validate(GOOD_EXAMPLES.model_dump(exclude={"kind"}))
    [follow_up] = [one for one in story.state.deadlines if one.id == "D25/good-examples"]
    assert (follow_up.due, follow_up.stage) == (date(2021, 6, 30), DeadlineStage.OPEN)
    story.when(GOOD_EXAMPLES, by=LIAISON).then_nothing()
    story.when(GOOD_EXAMPLES.model_copy(update={"text": "other"}), by=LIAISON).then_refused("promise_changed")


def test_a_promise_is_made_with_an_answer() -> None:
    """Not before it is sent, not for a day before it, not with a part that is not there."""
    released().when(GOOD_EXAMPLES, by=LIAISON).then_refused("not_sent")
    early = GOOD_EXAMPLES.model_copy(update={"follow_up_by": date(2020, 4, 19)})
    sent().when(early, by=LIAISON).then_refused("before_answer")
    sent().when(GOOD_EXAMPLES.model_copy(update={"part": 3}), by=LIAISON).then_refused("unknown_part")


def test_a_promise_is_kept_once_also_after_publication() -> None:
    """Its follow-up is met; two promises run side by side."""
    story = promised().when(GOOD_EXAMPLES.model_copy(update={"promise": "bottlenecks"}), by=LIAISON).at(THEN)
    story.when(FireDeadline(deadline="D20", revision=1), by=SYSTEM)
    story.when(RecordPublication(published_on=date(2020, 5, 13)), by=LIAISON).then_types("answer.published")
    story.when(KEPT, by=OFFICER).then_types("promise.kept", "deadline.met")
    assert story.answer[0].payload == PromiseKept(promise="good-examples", how=KEPT.how, on=KEPT.on)
    assert [(KEPT.on, KEPT.how), (None, None)] == [(one.kept_on, one.how) for one in story.state.promises]
    assert story.state.stage is QuestionStage.PUBLISHED
    story.when(KEPT, by=OFFICER).then_nothing()
    story.when(KEPT.model_copy(update={"how": "otherwise"}), by=OFFICER).then_refused("already_kept")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"promise": "nothing-promised"}, "unknown_promise"),
        ({"on": date(2021, 3, 2)}, "in_future"),
        ({"on": date(2020, 4, 19)}, "before_answer"),
    ],
)
def test_what_was_promised_is_kept_after_it_was_promised(changes: dict[str, object], code: str) -> None:
    """And not after today."""
    promised().at(THEN).when(KEPT.model_copy(update=changes), by=OFFICER).then_refused(code)
