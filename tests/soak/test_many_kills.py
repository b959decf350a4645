"""Kill -9, over and over: five hundred times around deadlines, and as often again under load."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chaos import test_deadline_kills as dates
from tests.chaos import test_kills as service
from tests.chaos import test_postgres_kills as database
from tests.chaos.aim import VICTIMS
from tests.chaos.fast_site import FastSite
from tests.chaos.site import Site
from workers.embedded.postgres import discard_postgres

KILLS_OF_EACH = 50
KILLS_AROUND_DEADLINES, A_DAY_TAKES = 125, timedelta(seconds=1.2)
"""In each of the four runs; a day long enough for each victim to get to work before its next turn."""

CRASHES_OF_THE_DATABASE = 200
LIMIT_SECONDS = 1_800


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A whole service in real processes."""
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[database.Site]:
    """A durable database server."""
    running = database.Site(tmp_path / "postgres")
    yield running
    running.server.stop()
    discard_postgres(tmp_path / "postgres")


@pytest.mark.parametrize("victim", ["worker", "temporal", "postgres"])
def test_fifty_kills_of_each_lose_and_double_nothing(site: Site, victim: str) -> None:
    """Under load, through the whole service."""
    asyncio.run(service.live_through(site, victim, KILLS_OF_EACH, LIMIT_SECONDS))


async def test_two_hundred_crashes_of_the_database_lose_and_double_nothing(server: database.Site) -> None:
    """Under appends alone."""
    await database.live_through(server, CRASHES_OF_THE_DATABASE)


@pytest.mark.parametrize("first", range(len(VICTIMS)), ids=VICTIMS)
def test_five_hundred_kills_around_as_many_deadlines_move_and_double_none(
    tmp_path: Path, says: Callable[[str], None], first: int
) -> None:
    """Worker, Temporal, Postgres and sweeper in turn, in four runs that each begin with another of them."""
    with FastSite(tmp_path) as site:
        living = dates.live_through(site, KILLS_AROUND_DEADLINES, A_DAY_TAKES, LIMIT_SECONDS, first)
        toll = asyncio.run(living)
    says(str(toll))
    assert (KILLS_AROUND_DEADLINES, KILLS_AROUND_DEADLINES) == (len(toll.kills), toll.near)
