"""Records in which a race can begin: each told once, and copied for every race that begins there."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from zlib import crc32

import pytest

from store.migrate import service_url
from store.pool import Pool, connect
from tests.integration.conftest import PASSWORD, named, postgres_server, run_as, template
from tests.races import beginnings
from tests.races.agency import OnPostgres
from tests.races.race import Race
from tests.races.turns import Turns
from tests.scenarios.story import Story
from workers.embedded.postgres import RunningPostgres

__all__ = ["postgres_server", "template"]

_told: dict[tuple[str, str], str] = {}
"""The database of every beginning that was told, by the server and the beginning's name."""


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """The hook."""
    return Turns(monkeypatch)


@pytest.fixture
async def awaited(
    request: pytest.FixtureRequest, postgres_server: RunningPostgres, template: str, turns: Turns
) -> AsyncIterator[Race]:
    """On Friday 27 November 2020 the plan for 2021 has not come; it is due on Monday."""
    async with _race(request, postgres_server, template, beginnings.a_plan_awaited, turns) as race:
        yield race


@pytest.fixture
async def proposed(
    request: pytest.FixtureRequest, postgres_server: RunningPostgres, template: str, turns: Turns
) -> AsyncIterator[Race]:
    """On that Friday the plan for 2021 is there, complete, and its approval is proposed."""
    async with _race(request, postgres_server, template, beginnings.a_verdict_proposed, turns) as race:
        yield race


@pytest.fixture
async def drafted(
    request: pytest.FixtureRequest, postgres_server: RunningPostgres, template: str, turns: Turns
) -> AsyncIterator[Race]:
    """On that Friday a question of parliament has a draft that nobody approved yet."""
    async with _race(request, postgres_server, template, beginnings.an_answer_drafted, turns) as race:
        yield race


@pytest.fixture
async def renewal(
    request: pytest.FixtureRequest, postgres_server: RunningPostgres, template: str, turns: Turns
) -> AsyncIterator[Race]:
    """The first period ends in the middle of January 2023, and the interim evaluation was positive."""
    async with _race(request, postgres_server, template, beginnings.an_end_in_sight, turns) as race:
        yield race


@asynccontextmanager
async def _race(
    request: pytest.FixtureRequest,
    server: RunningPostgres,
    template: str,
    begin: Callable[[Story], Awaitable[None]],
    turns: Turns,
) -> AsyncGenerator[Race]:
    """Copy the record of this beginning, telling it first where nobody has; the copy goes after the test."""
    key = (server.url, begin.__name__)
    if key not in _told:
        name = f"told_{begin.__name__}"
        await run_as(server.url, f"CREATE DATABASE {name} TEMPLATE {template}")
        async with _record(server, name) as pool:
            await begin(Story(OnPostgres(pool), begin.__name__))
        _told[key] = name
    name = f"race_{os.getpid()}_{crc32(request.node.nodeid.encode()):08x}"
    await run_as(server.url, f"CREATE DATABASE {name} TEMPLATE {_told[key]}")
    async with _record(server, name) as pool:
        race = Race(pool, name.replace("_", "-"), turns)
        await race.on(*beginnings.DAYS[begin])
        yield race
    await run_as(server.url, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def _record(server: RunningPostgres, name: str) -> AsyncGenerator[Pool]:
    pool = await connect(service_url(named(server.url, name), PASSWORD), max_size=4)
    try:
        yield pool
    finally:
        await pool.close()
