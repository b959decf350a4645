"""E44: the yearly evaluation changes nothing."""

from tests.scenarios.cast import HEAD, OFFICER
from tests.scenarios.givens import a_judged_plan, a_running_pact
from tests.scenarios.story import Story


async def test_an_evaluation_without_change_is_an_event_of_its_own_and_leaves_the_version(story: Story) -> None:
    """The pact stays at version 1, and that it was looked at stands in the record."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    await a_judged_plan(story, 2021)
    await story.on("2021-02-15")
    drafted = {"year": 2021, "outcome": "unchanged", "findings": "the commitments still fit"}
    await story.does(OFFICER, "propose_pact_evaluation", **drafted)
    await story.approves(HEAD, "evaluate_pact", year=2021)
    await story.then("pact.yearly_evaluation_completed", year=2021, outcome="unchanged")
    await story.then("pact.confirmed_unchanged", year=2021, pact_version=1)
    await story.then_no("pact.version_adopted")
    assert "met" == (await story.due("D12/2021"))[1]
    pact = (await story.file()).pact
    assert pact is not None
    assert 1 == pact.pact_version
