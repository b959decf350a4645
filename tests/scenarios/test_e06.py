"""E06: the interim evaluation is negative, with a way back."""

from tests.scenarios.cast import CLUSTER, HEAD, OFFICER, document
from tests.scenarios.givens import a_running_pact, an_extension, an_interim_evaluation
from tests.scenarios.story import Story


async def test_an_extension_waits_until_the_remedial_plan_is_fulfilled(story: Story) -> None:
    """The period keeps its end; only after the plan was followed can the committee be asked."""
    await a_running_pact(story)
    await story.on("2022-02-01")
    await an_interim_evaluation(story, verdict="negative_with_remediation")
    wish = {"period": 1, "months": 36}
    await story.fails(OFFICER, "propose_extension", code="remediation_open", **wish)
    await story.does(OFFICER, "request_remedial_plan", period=1, grounds="half of the goals")
    await story.on("2022-03-01")
    plan = {"period": 1, "plan_hash": document("remedial plan")}
    await story.does(CLUSTER, "submit_remedial_plan", **plan)
    await story.does(OFFICER, "propose_remedial_verdict", verdict="accepted", grounds="it can work", **plan)
    await story.approves(HEAD, "judge_remedial_plan", period=1)
    await story.fails(OFFICER, "propose_extension", code="remediation_open", **wish)
    await story.on("2022-09-05")
    await story.does(OFFICER, "propose_remediation_outcome", period=1, outcome="fulfilled", findings="goals are back")
    await story.approves(HEAD, "close_remediation", period=1)
    await an_extension(story, 1, 36, "2022-09-05")
    assert "2023-01-14" == (await story.file()).agreement.periods[0].end.isoformat()


async def test_a_refused_remedial_plan_goes_on_blocking_the_extension_and_opens_another_round(story: Story) -> None:
    """The first plan cannot work: the cluster owes another one, and meanwhile nobody is asked to extend."""
    await a_running_pact(story)
    await _a_judged_remedial_plan(story, "refused")
    await story.then("remedial_plan.refused", period=1, round=1, grounds="as it reads")
    await story.fails(OFFICER, "propose_extension", code="remediation_open", period=1, months=36)
    assert ("2022-04-12", "open") == await story.due("D21R/1")
    await story.on("2022-04-04")
    another = {"period": 1, "plan_hash": document("another remedial plan")}
    await story.does(CLUSTER, "submit_remedial_plan", **another)
    await story.then("remedial_plan.submitted", round=2, **another)
    assert ("2022-04-12", "met") == await story.due("D21R/1")
    await story.fails(OFFICER, "propose_extension", code="remediation_open", period=1, months=36)
    await story.on("2023-01-16")
    await story.then("agreement.expired", period=1, end="2023-01-14")


async def test_after_a_remediation_that_failed_support_ends_on_its_day(story: Story) -> None:
    """Followed up after six months and found wanting: no extension, no bridge, and the end that always stood."""
    await a_running_pact(story)
    await _a_judged_remedial_plan(story, "accepted")
    assert ("2022-09-01", "open") == await story.due("D21F/1")
    await story.on("2022-08-29")
    await story.does(OFFICER, "propose_remediation_outcome", period=1, outcome="failed", findings="nothing changed")
    await story.approves(HEAD, "close_remediation", period=1)
    await story.then("remediation.failed", period=1, decided_on="2022-08-29")
    assert ("2022-09-01", "met") == await story.due("D21F/1")
    wish = {"period": 1, "months": 6}
    await story.fails(OFFICER, "propose_extension", code="remediation_failed", **wish)
    await story.fails(OFFICER, "propose_extension", code="remediation_failed", bridging=True, **wish)
    assert ("2023-01-14", "open") == await story.due("D02/1")
    await story.on("2023-01-16")
    await story.then("agreement.expired", period=1, end="2023-01-14")


async def _a_judged_remedial_plan(story: Story, verdict: str) -> None:
    """Have the evaluation end badly in February, and the remedial plan judged on 1 March."""
    await story.on("2022-02-01")
    await an_interim_evaluation(story, verdict="negative_with_remediation")
    await story.does(OFFICER, "request_remedial_plan", period=1, grounds="half of the goals")
    await story.on("2022-03-01")
    plan = {"period": 1, "plan_hash": document("remedial plan")}
    await story.does(CLUSTER, "submit_remedial_plan", **plan)
    await story.does(OFFICER, "propose_remedial_verdict", verdict=verdict, grounds="as it reads", **plan)
    await story.approves(HEAD, "judge_remedial_plan", period=1)
