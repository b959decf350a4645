"""The directory: names and contacts behind pseudonyms, outside the record, so that they can be erased."""

from collections.abc import Iterable
from datetime import datetime

from schemas.directory import Named
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, patiently


async def write_name(pool: Pool, entry: Named, at: datetime) -> bool:
    """Write or overwrite who a pseudonym is; False where an erasure of a later instant is on record.

    Raises:
        Unreachable: the database is away.
    """

    async def attempt() -> bool:
        async with connection(pool) as lent:
            asking = lent.fetchval(
                "SELECT write_name($1, $2, $3, $4, $5)", entry.pseudonym, entry.name, entry.contact, entry.lang, at
            )
            written: bool = await answered(lent, asking, WRITE_SECONDS)
            return written

    return await patiently(attempt)


async def names_of(pool: Pool, pseudonyms: Iterable[str] | None = None) -> dict[str, Named]:
    """Look names up; all of them where none are named. A pseudonym without an entry is left out."""
    rows = await fetch(
        pool,
        "SELECT pseudonym, name, contact, lang FROM directory WHERE $1::text[] IS NULL OR pseudonym = ANY ($1)"
        " ORDER BY pseudonym",
        None if pseudonyms is None else list(pseudonyms),
    )
    return {row["pseudonym"]: Named(**dict(row)) for row in rows}


async def erase_names(pool: Pool) -> int:
    """Remove every entry whose erasure is on record; return how many there were. Again changes nothing."""

    async def attempt() -> int:
        async with connection(pool) as lent:
            erased: int = await answered(lent, lent.fetchval("SELECT erase_names()"), WRITE_SECONDS)
            return erased

    return await patiently(attempt)
