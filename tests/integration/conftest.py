"""A real Postgres: one server for the session, migrated once, and a copy of that database for each test."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from store.migrate import migrate, service_url
from store.pool import Pool, connect
from tests.integration.soundness import require_sound_deadlines
from workers.embedded.postgres import RunningPostgres, start_postgres

PASSWORD = "only-for-tests"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """One database with the address for its owner and for the service."""

    owner_url: str
    service_url: str


def named(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def run_as(url: str, *statements: str) -> None:
    """Run statements one by one on a connection of their own."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    """The server of this session."""
    with start_postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres_server: RunningPostgres) -> str:
    """The name of a migrated database that nobody connects to, for stories at any time."""
    name = "clusterpact_template"
    asyncio.run(run_as(postgres_server.url, f"CREATE DATABASE {name}"))
    asyncio.run(migrate(named(postgres_server.url, name), PASSWORD, simulated=True))
    return name


@pytest.fixture
async def empty_url(postgres_server: RunningPostgres) -> AsyncIterator[str]:
    """The owner's address of a database without anything in it."""
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    await run_as(postgres_server.url, f"CREATE DATABASE {name}")
    yield named(postgres_server.url, name)
    await run_as(postgres_server.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(postgres_server: RunningPostgres, template: str) -> AsyncIterator[Database]:
    """A migrated database of the test's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await run_as(postgres_server.url, f"CREATE DATABASE {name} TEMPLATE {template}")
    owner_url = named(postgres_server.url, name)
    yield Database(owner_url, service_url(owner_url, PASSWORD))
    await run_as(postgres_server.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """The service's connections to the test's own database."""
    opened = await connect(database.service_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sound_deadlines(pool: Pool) -> AsyncIterator[None]:
    """Hold the record against every invariant of deadlines when the test is over: for tests of what goes wrong."""
    yield
    await require_sound_deadlines(pool)
