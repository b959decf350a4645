"""A question comes in: once, with its term, for the minister of the day, in parts, to somebody who may draft."""

from datetime import date, timedelta

import pytest

from domain.question import streams_read
from schemas.deadline import DeadlineSet, DeadlineStage
from schemas.question.draft import DraftAnswerPart
from schemas.question.registration import (
    AssignQuestion,
    CabinetDeadlineSet,
    QuestionAssigned,
    QuestionPartDefined,
    QuestionReassigned,
    QuestionWithdrawn,
    ReassignQuestion,
    SetCabinetDeadline,
    SplitQuestion,
    WithdrawQuestion,
)
from schemas.question.whole import QuestionStage, QuestionState
from tests.unit.question_files import (
    ASSIGN,
    DRAFT,
    FIRST,
    LIAISON,
    NOW,
    REFER,
    REGISTER,
    SENT,
    TERM,
    QuestionStory,
    approved,
    drafted,
    empty,
    frozen,
    registered,
    released,
    sending,
    sent,
)
from tests.unit.scenario import OFFICER

VECTORS = {
    date(2020, 3, 20): date(2020, 4, 20),
    date(2020, 4, 6): date(2020, 5, 6),
    date(2020, 6, 24): date(2020, 7, 23),
    date(2019, 12, 20): date(2020, 1, 21),
    date(2020, 10, 20): date(2020, 11, 18),
}
"""When a question was sent, and the last day of its term."""

ELSEWHERE = ReassignQuestion(office="demo-innovation", since=date(2020, 3, 23), reason="a new minister")
WITHDRAW = WithdrawQuestion(withdrawn_on=date(2020, 3, 23))


def due(story: QuestionStory, deadline: str) -> tuple[date, DeadlineStage]:
    """When a deadline falls due and where it stands."""
    [found] = [one for one in story.state.deadlines if one.id == deadline]
    return found.due, found.stage


@pytest.mark.parametrize("sent_on", VECTORS, ids=str)
def test_the_term_counts_twenty_working_days_from_the_sending(sent_on: date) -> None:
    """Whatever the day on which we heard of it."""
    story = empty().at(NOW + timedelta(days=365))
    story.when(REGISTER.model_copy(update={"sent_on": sent_on}), by=LIAISON)
    story.then_types("question.registered", "deadline.set")
    [term] = [event.payload for event in story.answer if isinstance(event.payload, DeadlineSet)]

    assert (term.rule, term.due) == ("D18", VECTORS[sent_on])


def test_the_term_runs_in_recess_too() -> None:
    """A question that was put in recess says so and is due on the same day."""
    story = empty().when(REGISTER.model_copy(update={"in_recess": True, "coordinates": ("demo-work",)}), by=LIAISON)

    assert due(story, "D18") == (TERM, DeadlineStage.OPEN)


def test_a_question_is_registered_once() -> None:
    """The same again changes nothing; other content under the same number is refused."""
    story = registered()
    story.when(REGISTER, by=LIAISON).then_nothing()
    story.when(REGISTER.model_copy(update={"text": "another"}), by=LIAISON).then_refused("already_registered")


def test_a_question_cannot_come_from_tomorrow() -> None:
    """Its term would count from a day nobody knows."""
    empty().when(REGISTER.model_copy(update={"sent_on": date(2020, 3, 24)}), by=LIAISON).then_refused("in_future")


def test_nothing_happens_to_a_question_that_was_not_registered() -> None:
    """Whatever is asked."""
    for command in (FIRST, ASSIGN, WITHDRAW, DRAFT):
        empty().when(command).then_refused("not_registered")


def test_a_part_can_be_worded_anew_until_it_is_answered() -> None:
    """Asked again it changes nothing; after the first draft the question is no longer divided."""
    story = frozen()
    story.when(FIRST).then_nothing()
    story.when(SplitQuestion(part=1, text="Which stage?"))
    story.then(QuestionPartDefined(part=1, text="Which stage?"))
    assert [(1, "Which stage?"), (2, "Which lessons?")] == [(part.part, part.text) for part in story.state.parts]

    drafted().when(SplitQuestion(part=3, text="And when?")).then_refused("already_drafting")


def test_a_question_is_given_to_a_known_person_who_may_draft() -> None:
    """And to another one later; the stage goes on from where it was."""
    story = registered().when(ASSIGN, by=LIAISON)
    story.then(QuestionAssigned(to="demo-berk", assigned_on=date(2020, 3, 23)))
    assert story.state.stage is QuestionStage.ASSIGNED
    story.when(ASSIGN, by=LIAISON).then_nothing()
    story.when(AssignQuestion(to="demo-nobody"), by=LIAISON).then_refused("unknown_person")
    story.when(AssignQuestion(to="demo-den"), by=LIAISON).then_refused("not_a_drafter")

    later = drafted().when(AssignQuestion(to="demo-linde"), by=LIAISON).then_types("question.assigned")
    assert (later.state.assigned_to, later.state.stage) == ("demo-linde", QuestionStage.IN_REVIEW)


