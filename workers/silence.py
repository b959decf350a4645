"""Whether the sweeper still looks, watched by the relay: who is dead raises no alarm."""

from datetime import datetime, timedelta

import structlog

from domain.recording import SYSTEM
from schemas.alarm import Alarm, AlarmKind
from store.alarms import last_sweep, open_alarms, raise_alarms, settle_alarms
from store.canonical import instant_text
from store.log import head
from store.pool import Pool

_KIND: AlarmKind = "sweeper_silent"

log = structlog.get_logger()


class SweeperWatch:
    """Looks now and then at when the sweeper last looked."""

    def __init__(self, pool: Pool, silent_after: timedelta, since: datetime) -> None:
        """Take how long it may be silent; where it never looked, that counts from ``since``."""
        self._pool = pool
        self._silent_after = silent_after
        self._since = since
        self._next = 0.0

    async def look(self, now: datetime, moment: float) -> None:
        """Raise the alarm while it is silent; a look of the sweeper settles it. ``moment`` counts seconds for pauses.

        Raises:
            Unreachable: the record is away.
        """
        if moment < self._next:
            return
        self._next = moment + self._silent_after.total_seconds() / 6
        sweep = await last_sweep(self._pool)
        looked_at = max(self._since, sweep.looked_at) if sweep is not None else self._since
        # In a story time may be made to run, and nobody sweeps as fast.
        if now - looked_at <= self._silent_after or (await head(self._pool)).clock.is_simulated:
            return
        body = {"looked_at": None if sweep is None else instant_text(sweep.looked_at)}
        alarm = Alarm(key=_KIND, kind=_KIND, stream="programme", body={**body}, raised_at=now)
        for new in await raise_alarms(self._pool, [alarm], again=True):
            log.error(new.kind, **new.body)


async def settle_silence(pool: Pool, now: datetime) -> None:
    """Note that the sweeper looks."""
    silent = [alarm.key for alarm in await open_alarms(pool, _KIND)]
    if silent:
        await settle_alarms(pool, silent, SYSTEM.person, now)
