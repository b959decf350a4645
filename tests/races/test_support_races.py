"""Support is extended, and its means are set apart: R11, R12 and R36."""

from datetime import UTC, datetime, timedelta

from store.receipts import refusals
from tests.races.agency import TICK
from tests.races.race import Race, orders
from tests.scenarios.cast import BUDGET, HEAD, LEADER, OFFICER, SECOND_OFFICER, SECRETARY
from tests.scenarios.story import NAME


@orders("too_long", "to_the_cap")
async def test_r11_an_extension_that_would_pass_the_cap_is_refused_with_the_arithmetic(
    renewal: Race, first: str
) -> None:
    """Of two at once the one that ends on the cap's own day waits for its decision, the other shows why not."""
    sides = {
        "too_long": renewal.door(OFFICER, "propose_extension", period=1, months=85),
        "to_the_cap": renewal.door(SECOND_OFFICER, "propose_extension", period=1, months=84),
    }
    ended = await renewal.run(first, **sides)
    assert {"too_long": "beyond_cap", "to_the_cap": "recorded"} == ended
    assert {"too_long", "to_the_cap"} == set(renewal.turns.met)
    shown = {"cap": "2030-01-14", "room_months": 84, "wished_end": "2030-02-14"}
    await renewal.then("extension.refused_because_cap", months=85, **shown)


@orders("decision", "end")
async def test_r12_what_ended_yesterday_is_not_extended_in_silence(renewal: Race, first: str) -> None:
    """Decided a moment before the end of the last day it goes on; a moment after it the period is over."""
    await renewal.does(OFFICER, "propose_extension", period=1, months=36)
    await renewal.approves(HEAD, "endorse_extension", period=1)
    end = datetime(2023, 1, 14, 23, 0, tzinfo=UTC)
    await renewal.just_before(end)
    settled = end + timedelta(seconds=5)
    decided = {"period": 1, "decision": "granted", "months": 36, "minutes": "minutes 2"}
    seen = {
        "proposal_hash": await renewal.proposal(period=1),
        "decided_on": "2023-01-14" if first == "decision" else "2023-01-15",
    }
    at = end - TICK if first == "decision" else end + timedelta(seconds=2)
    decision = renewal.door_at(at, settled, SECRETARY, "record_extension_decision", **decided, **seen)
    ended = await renewal.run("decision", decision=decision, timer=renewal.timer(settled))
    assert ("recorded" if first == "decision" else "period_ended") == ended["decision"]
    assert {"decision", "timer"} == set(renewal.turns.met)
    assert (1 if first == "decision" else 0) == len(await renewal.told("extension.granted"))
    await renewal.then("agreement.expired", period=1, end="2023-01-14")
    assert 1 == len(await renewal.told("agreement.activated"))
    if first == "end":
        [refused] = await refusals(renewal.postgres.pool, code="period_ended")
        assert SECRETARY == refused.person
        await renewal.on("2023-01-16", "09:00")
        await renewal.fails(SECRETARY, "record_extension_decision", code="period_ended", **decided, **seen)


@orders("one", "other")
async def test_r36_of_two_reservations_that_are_too_much_one_fails(awaited: Race, first: str) -> None:
    """The year is one stream: whoever is second hears how much is left."""
    budget = {"stream": "budget/2021"}
    await awaited.does(BUDGET, "open_budget_year", **budget)
    await awaited.does(BUDGET, "propose_envelope", cents=1_000_000_000, grounds="the decree", **budget)
    await awaited.approves(LEADER, "approve_envelope", **budget)
    await awaited.does(OFFICER, "register_cluster", stream="cluster/heide", name="Heide")
    await awaited.does(OFFICER, "register_pact", stream="pact/heide", cluster="heide")
    sides = {
        name: awaited.door(BUDGET, "reserve_for_cluster", cluster=cluster, cents=600_000_000, **budget)
        for name, cluster in (("one", NAME), ("other", "heide"))
    }
    ended = await awaited.run(first, **sides)
    second = "other" if first == "one" else "one"
    assert {first: "recorded", second: "beyond_envelope"} == ended
    assert {"one", "other"} == set(awaited.turns.met)
    assert 1 == len(await awaited.told("reservation.made", stream="budget/2021"))
    made = await awaited.then("reservation.made", stream="budget/2021", cluster={"one": NAME, "other": "heide"}[first])
    [refused] = await refusals(awaited.postgres.pool, code="beyond_envelope")
    told = f"reservation.made was recorded by {BUDGET} at {made.recorded_at:%Y-%m-%dT%H:%M:%SZ}"
    assert told in refused.detail
