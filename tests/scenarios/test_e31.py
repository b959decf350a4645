"""E31: two minutes before midnight, the change of the clock, another time zone."""

import pytest

from tests.scenarios.cast import CLUSTER, LEADER, document
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


@pytest.mark.parametrize(
    ("day", "time", "zone", "days_late"),
    [
        ("2020-11-30", "17:58", "America/New_York", 0),
        ("2020-11-30", "18:01", "America/New_York", 1),
        ("2020-12-01", "00:58", "Europe/Helsinki", 0),
        ("2020-12-01", "01:01", "Europe/Helsinki", 1),
        ("2020-12-01", "07:58", "Asia/Tokyo", 0),
    ],
)
async def test_what_is_sent_from_elsewhere_is_judged_by_the_day_in_brussels(
    story: Story, day: str, time: str, zone: str, days_late: int
) -> None:
    """Still 30 November in New York and late, already 1 December in Tokyo and in time."""
    await a_running_pact(story)
    await story.on(day, time, zone=zone)
    await story.does(CLUSTER, "submit_year_plan", **PLAN)
    await story.on("2020-12-02")
    await story.then("year_plan.submitted", received_on=f"2020-{'12-01' if days_late else '11-30'}")
    await story.then("deadline.met", deadline="D07/2021", days_late=days_late)
    assert bool(days_late) == bool(await story.events("deadline.missed"))


@pytest.mark.parametrize(
    ("due", "time", "days_late"),
    [
        ("2021-03-28", "17:58", 0),
        ("2021-03-28", "18:01", 1),
        ("2021-10-31", "18:58", 0),
        ("2021-10-31", "19:01", 1),
    ],
)
async def test_on_a_day_on_which_the_clock_changes_an_instant_from_elsewhere_is_judged_by_that_day(
    story: Story, due: str, time: str, days_late: int
) -> None:
    """The day has 23 hours in March and 25 in October; New York changes its clock on other days."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    wish = {"deadline": "D07/2021", "new_due": due}
    await story.does(CLUSTER, "request_extension_of_time", ground="force majeure", **wish)
    await story.does(LEADER, "grant_extension_of_time", **wish)
    await story.on(due, time, zone="America/New_York")
    await story.does(CLUSTER, "submit_year_plan", **PLAN)
    await story.on("2021-11-02")
    await story.then("deadline.met", deadline="D07/2021", days_late=days_late)


async def test_a_day_ends_at_local_midnight_in_summer_and_in_winter(story: Story) -> None:
    """On 31 March 2021 summer time has begun, on 30 November it is over: an hour apart in UTC."""
    await a_running_pact(story)
    await story.on("2021-09-02")
    ends = {name: (await story.deadline(name)).instant.isoformat() for name in ("D12/2021", "D07/2022")}
    assert {"D12/2021": "2021-03-31T22:00:00+00:00", "D07/2022": "2021-11-30T23:00:00+00:00"} == ends
