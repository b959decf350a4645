"""E40: two officers act at once."""

from tests.scenarios.cast import CLUSTER, OFFICER, SECOND_OFFICER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_the_second_of_two_officers_hears_that_the_file_has_moved(story: Story) -> None:
    """Both looked at the same version; the second act changes nothing and names both versions."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    plan = {"year": 2021, "plan_hash": document("plan 2021")}
    await story.does(CLUSTER, "submit_year_plan", **plan)
    seen = (await story.file()).version
    await story.does(OFFICER, "request_completion", year=2021, missing=["budget"], expected_version=seen)
    outcome = await story.fails(SECOND_OFFICER, "confirm_complete", code="conflict", expected_version=seen, **plan)
    now = (await story.file()).version
    assert f"{story.pact} is at version {now}, you saw {seen}" == outcome.detail
    await story.then_no("year_plan.found_complete")
