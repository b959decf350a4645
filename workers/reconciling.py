"""The open set recomputed from the events: the rows that the sweeper reads may be wrong, and the events are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.dated_view import Row
from domain.recording import SYSTEM
from domain.stream import is_dated
from schemas.alarm import Alarm
from schemas.policy import RulesState
from store.alarms import open_alarms, raise_alarms, settle_alarms
from store.canonical import content_hash
from store.folding import fold_streams
from store.handle import RULES
from store.log import all_streams
from store.pool import Pool
from store.projection import view_rows
from store.views import agenda_streams, rebuild_views, refresh_views, rows_of
from workers.apart import apart

_VIEWS = ("agenda_view", "deadline_view")

log = structlog.get_logger()


@dataclass(frozen=True)
class Reconciled:
    """How many files were recomputed, and those whose rows said something else than their events."""

    streams: int
    differing: tuple[str, ...] = ()


async def reconcile(pool: Pool, now: datetime) -> Reconciled:
    """Hold the rows of every file against its events; any difference is an alarm, and is mended from the events.

    Raises:
        Unreachable: the record is away.
    """
    await refresh_views(pool, now)
    there = [stream for stream in await all_streams(pool) if is_dated(stream)]
    strays = sorted(set(await agenda_streams(pool)).difference(there))
    differing = [*strays]
    for stream in there:
        with apart(stream):
            if await _differs(pool, stream):
                differing.append(stream)
    if differing:
        await _tell(pool, differing, now)
        await rebuild_views(pool)
    mended = [alarm.key for alarm in await open_alarms(pool, "projection_differs") if alarm.stream not in differing]
    if mended:
        await settle_alarms(pool, mended, SYSTEM.person, now)
    return Reconciled(len(there), tuple(differing))


async def _differs(pool: Pool, stream: str) -> bool:
    """Whether rows and events disagree; one that moved between the two looks is looked at again."""
    while True:
        before = await _version(pool, stream)
        computed, stored = await _computed(pool, stream), await _stored(pool, stream)
        if computed == stored:
            return False
        if before == await _version(pool, stream):
            return True


async def _version(pool: Pool, stream: str) -> tuple[int, int]:
    folded = await fold_streams(pool, (stream, RULES))
    return folded[stream].version, folded[RULES].version


async def _computed(pool: Pool, stream: str) -> list[str]:
    folded = await fold_streams(pool, (stream, RULES))
    rules = folded[RULES].state
    if not isinstance(rules, RulesState):
        message = f"{RULES} folds to {type(rules).__name__}"
        raise TypeError(message)
    rows = view_rows(stream, folded[stream].state, rules)
    return _hashes([row.body for row in rows if row.view in _VIEWS])


async def _stored(pool: Pool, stream: str) -> list[str]:
    return _hashes([row for view in _VIEWS for row in await rows_of(pool, view, stream)])


def _hashes(rows: Sequence[Row]) -> list[str]:
    return sorted(content_hash(row) for row in rows)


async def _tell(pool: Pool, differing: Sequence[str], now: datetime) -> None:
    for stream in differing:
        log.warning("projection_differs", stream=stream)
    day = now.date().isoformat()
    await raise_alarms(
        pool,
        [
            Alarm(key=f"projection|{stream}|{day}", kind="projection_differs", stream=stream, body={}, raised_at=now)
            for stream in differing
        ],
    )
