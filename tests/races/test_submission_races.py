"""The same thing handed in twice, and two things for one: R04 to R06."""

from schemas.command import SentField
from store.overtaking import overtaking_of
from store.receipts import outcome_of, pending_receipts, refusals
from tests.races.race import END, Race, orders
from tests.scenarios.cast import CLUSTER, OFFICER, document

HASH, OTHER_HASH = document("plan 2021"), document("other plan 2021")
PLAN, OTHER_PLAN = ({"year": 2021, "plan_hash": one} for one in (HASH, OTHER_HASH))


@orders("one", "two")
async def test_r04_the_same_submission_twice_has_one_outcome(awaited: Race, first: str) -> None:
    """Two doors at once with one id: both give the same answer, about one event."""
    plan = awaited.envelope(CLUSTER, "submit_year_plan", **PLAN)
    answers = await awaited.turns.race({name: awaited.again(plan) for name in _ordered(first, "one", "two")})
    assert answers["one"] == answers["two"]
    assert {"one", "two"} == set(awaited.turns.met)
    assert ["year_plan.submitted"] == await awaited.told("year_plan.submitted")


@orders("plan", "other")
async def test_r05_one_id_with_other_content_is_turned_away(awaited: Race, first: str) -> None:
    """Whichever came first is carried out; of the other only the attempt is kept, and refused, for who audits."""
    sides = {
        "plan": awaited.door(CLUSTER, "submit_year_plan", command_id="one-id-for-two", **PLAN),
        "other": awaited.door(CLUSTER, "submit_year_plan", command_id="one-id-for-two", **OTHER_PLAN),
    }
    ended = await awaited.run(first, **sides)
    second = "other" if first == "plan" else "plan"
    assert {first: "recorded", second: "command_id_reused"} == ended
    kept = {"plan": PLAN, "other": OTHER_PLAN}[first]
    assert ["year_plan.submitted"] == await awaited.told("year_plan.submitted")
    await awaited.then("year_plan.submitted", plan_hash=kept["plan_hash"])
    assert [] == await refusals(awaited.postgres.pool)
    length = len(await awaited.told("year_plan.submitted", "deadline.met"))
    assert {"again": "command_id_reused"} == await awaited.run("again", again=sides[second])
    await awaited.timer(END)()
    assert length == len(await awaited.told("year_plan.submitted", "deadline.met"))
    [refused] = await refusals(awaited.postgres.pool, code="command_id_reused")
    assert ("one-id-for-two", CLUSTER, "submit_year_plan") == (refused.command_id, refused.person, refused.kind)
    assert [] == await pending_receipts(awaited.postgres.pool)


@orders("plan", "other")
async def test_r06_of_two_versions_at_once_one_wins(awaited: Race, first: str) -> None:
    """Both saw the same file; the second hears who was quicker, when, and in what the two differ."""
    seen = {"expected_version": (await awaited.file()).version}
    envelopes = {
        "plan": awaited.envelope(CLUSTER, "submit_year_plan", **seen, **PLAN),
        "other": awaited.envelope(OFFICER, "submit_year_plan", **seen, **OTHER_PLAN),
    }
    sides = {name: awaited.again(envelope) for name, envelope in envelopes.items()}
    ended = await awaited.run(first, **sides)
    second = "other" if first == "plan" else "plan"
    assert {first: "recorded", second: "conflict"} == ended
    assert {"plan", "other"} == set(awaited.turns.met)
    assert ["year_plan.submitted"] == await awaited.told("year_plan.submitted")
    won, lost = {"plan": (HASH, OTHER_HASH), "other": (OTHER_HASH, HASH)}[first]
    winner = {"plan": CLUSTER, "other": OFFICER}[first]
    envelope = envelopes[second]
    outcome = await outcome_of(awaited.postgres.pool, envelope.command_id)
    assert outcome is not None
    at = (await awaited.then("year_plan.submitted")).recorded_at
    differs = f"plan_hash {won}, you sent {lost}"
    assert f"year_plan.submitted was recorded by {winner} at {at:%Y-%m-%dT%H:%M:%SZ}: {differs}" in outcome.detail
    submitted, *_ = await overtaking_of(awaited.postgres.pool, envelope, outcome)
    assert (winner, at) == (submitted.by, submitted.recorded_at)
    assert (SentField(field="plan_hash", sent=lost, recorded=won),) == submitted.fields


def _ordered(first: str, *names: str) -> list[str]:
    return sorted(names, key=lambda name: name != first)
