"""E03: the year plan is incomplete."""

from tests.scenarios.cast import CLUSTER, OFFICER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_request_for_completion_stops_the_clock_of_the_verdict_until_the_plan_is_whole(story: Story) -> None:
    """First the check runs, then the cluster's term, and only a complete plan starts the term of the verdict."""
    await a_running_pact(story)
    await story.on("2020-11-20")
    await story.does(CLUSTER, "submit_year_plan", year=2021, plan_hash=document("half a plan"))
    assert ("2020-12-04", "open") == await story.due("D08/2021/1")
    await story.on("2020-11-25")
    await story.does(OFFICER, "request_completion", year=2021, missing=["budget", "list of actions"])
    assert ("2020-12-04", "met") == await story.due("D08/2021/1")
    assert ("2020-12-16", "open") == await story.due("D09/2021/1")
    await story.then_no("deadline.set", rule="D10")
    whole = {"year": 2021, "plan_hash": document("whole plan")}
    await story.fails(OFFICER, "confirm_complete", code="not_submitted", **whole)
    await story.on("2020-12-14")
    await story.does(CLUSTER, "supply_completion", **whole)
    await story.does(OFFICER, "confirm_complete", **whole)
    assert ("2020-12-16", "met") == await story.due("D09/2021/1")
    verdict = await story.deadline("D10/2021/1")
    assert ("2020-12-14", "open") == (verdict.anchor.isoformat(), verdict.stage.value)
