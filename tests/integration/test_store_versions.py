"""The record on every Postgres of this machine: the same statements, and the same hashes to the last byte."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from store.log import append
from store.migrate import migrate, service_url
from store.pool import connect
from store.receipts import store_receipt
from store.verify import verify
from store.views import rebuild_views
from tests.integration.conftest import PASSWORD
from tests.integration.store_requests import OFFICER, START, an_append, an_envelope
from workers.embedded.postgres import discard_postgres, start_postgres
from workers.embedded.postgres_binaries import NEWEST, OLDEST, PostgresBinaries, all_postgres

CHAIN = "0dc35ede53e691dd6a26a5e89d639c74958b1176d66f7394351363d141a82dde"
"""What this story has always hashed to. If it changes, records written before no longer verify."""

SUPPORTED = [found for found in all_postgres() if OLDEST <= found.major <= NEWEST]


async def lived_through(url: str) -> tuple[str, int]:
    """Migrate, keep, append alone and in a group, refuse, verify; the chain and the number of events."""
    await migrate(url, PASSWORD, simulated=True)
    pool = await connect(service_url(url, PASSWORD))
    try:
        receipt = await store_receipt(pool, an_envelope(1), START)
        await append(pool, an_append("received-1", events=3, content_hash=receipt.content_hash, actor=OFFICER))
        await append(pool, an_append("refused-1", version=3, events=0, status="refused", code="not_allowed"))
        group = [an_append(f"grouped-{n}", stream=f"cluster/demo-{n}", reads=(("rules", 0),)) for n in range(8)]
        await asyncio.gather(*(append(pool, request) for request in group))
        await rebuild_views(pool)
        found = await verify(pool)
    finally:
        await pool.close()
    assert found.problem is None
    assert (found.outcomes, found.receipts) == (10, 1)
    return found.chain, found.events


@pytest.mark.parametrize("binaries", SUPPORTED, ids=lambda found: f"{found.source}-{found.version}")
async def test_every_supported_postgres_records_and_verifies(tmp_path: Path, binaries: PostgresBinaries) -> None:
    """The chain is the same everywhere, so a record may be moved to a newer server and still verifies."""
    try:
        with start_postgres(tmp_path / "postgres", durable=False, binaries=binaries) as server:
            chain, events = await lived_through(server.url)
            connection = await asyncpg.connect(server.url)
            major = connection.get_server_version().major
            await connection.close()
    finally:
        discard_postgres(tmp_path / "postgres")

    assert (binaries.major, 11) == (major, events)
    assert chain == CHAIN
