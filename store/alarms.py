"""Alarms: raised once, settled once, and never part of the record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from schemas.alarm import Alarm, Sweep
from store.canonical import canonical_text
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, fetchrow, patiently

_COLUMNS = "key, kind, stream, body, raised_at, settled_at, settled_by"


async def raise_alarms(pool: Pool, alarms: Iterable[Alarm]) -> list[Alarm]:
    """Keep the alarms and give those that were not known yet."""
    return [alarm for alarm in alarms if await _raised(pool, alarm)]


async def open_alarms(pool: Pool, kind: str | None = None, limit: int = 1_000) -> list[Alarm]:
    """What nobody has settled yet, the oldest first."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM alarm WHERE settled_at IS NULL AND ($1::text IS NULL OR kind = $1)"  # noqa: S608
        " ORDER BY raised_at, key LIMIT $2",
        kind,
        limit,
    )
    return [Alarm.model_validate(dict(row)) for row in rows]


async def alarms_of(pool: Pool, kind: str) -> list[Alarm]:
    """Every alarm of a kind, settled or not, the oldest first."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM alarm WHERE kind = $1 ORDER BY raised_at, key",  # noqa: S608
        kind,
    )
    return [Alarm.model_validate(dict(row)) for row in rows]


async def settle_alarms(pool: Pool, keys: Sequence[str], by: str, at: datetime) -> int:
    """Note that these need no look any more and return how many were open; the first time counts."""

    async def attempt() -> int:
        async with connection(pool) as lent:
            asking = lent.fetchval("SELECT settle_alarms($1, $2, $3)", list(keys), by, at)
            settled: int = await answered(lent, asking, WRITE_SECONDS)
            return settled

    return await patiently(attempt)


async def last_sweep(pool: Pool) -> Sweep | None:
    """When the sweeper last looked; None where it never did."""
    row = await fetchrow(pool, "SELECT looked_at, reconciled_at FROM sweep")
    return None if row is None else Sweep.model_validate(dict(row))


async def note_sweep(pool: Pool, at: datetime, *, is_reconciled: bool) -> None:
    """Leave word of a look."""

    async def attempt() -> None:
        async with connection(pool) as lent:
            await answered(lent, lent.execute("SELECT note_sweep($1, $2)", at, is_reconciled), WRITE_SECONDS)

    await patiently(attempt)


async def _raised(pool: Pool, alarm: Alarm) -> bool:
    async def attempt() -> bool:
        async with connection(pool) as lent:
            asking = lent.fetchval(
                "SELECT raise_alarm($1, $2, $3, $4, $5)",
                alarm.key,
                alarm.kind,
                alarm.stream,
                canonical_text(alarm.body),
                alarm.raised_at,
            )
            is_new: bool = await answered(lent, asking, WRITE_SECONDS)
            return is_new

    return await patiently(attempt)
