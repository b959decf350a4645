"""Uploads: who brought which bytes to which file, so that a hash alone opens nothing and blocks no erasure."""

from datetime import datetime

from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, fetchrow, patiently


async def note_upload(pool: Pool, stream: str, person: str, content: bytes, at: datetime) -> None:
    """Note that a person brought these bytes to this file; once more changes nothing.

    Raises:
        Unreachable: the database is away.
    """

    async def attempt() -> None:
        async with connection(pool) as lent:
            asking = lent.execute("SELECT note_upload($1, $2, $3, $4)", stream, person, content, at)
            await answered(lent, asking, WRITE_SECONDS)

    await patiently(attempt)


async def was_uploaded(pool: Pool, stream: str, person: str, content_hash: str) -> bool:
    """Tell whether this person brought the bytes of this hash to this file."""
    query = "SELECT 1 FROM document_upload WHERE stream = $1 AND person = $2 AND sha256 = $3"
    return await fetchrow(pool, query, stream, person, content_hash) is not None


async def sharing(pool: Pool, stream: str, document: str) -> tuple[str, ...]:
    """Name the other files that hold the content of a document and did not erase it."""
    rows = await fetch(
        pool,
        """
        WITH told AS (
          SELECT stream, type, convert_from(body, 'UTF8')::json AS body FROM event
          WHERE type IN ('document.attached', 'document.content_erased')
        )
        SELECT DISTINCT other.stream FROM told mine
        JOIN document_upload u ON u.sha256 = mine.body ->> 'sha256' AND u.stream <> mine.stream
        JOIN told other ON other.stream = u.stream AND other.type = 'document.attached'
          AND other.body ->> 'sha256' = u.sha256
        WHERE mine.stream = $1 AND mine.type = 'document.attached' AND mine.body ->> 'document' = $2
          AND NOT EXISTS (
            SELECT FROM told gone WHERE gone.stream = other.stream AND gone.type = 'document.content_erased'
              AND gone.body ->> 'document' = other.body ->> 'document')
        ORDER BY other.stream
        """,
        stream,
        document,
    )
    return tuple(row["stream"] for row in rows)
