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
