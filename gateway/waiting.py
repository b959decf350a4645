"""What waits for a second person, read from the record: of one file, or of all."""

from domain.dated_view import Row
from gateway.kept import waiting_rows
from gateway.questions import NOW, Standpoint, file_of, rules_from, seen, stream_of
from gateway.rules import RULES
from store.log import all_streams
from store.pool import Pool

_FILES = ("pact", "cluster", "budget", "question", "programme", RULES)


async def list_waiting(pool: Pool, file: str | None = None, standpoint: Standpoint = NOW) -> list[Row]:
    """List what waits on a file, or on every file: what waits longest first; a bare id is a pact's, save the rules.

    Raises:
        Refused: ``unknown_pact``, ``unknown_question`` and so on: nothing was known of it from there.
    """
    if file is not None:
        stream = file if "/" in file or file == RULES else stream_of(file)
        await file_of(pool, stream, standpoint)
        return await waiting_on(pool, stream, standpoint)
    streams = [stream for category in _FILES for stream in await all_streams(pool, category)]
    rules = await rules_from(pool, standpoint)
    rows = [row for one in streams for row in waiting_rows(one, await seen(pool, one, standpoint), rules)]
    return sorted(rows, key=lambda row: (str(row["since"]), str(row["stream"])))


async def waiting_on(pool: Pool, stream: str, standpoint: Standpoint = NOW) -> list[Row]:
    """Show what waits on one file; nothing where there is no such file."""
    return waiting_rows(stream, await seen(pool, stream, standpoint), await rules_from(pool, standpoint))
