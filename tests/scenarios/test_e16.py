"""E16: a cluster joins in the middle of the year."""

from schemas.budget.whole import BudgetState
from tests.scenarios.cast import BUDGET
from tests.scenarios.givens import a_pact_in_force, a_registered_pact, support
from tests.scenarios.marks import also_served
from tests.scenarios.story import NAME, Story


@also_served
async def test_a_cluster_that_joins_in_september_has_clocks_of_its_own(story: Story) -> None:
    """Three and ten years count from its own first day; its first plan is that for the year after."""
    await _joins_in_september(story)
    budget = "budget/2021"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "foresee_envelope", stream=budget, cents=7_500_000_000)
    part = {"cluster": NAME, "cents": 650_000_000, "pro_rata": "the last four months"}
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, **part)
    await story.then("reservation.made", stream=budget, cluster=NAME, pro_rata="the last four months")
    await story.on("2021-09-03")
    assert ("2024-08-31", "open") == await story.due("D02/1")
    assert ("2031-08-31", "open") == await story.due("D03")
    assert ("2021-11-30", "open") == await story.due("D07/2022")


async def test_the_first_work_year_is_a_partial_one_and_the_next_is_whole(story: Story) -> None:
    """From 1 September to New Year's Eve: the report on it is owed like any other, a plan for it is not."""
    await _joins_in_september(story)
    await story.on("2022-01-04")
    await story.then("agreement.activated", period=1, start="2021-09-01")
    await story.then("report.expected", year=2021, year_start="2021-09-01", year_end="2021-12-31")
    assert ("2022-03-31", "open") == await story.due("D13/2021")
    await story.then("work_year.started", year=2022, year_start="2022-01-01")
    await story.then("year_plan.expected", year=2022, year_start="2022-01-01", year_end="2022-12-31")
    await story.then_no("year_plan.expected", year=2021)
    await story.on("2023-01-03")
    await story.then("report.expected", year=2022, year_start=None, year_end="2022-12-31")


async def test_a_part_of_the_year_is_reserved_as_such_and_the_next_year_is_whole_again(story: Story) -> None:
    """Six and a half million, said to be for four months, and eight for the year after: both stand in the answer."""
    await _joins_in_september(story)
    part, whole = {"cents": 650_000_000, "pro_rata": "the last four months"}, {"cents": 800_000_000}
    for year, reserved in ((2021, part), (2022, whole)):
        stream = f"budget/{year}"
        await story.does(BUDGET, "open_budget_year", stream=stream)
        await story.does(BUDGET, "foresee_envelope", stream=stream, cents=7_500_000_000)
        await story.does(BUDGET, "reserve_for_cluster", stream=stream, cluster=NAME, **reserved)
    lines = [line for year in (2021, 2022) for line in await _lines(story, year)]
    assert [(NAME, 650_000_000, "the last four months"), (NAME, 800_000_000, None)] == lines
    told = {one.subject: one.value["amount"] for one in await story.says("reservation", "2021-08-23")}
    assert {"budget/2021": 6_500_000, "budget/2022": 8_000_000} == told


async def test_each_cluster_counts_its_three_and_ten_years_from_its_own_first_day(story: Story) -> None:
    """Beside one that began in 2020: two ends of a period, two caps, two conditional commitments."""
    await story.on("2020-01-06")
    await a_registered_pact(story, "heide", NAME)
    await support(story, "2020-01-15", signed_on="2020-01-06", stream="pact/heide")
    await a_pact_in_force(story, "2020-01-06", stream="pact/heide")
    await story.on("2021-08-23")
    await support(story, "2021-09-01", signed_on="2021-08-23")
    await a_pact_in_force(story, "2021-08-23")
    await story.on("2021-09-03")
    clocks = {
        stream: [(await story.due(name, stream=stream))[0] for name in ("D02/1", "D03", "D17")]
        for stream in ("pact/heide", story.pact)
    }
    assert {
        "pact/heide": ["2023-01-14", "2030-01-14", "2023-01-05"],
        story.pact: ["2024-08-31", "2031-08-31", "2024-08-22"],
    } == clocks


async def _joins_in_september(story: Story) -> None:
    """Sign in August for support from September on, with a pact in force."""
    await story.on("2021-08-23")
    await a_registered_pact(story)
    await support(story, "2021-09-01", signed_on="2021-08-23")
    await a_pact_in_force(story, "2021-08-23")


async def _lines(story: Story, year: int) -> list[tuple[str, int, str | None]]:
    state = await story.state(f"budget/{year}")
    assert isinstance(state, BudgetState)
    return [(line.line, line.reserved_cents, line.pro_rata) for line in state.lines]
