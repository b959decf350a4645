"""The agency on real servers: a worker, Temporal with its time skipped, Postgres, and the one door."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from activities.clock import SimulatedClock
from activities.handle import Handling
from domain.question_draft import view_hash
from domain.stream import is_dated
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.rules import RULES
from gateway.submit import Gateway
from schemas.command import CommandEnvelope, Outcome
from schemas.event import Recorded
from schemas.question.draft import FreezeSnapshot
from store.handle import handle
from store.log import all_streams, read_log
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from store.snapshots import note_snapshot
from store.views import streams_with_agenda
from tests.scenarios.agency import PACK, InProcess
from tests.scenarios.cast import ADMINISTRATOR, CONTENTS
from workers.business_time import BusinessTime
from workflows.runtime import worker

_PAGE = 5_000
_PATIENCE_SECONDS = 45.0


class Served:
    """One record, and a workflow with a clock of its own for every file with deadlines."""

    def __init__(self, pool: Pool, skipper: TimeSkipper, pack: Path = PACK) -> None:
        """Take the record, the engine and the programme's rules."""
        self.pool = pool
        self._pack = pack
        self.begins_at: datetime | None = None
        self.is_steady = True
        """Whether somebody worked all the time, so that one process gives the same events."""
        self._skipper = skipper
        self._clock = SimulatedClock()
        self._work = AsyncExitStack()
        self._is_down = True
        self._handed_in: list[tuple[datetime, CommandEnvelope]] = []
        self._upto: datetime | None = None

    async def open(self, at: datetime) -> None:
        """Start a worker and move in."""
        self.begins_at = at
        self._clock = SimulatedClock.beginning(at)
        await self._start_work()
        await adopt_first_pack(self.pool, self._pack, self._clock.now())
        await make_first_administrator(self.pool, ADMINISTRATOR, self._clock.now())

    async def close(self) -> None:
        """End the worker and the workflows, which another story may need."""
        await self._work.aclose()
        for stream in filter(is_dated, await all_streams(self.pool)):
            with suppress(RPCError):
                workflow = self._skipper.client.get_workflow_handle(stream)
                await workflow.terminate(rpc_timeout=timedelta(seconds=1))

    async def wait_until(self, at: datetime) -> None:
        """Let the business clock run on, with or without anybody who works."""
        self._upto = at
        if self._is_down:
            self._clock.skipped_to(self._clock.workflow(at))
        else:
            await self._time.skip_all_to(at)

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Hand it in at the door, and wait where the door has only given a receipt."""
        if isinstance(envelope.command, FreezeSnapshot):
            drawn = CONTENTS[envelope.command.answer_hash]
            await note_snapshot(self.pool, envelope.stream, drawn, view_hash(envelope.command))
        await self._gateway.submit(envelope)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (outcome := await outcome_of(self.pool, envelope.command_id)) is None:  # noqa: ASYNC110 - from elsewhere
                await asyncio.sleep(0.05)
        if envelope.stream == RULES:  # other rules move dates: whoever sleeps until one has to look again
            for stream in await streams_with_agenda(self.pool):
                await self._time.wake(stream)
        await self._time.deliver()
        self._handed_in.append((outcome.received_at, envelope))
        return outcome

    async def keep(self, envelope: CommandEnvelope) -> None:
        """Give it a receipt."""
        await store_receipt(self.pool, envelope, self._clock.now())

    async def go_down(self) -> None:
        """Stop the worker."""
        self.is_steady = False
        self._is_down = True
        await self._work.aclose()

    async def come_back(self) -> None:
        """Catch up as the sweeper does, and start a worker again."""
        for stream in filter(is_dated, await all_streams(self.pool)):
            await handle(self.pool, stream, now=self._clock.now(), wake=True)
        await self._start_work()
        await self._time.deliver()

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
        for received_at, envelope in self._handed_in:
            await other.wait_until(received_at)
            await other.submit(envelope)
        await other.wait_until(max(self._upto or self.begins_at, other.now))
        require_the_same_files(await other.log(), await self.log())

    async def _start_work(self) -> None:
        self._gateway = Gateway(self.pool, self._clock, self._client)
        self._time = BusinessTime(self.pool, self._skipper, self._clock)
        self._work = AsyncExitStack()
        self._is_down = False
        handling = Handling(self.pool, self._clock)
        await self._work.enter_async_context(worker(self._skipper.client, [handling.handle]))

    async def _client(self) -> Client:
        return self._skipper.client


def require_the_same_files(in_process: Sequence[Recorded], served: Sequence[Recorded]) -> None:
    """Hold two logs against each other, file by file.

    Raises:
        AssertionError: a file holds other events, or the same in another order.
    """
    expected, actual = _files(in_process), _files(served)
    assert sorted(expected) == sorted(actual), sorted({*expected} ^ {*actual})
    for stream in expected:
        pairs = zip_longest(expected[stream], actual[stream])
        differing = [f"{stream}: {here} in process, {there} served" for here, there in pairs if here != there]
        assert not differing, differing[0]


def _files(log: Sequence[Recorded]) -> dict[str, list[str]]:
    """Sort a log by files, without positions and instants, which depend on who was quicker."""
    files: dict[str, list[str]] = {}
    for event in log:
        told = event.model_dump(mode="json", include={"command_id", "payload", "effective", "decided_on", "actor"})
        if "known_at" in told["payload"]:
            told["payload"]["known_at"] = str(told["payload"]["known_at"])[: len("2020-01-06")]
        files.setdefault(event.stream, []).append(f"{event.type} {told}")
    return files
