"""Between streams: what a decision rests on elsewhere, and what an event asks of others."""

import asyncio
from datetime import date

import pytest

from domain.stream import State
from gateway.reacting import ASK, carry_out_ask, carry_out_asks, envelope_of
from schemas.command import CommandEnvelope, Receipt
from schemas.deadline import ApplyGroupExtension
from schemas.pact import PactState
from schemas.programme import GroupItem, MinisterChanged, ProposeGroupExtension
from schemas.refusal import Refused
from store.deciding import answer_receipt
from store.failures import Conflict
from store.folding import fold_streams
from store.ground import Ground, neighbours_of
from store.handle import handle
from store.log import append, read_stream
from store.outbox import open_messages
from store.pool import Pool, connect, fetchrow
from store.receipts import outcome_of, pending_receipts, store_receipt
from store.verify import verify
from tests.integration.conftest import Database
from tests.integration.desk import LEADER, OFFICER, asked, award, done, later, open_desk, written
from tests.integration.store_requests import an_append
from tests.integration.test_store_handle import events

PROGRAMME = "programme/demo"
NEW_DUE = date(2021, 6, 1)


def proposal(*pacts: str) -> ProposeGroupExtension:
    """More time for the first deadline of these pacts."""
    items = tuple(GroupItem(pact=pact, deadline="D01", new_due=NEW_DUE) for pact in pacts)
    return ProposeGroupExtension(group="spring", items=items, ground="offices closed")


async def granted(pool: Pool, *pacts: str) -> str:
    """Propose and grant it; give the id of the granting command."""
    wish = proposal(*pacts).model_dump(mode="json", exclude={"kind"})
    await done(pool, written("group-proposed", PROGRAMME, OFFICER, "propose_group_extension", **wish))
    [event] = await read_stream(pool, PROGRAMME)
    seen = event.payload.model_dump()["proposal_hash"]
    decision = {"group": "spring", "proposal_hash": seen, "decision": "granted", "reason": "offices closed"}
    envelope = written("group-granted", PROGRAMME, LEADER, "decide_group_extension", **decision)
    return (await done(pool, envelope, later(minutes=5))).command_id


async def a_minister(pool: Pool, version: int) -> None:
    """Something else happens to the programme."""
    changed = MinisterChanged(office="demo-office", holder="Demo", former=None, since=date(2020, 1, 1))
    payloads = events(changed, on=date(2020, 1, 1))
    at = later(hours=1)
    await append(
        pool, an_append("minister", stream=PROGRAMME, version=version, now=at, received_at=at, payloads=payloads)
    )


def state_of_pact(state: State) -> PactState:
    """The state as that of a pact."""
    assert isinstance(state, PactState)
    return state


async def reads_of(pool: Pool, command_id: str) -> dict[str, int]:
    """What an outcome rests on: streams with their versions."""
    row = await fetchrow(pool, "SELECT reads FROM outcome WHERE command_id = $1", command_id)
    assert row is not None
    return {stream: int(version) for stream, version in (one.split("@") for one in row["reads"].split())}


async def test_what_a_decision_rests_on_elsewhere_is_noted_with_its_outcome(pool: Pool) -> None:
    """People, rules, and the pacts that the proposal is about."""
    await open_desk(pool)
    for pact in ("one", "two"):
        await award(pool, pact)

    await granted(pool, "one", "two")

    assert await reads_of(pool, "group-proposed") == {
        f"people/{OFFICER}": 2,
        "pact/one": 5,
        "pact/two": 5,
        "rules": 1,
    }


async def test_a_neighbour_that_moved_meanwhile_stops_the_append(pool: Pool) -> None:
    """The decision is taken again on what stands there now."""
    await open_desk(pool)
    pact = await award(pool, "one")
    await granted(pool, "one")
    ground, receipt = await _ready_to_move(pool, pact)
    request = answer_receipt(ground, receipt, later(hours=2), wakes=False)
    await a_minister(pool, version=2)

    with pytest.raises(Conflict) as conflict:
        await append(pool, request)
    handled = await handle(pool, pact, command_id=receipt.command_id, now=later(hours=2))

    assert (conflict.value.stream, request.status) == (PROGRAMME, "recorded")
    assert handled.outcome is not None
    assert [one.due for one in state_of_pact(handled.state).deadlines] == [NEW_DUE]
    assert await reads_of(pool, receipt.command_id) == {PROGRAMME: 3, "rules": 1}


