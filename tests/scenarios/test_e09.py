"""E09: support is terminated and money is claimed back."""

from tests.scenarios.cast import BUDGET, HEAD, OFFICER, SECRETARY
from tests.scenarios.givens import a_running_pact
from tests.scenarios.story import NAME, Story


async def test_termination_lists_what_runs_on_frees_the_reservation_and_is_followed_by_recovery(story: Story) -> None:
    """The committee ends support; the budget line is free again, the money comes back, the file stays."""
    await a_running_pact(story)
    budget = "budget/2020"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "foresee_envelope", stream=budget, cents=7_500_000_000)
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, cluster=NAME, cents=800_000_000)
    await story.on("2020-09-15")
    end = {"measure": "terminate_support", "on": "2020-09-30", "grounds": "the organisation was wound up"}
    await story.does(OFFICER, "propose_measure", running_projects=["project-1"], **end)
    decided = {"decided_on": "2020-09-15", "minutes": "minutes 9"}
    await story.approves(SECRETARY, "terminate_agreement", **decided)
    await story.then("agreement.terminated", ended_on="2020-09-30", running_projects=["project-1"])
    await story.then_no("reservation.released", stream=budget)
    await story.on("2020-10-05")
    await story.then("reservation.released", stream=budget, line=NAME)
    claim = {"recovery": "advance-2020", "cents": 10_000_00, "grounds": "advance not used", "pay_by": "2020-12-01"}
    await story.does(OFFICER, "propose_recovery", **claim)
    await story.approves(HEAD, "demand_recovery", recovery="advance-2020")
    await story.does(OFFICER, "record_repayment", recovery="advance-2020", cents=10_000_00, received_on="2020-10-05")
    [period] = (await story.file()).agreement.periods
    assert "terminated" == period.stage.value
    assert "recovery.settled" in await story.told()
