"""E34: elections, and no budget decree."""

from schemas.budget.whole import BudgetState
from tests.scenarios.cast import BUDGET, HEAD, LEADER, OFFICER
from tests.scenarios.givens import a_complete_plan, a_registered_pact, a_running_pact
from tests.scenarios.story import NAME, Story

YEAR = "budget/2020"


async def test_without_a_decree_the_means_stay_foreseen_and_lateness_breaks_nothing(story: Story) -> None:
    """The maximum is set in June instead of January: missed, recorded, and what was reserved meanwhile stays."""
    await story.on("2020-01-02")
    await a_registered_pact(story)
    await story.does(BUDGET, "open_budget_year", stream=YEAR)
    await story.does(BUDGET, "foresee_envelope", stream=YEAR, cents=7_500_000_000, wording="75 mio")
    await story.does(BUDGET, "reserve_for_cluster", stream=YEAR, cluster=NAME, cents=800_000_000)
    await story.then("reservation.made", stream=YEAR, cluster=NAME, cents=800_000_000, against="foreseen")
    assert ("foreseen", 7_500_000_000, None) == await means(story)
    await story.on("2020-06-02")
    await story.then("deadline.missed", stream=YEAR, deadline="D16/2020")
    await story.then_no("envelope.approved", stream=YEAR)
    funds = {"line": NAME, "project": "project-1", "clusters": [NAME], "cents": 100, "decided_on": "2020-06-02"}
    await story.fails(BUDGET, "record_commitment_of_funds", code="not_approved", stream=YEAR, **funds)
    assert ("foreseen", 7_500_000_000, None) == await means(story)
    assert [(NAME, 800_000_000, 0)] == await lines(story)
    await story.then_no("funds.committed", stream=YEAR)
    await story.does(BUDGET, "propose_envelope", stream=YEAR, cents=7_500_000_000, grounds="the decree came late")
    await story.approves(LEADER, "approve_envelope", stream=YEAR)
    await story.then("envelope.approved", stream=YEAR, cents=7_500_000_000)
    assert ("approved", 7_500_000_000, 7_500_000_000) == await means(story)
    assert [(NAME, 800_000_000, 0)] == await lines(story)
    await story.does(BUDGET, "record_commitment_of_funds", stream=YEAR, **funds)
    assert [(NAME, 800_000_000, 100)] == await lines(story)


async def test_what_is_decided_late_for_want_of_a_decree_is_decided_all_the_same(story: Story) -> None:
    """The plan is judged months after its term: the miss stays in the record, and the plan is approved."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    plan = await a_complete_plan(story, 2021)
    await story.on("2021-05-03")
    await story.then("deadline.missed", deadline="D10/2021/1")
    proposed = {"year": 2021, "plan_hash": plan}
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="approved", **proposed)
    await story.approves(HEAD, "approve_year_plan_verdict", **proposed)
    await story.then("year_plan.approved", year=2021)


async def means(story: Story) -> tuple[str, int | None, int | None]:
    """Give how far the year is, with what is foreseen and what is approved."""
    state = await story.state(YEAR)
    assert isinstance(state, BudgetState)
    return state.stage.value, state.foreseen_cents, state.approved_cents


async def lines(story: Story) -> list[tuple[str, int, int]]:
    """Give each line with what is reserved and committed on it."""
    state = await story.state(YEAR)
    assert isinstance(state, BudgetState)
    return [(one.line, one.reserved_cents, one.committed_cents) for one in state.lines]
