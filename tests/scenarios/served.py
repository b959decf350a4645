"""The agency on real servers: a worker, Temporal with its time skipped, Postgres, and the one door."""

import asyncio
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from activities.clock import SimulatedClock
from activities.handle import Handling
from domain.stream import is_dated
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.submit import Gateway
from gateway.waking import start_if_missing
from schemas.command import CommandEnvelope, Outcome
from schemas.event import Recorded
from store.handle import handle
from store.log import read_log
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from tests.scenarios.agency import PACK, InProcess
from tests.scenarios.cast import ADMINISTRATOR
from workflows.pact import PactWorkflow
from workflows.runtime import worker

_MARGIN = timedelta(seconds=10)  # a timer due in exactly the span asked for may lie milliseconds beyond it
_PAGE = 5_000


class Served:
    """One record, and a workflow with a clock of its own for every file with deadlines."""

    def __init__(self, pool: Pool, skipper: TimeSkipper) -> None:
        """Take the record and the engine."""
        self.pool = pool
        self.clock = SimulatedClock()
        self.handed_in: list[tuple[datetime, CommandEnvelope]] = []
        """Everything that people handed in, with the instants of the receipts."""
        self.begins_at: datetime | None = None
        self.is_steady = True
        """Whether somebody worked all the time, so that one process gives the same events."""
        self._skipper = skipper
        self._work = AsyncExitStack()
        self._started: list[str] = []
        self._gateway = Gateway(pool, self.clock, self._client)

    async def open(self, at: datetime) -> None:
        """Start a worker and move in."""
        self.begins_at = at
        self.clock = SimulatedClock.beginning(at)
        self._gateway = Gateway(self.pool, self.clock, self._client)
        await self._start_work()
        await adopt_first_pack(self.pool, PACK, self.clock.now())
        await make_first_administrator(self.pool, ADMINISTRATOR, self.clock.now())

    async def close(self) -> None:
        """End the workflows and the worker."""
        await self._work.aclose()
        for stream in self._started:
            with suppress(RPCError):
                await self._workflow(stream).terminate(rpc_timeout=timedelta(seconds=1))

    async def wait_until(self, at: datetime) -> None:
        """Let every file's clock run on."""
        for stream in self._started:
            await self._bring_to(stream, self.clock.workflow(at))
        self.clock.skipped_to(self.clock.workflow(at))

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Hand it in at the door, and wait where the door has only given a receipt."""
        if is_dated(envelope.stream) and envelope.stream not in self._started:
            await self._begin(envelope.stream)
        await self._gateway.submit(envelope)
        while (outcome := await outcome_of(self.pool, envelope.command_id)) is None:  # noqa: ASYNC110 - from elsewhere
            await asyncio.sleep(0.05)
        self.handed_in.append((outcome.received_at, envelope))
        return outcome

    async def keep(self, envelope: CommandEnvelope) -> None:
        """Give it a receipt."""
        receipt = await store_receipt(self.pool, envelope, self.clock.now())
        self.handed_in.append((receipt.received_at, envelope))

    async def go_down(self) -> None:
        """Stop the worker."""
        self.is_steady = False
        await self._work.aclose()

    async def come_back(self) -> None:
        """Catch up as the sweeper does, and start a worker again."""
        for stream in self._started:
            await handle(self.pool, stream, now=self.clock.now())
        await self._start_work()

    async def log(self) -> list[Recorded]:
        """The log."""
        events: list[Recorded] = []
        while page := await read_log(self.pool, events[-1].position if events else 0, _PAGE):
            events += page
        return events

    async def require_the_same_in_one_process(self) -> None:
        """Live the same commands without any server: every file gets the same events in the same order."""
        if self.begins_at is None or not self.is_steady:
            return
        other = InProcess()
        await other.open(self.begins_at)
        for received_at, envelope in self.handed_in:
            await other.wait_until(received_at)
            await other.submit(envelope)
        await other.wait_until(self.clock.now() + _MARGIN)
        assert _files(await other.log()) == _files(await self.log())

    async def _start_work(self) -> None:
        self._work = AsyncExitStack()
        await self._work.enter_async_context(worker(self._skipper.client, [Handling(self.pool, self.clock).handle]))

    async def _begin(self, stream: str) -> None:
        """Start a file's workflow; its own clock begins now and has to catch up with the story's."""
        await start_if_missing(self._skipper.client, stream)
        self._started.append(stream)
        await self._bring_to(stream, self.clock.workflow(self.clock.now()))

    async def _bring_to(self, stream: str, at: datetime) -> None:
        ahead = at - await self._skipper.get_current_time(self._workflow(stream))
        if ahead > timedelta(0):
            assert await self._skipper.fast_forward(self._workflow(stream), ahead + _MARGIN), f"{stream} has ended"

    def _workflow(self, stream: str) -> WorkflowHandle[PactWorkflow, None]:
        return self._skipper.client.get_workflow_handle_for(PactWorkflow.run, stream)

    async def _client(self) -> Client:
        return self._skipper.client


def _files(log: list[Recorded]) -> dict[str, list[tuple[object, ...]]]:
    """Sort a log by files, without positions and instants, which depend on who was quicker."""
    files: dict[str, list[tuple[object, ...]]] = {}
    for event in log:
        told = (event.command_id, event.payload, event.effective, event.decided_on, event.actor, event.reason)
        files.setdefault(event.stream, []).append(told)
    return files
