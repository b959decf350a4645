"""E04: a year plan is rejected and handed in again."""

from tests.scenarios.cast import CLUSTER, HEAD, OFFICER, document
from tests.scenarios.givens import a_judged_plan, a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_rejected_plan_comes_back_in_a_round_of_its_own_and_the_first_verdict_stays(story: Story) -> None:
    """The second round has its own terms, and both verdicts can be read for ever."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    first = await a_judged_plan(story, 2021, "rejected", grounds="no measurable goals")
    await story.then("year_plan.rejected", year=2021, round=1, plan_hash=first, grounds="no measurable goals")
    assert ("2020-12-14", "open") == await story.due("D11/2021")
    await story.on("2020-12-07")
    second = {"year": 2021, "plan_hash": document("better plan")}
    await story.does(CLUSTER, "resubmit_year_plan", **second)
    assert ("2020-12-14", "met") == await story.due("D11/2021")
    await story.does(OFFICER, "confirm_complete", **second)
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="approved", **second)
    await story.approves(HEAD, "approve_year_plan_verdict", **second)
    await story.then("year_plan.approved", year=2021, round=2)
    assert ["year_plan.rejected", "year_plan.approved"] == await story.told("year_plan.rejected", "year_plan.approved")
    assert "met" == (await story.due("D10/2021/2"))[1]
