"""E08: support is suspended and goes on again."""

from tests.scenarios.cast import HEAD, OFFICER
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_while_support_stands_still_so_do_the_deadlines_that_say_so_and_the_cap_never(story: Story) -> None:
    """Suspended for a month: what the rules let stand still moves by that month, and the ends stay where they are."""
    await a_running_pact(story)
    await story.on("2020-10-01")
    cap = await story.due("D03")
    measure = {"measure": "suspend_support", "on": "2020-10-01", "grounds": "accounts are not in order"}
    await story.does(OFFICER, "propose_measure", **measure)
    await story.approves(HEAD, "suspend_support")
    await story.then("support.suspended", period=1, suspended_on="2020-10-01")
    stopped = {event.payload.model_dump()["deadline"] for event in await story.events("deadline.stopped")}
    await story.on("2020-11-02")
    await story.does(OFFICER, "propose_measure", measure="resume_support", on="2020-11-02", grounds="mended")
    await story.approves(HEAD, "resume_support")
    await story.then("support.resumed", suspended_on="2020-10-01", resumed_on="2020-11-02")
    resumed = {event.payload.model_dump()["deadline"] for event in await story.events("deadline.resumed")}
    assert (stopped, True) == (resumed, bool(stopped))
    assert cap == await story.due("D03")
    assert "2023-01-14" == (await story.file()).agreement.periods[0].end.isoformat()
