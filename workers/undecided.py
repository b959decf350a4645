"""Receipts that nobody decides: no worker is there, or one that fails, and people wait for an answer."""

from datetime import datetime, timedelta

import structlog

from domain.recording import SYSTEM
from schemas.alarm import Alarm, AlarmKind
from schemas.command import Undecided
from store.alarms import open_alarms, raise_alarms, settle_alarms
from store.canonical import instant_text
from store.pool import Pool
from store.receipts import undecided_receipts

_KIND: AlarmKind = "receipt_undecided"

log = structlog.get_logger()


async def watch_receipts(pool: Pool, now: datetime, after: timedelta) -> None:
    """Raise an alarm of each file whose first receipt has waited longer than ``after``; settle those decided since.

    ``now`` is of the clock that the receipts bear: where time is made to run, so does their age.

    Raises:
        Unreachable: the record is away.
    """
    waiting = [_alarm(one, now) for one in await undecided_receipts(pool, until=now - after)]
    # Whoever closed one of these has decided nothing.
    for new in await raise_alarms(pool, waiting, again=True):
        log.error(new.kind, stream=new.stream, **new.body)
    keys = {alarm.key for alarm in waiting}
    gone = [alarm.key for alarm in await open_alarms(pool, _KIND, limit=None) if alarm.key not in keys]
    if gone:
        await settle_alarms(pool, gone, SYSTEM.person, now)


def _alarm(one: Undecided, now: datetime) -> Alarm:
    return Alarm(
        key=f"{_KIND}|{one.number}",
        kind=_KIND,
        stream=one.stream,
        body={"receipt": one.number, "received_at": instant_text(one.received_at), "undecided": one.receipts},
        raised_at=now,
    )
