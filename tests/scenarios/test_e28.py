"""E28: the last day is a weekend or a holiday."""

from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story


@also_served
async def test_the_last_day_of_an_act_moves_off_a_sunday_and_that_of_a_period_does_not(story: Story) -> None:
    """The plan for 2026 is due on Sunday 30 November 2025, so on Monday; support ends on a Sunday all the same."""
    await a_running_pact(story, begins="2023-01-02", start="2023-01-02")
    await story.on("2023-01-03")
    end = await story.deadline("D02/1")
    assert ("2026-01-01", "2026-01-01") == (end.raw_due.isoformat(), end.due.isoformat())
    cap = await story.deadline("D03")
    assert ("2033-01-01", 5) == (cap.due.isoformat(), cap.due.weekday())
    await story.on("2025-09-02")
    plan = await story.deadline("D07/2026")
    assert ("2025-11-30", "2025-12-01") == (plan.raw_due.isoformat(), plan.due.isoformat())
    assert ("legal", "2026.1") == (plan.calendar, plan.calendar_version)
    await story.on("2025-12-01", "23:30")
    await story.then_no("deadline.missed", deadline="D07/2026")
    await story.on("2025-12-02")
    await story.then("deadline.missed", deadline="D07/2026", due="2025-12-01")
