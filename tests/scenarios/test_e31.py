"""E31: two minutes before midnight, the change of the clock, another time zone."""

import pytest

from tests.scenarios.cast import CLUSTER, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

PLAN = {"year": 2021, "plan_hash": document("plan 2021")}


@also_served
async def test_a_plan_at_two_minutes_to_midnight_in_brussels_is_in_time(story: Story) -> None:
    """The day ends in Brussels, an hour before it ends in London: the receipt is the proof."""
    await a_running_pact(story)
    await story.on("2020-11-30", "23:58")
    outcome = await story.does(CLUSTER, "submit_year_plan", **PLAN)
    assert "2020-11-30T22:58" == outcome.received_at.isoformat()[:16]
    await story.on("2020-12-02")
    await story.then("deadline.met", deadline="D07/2021", days_late=0)
    await story.then_no("deadline.missed", deadline="D07/2021")


@also_served
async def test_a_plan_a_minute_after_midnight_is_a_day_late(story: Story) -> None:
    """In UTC it is still 30 November; the local date counts."""
    await a_running_pact(story)
    await story.on("2020-12-01", "00:01")
    await story.does(CLUSTER, "submit_year_plan", **PLAN)
    await story.then("deadline.missed", deadline="D07/2021")
    await story.then("deadline.met", deadline="D07/2021", days_late=1)


@pytest.mark.parametrize(("begins", "instant"), [("2021-03-22", "T22:00:00"), ("2021-10-25", "T23:00:00")])
async def test_a_day_ends_at_local_midnight_before_and_after_the_clock_changes(
    story: Story, begins: str, instant: str
) -> None:
    """On 28 March 2021 summer time begins and on 31 October it ends: the end of the day moves by an hour in UTC."""
    await a_running_pact(story, begins="2019-01-07", start="2019-01-08")
    await story.on(begins)
    wish = {"ground": "force majeure", "deadline": "D12/2021", "new_due": "2021-11-05"}
    await story.does("demo-berk", "request_extension_of_time", **wish)
    granted = {name: wish[name] for name in ("deadline", "new_due")}
    if begins == "2021-10-25":
        await story.does("demo-ceder", "grant_extension_of_time", **granted)
    deadline = await story.deadline("D12/2021")
    assert deadline.instant.isoformat().endswith(f"{instant}+00:00"), deadline
