"""E39: in a small team the same person prepares and approves."""

from tests.scenarios.cast import HEAD, OFFICER, REVIEWER
from tests.scenarios.givens import a_complete_plan, a_running_pact
from tests.scenarios.story import Story


async def test_who_prepared_does_not_approve_and_a_stand_in_does(story: Story) -> None:
    """The case officer stands in for the sick head of unit, and still cannot approve what they drafted themselves."""
    await a_running_pact(story)
    await story.on("2020-11-16")
    plan = {"year": 2021, "plan_hash": await a_complete_plan(story, 2021)}
    await story.does(OFFICER, "propose_year_plan_verdict", verdict="approved", **plan)
    seen = {**plan, "proposal_hash": await story.proposal(**plan)}
    await story.fails(OFFICER, "approve_year_plan_verdict", code="not_allowed", **seen)
    absence = {"role": "head_of_unit", "valid_from": "2020-11-16", "valid_until": "2020-11-30"}
    for person in (OFFICER, REVIEWER):
        await story.does(HEAD, "delegate_role", stream=f"people/{HEAD}", to=person, **absence)
    for_head = {"on_behalf_of": HEAD, **seen}
    await story.fails(OFFICER, "approve_year_plan_verdict", code="four_eyes", **for_head)
    await story.does(REVIEWER, "approve_year_plan_verdict", **for_head)
    approved = await story.then("year_plan.approved", year=2021)
    assert (REVIEWER, "head_of_unit", HEAD) == (
        approved.actor.person,
        approved.actor.role,
        approved.actor.on_behalf_of,
    )
