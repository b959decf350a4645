"""E29: a calendar turns out to be wrong."""

from tests.scenarios.cast import HEAD, OFFICER, RULES
from tests.scenarios.givens import a_newer_calendar, a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_corrected_calendar_moves_an_open_deadline_only_when_two_people_say_so(story: Story) -> None:
    """30 November 2020 becomes a holiday: the open deadline keeps its day until its new count is accepted."""
    await a_running_pact(story)
    await story.on("2020-10-05")
    await a_newer_calendar(story, RULES, "legal", closed="2020-11-30")
    assert ("2020-11-30", "open") == await story.due("D07/2021")
    anchor = (await story.deadline("D07/2021")).anchor.isoformat()
    recount = {"deadline": "D07/2021", "anchor": anchor, "new_due": "2020-12-01"}
    await story.does(OFFICER, "propose_recomputation", reason="the calendar was corrected", **recount)
    await story.fails(OFFICER, "accept_recomputation", code="not_allowed", **recount)
    await story.does(HEAD, "accept_recomputation", **recount)
    await story.then("deadline.recomputed", deadline="D07/2021", old_due="2020-11-30", due="2020-12-01")
    await story.on("2020-12-01", "23:00")
    await story.then_no("deadline.missed", deadline="D07/2021")
