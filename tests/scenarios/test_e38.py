"""E38: a question in recess, late, or taken back."""

from tests.scenarios.cast import CABINET, OFFICER
from tests.scenarios.givens import QUESTION, a_question, a_registered_pact, a_sent_answer
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_question_in_recess_runs_all_the_same_and_a_late_answer_is_still_an_answer(story: Story) -> None:
    """Asked on 26 July to two ministers, twenty working days later it is late; the answer of September counts."""
    await story.on("2021-07-26")
    await a_registered_pact(story)
    await a_question(story, "2021-07-26", in_recess=True, coordinates=["minister-economy"])
    several = {"office": "minister-innovation", "coordinates": ["minister-economy"], "in_recess": True}
    await story.then("question.registered", stream=QUESTION, **several)
    assert ("2021-08-23", "open") == await story.due("D18", stream=QUESTION)
    await story.on("2021-09-01")
    await story.then("deadline.missed", stream=QUESTION, deadline="D18", due="2021-08-23")
    await a_sent_answer(story, "Forty companies take part.")
    await story.then("answer.sent", stream=QUESTION, sent_on="2021-09-01", days_late=9)
    early = {"stream": QUESTION, "published_on": "2021-09-01"}
    await story.fails(CABINET, "record_publication", code="under_embargo", **early)
    await story.on("2021-09-24")
    await story.does(CABINET, "record_publication", stream=QUESTION, published_on="2021-09-24")


async def test_a_question_that_was_taken_back_owes_nothing_any_more(story: Story) -> None:
    """Its term falls away, and nobody can draft for it."""
    await story.on("2021-03-01")
    await a_registered_pact(story)
    await a_question(story, "2021-03-01")
    await story.on("2021-03-08")
    await story.does(CABINET, "withdraw_question", stream=QUESTION, withdrawn_on="2021-03-08")
    await story.then("question.withdrawn", stream=QUESTION, withdrawn_on="2021-03-08")
    assert "cancelled" == (await story.due("D18", stream=QUESTION))[1]
    draft = {"part": 1, "text": "Forty companies take part."}
    await story.fails(OFFICER, "draft_answer_part", code="withdrawn", stream=QUESTION, **draft)
    await story.on("2021-06-01")
    await story.then_no("deadline.missed", stream=QUESTION)
