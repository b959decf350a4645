"""E02: the year plan never comes."""

from tests.scenarios.cast import HEAD, OFFICER
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_plan_that_never_comes_stays_overdue_until_somebody_waives_it_with_a_reason(story: Story) -> None:
    """Told ever higher, open for ever; the pact is evaluated without it only by express decision."""
    await a_running_pact(story)
    await story.on("2021-02-01")
    await story.then("deadline.escalated", deadline="D07/2021", stage="e10", to_roles=["leading_official"])
    assert ("2020-11-30", "missed") == await story.due("D07/2021")
    drafted = {"year": 2021, "outcome": "unchanged", "findings": "looked at without a plan"}
    await story.fails(OFFICER, "propose_pact_evaluation", code="plan_missing", **drafted)
    await story.does(OFFICER, "propose_pact_evaluation", without_plan=True, **drafted)
    await story.approves(HEAD, "evaluate_pact", year=2021)
    waiver = {"year": 2021, "reason": "the cluster was being reorganised"}
    await story.does(OFFICER, "propose_year_plan_waiver", **waiver)
    await story.approves(HEAD, "waive_year_plan", year=2021)
    await story.then("year_plan.waived", year=2021, grounds="the cluster was being reorganised")
    assert "missed" != (await story.due("D07/2021"))[1]


async def test_the_head_of_unit_may_suspend_support_over_a_plan_that_never_comes(story: Story) -> None:
    """With a reason, by two persons: from that day the plan's deadline takes no further step, and the pact goes on."""
    await a_running_pact(story)
    await story.on("2021-02-01")
    assert ("2020-11-30", "missed") == await story.due("D07/2021")
    measure = {"measure": "suspend_support", "on": "2021-02-01", "grounds": "no plan for 2021 has come"}
    await story.does(OFFICER, "propose_measure", **measure)
    await story.fails(
        OFFICER, "suspend_support", code="not_allowed", proposal_hash=await story.proposal(measure="suspend_support")
    )
    await story.approves(HEAD, "suspend_support")
    suspended = await story.then("support.suspended", suspended_on="2021-02-01", grounds="no plan for 2021 has come")
    assert ("head_of_unit", "no plan for 2021 has come") == (suspended.actor.role, suspended.reason)
    assert ("2020-11-30", "missed") == await story.due("D07/2021")
    pact = (await story.file()).pact
    assert pact is not None
    assert "in_force" == pact.stage.value