def test_somebody_whose_role_has_ended_drafts_no_more() -> None:
    """The roles of the day count, the last one included."""
    last = empty().at(NOW.replace(year=2030, month=12, day=31)).when(REGISTER, by=LIAISON).when(ASSIGN, by=LIAISON)
    last.then_types("question.assigned")

    after = empty().at(NOW.replace(year=2031, month=1, day=1)).when(REGISTER, by=LIAISON).when(ASSIGN, by=LIAISON)
    after.then_refused("not_a_drafter")


def test_the_neighbours_of_a_decision_are_named() -> None:
    """The person, or the question that is referred to; nothing else."""
    earlier = DraftAnswerPart(part=1, text="See the earlier answer.", refers_to_question="2019-7")

    read = [streams_read(command, QuestionState()) for command in (ASSIGN, earlier, DRAFT, REFER, FIRST)]
    assert read == [("people/demo-berk",), ("question/2019-7",), (), (), ()]


def test_the_cabinets_date_is_taken_as_it_is_and_a_new_one_replaces_it() -> None:
    """A Saturday stays a Saturday."""
    story = registered().when(SetCabinetDeadline(due=date(2020, 4, 4)), by=LIAISON)
    story.then_types("cabinet_deadline.set", "deadline.set")
    assert due(story, "D19") == (date(2020, 4, 4), DeadlineStage.OPEN)
    story.when(SetCabinetDeadline(due=date(2020, 4, 4)), by=LIAISON).then_nothing()

    story.when(SetCabinetDeadline(due=date(2020, 4, 8)), by=LIAISON)
    story.then_types("cabinet_deadline.set", "deadline.cancelled", "deadline.set")
    assert due(story, "D19.2") == (date(2020, 4, 8), DeadlineStage.OPEN)


def test_the_release_meets_the_cabinets_date() -> None:
    """After it the cabinet asks for nothing more; before the question it asked for nothing."""
    story = approved().given(CabinetDeadlineSet(due=date(2020, 4, 4)))
    story.when(SetCabinetDeadline(due=date(2020, 3, 19)), by=LIAISON).then_refused("before_question")
    released().when(SetCabinetDeadline(due=date(2020, 4, 9)), by=LIAISON).then_refused("already_released")


def test_another_minister_answers_and_the_clock_keeps_running() -> None:
    """The former one stays readable; the answer will bear the office of its day."""
    story = registered().when(ELSEWHERE, by=LIAISON)
    story.then(QuestionReassigned(former="demo-economy", office="demo-innovation", since=date(2020, 3, 23)))
    assert [event.reason for event in story.answer] == ["a new minister"]
    assert (story.state.office, due(story, "D18")) == ("demo-innovation", (TERM, DeadlineStage.OPEN))
    story.when(ELSEWHERE, by=LIAISON).then_nothing()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"office": "demo-economy"}, "same_office"),
        ({"since": date(2020, 3, 24)}, "in_future"),
        ({"since": date(2020, 3, 19)}, "before_last_office"),
    ],
)
def test_a_change_of_minister_makes_sense_or_is_refused(changes: dict[str, object], code: str) -> None:
    """To another office, since a day that has come, after the one before."""
    registered().when(ELSEWHERE.model_copy(update=changes), by=LIAISON).then_refused(code)


def test_a_withdrawn_question_ends_with_its_terms() -> None:
    """Nothing more is done with it."""
    story = registered().when(SetCabinetDeadline(due=date(2020, 4, 4)), by=LIAISON).when(WITHDRAW, by=LIAISON)
    story.then_types("question.withdrawn", "deadline.cancelled", "deadline.cancelled")
    assert isinstance(story.answer[0].payload, QuestionWithdrawn)
    assert {one.stage for one in story.state.deadlines} == {DeadlineStage.CANCELLED}
    story.when(WITHDRAW, by=LIAISON).then_nothing()
    for command in (WithdrawQuestion(withdrawn_on=SENT), FIRST, ASSIGN, ELSEWHERE, DRAFT, sending(story, SENT)):
        story.when(command, by=OFFICER).then_refused("withdrawn")


@pytest.mark.parametrize(
    ("on", "code"), [(date(2020, 3, 24), "in_future"), (date(2020, 3, 19), "before_question")], ids=str
)
def test_a_withdrawal_has_its_day_after_the_question_and_not_after_today(on: date, code: str) -> None:
    """It happened, and it happened to something."""
    registered().when(WithdrawQuestion(withdrawn_on=on), by=LIAISON).then_refused(code)


def test_a_sent_answer_takes_nothing_in_any_more() -> None:
    """What has left for parliament is never touched."""
    for command in (SplitQuestion(part=3, text="And?"), AssignQuestion(to="demo-linde"), WITHDRAW, ELSEWHERE, DRAFT):
        sent().when(command, by=LIAISON).then_refused("already_sent")
    sent().when(SetCabinetDeadline(due=TERM), by=LIAISON).then_refused("already_sent")
