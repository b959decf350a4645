"""The sweeper: the second path to every date, for when Temporal is away, asleep, or has lost a timer.

It knows nothing of the engine and asks the record alone: what should have been carried out by now is carried out by
the same ``handle`` as behind the activity, in one order of due dates over all files. What it had to do is an alarm.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from activities.clock import Clock, WallClock
from store.alarms import last_sweep, note_sweep
from store.failures import Unreachable
from store.pool import Pool
from workers.catching_up import CaughtUp, catch_up
from workers.clock_alarms import watch_log
from workers.entry import enter
from workers.logs import configure_logs
from workers.presence import present
from workers.reach import reach_record, record_url
from workers.reconciling import Reconciled, reconcile
from workers.service_role import warn_of_owner
from workers.settings import Settings
from workers.silence import settle_silence
from workers.stopping import pause, told_to_stop
from workers.undecided import watch_receipts

_AWAY_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Swept:
    """One look: what was caught up, and what the recomputation found where it was its turn."""

    caught_up: CaughtUp
    reconciled: Reconciled | None = None


class Sweeper:
    """Looks at the record again and again; the first look of a process recomputes the open set from the events."""

    def __init__(self, pool: Pool, clock: Clock, settings: Settings) -> None:
        """Take the record, the business clock, and how long is waited for what."""
        self._pool = pool
        self._clock = clock
        self._seconds = settings.sweep_seconds
        self._grace = timedelta(seconds=settings.sweep_grace_seconds)
        self._outage = timedelta(seconds=settings.outage_seconds)
        self._fired_often = settings.fired_often
        self._undecided = timedelta(seconds=settings.undecided_seconds)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop; sooner again where the record was away."""
        is_first = True
        while not stop.is_set():
            seconds = self._seconds
            try:
                await self.look(reconciles=is_first)
                is_first = False
            except Unreachable as trouble:
                seconds = min(self._seconds, _AWAY_SECONDS)
                log.warning("away", because=str(trouble), pause=seconds)
            await pause(stop, seconds)

    async def look(self, *, reconciles: bool = False) -> Swept:
        """Carry out what is late; once a day, or when told, hold the projection against the events before that.

        Raises:
            Unreachable: the record is away; the next look takes up where this ended.
        """
        now = self._clock.now()
        is_time = reconciles or await self._is_new_day(now)
        await watch_log(self._pool)
        reconciled = await reconcile(self._pool, now) if is_time else None
        caught_up = await catch_up(self._pool, self._clock, self._grace, self._outage, self._fired_often)
        await watch_receipts(self._pool, self._clock.now(), self._undecided)
        await note_sweep(self._pool, now, is_reconciled=is_time)
        await settle_silence(self._pool, now)
        return Swept(caught_up, reconciled)

    async def _is_new_day(self, now: datetime) -> bool:
        last = await last_sweep(self._pool)
        return last is None or last.reconciled_at is None or last.reconciled_at.date() < now.date()


def run_sweeper(settings: Settings, *, clock: Clock | None = None, parent: int | None = None) -> int:
    """Sweep until SIGTERM or SIGINT and return the exit code; see ``workers.worker.run_worker``.

    Raises:
        StartFailed: nothing runs for the settings' home, and the environment names no database; ``versions_differ``.
    """
    configure_logs("sweeper")
    asyncio.run(_sweep(record_url(settings), settings, clock or WallClock(), parent))
    return 0


async def _sweep(url: str, settings: Settings, clock: Clock, parent: int | None) -> None:
    async with told_to_stop(parent) as stop:
        pool = await reach_record(url, stop)
        if pool is not None:
            await warn_of_owner(pool)
            async with present(pool, "sweeper", settings, stop):
                log.info("sweeping", seconds=settings.sweep_seconds)
                await Sweeper(pool, clock, settings).run(stop)
            await pool.close()


if __name__ == "__main__":
    enter("workers.sweeper", run_sweeper)
