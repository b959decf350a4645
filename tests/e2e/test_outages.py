"""Temporal away, Temporal lost: what came in is kept, judged by its receipt, and every date comes all the same."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.clock import SimulatedClock
from activities.handle import Handling
from gateway.rebuild import rebuild_workflows
from gateway.submit import Deferred, Gateway
from schemas.deadline import DeadlineMet
from store.handle import handle
from store.outbox import open_messages
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from tests.e2e.agency import ADMINISTRATOR, CLUSTER, HASH, SECRETARY, Agency, open_agency
from tests.e2e.conftest import BEGIN, SKIPS_ENOUGH
from workers.embedded.temporal import RunningTemporal, start_temporal
from workers.relay import Relay
from workflows.runtime import connect, search_attributes, worker

DUE = datetime(2020, 11, 30, 20, tzinfo=UTC)
"""Two hours before the end of the day on which the plan for 2021 is due, in Brussels."""


def _start(folder: Path, port: int = 0) -> RunningTemporal:
    return start_temporal(folder, port=port, ui_port=None, time_skipping=True, search_attributes=search_attributes())


def _skipper(client: Client) -> TimeSkipper:
    return TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS_ENOUGH))


async def _connect(server: RunningTemporal) -> Client:
    return await connect({"target_host": server.address, "namespace": server.namespace})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningTemporal]:
    """A Temporal of the test's own, with its state in a file."""
    with _start(tmp_path / "temporal") as server:
        yield server


@pytest.fixture
async def pact(pool: Pool, server: RunningTemporal) -> AsyncIterator[Agency]:
    """A pact whose year plan is due today."""
    async with open_agency(pool, _skipper(await _connect(server)), "outage", BEGIN) as agency:
        await agency.sign(start="2020-01-15", signed_on="2020-01-06")
        await agency.skip_to(DUE)
        yield agency


async def _outcome(pool: Pool, deferred: Deferred) -> str:
    """Wait for the outcome; the test's own time limit ends a wait in vain."""
    while (outcome := await outcome_of(pool, deferred.receipt.command_id)) is None:
        await asyncio.sleep(0.05)
    return outcome.code


async def test_a_plan_handed_in_while_temporal_is_away_counts_from_its_receipt(
    pact: Agency, server: RunningTemporal, tmp_path: Path
) -> None:
    """The outage lasts two days beyond the due date, and the plan was in time."""
    relay = Relay(pact.pool, pact.clock, pact.reach)
    server.stop()
    deferred = await pact.defer(CLUSTER, "submit_year_plan", year=2021, plan_hash=HASH)
    pact.clock.offset += timedelta(days=2)

    with _start(tmp_path / "temporal", server.port):
        async with asyncio.TaskGroup() as group:
            stop = asyncio.Event()
            group.create_task(relay.run(stop))
            code = await _outcome(pact.pool, deferred)
            stop.set()

    met = [event for event in await pact.events() if isinstance(event.payload, DeadlineMet)]
    assert code == "recorded"
    assert [(one.payload.deadline, one.payload.days_late) for one in met if isinstance(one.payload, DeadlineMet)] == [
        ("D07/2021", 0)
    ]
    assert [event.recorded_at.date().day for event in met] == [2]
    assert await pact.events("deadline.missed") == []


async def test_with_temporals_whole_store_lost_the_next_date_comes_all_the_same(
    pact: Agency, server: RunningTemporal, tmp_path: Path
) -> None:
    """Workflows are made again from the events alone; a second time finds them there."""
    server.stop()

    with _start(tmp_path / "another") as another:
        skipper = _skipper(await _connect(another))
        anew = Agency(pact.pool, skipper, pact.name, SimulatedClock.beginning(pact.clock.now()))
        async with worker(skipper.client, [Handling(pact.pool, anew.clock).handle]):
            started = await rebuild_workflows(pact.pool, skipper.client)
            again = await rebuild_workflows(pact.pool, skipper.client)
            await anew.skip_to(DUE + timedelta(hours=4))

    assert (started, again) == ([pact.pact], [])
    assert (await pact.types())[-1] == "deadline.missed"


async def test_what_another_process_recorded_wakes_the_workflow(agency: Agency) -> None:
    """The message in the outbox is told once; the workflow then waits for the right date."""
    relay = Relay(agency.pool, agency.clock, agency.reach)
    award = agency.envelope(SECRETARY, "record_award_decision", decided_on="2020-01-06", minutes="minutes 1")
    await store_receipt(agency.pool, award, agency.clock.now())
    await handle(agency.pool, agency.pact, now=agency.clock.now(), wake=True)

    woken = await relay.look()

    assert (woken, await open_messages(agency.pool, "wake")) == ((agency.pact,), [])
    assert await relay.look() == ()


async def test_a_receipt_that_nobody_brought_on_is_brought_on_by_the_relay(agency: Agency) -> None:
    """A gateway may die between the receipt and the rest; streams without a workflow are carried out at once."""
    relay = Relay(agency.pool, agency.clock, agency.reach)
    left = agency.envelope(ADMINISTRATOR, "register_person", stream="people/demo-gagel", person="demo-gagel")
    await store_receipt(agency.pool, left, agency.clock.now())

    first = await relay.look()
    await asyncio.sleep(0.6)  # the relay's own patience: somebody may still be at it
    second = await relay.look()

    outcome = await outcome_of(agency.pool, left.command_id)
    assert (first, second) == ((), ("people/demo-gagel",))
    assert outcome is not None
    assert outcome.status == "recorded"


async def test_without_any_temporal_a_command_is_deferred_at_once(agency: Agency) -> None:
    """The receipt's number is what the person gets."""

    async def nowhere() -> Client:
        return await connect({"target_host": "127.0.0.1:1"})

    envelope = agency.envelope(SECRETARY, "record_award_decision", decided_on="2020-01-06", minutes="minutes 1")
    ended = await Gateway(agency.pool, agency.clock, nowhere).submit(envelope)

    assert isinstance(ended, Deferred)
    assert ended.receipt.command_id == envelope.command_id
