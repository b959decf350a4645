"""E08: support is suspended and goes on again."""

from tests.scenarios.cast import BUDGET, HEAD, LEADER, OFFICER
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import NAME, Story


@also_served
async def test_while_support_stands_still_so_do_the_deadlines_that_say_so_and_the_cap_never(story: Story) -> None:
    """Suspended for a month: what the rules let stand still moves by that month, and the ends stay where they are."""
    await a_running_pact(story)
    await story.on("2020-10-01")
    cap = await story.due("D03")
    measure = {"measure": "suspend_support", "on": "2020-10-01", "grounds": "accounts are not in order"}
    await story.does(OFFICER, "propose_measure", **measure)
    await story.approves(HEAD, "suspend_support")
    await story.then("support.suspended", period=1, suspended_on="2020-10-01")
    stopped = {event.payload.model_dump()["deadline"] for event in await story.events("deadline.stopped")}
    await story.on("2020-11-02")
    await story.does(OFFICER, "propose_measure", measure="resume_support", on="2020-11-02", grounds="mended")
    await story.approves(HEAD, "resume_support")
    await story.then("support.resumed", suspended_on="2020-10-01", resumed_on="2020-11-02")
    resumed = {event.payload.model_dump()["deadline"] for event in await story.events("deadline.resumed")}
    assert {"D07/2021"} == stopped == resumed
    moved = {"due": "2021-01-04", "revision": 2, "old_due": "2020-11-30"}
    await story.then("deadline.resumed", deadline="D07/2021", **moved)
    assert ("2021-01-04", "open") == await story.due("D07/2021")
    assert cap == await story.due("D03")
    assert "2023-01-14" == (await story.file()).agreement.periods[0].end.isoformat()


async def test_while_support_is_suspended_nothing_is_paid_and_no_reservation_is_used(story: Story) -> None:
    """Of what is committed nothing leaves, and nothing new is set apart; once support goes on, so does the money."""
    await a_running_pact(story)
    budget = "budget/2020"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "propose_envelope", stream=budget, cents=7_500_000_000, grounds="the decree")
    await story.approves(LEADER, "approve_envelope", stream=budget)
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, cluster=NAME, cents=800_000_000)
    work = {"stream": budget, "line": NAME, "clusters": [NAME], "cents": 100_000_000, "decided_on": "2020-01-06"}
    await story.does(BUDGET, "record_commitment_of_funds", project="project-1", **work)
    await story.on("2020-10-01")
    measure = {"measure": "suspend_support", "on": "2020-10-01", "grounds": "accounts are not in order"}
    await story.does(OFFICER, "propose_measure", **measure)
    await story.approves(HEAD, "suspend_support")
    paid = {"stream": budget, "project": "project-1", "cents": 40_000_000}
    other = {**work, "decided_on": "2020-10-01"}
    more = {"stream": budget, "cluster": NAME, "cents": 900_000_000}
    await story.fails(BUDGET, "record_payment", code="suspended", paid_on="2020-10-01", **paid)
    await story.fails(BUDGET, "record_commitment_of_funds", code="suspended", project="project-2", **other)
    await story.fails(BUDGET, "reserve_for_cluster", code="suspended", **more)
    await story.on("2020-11-02")
    await story.does(OFFICER, "propose_measure", measure="resume_support", on="2020-11-02", grounds="mended")
    await story.approves(HEAD, "resume_support")
    await story.fails(BUDGET, "record_payment", code="suspended", paid_on="2020-10-15", **paid)
    await story.does(BUDGET, "record_payment", paid_on="2020-11-02", **paid)
    await story.then("funds.paid", stream=budget, project="project-1", paid_on="2020-11-02", open_cents=60_000_000)
