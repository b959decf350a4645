"""What an auditor of mail reads: every message that was kept for people, and every letter with what became of it."""

from datetime import date
from typing import Any

import asyncpg

from schemas.event import Recorded
from schemas.mail import KeptLetter, KeptNotice, MailEntry
from store.mail import NOTICE, state_of
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


_TOLD = """jsonb_build_object('stream', o.stream, 'deadline', o.body -> 'deadline', 'revision', o.body -> 'revision',
  'stage', o.body -> 'stage')"""

_LETTERS = f"""
SELECT m.*, NULL AS done_at, '[]'::jsonb AS for_roles, jsonb_agg({_TOLD} ORDER BY o.position, o.key) AS tells
  FROM mail m JOIN mail_part p USING (message_id) JOIN outbox o ON o.key = p.notice
  WHERE ($1::text IS NULL OR m.person = $1) AND ($2::date IS NULL OR m.day >= $2)
  GROUP BY m.message_id
  HAVING $3::text IS NULL OR bool_or(o.body ->> 'deadline' = $3)
  ORDER BY m.day, m.person, m.planned_at, m.message_id
"""  # noqa: S608 - pieces of our own

_BEFORE_LETTERS = f"""
SELECT (o.recorded_at AT TIME ZONE $2)::date AS day, NULL AS person, NULL AS message_id, o.done_at,
  o.body -> 'to_roles' AS for_roles, jsonb_build_array({_TOLD}) AS tells
  FROM outbox o
  WHERE o.kind = $1 AND NOT EXISTS (SELECT FROM mail_part p WHERE p.notice = o.key)
    AND ($3::text IS NULL OR o.body ->> 'deadline' = $3)
    AND ($4::date IS NULL OR (o.recorded_at AT TIME ZONE $2)::date >= $4)
  ORDER BY o.position, o.key
"""  # noqa: S608 - pieces of our own


async def mail_entries(
    pool: Pool, zone: str, *, person: str | None = None, deadline: str | None = None, since: date | None = None
) -> list[MailEntry]:
    """Give letters by day and person, and, where no person is asked for, the messages that stand in none."""
    rows = await fetch(pool, _LETTERS, person, since, deadline)
    if person is None:
        rows += await fetch(pool, _BEFORE_LETTERS, NOTICE, zone, deadline, since)
    return sorted(map(_entry, rows), key=lambda entry: (entry.day, entry.person or ""))


def _entry(row: asyncpg.Record) -> MailEntry:
    state, at = state_of(row)
    fields = {name: row.get(name) for name in ("day", "person", "for_roles", "kind", "message_id", "tried_at", "tells")}
    reply = row.get("reply") or row.get("last_reply")
    return MailEntry.model_validate(
        {**fields, "state": state, "at": at, "tries": row.get("tries") or 0, "last_reply": reply}
    )


def _notice(row: asyncpg.Record) -> KeptNotice:
    told: dict[str, Any] = row["body"]
    fields = {name: told[name] for name in ("deadline", "revision", "stage", "event", "to_roles")}
    kept = {name: row[name] for name in ("key", "stream", "cluster", "recorded_at", "done_at")}
    return KeptNotice.model_validate({**fields, **kept})
