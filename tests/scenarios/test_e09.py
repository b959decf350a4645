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
    await story.approves(HEAD, "endorse_termination")
    await story.approves(SECRETARY, "terminate_agreement", **decided)
    await story.then("agreement.terminated", ended_on="2020-09-30", running_projects=["project-1"])
    await story.then_no("reservation.released", stream=budget)
    await story.on("2020-09-30", "23:00")
    await story.then_no("reservation.released", stream=budget)
    await story.on("2020-10-01")
    await story.then("reservation.released", stream=budget, line=NAME, cents=800_000_000)
    assert ("2020-09-30", "reached") == await story.due("K07/1")
    await story.on("2020-10-05")
    claim = {"recovery": "advance-2020", "cents": 10_000_00, "grounds": "advance not used", "pay_by": "2020-12-01"}
    await story.does(OFFICER, "propose_recovery", **claim)
    await story.approves(HEAD, "demand_recovery", recovery="advance-2020")
    assert ("2020-12-01", "open") == await story.due("R01/advance-2020")
    await story.on("2020-11-09")
    repaid = {"recovery": "advance-2020", "cents": 4_000_00}
    await story.does(OFFICER, "record_repayment", received_on="2020-11-09", **repaid)
    await story.then("recovery.repayment_received", open_cents=6_000_00)
    await story.on("2020-12-16")
    assert ("2020-12-01", "missed") == await story.due("R01/advance-2020")
    await story.then("deadline.escalated", deadline="R01/advance-2020", stage="e10", to_roles=["leading_official"])
    await story.then_no("recovery.settled")
    rest = {"recovery": "advance-2020", "cents": 6_000_00}
    await story.does(OFFICER, "record_repayment", received_on="2020-12-16", **rest)
    await story.then("recovery.settled", recovery="advance-2020", settled_on="2020-12-16")
    await story.then("deadline.met", deadline="R01/advance-2020", days_late=15)
    [period] = (await story.file()).agreement.periods
    assert "terminated" == period.stage.value


async def test_after_termination_the_record_answers_about_before_as_it_did_and_tells_the_end(story: Story) -> None:
    """About June support runs, whenever one asks; about the year after, it says since when it does not."""
    await a_running_pact(story)
    await story.on("2020-09-15")
    before = (await story.answer("2020-06-01")).parts
    end = {"measure": "terminate_support", "on": "2020-09-30", "grounds": "the organisation was wound up"}
    await story.does(OFFICER, "propose_measure", **end)
    decided = {"decided_on": "2020-09-15", "minutes": "minutes 9"}
    await story.approves(HEAD, "endorse_termination")
    await story.approves(SECRETARY, "terminate_agreement", **decided)
    await story.on("2021-03-01")
    assert before == (await story.answer("2020-06-01")).parts
    [support] = await story.says("agreement_period", "2020-06-01")
    assert "The first support agreement of Duin runs from 15 January 2020 to 14 January 2023, both included." == (
        support.text
    )
    assert [] == await story.says("agreement_state", "2020-09-29")
    [ended] = await story.says("agreement_state", "2021-03-01")
    assert {"state": "terminated", "period": 1} == ended.value
    assert "Since 1 October 2020, the first support agreement of Duin has been terminated." == ended.text
