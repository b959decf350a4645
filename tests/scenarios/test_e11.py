"""E11: less than three years of room are left."""

from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_next_period, a_running_pact, an_extension, an_interim_evaluation
from tests.scenarios.story import Story


async def test_the_fourth_period_of_the_first_cohort_lasts_at_most_twelve_months(story: Story) -> None:
    """From 2017, 2020 and 2023 on, the year 2026 is all that is left, and it can be granted."""
    await a_running_pact(story, begins="2017-01-02", start="2017-01-01")
    for period, decided_on, start in ((1, "2019-10-01", "2020-01-01"), (2, "2022-10-03", "2023-01-01")):
        await story.on(decided_on)
        await an_interim_evaluation(story, period)
        await an_extension(story, period, 36, decided_on)
        await a_next_period(story, period + 1, start, decided_on)
    await story.on("2025-10-01")
    await an_interim_evaluation(story, 3)
    await story.fails(OFFICER, "propose_extension", code="beyond_cap", period=3, months=13)
    await an_extension(story, 3, 12, "2025-10-01")
    await a_next_period(story, 4, "2026-01-01", "2025-10-01")
    await story.then("extension.granted", new_start="2026-01-01", new_end="2026-12-31", months=12)
    await story.on("2027-01-02")
    assert ("2026-12-31", "reached") == await story.due("D03")
    await story.then("agreement.expired", period=4, end="2026-12-31")
