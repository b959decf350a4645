"""E45: the plan is amended during its year."""

from tests.scenarios.cast import HEAD, OFFICER, document
from tests.scenarios.givens import a_judged_plan, a_kpi, a_processed_report, a_running_pact
from tests.scenarios.story import Story


async def test_an_amended_plan_takes_its_own_approval_and_targets_keep_their_former_figure(story: Story) -> None:
    """The approved plan stays in force until the amendment is approved by a second person."""
    await a_running_pact(story)
    await a_kpi(story, "companies")
    await story.on("2020-11-16")
    first = await a_judged_plan(story, 2021)
    await story.does(OFFICER, "set_kpi_target", kpi="companies", year=2021, target="40")
    await story.on("2021-06-01")
    other = {"year": 2021, "plan_hash": document("amended plan"), "reason": "a partner left"}
    await story.does(OFFICER, "propose_year_plan_amendment", **other)
    [plan] = [one.plan for one in (await story.file()).years if one.year == 2021]
    assert plan is not None
    assert first == plan.plan_hash
    await story.approves(HEAD, "amend_year_plan", year=2021)
    await story.then("year_plan.amended", year=2021, amendment=1, plan_hash=document("amended plan"))
    await story.does(OFFICER, "set_kpi_target", kpi="companies", year=2021, target="35", reason="the amended plan")
    await story.then("kpi.target_revised", kpi="companies", former="40", target="35")


async def test_the_report_is_judged_against_the_plan_that_was_in_force_at_the_end_of_its_year(story: Story) -> None:
    """Amended in June, reported on in the year after: the proposed verdict names the amended plan, and so it stays."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    await a_judged_plan(story, 2021)
    await story.on("2021-06-01")
    other = {"year": 2021, "plan_hash": document("amended plan"), "reason": "a partner left"}
    await story.does(OFFICER, "propose_year_plan_amendment", **other)
    await story.approves(HEAD, "amend_year_plan", year=2021)
    await story.on("2022-02-01")
    late = {**other, "plan_hash": document("plan amended afterwards")}
    await story.fails(OFFICER, "propose_year_plan_amendment", code="year_ended", **late)
    await a_processed_report(story, 2021)
    await story.then("report.verdict_proposed", year=2021, plan_hash=document("amended plan"), amendment=1)
    await story.then("report.processed", year=2021, verdict="reached")


async def test_a_plan_that_was_never_amended_is_the_one_that_the_report_is_judged_against(story: Story) -> None:
    """An amendment that nobody approved counts for nothing."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    first = await a_judged_plan(story, 2021)
    await story.on("2021-06-01")
    other = {"year": 2021, "plan_hash": document("amended plan"), "reason": "a partner left"}
    await story.does(OFFICER, "propose_year_plan_amendment", **other)
    await story.on("2022-02-01")
    await a_processed_report(story, 2021)
    await story.then("report.verdict_proposed", year=2021, plan_hash=first, amendment=0)
