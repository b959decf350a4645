"""E05: a plan is approved with conditions, and one of them is not met."""

from tests.scenarios.cast import HEAD, OFFICER
from tests.scenarios.givens import a_judged_plan, a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_a_condition_has_a_day_of_its_own_and_a_missed_one_reopens_the_file(story: Story) -> None:
    """Of two conditions one is met in time; the other passes its day, and the plan is open again."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    conditions = ["member figures", "a budget by line"]
    plan = await a_judged_plan(story, 2021, "approved_with_conditions", conditions=conditions)
    assert ("approved_with_conditions", plan) == await _standing(story)
    source = {"source": "year_plan", "reference": "2021"}
    for name, text, due in (("members", "member figures", "2021-02-15"), ("budget", "a budget by line", "2021-03-01")):
        await story.does(OFFICER, "set_condition", condition=name, text=text, due=due, **source)
    await story.on("2021-02-08")
    await story.does(OFFICER, "report_condition_met", condition="members", explanation="the list came in")
    seen = await story.seen("report_hash", condition="members")
    await story.does(HEAD, "record_condition_met", condition="members", report_hash=seen)
    await story.on("2021-03-03")
    await story.then("condition.met", condition="members")
    await story.then("condition.missed", condition="budget", source="year_plan", reference="2021", due="2021-03-01")
    await story.then_no("condition.missed", condition="members")
    assert ("complete", plan) == await _standing(story)
    assert ("2021-04-14", "open") == await story.due("K05/2021")
    verdict = {"year": 2021, "plan_hash": plan}
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="rejected", grounds="no budget by line", **verdict)
    await story.approves(HEAD, "approve_year_plan_verdict", **verdict)
    assert ("rejected", None) == await _standing(story)
    assert ("2021-04-14", "met") == await story.due("K05/2021")


async def _standing(story: Story) -> tuple[str, str | None]:
    """Say where the plan for 2021 stands, and which one is in force."""
    [plan] = [year.plan for year in (await story.file()).years if year.year == 2021]
    assert plan is not None
    return plan.stage.value, plan.in_force_hash
