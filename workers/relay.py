"""The relay: what was kept but not carried out is brought to its workflow, and so is whatever the record wants awake.

Everything it does may be done twice: a nudge says no more than "look at the record".
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from temporalio.service import RPCError

from activities.clock import Clock, WallClock
from domain.stream import category
from gateway.submit import TemporalClient
from gateway.waking import wake
from store.failures import Conflict, Unreachable
from store.handle import handle
from store.outbox import mark_delivered, open_messages
from store.pool import Pool
from store.receipts import pending_receipts
from store.views import refresh_views
from workers.entry import enter
from workers.logs import configure_logs
from workers.reach import TemporalWay, reach_record, record_url, temporal_of
from workers.settings import Settings
from workers.stopping import pause, told_to_stop

POLL_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 10.0
_LONGEST_SILENCE_SECONDS = 60.0
AWAY = (Unreachable, Conflict, RPCError, RuntimeError, TimeoutError)
"""Trouble that passes: Postgres or Temporal is away, or somebody else was quicker."""

log = structlog.get_logger()


class Relay:
    """Looks every second; a stream that does not answer is asked less and less often."""

    def __init__(self, pool: Pool, clock: Clock, temporal: TemporalClient) -> None:
        """Take the record, the business clock and the way to Temporal."""
        self._pool = pool
        self._clock = clock
        self._temporal = temporal
        self._seen: dict[str, _Patience] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop, more slowly while the record or Temporal is away."""
        seconds = POLL_SECONDS
        while not stop.is_set():
            try:
                await self.look()
            except AWAY as trouble:
                seconds = min(seconds * 2, _LONGEST_PAUSE_SECONDS)
                log.warning("away", because=str(trouble), pause=seconds)
            else:
                seconds = POLL_SECONDS
            await pause(stop, seconds)

    async def look(self) -> tuple[str, ...]:
        """Bring on what waits; answer which streams were woken."""
        # Whoever adopted rules may have died before everybody's rows were computed again.
        await refresh_views(self._pool, self._clock.now())
        messages = await open_messages(self._pool, "wake")
        late = self._late({receipt.stream for receipt in await pending_receipts(self._pool)})
        streams = sorted({*late, *(message.stream for message in messages)})
        for stream in streams:
            await self._bring_on(stream)
            log.info("woken", stream=stream)
        if messages:
            await mark_delivered(self._pool, [message.key for message in messages], self._clock.now())
        return tuple(streams)

    def _late(self, waiting: Iterable[str]) -> list[str]:
        """Say which have waited since the last look: until then, whoever brought them may still be at it."""
        now = asyncio.get_running_loop().time()
        self._seen = {stream: self._seen.get(stream) or _Patience(now) for stream in waiting}
        return [stream for stream, patience in self._seen.items() if patience.is_over(now)]

    async def _bring_on(self, stream: str) -> None:
        if category(stream) == "pact":
            await wake(await self._temporal(), stream)
        else:
            await handle(self._pool, stream, command_id=None, now=self._clock.now())


class _Patience:
    """How long one stream is left alone: a look, then twice as long each time."""

    def __init__(self, now: float) -> None:
        self._silence = POLL_SECONDS
        self._until = now + self._silence / 2

    def is_over(self, now: float) -> bool:
        if now < self._until:
            return False
        self._silence = min(self._silence * 2, _LONGEST_SILENCE_SECONDS)
        self._until = now + self._silence
        return True


def run_relay(settings: Settings, *, clock: Clock | None = None, parent: int | None = None) -> int:
    """Relay until SIGTERM or SIGINT and return the exit code; see ``workers.worker.run_worker``.

    Raises:
        StartFailed: nothing runs for the settings' home, and the environment names no servers.
    """
    configure_logs("relay")
    asyncio.run(_relay(record_url(settings), temporal_of(settings), clock or WallClock(), parent))
    return 0


async def _relay(url: str, connection: dict[str, Any], clock: Clock, parent: int | None) -> None:
    async with told_to_stop(parent) as stop:
        pool = await reach_record(url, stop)
        if pool is not None:
            log.info("relaying")
            await Relay(pool, clock, TemporalWay(connection)).run(stop)
            await pool.close()


if __name__ == "__main__":
    enter("workers.relay", run_relay)
