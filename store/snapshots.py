"""Snapshots: which bytes the service itself froze for which question, so that no other hash passes for one."""

from store.pool import WRITE_SECONDS, Pool, answered, connection, fetchrow, patiently


async def note_snapshot(pool: Pool, stream: str, content: bytes, view_hash: str) -> None:
    """Note that these bytes were drawn for this question, under the hash of all that the freezing says of them.

    Raises:
        Unreachable: the database is away.
    """

    async def attempt() -> None:
        async with connection(pool) as lent:
            asking = lent.execute("SELECT note_snapshot($1, $2, $3)", stream, content, view_hash)
            await answered(lent, asking, WRITE_SECONDS)

    await patiently(attempt)


async def was_taken(pool: Pool, stream: str, content_hash: str, view_hash: str | None = None) -> bool:
    """Tell whether the service drew these bytes for this question, from this view where one is given."""
    query = "SELECT 1 FROM answer_snapshot WHERE stream = $1 AND sha256 = $2 AND coalesce(view_hash = $3, true)"
    return await fetchrow(pool, query, stream, content_hash, view_hash) is not None
