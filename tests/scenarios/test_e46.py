"""E46: the companies bring less than the agency."""

from tests.scenarios.cast import HEAD, OFFICER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.story import Story


async def test_a_shortfall_is_found_and_what_follows_is_a_decision_of_two_people(story: Story) -> None:
    """400,000 euros beside 500,000: a tenth of a million short, and support is reduced by a recorded decision."""
    await a_running_pact(story)
    await story.on("2021-03-01")
    proof = {"year": 2020, "private_cents": 40_000_000, "support_cents": 50_000_000, "proof_hash": document("proof")}
    await story.does(OFFICER, "record_cofinancing", **proof)
    await story.then("cofinancing.shortfall_found", year=2020, shortfall_cents=10_000_000)
    assert "met" == (await story.due("D15/2020"))[1]
    await story.then_no("cofinancing.shortfall_decided")
    less = {"year": 2020, "consequence": "reduce_support", "cents": 10_000_000, "grounds": "as much as is missing"}
    await story.does(OFFICER, "propose_shortfall_decision", **less)
    await story.approves(HEAD, "decide_shortfall", year=2020)
    await story.then("cofinancing.shortfall_decided", year=2020, consequence="reduce_support", cents=10_000_000)
