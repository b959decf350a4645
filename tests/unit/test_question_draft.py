"""Drafting and approving: from a snapshot, level by level, nobody twice, bound to what was seen."""

from datetime import timedelta

import pytest

from domain.question_draft import draft_hash
from domain.question_sending import answer_hash
from schemas.deadline import DeadlineStage
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.question.draft import (
    AnswerPartApproved,
    AnswerPartDrafted,
    AnswerPartReturned,
    AnswerSnapshotFrozen,
    DraftAnswerPart,
    ReturnAnswerPart,
)
from schemas.question.registration import SetCabinetDeadline
from schemas.question.sending import ReleaseAnswer
from schemas.question.whole import QuestionStage
from tests.unit.flanders import flanders
from tests.unit.question_files import (
    ASSIGN,
    DRAFT,
    FREEZE,
    LIAISON,
    NOW,
    REFER,
    QuestionStory,
    approval,
    approved,
    drafted,
    frozen,
    registered,
    released,
)
from tests.unit.scenario import HEAD, LEADER

AGAIN = FREEZE.model_copy(update={"answer_hash": "e" * 64, "position": 50, "relied_on": (3, 7, 50)})
RETURN = ReturnAnswerPart(part=1, remarks="say it in fewer words")
REWRITTEN = DRAFT.model_copy(update={"text": "All four are completed."})
LINDE = Actor(person="demo-linde", role="case_officer")


def standing(story: QuestionStory, part: int = 1) -> tuple[QuestionStage | None, tuple[str, ...], bool]:
    """The stage of the question, and the approvals of a part."""
    found = story.state.parts[part - 1]
    return story.state.stage, found.approvals, found.is_approved


def test_what_was_known_is_frozen_once() -> None:
    """By somebody to whom the question was given; the same again changes nothing."""
    registered().when(FREEZE).then_refused("not_assigned")
    story = frozen()
    story.then(AnswerSnapshotFrozen.model_validate(FREEZE.model_dump(exclude={"kind"})))
    assert story.state.stage is QuestionStage.DRAFTING
    story.when(FREEZE).then_nothing()


def test_what_will_be_known_cannot_be_frozen() -> None:
    """Nor an event that stands after the position up to which the record was seen."""
    story = registered().when(ASSIGN, by=LIAISON)
    later = FREEZE.model_copy(update={"known_on": NOW + timedelta(seconds=1)})
    story.when(later).then_refused("in_future")
    story.when(FREEZE.model_copy(update={"position": 39})).then_refused("beyond_snapshot")


def test_a_part_is_drafted_from_the_snapshot() -> None:
    """With a hash over the draft and the snapshot; the same again changes nothing."""
    story = frozen().when(DRAFT)
    assert story.state.snapshot is not None
    seen = draft_hash(DRAFT, DRAFT.text, story.state.snapshot)
    story.then(AnswerPartDrafted(part=1, text=DRAFT.text, relied_on=(3, 7), draft_hash=seen))
    assert story.state.stage is QuestionStage.DRAFTING
    story.when(DRAFT).then_nothing()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"part": 3}, "unknown_part"),
        ({"relied_on": (3, 8)}, "not_in_snapshot"),
        ({"refers_to_part": 3}, "unknown_part"),
        ({"refers_to_part": 1}, "circular_reference"),
        ({"refers_to_part": 2, "refers_to_question": "2019-7"}, "two_references"),
        ({"refers_to_question": "nowhere"}, "unknown_question"),
        ({"refers_to_question": "2020-9"}, "not_sent"),
    ],
)
def test_a_draft_rests_on_what_there_is(changes: dict[str, object], code: str) -> None:
    """Parts that exist, events of the snapshot, and answers that were sent."""
    frozen().when(DRAFT.model_copy(update=changes)).then_refused(code)


def test_parts_that_refer_to_each_other_answer_nothing() -> None:
    """However long the way around is."""
    frozen().when(REFER).when(DRAFT.model_copy(update={"refers_to_part": 2})).then_refused("circular_reference")


def test_nothing_is_drafted_before_the_snapshot() -> None:
    """A draft would rest on nothing."""
    registered().when(ASSIGN, by=LIAISON).when(DRAFT).then_refused("not_frozen")


