"""Alarms: raised once, settled once, and never part of the record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from schemas.alarm import Alarm, Sweep
from store.canonical import canonical_text
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, fetchrow, patiently

_COLUMNS = "alarm.key, kind, alarm.stream, alarm.body, raised_at, settled_at, settled_by"
_ONCE = "SELECT raise_alarm($1, $2, $3, $4, $5)"
_AGAIN = "SELECT raise_alarm_again($1, $2, $3, $4, $5)"


async def raise_alarms(pool: Pool, alarms: Iterable[Alarm], *, again: bool = False) -> list[Alarm]:
    """Keep the alarms and give those that were not known yet.

    ``again`` opens those that were closed, for a ground that stands all the same: closing one does not mend it.
    """
    statement = _AGAIN if again else _ONCE
    return [alarm for alarm in alarms if await _raised(pool, alarm, statement)]


async def open_alarms(pool: Pool, kind: str | None = None, limit: int | None = 1_000) -> list[Alarm]:
    """What nobody has settled yet, the oldest first."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM alarm WHERE settled_at IS NULL AND ($1::text IS NULL OR kind = $1)"  # noqa: S608
        " ORDER BY raised_at, key LIMIT $2",
        kind,
        limit,
    )
    return [Alarm.model_validate(dict(row)) for row in rows]


async def watched_alarms(
    pool: Pool, watched: Sequence[tuple[str, str | None]], limit: int
) -> tuple[list[tuple[Alarm, str | None, str | None]], int]:
    """Find the open alarms of these kinds, each kind of one cluster or of every file (None), and how many there are.

    The oldest first, each with its cluster and how that is called now; none where its file belongs to no cluster.
    """
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS}, p.cluster, c.body ->> 'name' AS name, count(*) OVER () AS total FROM alarm"  # noqa: S608
        " LEFT JOIN LATERAL (SELECT v.body ->> 'cluster' AS cluster FROM view_row v"
        "   WHERE v.stream = alarm.stream AND v.view = 'pact_view') p ON true"
        " LEFT JOIN LATERAL (SELECT v.body FROM view_row v"
        "   WHERE v.stream = 'cluster/' || p.cluster AND v.view = 'cluster_view') c ON true"
        " WHERE settled_at IS NULL AND EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS w (kind, cluster)"
        "   WHERE w.kind = alarm.kind AND (w.cluster IS NULL OR w.cluster = p.cluster))"
        " ORDER BY raised_at, alarm.key LIMIT $3",
        [kind for kind, _ in watched],
        [cluster for _, cluster in watched],
        limit,
    )
    of_alarm = Alarm.model_fields
    found = [Alarm.model_validate({name: row[name] for name in of_alarm}) for row in rows]
    told = [(alarm, row["cluster"], row["name"]) for alarm, row in zip(found, rows, strict=True)]
    return told, rows[0]["total"] if rows else 0


async def alarms_of(pool: Pool, kind: str) -> list[Alarm]:
    """Every alarm of a kind, settled or not, the oldest first."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM alarm WHERE kind = $1 ORDER BY raised_at, key",  # noqa: S608
        kind,
    )
    return [Alarm.model_validate(dict(row)) for row in rows]


async def raised_since(pool: Pool, kind: str, after: datetime) -> int:
    """How many alarms of a kind were raised after an instant, settled or not."""
    row = await fetchrow(pool, "SELECT count(*) AS n FROM alarm WHERE kind = $1 AND raised_at > $2", kind, after)
    return 0 if row is None else row["n"]


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


async def _raised(pool: Pool, alarm: Alarm, statement: str) -> bool:
    async def attempt() -> bool:
        async with connection(pool) as lent:
            asking = lent.fetchval(
                statement,
                alarm.key,
                alarm.kind,
                alarm.stream,
                canonical_text(alarm.body),
                alarm.raised_at,
            )
            is_new: bool = await answered(lent, asking, WRITE_SECONDS)
            return is_new

    return await patiently(attempt)
