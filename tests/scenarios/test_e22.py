"""E22: something was recorded in the file of the wrong cluster."""

from tests.scenarios.cast import OFFICER, REVIEWER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

RIGHT, WRONG = "pact/duin", "pact/heide"
MOVE = "moving-the-shared-lab"
"""What both acts belong to: it stands at the event in each of the two files."""
LESSON = {
    "lesson": "shared-lab",
    "sort": "good_practice",
    "text_nl": "een gedeeld labo werkt",
    "text_en": "a shared laboratory works",
    "origin": "report",
    "origin_reference": "2020",
}


async def test_a_fact_leaves_the_wrong_file_with_the_name_of_the_one_where_it_belongs(story: Story) -> None:
    """Withdrawn there by two people, recorded anew here; each file tells it, and one name ties the two together."""
    await story.on("2021-03-01")
    await a_registered_pact(story, "duin", "heide")
    await story.does(OFFICER, "record_lesson", stream=WRONG, **LESSON)
    wrong = await story.then("lesson.recorded", stream=WRONG)
    await story.on("2021-03-08")
    gone = {"correction_kind": "withdraws", "moved_to": RIGHT, "reason": "the lesson of the other cluster"}
    await story.does(OFFICER, "propose_correction", stream=WRONG, corrects=wrong.position, **gone)
    await story.approves(REVIEWER, "approve_correction", stream=WRONG, corrects=wrong.position, part_of=MOVE)
    await story.does(OFFICER, "record_lesson", stream=RIGHT, part_of=MOVE, **LESSON)
    left = await story.then("fact.corrected", stream=WRONG, corrects=wrong.position, moved_to=RIGHT)
    arrived = await story.then("lesson.recorded", stream=RIGHT, lesson="shared-lab")
    assert [left, arrived] == [event for event in await story.agency.log() if event.correlation_id == MOVE]
    assert wrong.position == left.corrects
    assert () == (await story.file(WRONG)).lessons
    assert ["shared-lab"] == [one.lesson for one in (await story.file(RIGHT)).lessons]
    assert wrong in await story.events(stream=WRONG)