def test_a_part_refers_to_an_earlier_answer_or_another_part_without_its_words() -> None:
    """The kind of reference stands in the event; the text says no more than where to look."""
    story = frozen().when(REFER).then_types("answer.part_drafted")
    assert (story.state.parts[1].refers_to_part, story.state.parts[1].draft) == (1, "See part 1.")
    earlier = DraftAnswerPart(part=1, text="See the earlier answer.", refers_to_question="2019-7")
    story.when(earlier).then_types("answer.part_drafted")
    assert story.state.parts[0].refers_to_question == "2019-7"
    assert story.state.stage is QuestionStage.IN_REVIEW


def test_every_level_approves_in_its_order() -> None:
    """The head of unit, then the leading official; asked again it changes nothing."""
    story = drafted()
    seen = approval(story, 1).draft_hash
    story.when(approval(story, 1), by=LEADER).then_refused("not_next_level")
    story.when(approval(story, 1), by=HEAD)
    story.then(AnswerPartApproved(part=1, draft_hash=seen, level="head_of_unit"))
    story.when(approval(story, 1), by=HEAD).then_nothing()
    story.when(approval(story, 1), by=LEADER)
    story.then(AnswerPartApproved(part=1, draft_hash=seen, level="leading_official", is_last=True))
    assert standing(story) == (QuestionStage.IN_REVIEW, ("head_of_unit", "leading_official"), True)
    other = Actor(person="demo-gingko", role="head_of_unit")
    story.when(approval(story, 1), by=other).then_refused("already_approved")


def test_the_answer_is_approved_when_every_part_is() -> None:
    """Not one part earlier."""
    assert standing(approved()) == (QuestionStage.APPROVED, ("head_of_unit", "leading_official"), True)


def test_nobody_approves_what_they_drafted() -> None:
    """Nor what they drafted before somebody else did; nor in another's name."""
    drafting_head = Actor(person="demo-berk", role="head_of_unit")
    drafted().when(approval(drafted(), 1), by=drafting_head).then_refused("four_eyes")
    story = drafted().when(REWRITTEN, by=LINDE)
    story.when(approval(story, 1), by=drafting_head).then_refused("four_eyes")
    for_linde = Actor(person="demo-gingko", role="head_of_unit", on_behalf_of="demo-linde")
    story.when(approval(story, 1), by=for_linde).then_refused("four_eyes")


def test_nobody_passes_two_levels_whatever_the_policy_says() -> None:
    """A person who holds both roles approves once, also under a pack that forgot to ask for it."""
    story = drafted()
    story.when(approval(story, 1), by=HEAD)
    story.when(approval(story, 1), by=Actor(person=HEAD.person, role="leading_official")).then_refused("four_eyes")

    silent = RulesState(version=1, policies=(flanders().model_copy(update={"four_eyes": ()}),))
    story.under(silent)
    story.when(approval(story, 1), by=Actor(person=HEAD.person, role="leading_official")).then_refused("four_eyes")


def test_an_approval_is_of_what_was_seen() -> None:
    """Not of a text that was there before, and not of nothing."""
    story = drafted()
    before = approval(story, 1)
    story.when(REWRITTEN).when(before, by=HEAD).then_refused("content_changed")
    frozen().when(before, by=HEAD).then_refused("not_drafted")
    story.when(before.model_copy(update={"part": 3}), by=HEAD).then_refused("unknown_part")


def test_a_pack_without_levels_approves_nothing() -> None:
    """An answer that nobody has to approve is no approved answer."""
    none = RulesState(version=1, policies=(flanders().model_copy(update={"answer_ladder": ()}),))
    story = drafted().under(none)
    story.when(approval(story, 1), by=HEAD).then_refused("already_approved")


def test_a_new_draft_drops_the_approvals_of_its_part_alone() -> None:
    """Whoever approved the former text may approve the new one."""
    story = approved().when(REWRITTEN).then_types("answer.part_drafted")
    assert standing(story) == (QuestionStage.IN_REVIEW, (), False)
    assert standing(story, part=2) == (QuestionStage.IN_REVIEW, ("head_of_unit", "leading_official"), True)
    story.when(approval(story, 1), by=HEAD).then_types("answer.part_approved")


