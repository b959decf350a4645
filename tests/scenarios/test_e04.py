"""E04: a year plan is rejected and handed in again."""

from tests.scenarios.cast import CLUSTER, HEAD, OFFICER, document
from tests.scenarios.givens import a_judged_plan, a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_rejected_plan_comes_back_in_a_round_of_its_own_and_the_first_verdict_stays(story: Story) -> None:
    """The second round has its own terms, and both verdicts can be read for ever."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    first = await a_judged_plan(story, 2021, "rejected", grounds="no measurable goals")
    await story.then("year_plan.rejected", year=2021, round=1, plan_hash=first, grounds="no measurable goals")
    assert ("2020-12-14", "open") == await story.due("D11/2021")
    await story.on("2020-12-07")
    second = {"year": 2021, "plan_hash": document("better plan")}
    await story.does(CLUSTER, "resubmit_year_plan", **second)
    assert ("2020-12-14", "met") == await story.due("D11/2021")
    await story.does(OFFICER, "confirm_complete", **second)
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="approved", **second)
    await story.approves(HEAD, "approve_year_plan_verdict", **second)
    await story.then("year_plan.approved", year=2021, round=2)
    assert ["year_plan.rejected", "year_plan.approved"] == await story.told("year_plan.rejected", "year_plan.approved")
    assert "met" == (await story.due("D10/2021/2"))[1]


async def test_after_the_last_round_no_plan_comes_any_more_and_the_agency_owes_a_decision(story: Story) -> None:
    """Three rejections: the cluster's new term falls away at once, and the agency's own is told ever higher."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    await a_judged_plan(story, 2021, "rejected", grounds="no measurable goals")
    for number, day in ((2, "2020-12-07"), (3, "2021-01-04")):
        await story.then_no("year_plan.rounds_exhausted", year=2021)
        await story.on(day)
        plan = {"year": 2021, "plan_hash": document(f"plan of round {number}")}
        await story.does(CLUSTER, "resubmit_year_plan", **plan)
        await story.does(OFFICER, "confirm_complete", **plan)
        rejected = {"verdict": "rejected", "grounds": f"not in round {number} either"}
        await story.does(OFFICER, "propose_year_plan_verdict", **rejected, **plan)
        await story.approves(HEAD, "approve_year_plan_verdict", **plan)
        await story.then("year_plan.rejected", year=2021, round=number)
    await story.then("year_plan.rounds_exhausted", year=2021, round=3, decided_on="2021-01-04")
    another = {"year": 2021, "plan_hash": document("plan of round 4")}
    await story.fails(CLUSTER, "resubmit_year_plan", code="rounds_exhausted", **another)
    assert ("2021-01-06", "met") == await story.due("D11/2021.2")
    assert "cancelled" == (await story.due("D11/2021.3"))[1]
    assert ("2021-02-01", "open") == await story.due("K04/2021")
    await story.on("2021-02-16")
    assert ("2021-02-01", "missed") == await story.due("K04/2021")
    for stage, role in (("e1", "head_of_unit"), ("e10", "leading_official")):
        await story.then("deadline.escalated", deadline="K04/2021", stage=stage, to_roles=[role])
    waiver = {"year": 2021, "reason": "three plans without a measurable goal"}
    await story.does(OFFICER, "propose_year_plan_waiver", **waiver)
    await story.approves(HEAD, "waive_year_plan", year=2021)
    await story.then("deadline.met", deadline="K04/2021")
