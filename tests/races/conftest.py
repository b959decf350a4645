"""Records in which a race can begin: each told once, and copied for every race that begins there."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from zlib import crc32

import pytest

from store.migrate import service_url
from store.pool import Pool, connect
from tests.integration.conftest import PASSWORD, named, postgres_server, run_as, template
from tests.integration.soundness import require_sound_deadlines
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
def race_from(
    request: pytest.FixtureRequest, postgres_server: RunningPostgres, template: str, turns: Turns
) -> Callable[[beginnings.Beginning], AbstractAsyncContextManager[Race]]:
    """Begin a race where this story ends."""
    return lambda begin: _race(request, postgres_server, template, begin, turns)


def _beginning(begin: beginnings.Beginning) -> Callable[..., AsyncIterator[Race]]:
    async def given(
        race_from: Callable[[beginnings.Beginning], AbstractAsyncContextManager[Race]],
    ) -> AsyncIterator[Race]:
        async with race_from(begin) as race:
            yield race

    given.__doc__ = begin.__doc__
    return pytest.fixture(given)


awaited = _beginning(beginnings.a_plan_awaited)
proposed = _beginning(beginnings.a_verdict_proposed)
drafted = _beginning(beginnings.an_answer_drafted)
renewal = _beginning(beginnings.an_end_in_sight)


@asynccontextmanager
async def _race(
    request: pytest.FixtureRequest,
    server: RunningPostgres,
    template: str,
    begin: beginnings.Beginning,
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
        await require_sound_deadlines(pool)
    await run_as(server.url, f"DROP DATABASE {name} WITH (FORCE)")


@asynccontextmanager
async def _record(server: RunningPostgres, name: str) -> AsyncGenerator[Pool]:
    pool = await connect(service_url(named(server.url, name), PASSWORD), max_size=4)
    try:
        yield pool
    finally:
        await pool.close()
