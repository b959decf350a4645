"""E01: the year plan comes late."""

from tests.scenarios.cast import CLUSTER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_late_plan_is_a_miss_an_escalation_and_still_accepted(story: Story) -> None:
    """The plan for 2021 comes thirteen days after its last day: told to the head of unit, taken in, and no sanction."""
    await a_running_pact(story)
    await story.on("2020-12-13")
    await story.then("deadline.missed", deadline="D07/2021", due="2020-11-30")
    await story.then("deadline.escalated", deadline="D07/2021", stage="e1", to_roles=["head_of_unit"])
    await story.then_no("deadline.escalated", stage="e10")
    await story.does(CLUSTER, "submit_year_plan", year=2021, plan_hash=document("plan 2021"))
    await story.then("deadline.met", deadline="D07/2021", days_late=13)
    assert ("2020-11-30", "met") == await story.due("D07/2021")
