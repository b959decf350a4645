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
        SELECT DISTINCT other.stream FROM event mine
        JOIN document_upload u ON u.sha256 = convert_from(mine.body, 'UTF8')::json ->> 'sha256' AND u.stream <> mine.stream
        JOIN event other ON other.stream = u.stream AND other.type = 'document.attached'
          AND convert_from(other.body, 'UTF8')::json ->> 'sha256' = u.sha256
        WHERE mine.stream = $1 AND mine.type = 'document.attached' AND convert_from(mine.body, 'UTF8')::json ->> 'document' = $2
          AND NOT EXISTS (
            SELECT FROM event gone WHERE gone.stream = other.stream AND gone.type = 'document.content_erased'
              AND convert_from(gone.body, 'UTF8')::json ->> 'document' = convert_from(other.body, 'UTF8')::json ->> 'document')
        ORDER BY other.stream
        """,
        stream,
        document,
    )
    return tuple(row["stream"] for row in rows)
