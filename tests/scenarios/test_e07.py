"""E07: the interim evaluation is not finished when support ends."""

from tests.scenarios.cast import OFFICER, SECRETARY
from tests.scenarios.givens import a_next_period, a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_support_ends_on_its_day_when_nobody_decided(story: Story) -> None:
    """Nothing rolls over in silence."""
    await a_running_pact(story)
    await story.on("2022-06-01")
    await story.does(OFFICER, "open_interim_evaluation", period=1)
    await story.fails(OFFICER, "propose_extension", code="no_interim_evaluation", period=1, months=36)
    await story.on("2023-01-16")
    await story.then("agreement.expired", period=1, end="2023-01-14")
    assert ("2023-01-14", "reached") == await story.due("D02/1")


async def test_a_short_bridge_takes_a_recorded_decision_and_no_longer_than_the_policy_allows(story: Story) -> None:
    """Six months at most, granted by the committee, and the evaluation goes on meanwhile."""
    await a_running_pact(story)
    await story.on("2022-11-07")
    await story.does(OFFICER, "open_interim_evaluation", period=1)
    wish = {"period": 1, "bridging": True}
    await story.fails(OFFICER, "propose_extension", code="bridging_too_long", months=7, **wish)
    await story.does(OFFICER, "propose_extension", months=6, **wish)
    decided = {"period": 1, "decision": "granted", "months": 6, "decided_on": "2022-11-07", "minutes": "minutes 7"}
    await story.approves(SECRETARY, "record_extension_decision", **decided)
    await a_next_period(story, 2, "2023-01-15", "2022-11-07")
    await story.then("extension.granted", bridging=True, new_start="2023-01-15", new_end="2023-07-14")
    await story.on("2023-07-16")
    await story.then("agreement.extended", period=1, next_period=2)
    await story.then("agreement.expired", period=2, end="2023-07-14")
