"""The relay: what was kept but not carried out is brought to its workflow, and so is whatever the record wants awake.

Everything it does may be done twice: a nudge says no more than "look at the record". One stream's trouble is its own:
it is told in the log, and the others are brought on all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.clock import Clock, WallClock
from domain.stream import is_dated
from gateway.submit import TemporalClient
from gateway.waking import start_if_missing, wake
from store.directory import erase_names
from store.documents import Documents, erase_pending
from store.failures import Unreachable
from store.handle import handle
from store.outbox import mark_delivered, open_messages
from store.pool import Pool
from store.receipts import streams_with_pending
from store.views import refresh_views
from workers.apart import apart
from workers.asks import Asks
from workers.documents import documents_of
from workers.engine import temporal_of
from workers.entry import enter
from workers.logs import configure_logs
from workers.mail import mailer_of
from workers.patience import Patience
from workers.presence import present
from workers.reach import reach_record, record_url
from workers.reach_temporal import TemporalWay, configure_engine_logs
from workers.rounds import Rounds
from workers.service_role import warn_of_owner
from workers.settings import Settings
from workers.silence import SweeperWatch
from workers.stopping import pause, told_to_stop

POLL_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 10.0
_LONGEST_SILENCE_SECONDS = 60.0
_HEALTH = timedelta(seconds=2)

Result = TypeVar("Result")

log = structlog.get_logger()


@dataclass(frozen=True)
class _Cause:
    """One reason to bring a stream on, tried by its own patience."""

    name: str
    stream: str
    message: str | None = None  # the key of an outbox message that is delivered by it


class Relay:
    """Looks every second; what does not answer is asked less and less often."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        temporal: TemporalClient,
        documents: Documents | None = None,
        watch: SweeperWatch | None = None,
    ) -> None:
        """Take the record, the business clock, the way to Temporal, where the bytes are if not in the record.

        With a ``watch``, it also sees whether the sweeper looks.
        """
        self._pool = pool
        self._documents = documents
        self._clock = clock
        self._temporal = temporal
        self._rounds = Rounds(pool)
        self._asks = Asks(pool)
        self._watch = watch
        self._patience: dict[str, Patience] = {}
        self._steps: dict[str, Patience] = {}
        self._swept = 0  # position up to which erasures of documents were carried out
        self._to_wake: set[str] = set()
        self._to_start: set[str] = set()
        self._without_temporal = _short_patience()

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop, more slowly while the record is away."""
        seconds = POLL_SECONDS
        while not stop.is_set():
            try:
                await self.look()
            except Unreachable as trouble:
                seconds = min(seconds * 2, _LONGEST_PAUSE_SECONDS)
                log.warning("away", because=str(trouble), pause=seconds)
            else:
                seconds = POLL_SECONDS
            await pause(stop, seconds)

    async def look(self) -> tuple[str, ...]:
        """Bring on what waits; answer which streams were brought on.

        Raises:
            Unreachable: the record is away; the next look takes up where this ended.
        """
        await self._go_round()
        await self._step("asks", lambda: self._asks.look(self._clock.now(), _moment()))
        ripe = self._ripe(await self._causes())
        driven, others = _split(ripe)
        done = await self._carry_out(others)
        client = await self._engine(driven)
        if client is not None:
            done += await self._wake(client, driven)
        await self._delivered(cause.message for cause in ripe if cause.stream in done)
        return tuple(sorted(done))

    async def _go_round(self) -> None:
        """Find what the record wants awake, though nobody told."""
        # Whoever adopted rules may have died before everybody's rows were computed again.
        await self._step("views", lambda: refresh_views(self._pool, self._clock.now()))
        # Whoever decided an erasure may have died before it was carried out.
        await self._step("names", lambda: erase_names(self._pool))
        swept = await self._step("documents", lambda: erase_pending(self._pool, self._documents, self._swept))
        self._swept = self._swept if swept is None else swept[1]
        watch = self._watch
        if watch is not None:
            await self._step("sweeper", lambda: watch.look(self._clock.now(), _moment()))
        found = await self._step("rounds", lambda: self._rounds.look(_moment()))
        if found is not None:
            self._to_wake.update(found.to_wake)
            self._to_start.update(found.to_start)

    async def _step(self, name: str, doing: Callable[[], Awaitable[Result]]) -> Result | None:
        """Do what concerns everybody; what fails is tried less and less often, and stops nothing else."""
        patience = self._steps.setdefault(name, _short_patience())
        if not patience.is_over(_moment()):
            return None
        patience.spend(_moment())
        result: Result | None = None
        with apart(name):
            result = await doing()
            del self._steps[name]
        return result

    async def _causes(self) -> list[_Cause]:
        """Name every reason to bring a stream on."""
        messages = await open_messages(self._pool, "wake")
        return [
            *(_Cause(f"receipt {stream}", stream) for stream in await streams_with_pending(self._pool)),
            *(_Cause(f"message {message.key}", message.stream, message.key) for message in messages),
            *(_Cause(f"round {stream}", stream) for stream in sorted(self._to_wake)),
        ]

    def _ripe(self, causes: list[_Cause]) -> list[_Cause]:
        """Choose what may be tried now; whoever brought a receipt a moment ago may still be at it."""
        now = _moment()
        self._patience = {cause.name: self._patience.get(cause.name) or _patience(cause, now) for cause in causes}
        return [cause for cause in causes if self._patience[cause.name].is_over(now)]

    def _spend(self, causes: Iterable[_Cause]) -> None:
        for cause in causes:
            self._patience[cause.name].spend(_moment())

    async def _carry_out(self, causes: list[_Cause]) -> list[str]:
        """Carry out what came in for streams that have no workflow: that needs no Temporal."""
        self._spend(causes)
        return [
            stream
            for stream in _streams(causes)
            if await self._alone(stream, handle(self._pool, stream, command_id=None, now=self._clock.now()))
        ]

    async def _wake(self, client: Client, causes: list[_Cause]) -> list[str]:
        """Nudge workflows; start those that were ended or lost. What fails to start waits for the next round."""
        self._spend(causes)
        woken = [stream for stream in _streams(causes) if await self._alone(stream, wake(client, stream))]
        self._to_wake.difference_update(woken)
        for stream in sorted(self._to_start.difference(woken)):
            with apart(stream, RPCError):
                if await start_if_missing(client, stream):
                    log.warning("workflow_was_missing", stream=stream)
        self._to_start.clear()
        return woken

    async def _delivered(self, keys: Iterable[str | None]) -> None:
        delivered = [key for key in keys if key is not None]
        if delivered:
            await mark_delivered(self._pool, delivered, self._clock.now())

    async def _alone(self, stream: str, doing: Awaitable[object]) -> bool:
        """Do something for one stream; answer whether it went well."""
        is_done = False
        with apart(stream, RPCError):
            await doing
            is_done = True
            log.info("woken", stream=stream)
        return is_done

    async def _engine(self, driven: list[_Cause]) -> Client | None:
        """Give a client that answers, or None: asked once for all workflows, so that an absence costs two seconds."""
        is_wanted = bool(driven or self._to_start)
        if not is_wanted or not self._without_temporal.is_over(_moment()):
            return None
        try:
            async with asyncio.timeout(_HEALTH.total_seconds()):
                client = await self._temporal()
                await client.service_client.check_health(timeout=_HEALTH)
        except (RPCError, RuntimeError, TimeoutError) as trouble:  # what connecting and the health check raise
            self._without_temporal.spend(_moment())
            log.warning("temporal_away", because=str(trouble) or type(trouble).__name__)
            return None
        self._without_temporal = _short_patience()
        return client


def _split(causes: Iterable[_Cause]) -> tuple[list[_Cause], list[_Cause]]:
    """Part those that go through Temporal from those that need the record alone."""
    parts: tuple[list[_Cause], list[_Cause]] = ([], [])
    for cause in causes:
        parts[not is_dated(cause.stream)].append(cause)
    return parts


def _streams(causes: Iterable[_Cause]) -> list[str]:
    return list(dict.fromkeys(cause.stream for cause in causes))


def _patience(cause: _Cause, now: float) -> Patience:
    until = now + POLL_SECONDS / 2 if cause.name.startswith("receipt ") else now
    return Patience(POLL_SECONDS, longest=_LONGEST_SILENCE_SECONDS, until=until)


def _short_patience() -> Patience:
    return Patience(POLL_SECONDS, longest=_LONGEST_PAUSE_SECONDS)


def _moment() -> float:
    return asyncio.get_running_loop().time()


def run_relay(settings: Settings, *, clock: Clock | None = None, parent: int | None = None) -> int:
    """Relay until SIGTERM or SIGINT and return the exit code; see ``workers.worker.run_worker``.

    Raises:
        StartFailed: nothing runs for the settings' home, and the environment names no servers; ``versions_differ``.
    """
    configure_logs("relay")
    configure_engine_logs()
    asyncio.run(_relay(settings, temporal_of(settings), clock or WallClock(), parent))
    return 0


async def _relay(settings: Settings, connection: dict[str, Any], clock: Clock, parent: int | None) -> None:
    async with told_to_stop(parent) as stop:
        pool = await reach_record(record_url(settings), stop)
        if pool is not None:
            await warn_of_owner(pool)
            log.info("relaying")
            watch = SweeperWatch(pool, settings.sweeper_silent_after, clock.now())
            relay = Relay(pool, clock, TemporalWay(connection), documents_of(settings, pool), watch)
            mailer = mailer_of(settings, pool, clock)
            async with present(pool, "relay", settings, stop):
                # Beside each other: a mail server that takes its time delays no nudge.
                await asyncio.gather(relay.run(stop), *([] if mailer is None else [mailer.run(stop)]))
            await pool.close()


if __name__ == "__main__":
    enter("workers.relay", run_relay)
