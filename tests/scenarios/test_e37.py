"""E37: a question repeats an earlier one, or a part of itself."""

from schemas.question.draft import QuestionPart
from schemas.question.whole import QuestionState
from tests.scenarios.cast import CABINET, OFFICER
from tests.scenarios.givens import QUESTION, a_frozen_snapshot, a_question, a_registered_pact, a_sent_answer
from tests.scenarios.story import Story

LATER = "question/2021-90"


async def test_an_answer_refers_to_the_earlier_one_instead_of_copying_it(story: Story) -> None:
    """The reference is a field of its own, and only an answer that was sent can be referred to."""
    await story.on("2021-03-01")
    await a_registered_pact(story)
    await a_question(story, "2021-03-01")
    await a_question(story, "2021-03-01", stream=LATER)
    refers = {"stream": LATER, "part": 1, "text": "See above.", "refers_to_question": "2021-77"}
    await a_frozen_snapshot(story, stream=LATER)
    await story.fails(OFFICER, "draft_answer_part", code="not_sent", **refers)
    await a_sent_answer(story, "Forty companies take part.", stream=QUESTION)
    await story.on("2021-03-15")
    reference = {"refers_to_question": "2021-77"}
    await a_sent_answer(story, "See the answer to the earlier question.", stream=LATER, **reference)
    await story.then("answer.part_drafted", stream=LATER, refers_to_question="2021-77")
    await story.then("answer.sent", stream=LATER, by_reference=True)
    [part] = await parts(story, LATER)
    assert ("2021-77", None) == (part.refers_to_question, part.refers_to_part)
    assert "Forty companies" not in str(part)
    assert "Forty companies take part." == (await parts(story, QUESTION))[0].draft


async def test_a_part_refers_to_another_part_and_never_in_a_circle(story: Story) -> None:
    """The second part names the first; what the first says stands once, also when it is drafted anew."""
    await story.on("2021-03-01")
    await a_registered_pact(story)
    await a_question(story, "2021-03-01")
    await story.does(CABINET, "split_question", stream=QUESTION, part=2, text="And how many of them are small?")
    await a_frozen_snapshot(story)
    await story.does(OFFICER, "draft_answer_part", stream=QUESTION, part=1, text="Forty companies take part.")
    second = {"stream": QUESTION, "part": 2, "text": "See the first part."}
    both = {**second, "refers_to_part": 1, "refers_to_question": "2021-90"}
    await story.fails(OFFICER, "draft_answer_part", code="two_references", **both)
    await story.does(OFFICER, "draft_answer_part", **second, refers_to_part=1)
    await story.then("answer.part_drafted", **second, refers_to_part=1, refers_to_question=None)
    back = {"stream": QUESTION, "part": 1, "text": "See the second part.", "refers_to_part": 2}
    await story.fails(OFFICER, "draft_answer_part", code="circular_reference", **back)
    await story.does(OFFICER, "draft_answer_part", stream=QUESTION, part=1, text="Forty-one companies take part.")
    first, other = await parts(story, QUESTION)
    assert (None, 1) == (first.refers_to_part, other.refers_to_part)
    assert ("Forty-one companies take part.", "See the first part.") == (first.draft, other.draft)


async def parts(story: Story, stream: str) -> tuple[QuestionPart, ...]:
    """Give the parts of a question as they stand."""
    state = await story.state(stream)
    assert isinstance(state, QuestionState)
    return state.parts
