"""What an audit of mail reads: every message that was kept for people, every letter, and who could be written to."""

from typing import Any

import asyncpg

from schemas.event import Recorded
from schemas.mail import KeptLetter, KeptNotice
from store.mail import NOTICE
from store.pool import Pool, fetch
from store.recorded import EVENT_COLUMNS, event_of


async def kept_notices(pool: Pool, *, upto: int) -> list[KeptNotice]:
    """Give the messages up to a position, in the order of recording."""
    rows = await fetch(
        pool,
        "SELECT o.key, o.stream, o.body, o.recorded_at, o.done_at, v.body ->> 'cluster' AS cluster"
        " FROM outbox o LEFT JOIN view_row v"
        " ON v.stream = o.stream AND v.view = 'deadline_view' AND v.key = o.body ->> 'deadline'"
        " WHERE o.kind = $1 AND o.position <= $2 ORDER BY o.position, o.key",
        NOTICE,
        upto,
    )
    return [_notice(row) for row in rows]


async def kept_letters(pool: Pool) -> list[KeptLetter]:
    """Give every letter, in the order in which they were written down."""
    rows = await fetch(
        pool,
        "SELECT message_id, person, kind, day, sent_at, reply,"
        " ARRAY(SELECT notice FROM mail_part p WHERE p.message_id = m.message_id ORDER BY notice) AS notices"
        " FROM mail m ORDER BY planned_at, message_id",
    )
    return [KeptLetter.model_validate(dict(row)) for row in rows]


async def people_events(pool: Pool) -> list[Recorded]:
    """Give the events of all people and of the rules, in the order of recording."""
    rows = await fetch(
        pool,
        f"SELECT {EVENT_COLUMNS} FROM event"  # noqa: S608 - column names of our own
        " WHERE stream = 'rules' OR starts_with(stream, 'people/') ORDER BY position",
    )
    return [event_of(row) for row in rows]


def _notice(row: asyncpg.Record) -> KeptNotice:
    told: dict[str, Any] = row["body"]
    fields = {name: told[name] for name in ("deadline", "revision", "stage", "event", "to_roles")}
    kept = {name: row[name] for name in ("key", "stream", "cluster", "recorded_at", "done_at")}
    return KeptNotice.model_validate({**fields, **kept})
