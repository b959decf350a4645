"""Kill -9 of the whole database server in the middle of appends: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.cluster import RegisterCluster
from schemas.command import CommandEnvelope, Outcome
from store.log import append, read_log
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.receipts import outcome_of, pending_receipts, store_receipt
from store.verify import verify
from tests.integration.conftest import PASSWORD
from tests.integration.store_requests import OFFICER, START, an_append
from workers.embedded.postgres import RunningPostgres, discard_postgres, start_postgres

KILLS = 10
WRITERS = 6


class Site:
    """One server that is killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server: RunningPostgres = start_postgres(folder)

    async def crash(self) -> None:
        """Kill every process of the server and start it on the same data."""
        port = self.server.port
        await asyncio.to_thread(self.server.kill)
        self.server = await asyncio.to_thread(start_postgres, self._folder, port=port)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A durable server of this test's own."""
    running = Site(tmp_path / "postgres")
    yield running
    running.server.stop()
    discard_postgres(tmp_path / "postgres")


class Ledger:
    """What the clients were told, kept on their side."""

    def __init__(self) -> None:
        self.acknowledged: list[Outcome] = []
        self.received: list[str] = []
        self.is_over = False
        self.progress = asyncio.Event()

    def note(self, outcome: Outcome) -> None:
        """Keep an acknowledgement."""
        self.acknowledged.append(outcome)
        self.progress.set()


async def write(pool: Pool, name: str, ledger: Ledger) -> None:
    """Hand in and append, one after the other, until it is over."""
    version = 0
    while not ledger.is_over:
        command_id = f"{name}-{version:06d}"
        envelope = CommandEnvelope(
            command_id=command_id, stream=f"cluster/{name}", person="demo-berk", command=RegisterCluster(name=name)
        )
        receipt = await store_receipt(pool, envelope, START)
        ledger.received.append(receipt.command_id)
        request = an_append(
            command_id,
            stream=receipt.stream,
            version=version,
            events=2,
            content_hash=receipt.content_hash,
            actor=OFFICER,
        )
        ledger.note(await append(pool, request))
        version += 2


async def some_progress(ledger: Ledger, acknowledgements: int) -> None:
    """Wait until so many more appends were acknowledged."""
    goal = len(ledger.acknowledged) + acknowledgements
    while len(ledger.acknowledged) < goal:
        ledger.progress.clear()
        await ledger.progress.wait()


async def test_ten_crashes_lose_nothing_and_double_nothing(site: Site) -> None:
    """Six writers go on through ten crashes at points drawn at random; the ledger and the record agree."""
    await live_through(site, KILLS)


async def live_through(site: Site, kills: int) -> None:
    """Crash the server so many times under load, and hold the record against the writers' ledger."""
    await migrate(site.server.url, PASSWORD, simulated=True)
    pool = await connect(service_url(site.server.url, PASSWORD))
    drawn = random.Random(20201130)
    ledger = Ledger()
    async with asyncio.TaskGroup() as writers:  # one that fails ends the test, which would wait for its progress
        for number in range(WRITERS):
            writers.create_task(write(pool, f"demo-{number}", ledger))
        for _ in range(kills):
            await some_progress(ledger, drawn.randint(1, 60))
            await site.crash()
        await some_progress(ledger, 20)
        ledger.is_over = True

    events = await read_log(pool, limit=1_000_000)
    found = await verify(pool)
    assert found.problem is None
    assert list(range(1, len(events) + 1)) == [event.position for event in events]
    assert len(events) == 2 * len(ledger.acknowledged)
    assert sorted(ledger.received) == sorted({outcome.command_id for outcome in ledger.acknowledged})
    for outcome in ledger.acknowledged:
        assert outcome == await outcome_of(pool, outcome.command_id)
    assert await pending_receipts(pool) == []
    await pool.close()
