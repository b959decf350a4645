"""The record for one command that needs no Temporal: configured, running, or our own for the time being."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from gateway.adopting import adopt_first_pack
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from workers.embedded.instance import postgres_for_reading
from workers.embedded.running import discover
from workers.reach import record_url, service_password
from workers.settings import Settings


@asynccontextmanager
async def open_record(settings: Settings, *, writes: bool = False) -> AsyncGenerator[Pool]:
    """Lend connections to the record, under the role that can add and change nothing.

    Where nothing runs and nothing is configured, our own Postgres is started for the time being and brought to this
    release's schema. A command that ``writes`` finds rules: the packaged ones are adopted where there are none yet.

    Raises:
        StartFailed: our own Postgres cannot be started.
        Unreachable: the configured or running one does not answer.
        MigrationRefused: our own database belongs to another release.
    """
    is_elsewhere = settings.database_url is not None or discover(settings.home) is not None
    async with open_running_record(settings) if is_elsewhere else _our_own(settings) as pool:
        if writes:
            await adopt_first_pack(pool, settings.policy_pack, datetime.now(UTC))
        yield pool


@asynccontextmanager
async def open_running_record(settings: Settings) -> AsyncGenerator[Pool]:
    """Lend connections to the record where it is configured or runs; start nothing.

    Raises:
        StartFailed: ``not_running``: nothing is configured and `up` does not run.
        Unreachable: it does not answer.
    """
    async with _lent(record_url(settings)) as pool:
        yield pool


@asynccontextmanager
async def _our_own(settings: Settings) -> AsyncGenerator[Pool]:
    with postgres_for_reading(settings) as owner_url:
        password = service_password(settings.home)
        await migrate(owner_url, password)
        async with _lent(service_url(owner_url, password)) as pool:
            yield pool


@asynccontextmanager
async def _lent(url: str) -> AsyncGenerator[Pool]:
    pool = await connect(url, max_size=4)
    try:
        yield pool
    finally:
        await pool.close()
