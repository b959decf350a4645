"""Released, sent, under embargo, public; late or not, by which minister, by reference or in its own words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.question_sending import answer_hash, answer_text
from schemas.deadline import DeadlineStage, FireDeadline, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.question.draft import DraftAnswerPart, ReturnAnswerPart
from schemas.question.registration import QuestionReassigned, SetCabinetDeadline
from schemas.question.sending import (
    AnswerReleasedToCabinet,
    AnswerSent,
    RecordAnswerSent,
    RecordPublication,
    ReleaseAnswer,
)
from schemas.question.whole import QuestionStage
from tests.unit.flanders import flanders
from tests.unit.question_files import (
    DRAFT,
    FREEZE,
    LIAISON,
    NOW,
    REFER,
    SENT,
    TERM,
    QuestionStory,
    approval,
    approved,
    drafted,
    frozen,
    released,
    sending,
    sent,
)
from tests.unit.scenario import HEAD, LEADER, OFFICER, SYSTEM

EMBARGO = date(2020, 5, 12)
"""Fifteen working days after Monday 20 April 2020: Friday 1 May is none."""

AFTER = datetime(2020, 5, 13, 8, tzinfo=UTC)
PUBLIC = RecordPublication(published_on=date(2020, 5, 13))


def release(story: QuestionStory) -> ReleaseAnswer:
    """The release of the answer as it stands."""
    return ReleaseAnswer(answer_hash=answer_hash(story.state))


def through(story: QuestionStory) -> QuestionStory:
    """Both parts approved at both levels, and released."""
    for by in (HEAD, LEADER):
        for part in (1, 2):
            story.when(approval(story, part), by=by)
    return story.when(release(story), by=LEADER)


def test_the_approved_answer_is_released_as_it_stands() -> None:
    """Bound to the hash of all its parts; asked again it changes nothing."""
    story = approved()
    drafted().when(release(drafted()), by=LEADER).then_refused("not_approved")
    story.when(ReleaseAnswer(answer_hash="0" * 64), by=LEADER).then_refused("content_changed")
    story.when(release(story), by=LEADER)
    story.then(AnswerReleasedToCabinet(answer_hash=answer_hash(story.state), released_on=NOW.date()))
    assert story.state.stage is QuestionStage.RELEASED
    story.when(release(story), by=LEADER).then_nothing()
    story.when(ReleaseAnswer(answer_hash="0" * 64), by=LEADER).then_refused("content_changed")
    gone = sent()
    gone.when(release(gone), by=LEADER).then_nothing()
    gone.when(ReleaseAnswer(answer_hash="0" * 64), by=LEADER).then_refused("already_sent")


def test_whoever_drafted_a_part_does_not_release_the_answer() -> None:
    """Not in the leading official's name either."""
    story = approved()
    stand_in = Actor(person=OFFICER.person, role="leading_official", on_behalf_of=LEADER.person)
    story.when(release(story), by=stand_in).then_refused("four_eyes")


def test_the_answer_is_all_parts_with_what_they_answer_and_refer_to() -> None:
    """Nothing that is approved stands outside the hash."""
    story = approved()
    assert answer_text(story.state)["parts"] == [
        {"part": 1, "question": "In which stage?", "answer": DRAFT.text, "refers_to_part": None,
         "refers_to_question": None},
        {"part": 2, "question": "Which lessons?", "answer": REFER.text, "refers_to_part": 1,
         "refers_to_question": None},
    ]  # fmt: skip


def test_an_answer_in_time_is_not_late() -> None:
    """Its embargo begins, its term is met."""
    story = sent()
    expected = AnswerSent(
        sent_on=TERM, answer_hash=answer_hash(story.state), office="demo-economy", days_late=0, by_reference=False
    )
    story.then_types("answer.sent", "deadline.met", "deadline.set")
    assert story.answer[0].payload == expected
    [embargo] = [one for one in story.state.deadlines if one.id == "D20"]
    assert (embargo.due, embargo.stage) == (EMBARGO, DeadlineStage.OPEN)
    story.when(sending(story, TERM), by=LIAISON).then_nothing()
    story.when(RecordAnswerSent(sent_on=TERM, answer_hash="0" * 64), by=LIAISON).then_refused("already_sent")


def test_a_late_answer_says_by_how_many_days() -> None:
    """Lateness blocks nothing."""
    [payload] = [event.payload for event in sent(date(2020, 4, 23)).answer if isinstance(event.payload, AnswerSent)]
    assert payload.days_late == 3


def test_lateness_counts_from_the_term_as_it_was_moved() -> None:
    """By a recorded decision of two people."""
    story = released()
    story.when(RequestExtensionOfTime(deadline="D18", new_due=date(2020, 4, 22), ground="crisis"), by=OFFICER)
    story.when(GrantExtensionOfTime(deadline="D18", new_due=date(2020, 4, 22)), by=HEAD).then_types("deadline.extended")
    story.when(sending(story, date(2020, 4, 23)), by=LIAISON, at=datetime(2020, 4, 23, 15, tzinfo=UTC))
    [payload] = [event.payload for event in story.answer if isinstance(event.payload, AnswerSent)]
    assert payload.days_late == 1


@pytest.mark.parametrize(
    ("on", "code"), [(date(2020, 3, 24), "in_future"), (date(2020, 3, 19), "before_question")], ids=str
)
def test_an_answer_is_sent_on_a_day_that_can_be(on: date, code: str) -> None:
    """After the question, and not after today."""
    released().when(sending(released(), on), by=LIAISON).then_refused(code)


