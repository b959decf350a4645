"""E34: elections, and no budget decree."""

from tests.scenarios.cast import BUDGET, LEADER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import NAME, Story

YEAR = "budget/2020"


async def test_without_a_decree_the_means_stay_foreseen_and_lateness_breaks_nothing(story: Story) -> None:
    """The maximum is set in June instead of January: missed, recorded, and what was reserved meanwhile stays."""
    await story.on("2020-01-02")
    await a_registered_pact(story)
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await story.does(BUDGET, "foresee_envelope", stream=YEAR, cents=7_500_000_000, wording="75 mio")
    await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=NAME, cents=800_000_000)
    await story.on("2020-06-02")
    await story.then("deadline.missed", stream=YEAR, deadline="D16/2020")
    await story.then_no("envelope.approved", stream=YEAR)
    funds = {"line": NAME, "project": "project-1", "clusters": [NAME], "cents": 100, "decided_on": "2020-06-02"}
    await story.fails(BUDGET, "record_commitment_of_funds", code="not_approved", stream=YEAR, **funds)
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=7_500_000_000, grounds="the decree came late")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)
    await story.then("envelope.approved", stream=YEAR, cents=7_500_000_000)