async def _ready_to_move(pool: Pool, pact: str) -> tuple[Ground, Receipt]:
    """The granted extension as the pact is asked for it, and everything read that the decision rests on."""
    move = ApplyGroupExtension(deadline="D01", new_due=NEW_DUE, decided_by=f"{PROGRAMME}/spring", ground="closed")
    envelope = CommandEnvelope(command_id="move-deadline", stream=pact, person="system", command=move)
    receipt = await store_receipt(pool, envelope, later(hours=1))
    folded = await fold_streams(pool, [pact, "rules"])
    neighbours = await fold_streams(pool, neighbours_of(folded[pact], move))
    return Ground(folded[pact], folded["rules"], neighbours=neighbours), receipt


async def test_an_event_asks_others_in_the_transaction_that_records_it(pool: Pool) -> None:
    """One message for each pact, with a key that follows from the cause."""
    await open_desk(pool)
    for pact in ("one", "two"):
        await award(pool, pact)

    cause = await granted(pool, "one", "two")

    messages = await open_messages(pool, ASK)
    assert [(one.key, one.body["stream"], one.body["cause"]) for one in messages] == [
        (f"ask|{cause}|0", "pact/one", cause),
        (f"ask|{cause}|1", "pact/two", cause),
    ]


async def test_an_ask_is_carried_out_once_however_often_it_is_delivered(database: Database, pool: Pool) -> None:
    """Several relays at the same moment, and one that comes back later."""
    await open_desk(pool)
    pact = await award(pool, "one")
    cause = await granted(pool, "one")
    [message] = await open_messages(pool, ASK)
    others = [await connect(database.service_url, max_size=2) for _ in range(3)]

    outcomes = await asyncio.gather(*(carry_out_ask(other, message, later(hours=1)) for other in others))
    outcomes.append(await carry_out_ask(pool, message, later(hours=9)))
    for other in others:
        await other.close()

    moved = [event for event in await read_stream(pool, pact) if event.type == "deadline.extended"]
    assert [(one.causation_id, one.actor.person) for one in moved] == [(cause, "system")]
    assert [one and one.received_at for one in outcomes] == [message.recorded_at] * 4
    assert len({outcome and outcome.first_position for outcome in outcomes}) == 1
    assert await open_messages(pool, ASK) == []
    assert (await verify(pool)).problem is None


async def test_whoever_dies_in_between_leaves_the_rest_to_the_next(pool: Pool) -> None:
    """Here with the receipt kept and nothing done; whoever looks at the pact first finds it."""
    await open_desk(pool)
    pact = await award(pool, "one")
    await granted(pool, "one")
    [message] = await open_messages(pool, ASK)
    await store_receipt(pool, envelope_of(message), message.recorded_at)

    await handle(pool, pact, now=later(hours=1))
    await carry_out_asks(pool, later(hours=2))

    types = [event.type for event in await read_stream(pool, pact)]
    assert (types.count("deadline.extended"), await open_messages(pool, ASK)) == (1, [])


async def test_nobody_else_hands_in_under_the_id_of_an_ask(pool: Pool) -> None:
    """Somebody who foresees it could otherwise answer in the name of the service."""
    await open_desk(pool)
    await award(pool, "one")
    await granted(pool, "one")
    [message] = await open_messages(pool, ASK)
    theirs = envelope_of(message).model_copy(update={"person": OFFICER})

    with pytest.raises(Refused) as refused:
        await store_receipt(pool, theirs, later(hours=1))

    assert refused.value.code == "reserved_id"


async def test_a_stream_that_cannot_be_is_refused_before_anything_is_kept(pool: Pool) -> None:
    """A receipt that nobody can ever carry out would wait for ever."""
    await open_desk(pool)

    with pytest.raises(Refused) as refused:
        await asked(pool, written("open-nothing", "budget/soon", OFFICER, "open_budget_year"))

    assert (refused.value.code, await outcome_of(pool, "open-nothing")) == ("unknown_stream", None)
    assert await pending_receipts(pool) == []