def test_a_new_snapshot_keeps_the_drafts_and_drops_all_approvals() -> None:
    """What was approved was written from what was known before; its hash names that."""
    story = approved()
    before = approval(story, 1)
    story.when(AGAIN).then_types("answer.snapshot_frozen")
    assert standing(story) == (QuestionStage.IN_REVIEW, (), False)
    assert story.state.parts[0].draft == DRAFT.text
    story.when(before, by=HEAD).then_refused("content_changed")
    story.when(approval(story, 1), by=HEAD).then_types("answer.part_approved")


def test_a_draft_that_rests_on_what_the_new_snapshot_has_not_is_written_again() -> None:
    """Its evidence is no longer what was known."""
    story = drafted().when(AGAIN.model_copy(update={"relied_on": (3, 50)}))
    story.when(approval(story, 1), by=HEAD).then_refused("not_in_snapshot")


def test_a_part_goes_back_to_its_drafter() -> None:
    """It waits for a draft, of which the same words are one."""
    story = approved().when(RETURN, by=HEAD)
    story.then(AnswerPartReturned(part=1, remarks=RETURN.remarks))
    assert standing(story) == (QuestionStage.DRAFTING, (), False)
    story.when(RETURN, by=HEAD).then_nothing()
    story.when(ReturnAnswerPart(part=1, remarks="again"), by=HEAD).then_refused("not_drafted")
    story.when(approval(story, 1), by=HEAD).then_refused("not_drafted")
    story.when(DRAFT).then_types("answer.part_drafted")
    assert story.state.stage is QuestionStage.IN_REVIEW


def test_what_the_cabinet_has_is_returned_before_it_is_rewritten() -> None:
    """Nobody rewrites it in silence; a return by somebody else takes it back."""
    story = released()
    story.when(REWRITTEN).then_refused("already_released")
    story.when(AGAIN).then_refused("already_released")
    story.when(FREEZE).then_nothing()
    story.when(RETURN, by=LIAISON).then_types("answer.part_returned")
    assert (story.state.stage, story.state.answer_hash) == (QuestionStage.DRAFTING, None)
    story.when(REWRITTEN).then_types("answer.part_drafted")
    story.when(AGAIN).then_types("answer.snapshot_frozen")


def test_what_is_taken_back_from_the_cabinet_is_owed_again_by_its_day() -> None:
    """And by no day that has passed; what never left the agency is still owed as before."""
    due = NOW.date() + timedelta(days=7)
    story = drafted().when(SetCabinetDeadline(due=due), by=LIAISON)
    story.when(RETURN, by=HEAD).then_types("answer.part_returned")
    for late, follows in ((timedelta(), ("deadline.set",)), (timedelta(days=8), ())):
        story = approved().when(SetCabinetDeadline(due=due), by=LIAISON)
        story.when(ReleaseAnswer(answer_hash=answer_hash(story.state)), by=LEADER)
        story.at(NOW + late).when(RETURN, by=HEAD).then_types("answer.part_returned", *follows)
    again = story.state.deadlines
    assert [("D18", DeadlineStage.OPEN), ("D19", DeadlineStage.MET)] == [(one.id, one.stage) for one in again]


def test_a_returned_part_stays_without_hash_under_a_new_snapshot() -> None:
    """It was not drafted again by freezing."""
    story = drafted().when(RETURN, by=HEAD).when(AGAIN)
    assert (story.state.parts[0].draft_hash, story.state.stage) == (None, QuestionStage.DRAFTING)


def test_the_hash_of_a_draft_covers_every_field_of_it() -> None:
    """Another reference or other evidence is another draft."""
    story = frozen()
    snapshot = story.state.snapshot
    assert snapshot is not None
    variants = [
        DRAFT,
        DRAFT.model_copy(update={"part": 2}),
        DRAFT.model_copy(update={"refers_to_part": 2}),
        DRAFT.model_copy(update={"refers_to_question": "2019-7"}),
        DRAFT.model_copy(update={"relied_on": (3,)}),
    ]
    hashes = {draft_hash(draft, draft.text, snapshot) for draft in variants}
    hashes.add(draft_hash(DRAFT, "other", snapshot))
    hashes.add(draft_hash(DRAFT, DRAFT.text, snapshot.model_copy(update={"answer_hash": "e" * 64})))
    assert len(hashes) == len(variants) + 2
