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
        SELECT DISTINCT held.stream FROM event mine
        CROSS JOIN LATERAL holders_of(convert_from(mine.body, 'UTF8')::jsonb ->> 'sha256') AS held (stream)
        WHERE mine.stream = $1 AND mine.type = 'document.attached'
          AND convert_from(mine.body, 'UTF8')::jsonb ->> 'document' = $2 AND held.stream <> mine.stream
        ORDER BY held.stream
        """,
        stream,
        document,
    )
    return tuple(row["stream"] for row in rows)


async def holders(pool: Pool, content_hash: str) -> tuple[str, ...]:
    """Name the files that hold a content: it was brought to them, attached there and not erased there."""
    rows = await fetch(pool, "SELECT held FROM holders_of($1) AS held", content_hash)
    return tuple(row["held"] for row in rows)


async def touching(pool: Pool, content_hash: str) -> tuple[str, ...]:
    """Name the files that were brought a content, or name it: what may be decided on it rests on all of them."""
    rows = await fetch(
        pool,
        """
        SELECT stream FROM document_upload WHERE sha256 = $1
        UNION
        SELECT stream FROM event WHERE type IN ('document.attached', 'document.content_erased')
          AND convert_from(body, 'UTF8')::jsonb ->> 'sha256' = $1
        ORDER BY stream
        """,
        content_hash,
    )
    return tuple(row["stream"] for row in rows)


async def ground_of_erasure(pool: Pool, content_hash: str) -> str | None:
    """Give the legal ground on which a content was last erased anywhere; none where it never was."""
    row = await fetchrow(
        pool,
        "SELECT convert_from(body, 'UTF8')::jsonb ->> 'legal_ground' AS ground FROM event"
        " WHERE type = 'document.content_erased' AND convert_from(body, 'UTF8')::jsonb ->> 'sha256' = $1"
        " ORDER BY position DESC LIMIT 1",
        content_hash,
    )
    return None if row is None else row["ground"]
