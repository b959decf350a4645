"""No step without a clock that is right, and nothing fires where clocks have jumped; a refusal is an alarm too."""

import socket

from schemas.alarm import Alarm, AlarmKind
from store.alarms import raise_alarms
from store.clocks import DatabaseClock, HostTime, watch_of
from store.failures import ClockWrong
from store.log import Head
from store.pool import Pool

CLOCKS = "clocks"
"""Stands for the stream in alarms about clocks, which concern no file."""


async def require_clocks(pool: Pool, host: HostTime, last: Head, *, fires: bool) -> None:
    """Hold the clocks against each other with what was read anyway; ``fires`` asks for more than a command does.

    Raises:
        ClockWrong: ``clock_wrong``, or ``clocks_disagree`` for what fires; the alarm stands.
    """
    watch = watch_of(pool)
    try:
        watch.require_right(host, last.clock, last.recorded_at)
        if fires:
            watch.require_agreement(host, last.clock)
    except ClockWrong as wrong:
        await raise_alarms(pool, [_alarm(wrong, last.clock)])
        raise


def _alarm(wrong: ClockWrong, clock: DatabaseClock) -> Alarm:
    """Tell it once a day and machine: who closes it knows of the day, and not of the next one."""
    kind: AlarmKind = "clocks_disagree" if wrong.code == "clocks_disagree" else "clock_wrong"
    machine = socket.gethostname()
    return Alarm(
        key=f"{kind}|{machine}|{clock.at.date().isoformat()}",
        kind=kind,
        stream=CLOCKS,
        body={"machine": machine, "because": str(wrong)},
        raised_at=clock.at,
    )
