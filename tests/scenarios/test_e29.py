"""E29: a calendar turns out to be wrong."""

from domain.recount import recounts
from tests.scenarios.cast import HEAD, OFFICER, RULES
from tests.scenarios.givens import a_complete_plan, a_newer_calendar, a_pact_in_force, a_registered_pact, support
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

OPEN, CLOSED = "pact/duin", "pact/heide"


@also_served
async def test_a_corrected_calendar_moves_an_open_deadline_only_when_two_people_say_so(story: Story) -> None:
    """30 November 2020 becomes a holiday: the open deadline keeps its day until its new count is accepted."""
    await two_running_pacts(story)
    await story.on("2020-10-05")
    former = (await story.deadline("D07/2021")).calendar_version
    await a_newer_calendar(story, RULES, "legal", closed="2020-11-30")
    assert ("2020-11-30", "open") == await story.due("D07/2021")
    anchor = (await story.deadline("D07/2021")).anchor.isoformat()
    recount = {"deadline": "D07/2021", "anchor": anchor, "new_due": "2020-12-01"}
    await story.does(OFFICER, "propose_recomputation", reason="the calendar was corrected", **recount)
    await story.fails(OFFICER, "accept_recomputation", code="not_allowed", **recount)
    await story.does(HEAD, "accept_recomputation", **recount)
    await story.then("deadline.recomputed", deadline="D07/2021", old_due="2020-11-30", due="2020-12-01")
    assert former != (await story.deadline("D07/2021")).calendar_version
    await story.on("2020-12-01", "23:00")
    await story.then_no("deadline.missed", deadline="D07/2021")


async def test_the_open_deadlines_that_would_differ_are_listed_and_a_closed_one_keeps_its_day(story: Story) -> None:
    """Two plans were due on one day: the one that was handed in stays met under the calendar of then."""
    await two_running_pacts(story)
    await story.on("2020-10-01")
    await a_complete_plan(story, 2021, stream=CLOSED)
    assert [] == await listed(story, OPEN)
    kept = await story.deadline("D07/2021", stream=CLOSED)
    await story.on("2020-10-05")
    await a_newer_calendar(story, RULES, "legal", closed="2020-11-30")
    assert [("D07/2021", "2020-11-30", "2020-12-01")] == await listed(story, OPEN)
    assert [] == await listed(story, CLOSED)
    assert ("2020-11-30", "met") == await story.due("D07/2021", stream=CLOSED)
    assert kept == await story.deadline("D07/2021", stream=CLOSED)
    anchor = kept.anchor.isoformat()
    recount = {
        "deadline": "D07/2021",
        "anchor": anchor,
        "new_due": "2020-12-01",
        "reason": "the calendar was corrected",
    }
    await story.fails(OFFICER, "propose_recomputation", code="not_running", stream=CLOSED, **recount)


async def two_running_pacts(story: Story) -> None:
    """Begin with two pacts in force, whose plans are due on the same day."""
    await story.on("2020-01-06")
    await a_registered_pact(story, "duin", "heide")
    for stream in (OPEN, CLOSED):
        await support(story, "2020-01-15", signed_on="2020-01-06", stream=stream)
        await a_pact_in_force(story, "2020-01-06", stream=stream)


async def listed(story: Story, stream: str) -> list[tuple[str, str, str]]:
    """Give what is listed for acceptance: each deadline with its day as it stands and as it would be."""
    found = recounts(await story.state(stream), await story.rules())
    return [(one.id, due.isoformat(), new.isoformat()) for one, due, new in found]
