"""E48: the service is down over a deadline."""

from tests.scenarios.cast import CLUSTER, HEAD, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

PLAN = {"year": 2021, "plan_hash": document("plan 2021")}


@also_served
async def test_what_came_in_during_an_outage_is_judged_by_its_receipt(story: Story) -> None:
    """Handed in on the last day and carried out three days later: in time, and nothing was missed."""
    await a_running_pact(story)
    await story.on("2020-11-29")
    await story.agency.go_down()
    await story.on("2020-11-30")
    await story.hands_in(CLUSTER, "submit_year_plan", **PLAN)
    await story.on("2020-12-03")
    await story.then_no("year_plan.submitted")
    await story.agency.come_back()
    submitted = await story.then("year_plan.submitted", year=2021, received_on="2020-11-30")
    assert 3 == submitted.recorded_at.day
    await story.then("deadline.met", deadline="D07/2021", days_late=0)
    await story.then_no("deadline.missed", deadline="D07/2021")


@also_served
async def test_a_deadline_that_passed_during_an_outage_is_missed_on_its_own_day(story: Story) -> None:
    """The miss bears the due date, and the outage can be the ground for more time."""
    await a_running_pact(story)
    await story.on("2020-11-29")
    await story.agency.go_down()
    await story.on("2020-12-03")
    await story.agency.come_back()
    missed = await story.then("deadline.missed", deadline="D07/2021", due="2020-11-30")
    assert ("2020-11-30", 3) == (missed.effective.latest.isoformat(), missed.recorded_at.day)
    wish = {"deadline": "D07/2021", "new_due": "2020-12-11"}
    await story.does(CLUSTER, "request_extension_of_time", ground="the portal was down from 29 November", **wish)
    await story.does(HEAD, "grant_extension_of_time", **wish)
    await story.then("deadline.extended", deadline="D07/2021", cures_miss=True)
