"""Temporal away, Temporal lost: what came in is kept, judged by its receipt, and every date comes all the same."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.clock import SimulatedClock
from activities.handle import Handling
from gateway.guarantee import audit_deadlines
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

pytestmark = pytest.mark.usefixtures("sound_deadlines")

DUE = datetime(2020, 11, 30, 20, tzinfo=UTC)
"""Two hours before the end of the day on which the plan for 2021 is due, in Brussels."""

GRACE = timedelta(minutes=2)


class Servers:
    """Servers with their state in a file; one can be stopped and started again on its port."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Start nothing yet."""
        self._folder = folder
        self._stack = stack

    def start(self, name: str, port: int = 0) -> RunningTemporal:
        """Start the server of that name."""
        return self._stack.enter_context(
            start_temporal(
                self._folder / name,
                port=port,
                ui_port=None,
                time_skipping=True,
                search_attributes=search_attributes(),
            )
        )


def _skipper(client: Client) -> TimeSkipper:
    return TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS_ENOUGH))


async def _connect(server: RunningTemporal) -> Client:
    return await connect({"target_host": server.address, "namespace": server.namespace})


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    """Temporal servers of the test's own, ended after everything that uses them."""
    with ExitStack() as stack:
        yield Servers(tmp_path, stack)


async def _outcome(pool: Pool, deferred: Deferred) -> str:
    """Wait for the outcome; the test's own time limit ends a wait in vain."""
    while (outcome := await outcome_of(pool, deferred.receipt.command_id)) is None:  # noqa: ASYNC110 - it comes from elsewhere
        await asyncio.sleep(0.05)
    return outcome.code


@asynccontextmanager
async def _due_today(pool: Pool, server: RunningTemporal) -> AsyncGenerator[Agency]:
    """Open an agency with a pact whose year plan is due today."""
    async with open_agency(pool, _skipper(await _connect(server)), "outage", BEGIN) as agency:
        await agency.sign(start="2020-01-15", signed_on="2020-01-06")
        await agency.skip_to(DUE)
        yield agency


async def test_a_plan_handed_in_while_temporal_is_away_counts_from_its_receipt(pool: Pool, servers: Servers) -> None:
    """The outage lasts two days beyond the due date, and the plan was in time."""
    server = servers.start("temporal")
    async with _due_today(pool, server) as pact:
        server.stop()
        deferred = await pact.defer(CLUSTER, "submit_year_plan", year=2021, plan_hash=HASH)
        pact.clock.offset += timedelta(days=2)
        servers.start("temporal", server.port)
        async with asyncio.TaskGroup() as group:
            stop = asyncio.Event()
            group.create_task(Relay(pool, pact.clock, pact.reach).run(stop))
            code = await _outcome(pool, deferred)
            stop.set()

    met = await pact.events("deadline.met")
    late = [event.payload.days_late for event in met if isinstance(event.payload, DeadlineMet)]
    assert (code, late, [event.recorded_at.date() for event in met]) == ("recorded", [0], [date(2020, 12, 2)])
    assert await pact.events("deadline.missed") == []
    assert await audit_deadlines(pool, pact.clock.now(), GRACE) == ()


async def test_with_temporals_whole_store_lost_the_next_date_comes_all_the_same(pool: Pool, servers: Servers) -> None:
    """Workflows are made again from the events alone; a second time finds them there."""
    server = servers.start("temporal")
    async with _due_today(pool, server) as pact:
        now = pact.clock.now()
    server.stop()

    skipper = _skipper(await _connect(servers.start("another")))
    anew = Agency(pool, skipper, pact.name, SimulatedClock.beginning(now))
    async with worker(skipper.client, [Handling(pool, anew.clock).handle]):
        started = await rebuild_workflows(pool, skipper.client)
        again = await rebuild_workflows(pool, skipper.client)
        await anew.skip_to(DUE + timedelta(hours=4))

    assert (started, again) == ([pact.pact], [])
    assert (await anew.types())[-1] == "deadline.missed"
    assert await audit_deadlines(pool, anew.clock.now(), GRACE) == ()


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
