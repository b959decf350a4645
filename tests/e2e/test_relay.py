"""The relay: one stream's trouble stops no other, and what the record wants awake is awake."""

import asyncio
import json
from hashlib import sha256

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client, WorkflowExecutionStatus

from gateway.policy_files import read_pack
from store.outbox import open_messages
from store.pool import Pool
from store.receipts import outcome_of, streams_with_pending
from tests.e2e.agency import LEADER, PACK, Agency
from tests.integration.still_clock import Standing
from tests.integration.test_store_handle import AWARDED, PACT, a_claim, ask, awarded, receive
from workers.relay import Relay

pytestmark = pytest.mark.usefixtures("sound_deadlines")

SIGNED = {"start": "2020-01-15", "signed_on": "2020-01-06"}


async def nowhere() -> Client:
    """Reach no Temporal."""
    message = "there is none"
    raise RuntimeError(message)


async def looking_until(relay: Relay, pool: Pool, command_id: str) -> str:
    """Let the relay look until this command has its outcome; the test's own time limit ends a wait in vain."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(relay.run(stop))
        while (outcome := await outcome_of(pool, command_id)) is None:  # noqa: ASYNC110 - it comes from elsewhere
            await asyncio.sleep(0.05)
        stop.set()
    return outcome.status


async def keep_unknown(pool: Pool, stream: str) -> None:
    """Keep a receipt of a kind that only a newer release knows."""
    body = {"command_id": "newer-0001", "stream": stream, "person": "demo-ficus", "command": {"kind": "of_tomorrow"}}
    kept = json.dumps(body).encode()
    row = ("newer-0001", stream, "demo-ficus", AWARDED, sha256(kept).digest(), kept)
    await pool.fetchrow("SELECT * FROM keep_receipt($1, $2, $3, $4, $5, $6, $4)", *row)


async def test_a_receipt_of_a_newer_release_stops_no_other_stream(pool: Pool) -> None:
    """Its stream waits, and that is said under a name that an alarm can look for."""
    await awarded(pool)
    await keep_unknown(pool, "cluster/aa")
    await receive(pool, "sound-0001", a_claim(9), AWARDED, stream="cluster/bb")

    with capture_logs() as lines:
        status = await looking_until(Relay(pool, Standing(AWARDED), nowhere), pool, "sound-0001")

    failed = {line["stream"] for line in lines if line["event"] == "stream_failed"}
    assert (status, failed, await streams_with_pending(pool)) == ("recorded", {"cluster/aa"}, ["cluster/aa"])


async def test_what_needs_no_temporal_is_carried_out_without_it(pool: Pool) -> None:
    """A pact's receipt waits in front of it."""
    await awarded(pool)
    await receive(pool, "waits-0001", a_claim(3), AWARDED)
    await receive(pool, "sound-0001", a_claim(4), AWARDED, stream="cluster/zz")

    status = await looking_until(Relay(pool, Standing(AWARDED), nowhere), pool, "sound-0001")

    assert (status, await streams_with_pending(pool)) == ("recorded", [PACT])


async def test_a_workflow_that_was_ended_is_there_again(agency: Agency) -> None:
    """Terminated by whoever could: the relay's first round finds its date on the agenda."""
    await agency.sign(**SIGNED)
    await agency.workflow.terminate()

    woken = await Relay(agency.pool, agency.clock, agency.reach).look()

    assert (woken, await status_of(agency)) == ((agency.pact,), WorkflowExecutionStatus.RUNNING)


async def test_a_workflow_that_was_ended_later_is_there_again(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each later round starts what is missing and wakes nobody else."""
    monkeypatch.setattr("workers.rounds.ROUND_SECONDS", 0.0)
    await agency.sign(**SIGNED)
    relay = Relay(agency.pool, agency.clock, agency.reach)
    await relay.look()
    await agency.workflow.terminate()

    woken = await relay.look()

    assert (woken, await status_of(agency)) == ((), WorkflowExecutionStatus.RUNNING)


async def test_other_rules_wake_every_pact_with_an_agenda(agency: Agency) -> None:
    """A pact that sleeps until a date of the pack before would sleep too long."""
    await agency.sign(**SIGNED)
    relay = Relay(agency.pool, agency.clock, agency.reach)
    before = [await relay.look(), await relay.look()]
    await adopt_earlier_reminders(agency)

    assert (before, await relay.look()) == ([(agency.pact,), ()], (agency.pact,))
    assert await open_messages(agency.pool, "views") == []


async def adopt_earlier_reminders(agency: Agency) -> None:
    """Have the same pack adopted with another hour for reminders."""
    pack = read_pack(PACK)
    policy = pack.model_copy(
        update={"version": "9", "terms": pack.terms.model_copy(update={"reminder_hour": pack.terms.reminder_hour - 1})}
    )
    adopt = await agency.put_up(policy)
    now = agency.clock.now()
    outcome = await ask(agency.pool, "adopt-second", adopt, now, stream="rules", person=LEADER)
    assert outcome.status == "recorded", outcome


async def status_of(agency: Agency) -> WorkflowExecutionStatus | None:
    """How the pact's newest run stands with Temporal."""
    return (await agency.workflow.describe()).status