def test_only_what_was_released_is_sent() -> None:
    """The whole of it, unchanged."""
    approved().when(sending(released(), SENT), by=LIAISON).then_refused("not_released")
    released().when(RecordAnswerSent(sent_on=SENT, answer_hash="0" * 64), by=LIAISON).then_refused("content_changed")


@pytest.mark.parametrize(
    ("on", "office"), [(date(2020, 3, 22), "demo-economy"), (date(2020, 3, 23), "demo-innovation")], ids=str
)
def test_the_answer_bears_the_office_of_its_day(on: date, office: str) -> None:
    """A change of minister that is recorded first does not change who answered before it."""
    story = released()
    story.given(QuestionReassigned(former="demo-economy", office="demo-innovation", since=date(2020, 3, 23)))
    story.when(sending(story, on), by=LIAISON)
    [payload] = [event.payload for event in story.answer if isinstance(event.payload, AnswerSent)]
    assert payload.office == office


def test_an_answer_that_says_nothing_of_its_own_is_by_reference() -> None:
    """Every part leads to an earlier answer, if by way of another part."""
    earlier = DraftAnswerPart(part=1, text="See the earlier answer.", refers_to_question="2019-7")
    story = through(frozen().when(earlier).when(REFER))
    story.when(sending(story, SENT), by=LIAISON)
    assert story.state.is_by_reference
    assert not sent().state.is_by_reference


def test_the_embargo_ends_with_its_last_day() -> None:
    """Not before; a term is no embargo."""
    story = sent()
    story.when(FireDeadline(deadline="D20", revision=1), by=SYSTEM, at=AFTER - timedelta(days=1))
    story.then_refused("too_early")
    assert story.state == sent().state
    story.when(FireDeadline(deadline="D20", revision=1), by=SYSTEM, at=AFTER).then_types("deadline.reached")
    assert story.state.stage is QuestionStage.EMBARGO_OVER


def test_nothing_is_published_under_embargo() -> None:
    """Nor told afterwards to have been; the day after its last day is free, once."""
    story = sent().at(AFTER)
    story.when(RecordPublication(published_on=EMBARGO), by=LIAISON).then_refused("under_embargo")
    story.when(FireDeadline(deadline="D20", revision=1), by=SYSTEM)
    story.when(RecordPublication(published_on=EMBARGO), by=LIAISON).then_refused("under_embargo")
    story.when(RecordPublication(published_on=date(2020, 5, 14)), by=LIAISON).then_refused("in_future")
    story.when(PUBLIC, by=LIAISON).then_types("answer.published")
    assert (story.state.stage, story.state.published_on) == (QuestionStage.PUBLISHED, PUBLIC.published_on)
    story.when(PUBLIC, by=LIAISON).then_nothing()
    story.when(RecordPublication(published_on=TERM), by=LIAISON).then_refused("already_published")


def test_a_publication_that_was_recorded_first_is_not_undone_by_the_end_of_the_embargo() -> None:
    """The deadline still ends, as a fact of its own."""
    story = sent().at(AFTER).when(PUBLIC, by=LIAISON).then_types("answer.published")
    story.when(FireDeadline(deadline="D20", revision=1), by=SYSTEM).then_types("deadline.reached")
    assert story.state.stage is QuestionStage.PUBLISHED


def test_without_an_embargo_in_the_policy_an_answer_is_public_at_once() -> None:
    """How long the asker alone has it is data; a publication before the answer is none."""
    rules = tuple(rule for rule in flanders().deadlines if rule.id != "D20")
    story = released().under(RulesState(version=1, policies=(flanders().model_copy(update={"deadlines": rules}),)))
    story.when(sending(story, date(2020, 3, 22)), by=LIAISON).then_types("answer.sent", "deadline.met")
    story.when(RecordPublication(published_on=date(2020, 3, 21)), by=LIAISON).then_refused("before_answer")
    story.when(RecordPublication(published_on=date(2020, 3, 22)), by=LIAISON).then_types("answer.published")


def test_what_was_not_sent_is_not_published() -> None:
    """Released to the cabinet is not sent to parliament."""
    released().at(AFTER).when(PUBLIC, by=LIAISON).then_refused("not_sent")


def test_an_answer_that_was_taken_back_too_late_is_recorded_as_it_was_sent() -> None:
    """With its own words and snapshot, whatever was written since; and nothing is owed to the cabinet any more."""
    story = approved().when(SetCabinetDeadline(due=TERM), by=LIAISON)
    story.when(release(story), by=LEADER)
    told, words, snapshot = sending(story, TERM), answer_text(story.state), story.state.snapshot
    story.when(ReturnAnswerPart(part=1, remarks="in fewer words"), by=HEAD)
    story.when(DRAFT.model_copy(update={"text": "All four are completed."}))
    story.when(FREEZE.model_copy(update={"answer_hash": "e" * 64}))
    story.at(datetime(TERM.year, TERM.month, TERM.day, 17, tzinfo=UTC))
    story.when(told.model_copy(update={"answer_hash": "0" * 64}), by=LIAISON).then_refused("content_changed")
    story.when(told, by=LIAISON)
    story.then_types("answer.sent", "deadline.cancelled", "deadline.met", "deadline.set")
    assert (story.state.answer_hash, answer_text(story.state)) == (told.answer_hash, words)
    assert story.state.snapshot == snapshot
    story.when(told, by=LIAISON).then_nothing()
