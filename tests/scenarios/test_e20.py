"""E20: a figure is corrected after an answer was sent."""

from domain.affected import affected
from schemas.question.whole import QuestionState
from tests.scenarios.cast import CLUSTER, OFFICER
from tests.scenarios.givens import QUESTION, a_kpi, a_question, a_running_pact, a_sent_answer
from tests.scenarios.story import Story


async def test_a_sent_answer_stays_as_it_was_and_stands_on_the_list_of_answers_that_were_overtaken(
    story: Story,
) -> None:
    """Parliament was told 40; a month later it is 38: the answer is untouched, and everybody can see that it aged."""
    await a_running_pact(story)
    await a_kpi(story, "companies")
    await story.on("2021-03-01")
    figure = {"kpi": "companies", "year": 2020, "reference_date": "2020-12-31", "source": "self_reported"}
    await story.does(CLUSTER, "record_kpi_value", value="40", **figure)
    told = await story.then("kpi.value_recorded", value="40")
    await a_question(story, "2021-03-01")
    await a_sent_answer(story, "Forty companies take part.", told.position)
    before = await story.state(QUESTION)
    await story.on("2021-04-06")
    restated = {"value": "38", "definition_version": 1, "reason": "two were counted twice", **figure}
    await story.does(OFFICER, "restate_kpi_value", **restated)
    after = await story.state(QUESTION)
    assert isinstance(after, QuestionState)
    assert isinstance(before, QuestionState)
    assert (before.snapshot, before.answer_hash, before.parts) == (after.snapshot, after.answer_hash, after.parts)
    [overtaken] = affected({QUESTION: after}, await story.agency.log())
    assert (told.position, "kpi.value_restated", (1,)) == (overtaken.relied_on, overtaken.type, overtaken.parts)
