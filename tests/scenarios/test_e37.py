"""E37: a question repeats an earlier one."""

from tests.scenarios.cast import OFFICER
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
