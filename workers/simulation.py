"""A simulated agency: real servers in a throw-away home, a worker of its own, and clocks that can be skipped.

Business time is Temporal's virtual time moved by a fixed offset, so that a story can begin on a day of one's choice.
Nothing here touches a production server: the home, the database and the Temporal server are made for it and go with it.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.clock import SimulatedClock
from domain.policy import current
from domain.recording import SYSTEM
from domain.sentences.wording import Lang
from domain.stream import fold, is_dated
from domain.timeline import sentence
from gateway.own_acts import carry_out
from gateway.rules import RULES, rules_of
from gateway.submit import Gateway
from schemas.command import CommandEnvelope, Outcome
from schemas.pact import PactState
from store.log import head, read_log, read_stream
from store.migrate import migrate, service_url
from store.pool import Pool
from store.pool import connect as connect_record
from store.receipts import pending_receipts
from store.views import streams_with_agenda
from workers.business_time import BusinessTime
from workers.children import Child
from workers.embedded.instance import Instance, start_instance
from workers.engine import connection_of
from workers.reach import service_password
from workers.run import start_child
from workers.settings import Settings, mask
from workflows.runtime import connect as connect_temporal
from workflows.runtime import search_attributes

_MANY_SKIPS = 100_000  # the server's own limit of 200 for a session ends a long skip in silence
_PATIENCE = timedelta(seconds=45)  # a killed worker is missed by the server only after some seconds


class Simulation:
    """What a story needs: the record, the way in, the clock, and the worker's process."""

    def __init__(self, instance: Instance, url: str, pool: Pool, skipper: TimeSkipper, clock: SimulatedClock) -> None:
        """Take what ``simulate`` started, and start a worker."""
        self.pool = pool
        self.clock = clock
        self.where = f"{instance.running.temporal_address} (Temporal), {mask(instance.database_url)}"
        self.gateway = Gateway(pool, clock, self._client, patience=_PATIENCE)
        self._skipper = skipper
        self._time = BusinessTime(pool, skipper, clock)
        offset = ("--offset-seconds", str(clock.offset.total_seconds()))
        self.worker: Child = start_child(instance, url, "worker", *offset)

    async def skip_to(self, stream: str, business: datetime) -> None:
        """Let a stream's clock run to this business time; everything due on the way happens on its own timer.

        Raises:
            RuntimeError: the workflow ended before, or the server does not skip time.
        """
        await self._time.skip_to(stream, business)

    async def skip_all_to(self, business: datetime) -> None:
        """Let the business clock run to this time; what is due on the way happens in one order of time, everywhere.

        Raises:
            RuntimeError: a workflow ended before its time, or the server does not skip time.
        """
        await self._time.skip_all_to(business)

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Hand in a command and wait for its outcome; the service's own go past the door for people.

        Raises:
            RuntimeError: no outcome came within the patience of the gateway.
        """
        if envelope.person == SYSTEM.person:
            return await self._submit_own(envelope)
        answer = await self.gateway.submit(envelope)
        await self._time.deliver()
        if not isinstance(answer, Outcome):
            message = f"{envelope.command_id} is kept, but was not carried out in time"
            raise RuntimeError(message)  # noqa: TRY004 - a late answer, not a wrong type
        return answer

    async def _submit_own(self, envelope: CommandEnvelope) -> Outcome:
        outcome = await carry_out(self.pool, envelope, self.clock.now())
        # Other rules move dates: whoever sleeps until one has to look again.
        woken = await streams_with_agenda(self.pool) if envelope.stream == RULES else [envelope.stream]
        for stream in woken:
            if is_dated(stream):
                await self._time.wake(stream)
        await self._time.deliver()
        return outcome

    async def until_a_receipt_waits(self) -> None:
        """Return as soon as some command is kept and not yet answered.

        Raises:
            TimeoutError: none came.
        """
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            while not await pending_receipts(self.pool):  # noqa: ASYNC110 - the receipt stands in another process's store
                await asyncio.sleep(0)

    async def head(self) -> int:
        """Where the log ends."""
        return (await head(self.pool)).position

    async def told_since(self, position: int, stream: str, lang: Lang) -> list[tuple[datetime, str]]:
        """Tell what was recorded of a stream after a position: when, in local time, and one sentence."""
        book = await rules_of(self.pool)
        zone = ZoneInfo(current(book).terms.time_zone)
        events = [event for event in await read_log(self.pool, position) if event.stream == stream]
        return [(event.recorded_at.astimezone(zone), sentence(event, book, lang)) for event in events]

    async def proposal_seen(self, stream: str, decision: Mapping[str, Any]) -> str:
        """Give the hash of the proposal that waits for this decision, as whoever decides reads it in the pact's file.

        Raises:
            RuntimeError: nothing of the kind was proposed.
        """
        state = fold(stream, await read_stream(self.pool, stream))
        seen = _proposal_hash(state, decision) if isinstance(state, PactState) else None
        if seen is None:
            message = f"nothing was proposed on {stream} for {decision['kind']}"
            raise RuntimeError(message)
        return seen

    async def _client(self) -> Client:
        return self._skipper.client


def _proposal_hash(state: PactState, decision: Mapping[str, Any]) -> str | None:
    year, period = decision.get("year"), decision.get("period")
    match decision["kind"]:
        case "approve_year_plan_verdict":
            hashes = [one.plan.proposal_hash for one in state.years if one.year == year and one.plan]
        case "approve_report_verdict":
            hashes = [one.report.proposal_hash for one in state.years if one.year == year and one.report]
        case "evaluate_pact":
            hashes = [one.proposal_hash for one in state.evaluations.yearly if one.year == year]
        case "complete_interim_evaluation":
            hashes = [one.proposal_hash for one in state.evaluations.interim if one.period == period]
        case "record_extension_decision":
            hashes = [] if state.agreement.proposal is None else [state.agreement.proposal.proposal_hash]
        case _:
            hashes = []
    return next(iter(hashes), None)


@asynccontextmanager
async def simulate(settings: Settings, home: Path, begins_at: datetime) -> AsyncGenerator[Simulation]:
    """Start servers and a worker in this home, with business time beginning at ``begins_at``; leave nothing running.

    Raises:
        StartFailed: a server did not start.
    """
    ours = settings.model_copy(update={"home": home, "durable": False, "temporal_ui": False, "database_url": None})
    with start_instance(ours, time_skipping=True, search_attributes=search_attributes()) as instance:
        password = service_password(home)
        await migrate(instance.database_url, password, simulated=True)
        url = service_url(instance.database_url, password)
        pool = await connect_record(url)
        client = await connect_temporal(connection_of(instance.running))
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=_MANY_SKIPS))
        simulation = Simulation(instance, url, pool, skipper, SimulatedClock.beginning(begins_at))
        try:
            yield simulation
        finally:
            simulation.worker.stop()
            await pool.close()
