"""Letters about deadlines: what has to be told, and what became of it; the outbox says what, these tables to whom."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

import asyncpg

from schemas.mail import Letter, Mailed, Notice, Part, Reached, Trouble
from schemas.policy import Title
from store.failures import Unreachable, is_passing
from store.pool import WRITE_SECONDS, Connection, Pool, answered, connection, fetch, fetchrow, patiently

NOTICE = "notice"
_LOCK = 5_071_975_201_613  # any number, the same for ever
_LATE_STAGE = "missed"

_PENDING = "SELECT message_id FROM mail WHERE sent_at IS NULL AND given_up_at IS NULL"

# What is told is joined with what the deadline is now, and with the present name of the file's cluster.
_NOTICES = f"""
SELECT o.key, o.stream, o.body AS told, o.recorded_at, o.done_at IS NULL AS is_open,
  v.body AS deadline, c.body ->> 'name' AS cluster_name
  FROM outbox o
    JOIN view_row v ON v.stream = o.stream AND v.view = 'deadline_view' AND v.key = o.body ->> 'deadline'
    LEFT JOIN view_row c ON c.stream = 'cluster/' || (v.body ->> 'cluster') AND c.view = 'cluster_view'
  WHERE o.kind = '{NOTICE}' AND (
    o.done_at IS NULL OR o.key IN (SELECT notice FROM mail_part WHERE message_id IN ({_PENDING})))
  ORDER BY o.position, o.key
"""  # noqa: S608 - pieces of our own

_PART = (
    "p.notice, p.person, p.message_id, m.kind, m.day, m.planned_at, m.sent_at, m.given_up_at, m.reply, m.tries,"
    " m.tried_at"
)


@asynccontextmanager
async def alone(pool: Pool) -> AsyncGenerator[bool]:
    """Be the only one who mails; false where somebody else is. Ends with the connection, whatever becomes of us.

    Raises:
        Unreachable: the database is away, or went away meanwhile.
    """
    async with connection(pool) as lent:
        is_alone: bool = await _asked(lent, "SELECT pg_try_advisory_lock($1)")
        try:
            yield is_alone
        finally:
            if is_alone:
                await _asked(lent, "SELECT pg_advisory_unlock($1)")


async def _asked(lent: Connection, asking: str) -> bool:
    try:
        is_so: bool = await answered(lent, lent.fetchval(asking, _LOCK), WRITE_SECONDS)
    except Exception as failure:
        if not is_passing(failure):
            raise
        raise Unreachable(str(failure) or type(failure).__name__) from failure
    return is_so


async def waiting_since(pool: Pool) -> tuple[int, datetime | None]:
    """How many messages nobody was told of yet, or not everybody, and since when the oldest waits."""
    row = await fetchrow(
        pool, "SELECT count(*), min(recorded_at) FROM outbox WHERE kind = $1 AND done_at IS NULL", NOTICE
    )
    return (0, None) if row is None else (row["count"], row["min"])


async def notices(pool: Pool) -> list[Notice]:
    """Give what is still to be told, and what stands in letters that may or may not have gone; in order of the log.

    One whose deadline has no row waits until the rows are there: they are computed again from the events.
    """
    return [_notice(row) for row in await fetch(pool, _NOTICES)]


async def parts(pool: Pool, today: date) -> list[Part]:
    """Give what became of whatever is still open, and all of today's digests."""
    rows = await fetch(
        pool,
        f"SELECT {_PART} FROM mail_part p JOIN mail m USING (message_id) JOIN outbox o ON o.key = p.notice"  # noqa: S608
        " WHERE o.done_at IS NULL OR m.sent_at IS NULL AND m.given_up_at IS NULL OR m.kind = 'digest' AND m.day = $1"
        " ORDER BY m.planned_at, p.message_id, o.position, p.notice",
        today,
    )
    return [Part(**dict(row)) for row in rows]


async def directory(pool: Pool) -> dict[str, Reached]:
    """Give everybody's name and contact, mail address or not, by pseudonym."""
    rows = await fetch(pool, "SELECT pseudonym, name, contact, lang, written_at FROM directory")
    return {row["pseudonym"]: Reached(row["name"], row["contact"], row["lang"], row["written_at"]) for row in rows}


async def trouble(pool: Pool) -> Trouble | None:
    """Give since when the mail server takes nothing; None while it does, or was never asked."""
    row = await fetchrow(pool, "SELECT tries, since, tried_at, because FROM mail_line")
    return None if row is None else Trouble(**dict(row))


