"""The outbox: what others have still to be told; a relay reads it, tells them, and marks it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from schemas.model import Model
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, patiently


class OutboxMessage(Model):
    """One message; told at least once, so the receiver knows it by its key."""

    key: str
    position: int
    kind: str  # 'notice': tell the roles in the body; 'wake': nudge the stream's workflow; 'ask': ask another stream
    stream: str
    body: dict[str, Any]
    recorded_at: datetime


async def open_messages(pool: Pool, kind: str | None = None, limit: int = 500) -> list[OutboxMessage]:
    """What is not yet delivered, in the order of the log."""
    rows = await fetch(
        pool,
        "SELECT key, position, kind, stream, body, recorded_at FROM outbox"
        " WHERE done_at IS NULL AND ($1::text IS NULL OR kind = $1) ORDER BY position, key LIMIT $2",
        kind,
        limit,
    )
    return [_message(row) for row in rows]


async def mark_delivered(pool: Pool, keys: Sequence[str], at: datetime) -> int:
    """Note that these were delivered and return how many had not been; the first time counts."""

    async def attempt() -> int:
        async with connection(pool) as lent:
            asking = lent.fetchval("SELECT mark_delivered($1, $2)", list(keys), at)
            marked: int = await answered(lent, asking, WRITE_SECONDS)
            return marked

    return await patiently(attempt)


def _message(row: asyncpg.Record) -> OutboxMessage:
    return OutboxMessage(
        key=row["key"],
        position=row["position"],
        kind=row["kind"],
        stream=row["stream"],
        body=row["body"],
        recorded_at=row["recorded_at"],
    )
