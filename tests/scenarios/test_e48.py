"""E48: the service is down over a deadline."""

from schemas.deadline import DeadlineEscalated as Escalated
from schemas.deadline import DeadlineMissed as Missed
from tests.scenarios.cast import CLUSTER, HEAD, document
from tests.scenarios.givens import a_running_pact
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

PLAN = {"year": 2021, "plan_hash": document("plan 2021")}
SET_IN_THE_OUTAGE = ("D12/2021", "D13/2020", "D15/2020")
"""What New Year opens, and what is due on 31 March."""


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
    outage = "the portal was down from 29 November"
    await story.does(CLUSTER, "request_extension_of_time", ground=outage, **wish)
    await story.then("deadline.extension_requested", ground=outage, due="2020-11-30", new_due="2020-12-11")
    await story.does(HEAD, "grant_extension_of_time", reason=outage, **wish)
    granted = await story.then("deadline.extended", deadline="D07/2021", old_due="2020-11-30", cures_miss=True)
    assert (outage, HEAD) == (granted.reason, granted.actor.person)
    assert missed in await story.events("deadline.missed")
    assert ("2020-12-11", "open") == await story.due("D07/2021")


async def test_after_an_outage_over_months_each_deadline_is_caught_up_with_its_own_due_date(story: Story) -> None:
    """What was set before is missed, and what New Year would have set is set and missed, each on its own day."""
    await a_long_outage(story)
    missed = await story.events("deadline.missed")
    dues = {event.payload.deadline: str(event.payload.due) for event in missed if isinstance(event.payload, Missed)}
    assert {"D07/2021": "2020-11-30", **dict.fromkeys(SET_IN_THE_OUTAGE, "2021-03-31")} == dues
    assert list(dues.values()) == [event.effective.latest.isoformat() for event in missed]
    assert {(story.now.date(), "system")} == {(event.recorded_at.date(), event.actor.person) for event in missed}
    told = [event for event in await story.events("deadline.escalated") if "D07/2021" in str(event.payload)]
    assert 2 == len(told)


async def test_a_deadline_that_was_set_and_missed_by_catching_up_is_escalated_like_any_other(story: Story) -> None:
    """Otherwise it stands as missed and nobody is told."""
    await a_long_outage(story)
    told = {event.payload.deadline for event in await story.events() if isinstance(event.payload, Escalated)}
    assert {"D07/2021", *SET_IN_THE_OUTAGE} == told


async def test_a_deadline_of_the_budget_that_passed_during_an_outage_is_missed_too(story: Story) -> None:
    """New Year opens the budget year, whose maximum was due on 1 February, whoever was away then."""
    await a_long_outage(story)
    await story.then("deadline.missed", stream="budget/2021", deadline="D16/2021", due="2021-02-01")


async def a_long_outage(story: Story) -> None:
    """Go down before a due date and come back five months later, over New Year and another due date."""
    await a_running_pact(story)
    await story.on("2020-11-15")
    await story.agency.go_down()
    await story.on("2021-05-03")
    await story.then_no("deadline.missed")
    await story.agency.come_back()
    await story.on("2021-05-03", "10:01")
