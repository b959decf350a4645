"""E35: the envelope is cut or raised during the year."""

from schemas.budget.whole import BudgetState
from tests.scenarios.cast import BUDGET, LEADER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story

YEAR = "budget/2020"


async def test_a_cut_below_what_is_reserved_is_over_allocated_until_somebody_decides_who_loses(story: Story) -> None:
    """Two clusters have 8 million each, 15 are left: nothing more can be set apart, and no formula takes it away."""
    await story.on("2020-01-06")
    await a_registered_pact(story, "duin", "heide")
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await approved(story, 2_000_000_000)
    for cluster in ("duin", "heide"):
        await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=cluster, cents=800_000_000)
    await story.on("2020-09-01")
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=1_500_000_000, grounds="savings")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)
    await story.then("envelope.revised", stream=YEAR, former_cents=2_000_000_000, over_cents=100_000_000)
    await story.then("over_allocation.found", stream=YEAR, over_cents=100_000_000)
    assert (100_000_000, {"duin": 800_000_000, "heide": 800_000_000}) == await reserved(story)
    more = {"earmark": "intercluster-projects", "cents": 1}
    await story.fails(BUDGET, "allocate_residual", code="over_allocated", stream=YEAR, **more)
    cuts = {"cuts": [["heide", 100_000_000]], "grounds": "heide has started later"}
    await story.does(BUDGET, "propose_resolution", stream=YEAR, **cuts)
    await story.approves(LEADER, "resolve_over_allocation", stream=YEAR)
    await story.then("over_allocation.resolved", stream=YEAR, cuts=[["heide", 100_000_000]])
    assert (0, {"duin": 800_000_000, "heide": 700_000_000}) == await reserved(story)


async def test_what_a_raise_brings_goes_to_nobody_until_somebody_reserves_it(story: Story) -> None:
    """Sixteen of 16 million are reserved; with 4 more everybody still has what they had, and there is room."""
    await story.on("2020-01-06")
    await a_registered_pact(story, "duin", "heide")
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await approved(story, 1_600_000_000)
    for cluster in ("duin", "heide"):
        await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=cluster, cents=800_000_000)
    more = {"cluster": "heide", "cents": 900_000_000}
    await story.fails(BUDGET, "reserve_for_cluster", code="beyond_envelope", stream=YEAR, **more)
    await story.on("2020-09-01")
    await approved(story, 2_000_000_000)
    revised = {"former_cents": 1_600_000_000, "cents": 2_000_000_000, "over_cents": 0}
    await story.then("envelope.revised", stream=YEAR, **revised)
    await story.then_no("over_allocation.found", stream=YEAR)
    assert (0, {"duin": 800_000_000, "heide": 800_000_000}) == await reserved(story)
    await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, **more)
    assert (0, {"duin": 800_000_000, "heide": 900_000_000}) == await reserved(story)


async def approved(story: Story, cents: int) -> None:
    """Have an amount for the year proposed and approved."""
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=cents, grounds="the decree")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)


async def reserved(story: Story) -> tuple[int, dict[str, int]]:
    """Give what is reserved beyond the envelope, and what on each line."""
    state = await story.state(YEAR)
    assert isinstance(state, BudgetState)
    return state.over_cents, {one.line: one.reserved_cents for one in state.lines}
