"""Who may act changes while they act: R19 to R22."""

from datetime import UTC, datetime, timedelta

from store.receipts import refusals
from tests.races.agency import TICK
from tests.races.race import END, SETTLED, Race, orders
from tests.scenarios.cast import ADMINISTRATOR, HEAD, OFFICER, REVIEWER, document

PLAN = {"year": 2021, "plan_hash": document("plan 2021")}
OF_HEAD = f"people/{HEAD}"


async def approval(race: Race) -> dict[str, object]:
    """What whoever approves has seen."""
    return {**PLAN, "proposal_hash": await race.proposal(**PLAN)}


@orders("approve", "revoke")
async def test_r19_a_role_is_judged_as_of_the_commit(proposed: Race, first: str) -> None:
    """Taken away between reading and recording: the approval is turned away and refused; the other way it stands."""
    at = datetime(2020, 11, 27, 10, 0, tzinfo=UTC)
    seen = await approval(proposed)
    approve = proposed.door_at(at, at + timedelta(seconds=1), HEAD, "approve_year_plan_verdict", **seen)
    revoke = proposed.door_at(at, at, ADMINISTRATOR, "revoke_role", stream=OF_HEAD, role="head_of_unit")
    sides = {"approve": approve, "revoke": revoke}
    ended = await proposed.run("approve", **sides) if first == "approve" else await proposed.overtaken(**sides)
    assert {"approve": "recorded" if first == "approve" else "not_allowed", "revoke": "recorded"} == ended
    assert {"approve", "revoke"} == set(proposed.turns.met)


@orders("last_moment", "midnight")
async def test_r20_what_was_lent_until_today_is_held_until_midnight(proposed: Race, first: str) -> None:
    """Until the last microsecond of its last day in Brussels, and not at midnight, whenever it is decided."""
    lent = {"role": "head_of_unit", "to": REVIEWER, "valid_from": "2020-11-27", "valid_until": "2020-11-30"}
    await proposed.does(HEAD, "delegate_role", stream=OF_HEAD, **lent)
    await proposed.just_before(END)
    at = END - TICK if first == "last_moment" else END
    seen = {"on_behalf_of": HEAD, **await approval(proposed)}
    act = proposed.door_at(at, SETTLED, REVIEWER, "approve_year_plan_verdict", **seen)
    ended = await proposed.run("act", act=act)
    assert {"act": "recorded" if first == "last_moment" else "delegation_expired"} == ended
    assert ["act"] == proposed.turns.met
    assert (1 if first == "last_moment" else 0) == len(await proposed.told("year_plan.approved"))


@orders("stand_in", "head")
async def test_r21_who_prepared_the_file_does_not_approve_it_for_another(proposed: Race, first: str) -> None:
    """The officer stands in for the head, and is refused before the head approves and after."""
    lent = {"role": "head_of_unit", "to": OFFICER, "valid_from": "2020-11-27", "valid_until": "2020-11-30"}
    await proposed.does(HEAD, "delegate_role", stream=OF_HEAD, **lent)
    seen = await approval(proposed)
    stand_in = proposed.door(OFFICER, "approve_year_plan_verdict", on_behalf_of=HEAD, **seen)
    ended = await proposed.run(first, stand_in=stand_in, head=proposed.door(HEAD, "approve_year_plan_verdict", **seen))
    refused = "four_eyes" if first == "stand_in" else "already_decided"
    assert {"stand_in": refused, "head": "recorded"} == ended
    assert {"stand_in", "head"} == set(proposed.turns.met)
    [approved] = await proposed.events("year_plan.approved")
    assert (HEAD, None) == (approved.actor.person, approved.actor.on_behalf_of)
    [kept] = await refusals(proposed.postgres.pool)
    assert (OFFICER, HEAD, refused) == (kept.person, kept.on_behalf_of, kept.code)


@orders("own", "by_another")
async def test_r22_nobody_gives_a_role_to_themselves(proposed: Race, first: str) -> None:
    """Not even at the moment at which another person makes them an administrator of people."""
    stream = f"people/{ADMINISTRATOR}"
    role = {"stream": stream, "role": "head_of_unit", "valid_from": "2020-11-27"}
    second = "demo-wilg"
    await proposed.does(ADMINISTRATOR, "register_person", stream=f"people/{second}", person=second)
    administers = {"role": "administrator", "valid_from": "2016-01-01"}
    await proposed.does(ADMINISTRATOR, "assign_role", stream=f"people/{second}", **administers)
    sides = {
        "own": proposed.door(ADMINISTRATOR, "assign_role", **role),
        "by_another": proposed.door(second, "assign_role", **role),
    }
    ended = await proposed.run(first, **sides)
    assert {"own": "four_eyes", "by_another": "recorded"} == ended
    assert {"own", "by_another"} == set(proposed.turns.met)
    [given] = [one for one in await proposed.events("role.assigned", stream=stream) if one.actor.person != "system"]
    assert second == given.actor.person
