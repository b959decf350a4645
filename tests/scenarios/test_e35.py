"""E35: the envelope is cut during the year."""

from tests.scenarios.cast import BUDGET, LEADER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

YEAR = "budget/2020"


async def test_a_cut_below_what_is_reserved_is_over_allocated_until_somebody_decides_who_loses(story: Story) -> None:
    """Two clusters have 8 million each, 15 are left: nothing more can be set apart, and no formula takes it away."""
    await story.on("2020-01-06")
    await a_registered_pact(story, "duin", "heide")
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=2_000_000_000, grounds="the decree")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)
    for cluster in ("duin", "heide"):
        await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=cluster, cents=800_000_000)
    await story.on("2020-09-01")
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=1_500_000_000, grounds="savings")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)
    await story.then("envelope.revised", stream=YEAR, former_cents=2_000_000_000, over_cents=100_000_000)
    more = {"earmark": "intercluster-projects", "cents": 1}
    await story.fails(BUDGET, "allocate_residual", code="over_allocated", stream=YEAR, **more)
    cuts = {"cuts": [["heide", 100_000_000]], "grounds": "heide has started later"}
    await story.does(BUDGET, "propose_resolution", stream=YEAR, **cuts)
    await story.approves(LEADER, "resolve_over_allocation", stream=YEAR)
    await story.then("over_allocation.resolved", stream=YEAR, cuts=[["heide", 100_000_000]])
