"""E27: more time because of force majeure."""

from tests.scenarios.cast import CLUSTER, HEAD, LEADER, document
from tests.scenarios.givens import PROGRAMME, SIX, a_running_pact, six_running_pacts
from tests.scenarios.marks import also_served
from tests.scenarios.story import Story

WISH = {"deadline": "D07/2021", "new_due": "2021-01-29"}


@also_served
async def test_more_time_on_good_ground_moves_the_deadline_and_arms_its_reminders_anew(story: Story) -> None:
    """Asked by the cluster, granted by the leading official: two months are more than the head of unit may give.

    The old day stays readable and nothing is missed.
    """
    await a_running_pact(story)
    await story.on("2020-11-12")
    await story.does(CLUSTER, "request_extension_of_time", ground="force majeure: the pandemic", **WISH)
    reason = "the general assembly could not meet"
    await story.fails(HEAD, "grant_extension_of_time", code="takes_higher_role", reason=reason, **WISH)
    await story.does(LEADER, "grant_extension_of_time", reason=reason, **WISH)
    moved = await story.then("deadline.extended", deadline="D07/2021", old_due="2020-11-30", due="2021-01-29")
    assert reason == moved.reason
    await story.on("2021-01-25")
    await story.then_no("deadline.missed", deadline="D07/2021")
    reminded = [event.payload.model_dump() for event in await story.events("deadline.reminded")]
    assert ["r60", "r30", "r10"] == [
        one["stage"] for one in reminded if (one["deadline"], one["revision"]) == ("D07/2021", 2)
    ]
    await story.does(CLUSTER, "submit_year_plan", year=2021, plan_hash=document("plan 2021"))
    await story.then("deadline.met", deadline="D07/2021", days_late=0)


async def test_a_refused_wish_for_more_time_is_recorded_too_and_moves_nothing(story: Story) -> None:
    """With its reason, and the deadline falls on its own day."""
    await a_running_pact(story)
    await story.on("2020-11-12")
    await story.does(CLUSTER, "request_extension_of_time", ground="too busy", **WISH)
    await story.does(HEAD, "refuse_extension_of_time", deadline="D07/2021", reason="no ground that the rules know")
    refused = await story.then("deadline.extension_refused", deadline="D07/2021", due="2020-11-30")
    assert "no ground that the rules know" == refused.reason
    await story.on("2020-12-02")
    await story.then("deadline.missed", deadline="D07/2021", revision=1)


@also_served
async def test_one_decision_moves_the_deadline_of_every_pact_on_its_list(story: Story) -> None:
    """Six pacts, one ground, one list: each file gets an event of its own that names the decision."""
    await six_running_pacts(story)
    await story.on("2020-11-12")
    items = [{"pact": pact, "deadline": "D07/2021", "new_due": "2021-01-29"} for pact in SIX]
    wish = {"group": "pandemic", "ground": "force majeure", "items": items}
    await story.does(HEAD, "propose_group_extension", stream=PROGRAMME, **wish)
    granted = {"decision": "granted", "reason": "the same ground for all"}
    await story.approves(LEADER, "decide_group_extension", stream=PROGRAMME, group="pandemic", **granted)
    for pact in SIX:
        await story.then("deadline.extended", stream=f"pact/{pact}", deadline="D07/2021", due="2021-01-29")
    await story.on("2020-12-02")
    for pact in SIX:
        await story.then_no("deadline.missed", stream=f"pact/{pact}")
