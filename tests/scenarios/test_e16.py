"""E16: a cluster joins in the middle of the year."""

from tests.scenarios.cast import BUDGET
from tests.scenarios.givens import a_pact_in_force, a_registered_pact, support
from tests.scenarios.marks import also_served
from tests.scenarios.story import NAME, Story


@also_served
async def test_a_cluster_that_joins_in_september_has_clocks_of_its_own(story: Story) -> None:
    """Three and ten years count from its own first day; its first plan is that for the year after."""
    await story.on("2021-08-23")
    await a_registered_pact(story)
    await support(story, "2021-09-01", signed_on="2021-08-23")
    await a_pact_in_force(story, "2021-08-23")
    budget = "budget/2021"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "foresee_envelope", stream=budget, cents=7_500_000_000)
    part = {"cluster": NAME, "cents": 650_000_000, "pro_rata": "the last four months"}
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, **part)
    await story.then("reservation.made", stream=budget, cluster=NAME, pro_rata="the last four months")
    await story.on("2021-09-03")
    assert ("2024-08-31", "open") == await story.due("D02/1")
    assert ("2031-08-31", "open") == await story.due("D03")
    assert ("2021-11-30", "open") == await story.due("D07/2022")
