"""A database whose clock was put back: the log goes on just after its last instant, and somebody has to know."""

import structlog

from domain.recording import SYSTEM
from schemas.alarm import Alarm
from store.alarms import open_alarms, raise_alarms, settle_alarms
from store.canonical import instant_text
from store.firing import CLOCKS
from store.log import head
from store.pool import Pool

log = structlog.get_logger()


async def watch_log(pool: Pool) -> None:
    """Raise an alarm while the database's clock stands behind what the log bears; settle it when it has come there.

    Raises:
        Unreachable: the record is away.
    """
    last = await head(pool)
    clock = last.clock
    if clock.is_simulated:
        return
    if last.recorded_at - clock.at <= clock.may_be_ahead:
        gone = [alarm.key for alarm in await open_alarms(pool, "clock_put_back")]
        if gone:
            await settle_alarms(pool, gone, SYSTEM.person, clock.at)
        return
    alarm = Alarm(
        key=f"clock_put_back|{clock.at.date().isoformat()}",
        kind="clock_put_back",
        stream=CLOCKS,
        body={"database": instant_text(clock.at), "log": instant_text(last.recorded_at), "position": last.position},
        raised_at=clock.at,
    )
    for new in await raise_alarms(pool, [alarm], again=True):
        log.error(new.kind, **new.body)
