"""E36: how the rest is divided is not known."""

from domain.means import figures
from schemas.budget.whole import BudgetState
from tests.scenarios.cast import BUDGET
from tests.scenarios.givens import SIX, a_registered_pact
from tests.scenarios.story import Story

YEAR = "budget/2020"


async def test_the_rest_is_counted_and_its_division_stays_unrecorded(story: Story) -> None:
    """Of 75 million six times 8 are set apart: 27 are left, and nobody has said for what."""
    await story.on("2020-01-06")
    await a_registered_pact(story, *SIX)
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await story.does(BUDGET, "foresee_envelope", stream=YEAR, cents=7_500_000_000, wording="75 mio")
    for cluster in SIX:
        await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=cluster, cents=800_000_000)
    state = await story.state(YEAR)
    assert isinstance(state, BudgetState)
    means = figures(state)
    assert (2_700_000_000, None) == (means.pool_cents, means.allocated_cents)
    await story.then_no("residual.allocated", stream=YEAR)
    beyond = {"earmark": "intercluster-projects", "cents": 2_700_000_001}
    await story.fails(BUDGET, "allocate_residual", code="beyond_envelope", stream=YEAR, **beyond)
