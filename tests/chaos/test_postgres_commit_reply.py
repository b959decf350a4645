"""The dangerous byte: the append is committed, and whoever asked never hears of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from schemas.cluster import RegisterCluster
from schemas.command import CommandEnvelope
from store.log import append, read_log
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.receipts import pending_receipts, store_receipt
from store.verify import verify
from tests.chaos.commit_proxy import commit_proxy
from tests.integration.conftest import PASSWORD, Database
from tests.integration.store_requests import START, an_append
from workers.embedded.postgres import discard_postgres, start_postgres

ROUNDS = 60


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated database on a server of the test's own."""
    with start_postgres(tmp_path / "postgres", durable=False) as server:
        await migrate(server.url, PASSWORD, simulated=True)
        yield Database(server.url, service_url(server.url, PASSWORD))
    discard_postgres(tmp_path / "postgres")


async def test_a_lost_commit_reply_is_resolved_by_the_command_id(database: Database) -> None:
    """Sixty appends whose reply is cut off: the caller hears of each, and each is there once."""
    async with commit_proxy(database.service_url) as proxy:
        pool = await connect(proxy.url, max_size=1)
        await append(pool, an_append("warm-up"))
        for n in range(1, ROUNDS + 1):
            proxy.arm()
            outcome = await append(pool, an_append(f"cut-off-{n}", version=n))
            assert outcome.first_position == n + 1
        found = await verify(pool)
        await pool.close()

    assert proxy.swallowed == ROUNDS
    assert (found.events, found.problem) == (ROUNDS + 1, None)


async def test_without_the_id_every_lost_reply_doubles(database: Database) -> None:
    """The negative control: who asks again under a new id records it again. So the test above can fail."""
    statement = "SELECT * FROM append($1::append_request[])"
    async with commit_proxy(database.service_url) as proxy:
        pool = await connect(proxy.url, max_size=1)
        version = 0
        for n in range(ROUNDS):
            await _insist(pool, statement, f"warm-{n}", version)
            version += 1
            proxy.arm()
            attempts = await _insist(pool, statement, f"cut-off-{n}", version)
            version += attempts
        events = await read_log(pool)
        await pool.close()

    assert proxy.swallowed == ROUNDS
    assert len(events) == 3 * ROUNDS


async def _insist(pool: Pool, statement: str, command_id: str, version: int) -> int:
    """Try until an answer comes, each time under a new id, and return how often that was."""
    attempts = 0
    while True:
        attempts += 1
        request = an_append(f"{command_id}-{attempts}", version=version + attempts - 1)
        try:
            async with pool.acquire() as connection:
                await connection.fetch(statement, [request.wire])
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            continue
        return attempts


async def test_a_lost_reply_to_a_receipt_leaves_one_receipt_with_its_first_time(database: Database) -> None:
    """What came in is kept once, and its time is when it first came in."""
    async with commit_proxy(database.service_url) as proxy:
        pool = await connect(proxy.url, max_size=1)
        for n in range(ROUNDS):
            command = RegisterCluster(name=f"Demo {n}")
            envelope = CommandEnvelope(
                command_id=f"receipt-{n:04d}", stream="cluster/demo-aster", person="demo-berk", command=command
            )
            if n:
                proxy.arm()
            receipt = await store_receipt(pool, envelope, START)
            assert (receipt.number, receipt.received_at) == (n + 1, START)
        kept = await pending_receipts(pool)
        await pool.close()

    assert proxy.swallowed == ROUNDS - 1
    assert [receipt.number for receipt in kept] == list(range(1, ROUNDS + 1))
