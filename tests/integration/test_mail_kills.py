"""Kill -9 of the mailer at each point of its talk with the mail server: nothing is lost, and a double bears one id."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
import pytest

from gateway.dates import explained
from gateway.guarantee import audit_deadlines
from store.mail import alone, parts
from store.outbox import open_messages
from store.pool import Pool
from tests.integration.conftest import Database
from tests.integration.mail_sink import Sink, listening
from tests.integration.mailing_process import ended, kill, mailing
from tests.integration.test_mail import DIGEST, GRACE, REPRESENTATIVE, entry, hire, reminded
from tests.integration.test_store_handle import awarded

pytestmark = pytest.mark.usefixtures("sound_deadlines")

LIMIT_SECONDS = 30
_BREATH_SECONDS = 0.02

DURING = {"220": 0, "EHLO": 1, "MAIL": 1, "RCPT": 1, "DATA": 1, "250": 1}
"""The server's answer that never comes, and how many tries were begun by then: none before it is known to be there."""

AFTER = {"mail": "planned", "outbox": "sent"}
"""The table whose mark never comes after the server took the letter, and what the record then says of it."""


async def test_whenever_the_mailer_is_killed_the_letter_goes_and_the_record_counts_one(
    database: Database, pool: Pool
) -> None:
    """Before, in the middle of and after the talk: each time the next one goes on, with the same letter to the byte."""
    await awarded(pool)
    await hire(pool, REPRESENTATIVE, "cluster_representative", cluster="demo-linde")
    await entry(pool, REPRESENTATIVE)
    await reminded(pool)
    tries, at = 0, DIGEST
    async with asyncio.timeout(LIMIT_SECONDS), listening(Sink()) as sink:
        for word, begun in DURING.items():
            await _kill_at(word, sink, database, at)
            tries, at = tries + begun, at + timedelta(hours=1)
            await _is_free(pool)
            assert (word, tries) == (word, sum(one.tries for one in await parts(pool, at.date())))
            assert (word, [message.key for message in await open_messages(pool, "notice")]) == (word, [_NOTICE])
        taken = len(sink.mails)
        for table, state in AFTER.items():
            await _kill_before_mark(table, sink, database, at)
            at += timedelta(hours=1)
            await _is_free(pool)
            assert (table, [state]) == (table, [one.state for one in (await explained(pool, "D01")).mails])
        async with mailing(database.service_url, sink.port, at) as whole:
            assert await ended(whole) == 0

    assert (taken, len(sink.mails), len({mail.as_bytes() for mail in sink.mails})) == (1, 3, 1)
    assert (len(set(sink.ids)), await open_messages(pool, "notice")) == (1, [])
    assert await audit_deadlines(pool, at + timedelta(hours=1), GRACE) == ()
    assert [(one.state, one.message_id) for one in (await explained(pool, "D01")).mails] == [("sent", sink.ids[0])]


_NOTICE = "notice|pact/demo-linde|D01|1|r60"


async def _kill_at(word: str, sink: Sink, database: Database, at: datetime) -> None:
    """Let the server hold an answer, and kill who waits for it."""
    sink.holds = word
    async with _silent(sink.is_held) as silent:
        port = silent if word == "220" else sink.port
        async with mailing(database.service_url, port, at) as process:
            await sink.is_held.wait()
            assert await kill(process) == -signal.SIGKILL
    sink.let_go()


@asynccontextmanager
async def _silent(is_there: asyncio.Event) -> AsyncGenerator[int]:
    """A server that never says its first word."""
    lines: list[asyncio.StreamWriter] = []

    def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        is_there.set()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for line in lines:
            line.close()
        server.close()
        await server.wait_closed()


async def _kill_before_mark(table: str, sink: Sink, database: Database, at: datetime) -> None:
    """Let the letter be taken, hold its mark up by a lock, and kill who waits for that lock."""
    owner, holder = await asyncpg.connect(database.owner_url), await asyncpg.connect(database.owner_url)
    begun = holder.transaction()

    async def lock() -> None:
        await begun.start()
        await holder.execute(f"LOCK TABLE clusterpact.{table} IN SHARE ROW EXCLUSIVE MODE")

    sink.before_answer = lock
    try:
        async with mailing(database.service_url, sink.port, at) as process:
            await _until(owner, 1)
            assert await kill(process) == -signal.SIGKILL
            await owner.execute(f"SELECT pg_terminate_backend(pid) {_WAITING}")
            await _until(owner, 0)
        await begun.rollback()
    finally:
        sink.before_answer = None
        await holder.close()
        await owner.close()


_WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def _until(owner: "asyncpg.Connection[asyncpg.Record]", waiting: int) -> None:
    """Wait until so many wait for the lock."""
    while True:
        if waiting == await owner.fetchval(f"SELECT count(*) {_WAITING}"):
            return
        await asyncio.sleep(_BREATH_SECONDS)


async def _is_free(pool: Pool) -> None:
    """Wait until the database has noticed that the one who mailed is dead."""
    while True:
        async with alone(pool) as is_alone:
            if is_alone:
                return
        await asyncio.sleep(_BREATH_SECONDS)