async def note_trouble(pool: Pool, because: str | None, at: datetime) -> None:
    """Note a try in vain at the mail server, or, with no reason, that it takes letters."""

    async def attempt() -> None:
        async with connection(pool) as lent:
            await answered(lent, lent.execute("SELECT note_mail_line($1, $2)", because, at), WRITE_SECONDS)

    await patiently(attempt)


async def plan_letter(pool: Pool, letter: Letter, at: datetime) -> bool:
    """Write down what a letter will tell, before it is sent; false where it stands already and may have gone.

    With that its first try begins.
    """
    values = (letter.message_id, letter.person, letter.kind, letter.day, list(letter.notices), at)
    return await _said(pool, "SELECT plan_mail($1, $2, $3, $4, $5, $6)", *values)


async def note_tried(pool: Pool, message_id: str, at: datetime) -> bool:
    """Note that a letter is tried again; false where it has gone, or was given up."""
    return await _said(pool, "SELECT mail_tried($1, $2)", message_id, at)


async def note_put_off(pool: Pool, message_id: str, code: int) -> bool:
    """Note the mail server's code to a letter that it does not take yet."""
    return await _said(pool, "SELECT mail_put_off($1, $2)", message_id, code)


async def note_sent(pool: Pool, message_id: str, at: datetime) -> bool:
    """Note that the mail server took it, for everything that it tells at once; the first time counts."""
    return await _said(pool, "SELECT mail_sent($1, $2)", message_id, at)


async def note_given_up(pool: Pool, message_id: str, reply: int | None, at: datetime) -> bool:
    """Note that it will not go: the mail server's code, or none where nobody is to get it any more."""
    return await _said(pool, "SELECT mail_given_up($1, $2, $3)", message_id, reply, at)


async def mails_of(pool: Pool, stream: str, deadline: str) -> tuple[Mailed, ...]:
    """Say what became of every message about a deadline, in the order in which they were recorded."""
    rows = await fetch(
        pool,
        "SELECT o.body, o.done_at, m.* FROM outbox o LEFT JOIN mail_part p ON p.notice = o.key"
        " LEFT JOIN mail m USING (message_id) WHERE o.kind = $1 AND o.stream = $2 AND o.body ->> 'deadline' = $3"
        " ORDER BY o.position, o.key, m.planned_at, p.person",
        NOTICE,
        stream,
        deadline,
    )
    return tuple(_mailed(row) for row in rows)


async def _said(pool: Pool, asking: str, *values: object) -> bool:
    async def attempt() -> bool:
        async with connection(pool) as lent:
            is_so: bool = await answered(lent, lent.fetchval(asking, *values), WRITE_SECONDS)
            return is_so

    return await patiently(attempt)


def _notice(row: asyncpg.Record) -> Notice:
    told: dict[str, Any] = row["told"]
    deadline: dict[str, Any] = row["deadline"]
    expected = "open" if told["event"] == "deadline.reminded" else _LATE_STAGE
    return Notice(
        key=row["key"],
        stream=row["stream"],
        deadline=told["deadline"],
        revision=told["revision"],
        stage=told["stage"],
        event=told["event"],
        due=date.fromisoformat(told["due"]),
        to_roles=tuple(told["to_roles"]),
        recorded_at=row["recorded_at"],
        is_open=row["is_open"],
        is_asked=(deadline["revision"], deadline["stage"]) == (told["revision"], expected),
        title=Title(**deadline["title"]),
        subject=tuple(deadline["subject"].values()),
        cluster=deadline["cluster"],
        cluster_name=row["cluster_name"],
    )


def _mailed(row: asyncpg.Record) -> Mailed:
    told: dict[str, Any] = row["body"]
    state, at = state_of(row)
    return Mailed.model_validate(
        {
            "revision": told["revision"],
            "stage": told["stage"],
            "person": row["person"],
            "kind": row["kind"],
            "state": state,
            "at": at,
            "message_id": row["message_id"],
        }
    )


def state_of(row: asyncpg.Record) -> tuple[str, datetime | None]:
    """Say in which state a letter or a message is, and since when where that was noted."""
    if row["message_id"] is None:
        return ("waits", None) if row["done_at"] is None else ("fell_away", row["done_at"])
    if row["sent_at"] is not None:
        return "sent", row["sent_at"]
    if row["given_up_at"] is not None:
        return "withdrawn" if row["reply"] is None else "refused", row["given_up_at"]
    return "planned", row["planned_at"]
