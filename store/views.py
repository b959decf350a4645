"""The read models: rows computed from the states of streams, written with every append, and computed again at will.

A row shows what the rules in force make of a state, so a pack that is adopted has all of them computed again.
"""

from datetime import datetime
from typing import Any

from domain.stream import fold
from domain.waiting import followed_from_the_start
from schemas.policy import RulesState
from store.folding import fold_streams
from store.log import all_streams, read_stream
from store.outbox import mark_delivered, open_messages
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, patiently
from store.projection import view_rows
from store.request import view_rows_text

_RULES = "rules"


async def rows_of(pool: Pool, view: str, stream: str | None = None) -> list[dict[str, Any]]:
    """The rows of a view (``domain.views.rows`` names them), of one stream or of all, by stream and key."""
    rows = await fetch(
        pool,
        "SELECT body FROM view_row WHERE view = $1 AND ($2::text IS NULL OR stream = $2) ORDER BY stream, key",
        view,
        stream,
    )
    return [row["body"] for row in rows]


async def pact_rows(pool: Pool) -> list[dict[str, Any]]:
    """One row for each pact."""
    return await rows_of(pool, "pact_view")


async def pact_row_of(pool: Pool, stream: str) -> dict[str, Any] | None:
    """The row of one pact, or None."""
    rows = await rows_of(pool, "pact_view", stream)
    return rows[0] if rows else None


async def deadlines(pool: Pool, stream: str | None = None) -> list[dict[str, Any]]:
    """One row for each deadline ever set, of one stream or of all."""
    return await rows_of(pool, "deadline_view", stream)


async def streams_with_deadline(pool: Pool, deadline: str) -> list[str]:
    """Names of the streams on which a deadline of this name was set; sorted."""
    rows = await fetch(
        pool, "SELECT stream FROM view_row WHERE view = 'deadline_view' AND key = $1 ORDER BY stream", deadline
    )
    return [row["stream"] for row in rows]


async def streams_with_agenda(pool: Pool) -> list[str]:
    """Names of the streams to which time will still bring something; sorted."""
    rows = await fetch(pool, "SELECT DISTINCT stream FROM view_row WHERE view = 'agenda_view' ORDER BY stream")
    return [row["stream"] for row in rows]


async def agenda_streams(pool: Pool) -> list[str]:
    """Names of the streams that any row of an agenda or a deadline names, whether they exist or not; sorted."""
    rows = await fetch(
        pool, "SELECT DISTINCT stream FROM view_row WHERE view IN ('agenda_view', 'deadline_view') ORDER BY stream"
    )
    return [row["stream"] for row in rows]


async def agenda_upto(pool: Pool, instant: str, limit: int | None = 1_000) -> list[dict[str, Any]]:
    """What time brings up to an instant (``store.canonical.instant_text``), over all streams, earliest first.

    Without a ``limit``, all of it: for whoever may overlook nothing.
    """
    rows = await fetch(
        pool,
        "SELECT body FROM view_row WHERE view = 'agenda_view' AND (body ->> 'at') COLLATE \"C\" <= $1"
        " ORDER BY (body ->> 'at') COLLATE \"C\", stream, key LIMIT $2",
        instant,
        limit,
    )
    return [row["body"] for row in rows]


async def refresh_views(pool: Pool, now: datetime) -> None:
    """Compute the rows again if rules were adopted since they were; a crash in between leaves the message standing."""
    adopted = await open_messages(pool, "views")
    if adopted:
        await rebuild_views(pool)
        await mark_delivered(pool, [message.key for message in adopted], now)


async def rebuild_views(pool: Pool) -> int:
    """Compute every row again from the events alone and return how many streams there are; appending goes on."""
    streams = await all_streams(pool)
    for stream in streams:
        while not await _rebuilt(pool, stream):
            pass  # it has moved on meanwhile

    async def drop_strays() -> None:
        async with connection(pool) as lent:
            await answered(lent, lent.execute("SELECT drop_stray_views()"), WRITE_SECONDS)

    await patiently(drop_strays)
    return len(streams)


async def _rebuilt(pool: Pool, stream: str) -> bool:
    rules = (await fold_streams(pool, [_RULES]))[_RULES]
    if not isinstance(rules.state, RulesState):
        message = f"{_RULES} folds to {type(rules.state).__name__}"
        raise TypeError(message)
    events = await read_stream(pool, stream)
    version = events[-1].version if events else 0
    state, followed = fold(stream, events), followed_from_the_start(stream, events)
    rows = view_rows_text(view_rows(stream, state, rules.state, followed))

    async def attempt() -> bool:
        async with connection(pool) as lent:
            asking = lent.fetchval("SELECT replace_views($1, $2, $3, $4)", stream, version, rules.version, rows)
            replaced: bool = await answered(lent, asking, WRITE_SECONDS)
            return replaced

    return await patiently(attempt)
