"""E07: the interim evaluation is not finished when support ends."""

from tests.scenarios.cast import HEAD, OFFICER, SECRETARY
from tests.scenarios.givens import a_next_period, a_running_pact, an_extension, an_interim_evaluation
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
    await story.approves(HEAD, "endorse_extension", period=1)
    await story.approves(SECRETARY, "record_extension_decision", **decided)
    await a_next_period(story, 2, "2023-01-15", "2022-11-07")
    await story.then("extension.granted", bridging=True, new_start="2023-01-15", new_end="2023-07-14")
    await story.on("2023-07-16")
    await story.then("agreement.extended", period=1, next_period=2)
    await story.then("agreement.expired", period=2, end="2023-07-14")


async def test_two_bridges_in_a_row_are_together_no_longer_than_the_policy_allows(story: Story) -> None:
    """After four months two are left; the committee can grant less than was proposed, and never more."""
    await a_running_pact(story)
    await story.on("2022-11-07")
    await story.does(OFFICER, "open_interim_evaluation", period=1)
    await story.does(OFFICER, "propose_extension", period=1, months=5, bridging=True)
    decided = {"decision": "granted", "minutes": "minutes 7", "decided_on": "2022-11-07"}
    seen = {"proposal_hash": await story.proposal(period=1, months=5)}
    more = {"period": 1, "months": 6, **decided, **seen}
    await story.fails(SECRETARY, "record_extension_decision", code="step_missing", **more)
    await story.does(HEAD, "endorse_extension", period=1, **seen)
    await story.fails(SECRETARY, "record_extension_decision", code="more_than_proposed", **more)
    await story.does(SECRETARY, "record_extension_decision", period=1, months=4, **decided, **seen)
    await a_next_period(story, 2, "2023-01-15", "2022-11-07")
    await story.on("2023-04-03")
    wish = {"period": 2, "bridging": True}
    await story.fails(OFFICER, "propose_extension", code="bridging_too_long", months=3, **wish)
    await story.does(OFFICER, "propose_extension", months=2, **wish)
    await story.then("extension.proposed", months=2, bridging=True, new_start="2023-05-15", new_end="2023-07-14")


async def test_a_bridge_passes_the_cap_no_more_than_another_extension_does(story: Story) -> None:
    """Support ends four months before the cap: a bridge of five would pass it, one of four ends on its very day."""
    await a_running_pact(story, begins="2017-01-02", start="2017-01-01")
    for period, decided_on, start, months in (
        (1, "2019-10-01", "2020-01-01", 36),
        (2, "2022-10-03", "2023-01-01", 44),
    ):
        await story.on(decided_on)
        await an_interim_evaluation(story, period)
        await an_extension(story, period, months, decided_on)
        await a_next_period(story, period + 1, start, decided_on)
    await story.on("2026-06-01")
    await story.does(OFFICER, "open_interim_evaluation", period=3)
    wish = {"period": 3, "bridging": True}
    await story.fails(OFFICER, "propose_extension", code="beyond_cap", months=5, **wish)
    room = {"cap": "2026-12-31", "room_months": 4}
    await story.then("extension.refused_because_cap", months=5, wished_end="2027-01-31", **room)
    await story.does(OFFICER, "propose_extension", months=4, **wish)
    decided = {"decision": "granted", "months": 4, "decided_on": "2026-06-01", "minutes": "minutes 9"}
    await story.approves(HEAD, "endorse_extension", period=3)
    await story.approves(SECRETARY, "record_extension_decision", period=3, **decided)
    await story.then("extension.granted", bridging=True, new_start="2026-09-01", new_end="2026-12-31")
