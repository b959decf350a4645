"""Kill -9, over and over: what a few times show in minutes, more than five hundred times."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos import test_deadline_kills as dates
from tests.chaos import test_kills as service
from tests.chaos import test_postgres_kills as database
from tests.chaos.site import Site
from workers.embedded.postgres import discard_postgres

KILLS_OF_EACH = 50
KILLS_AROUND_DEADLINES, DEADLINES = 160, 150
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


def test_a_hundred_and_sixty_kills_around_as_many_deadlines_move_and_double_none(tmp_path: Path) -> None:
    """Worker, sweeper, Temporal and Postgres in turn, while a deadline falls due every second."""
    with ExitStack() as stack:
        site = dates.FastSite(tmp_path, stack)
        asyncio.run(dates.live_through(site, KILLS_AROUND_DEADLINES, DEADLINES, LIMIT_SECONDS))
