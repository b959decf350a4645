"""Kill -9, eighteen times, in a run of commands: every acknowledged command once, and the record verifies."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.event import Recorded
from store.log import read_log
from store.pool import Pool
from store.verify import verify
from tests.chaos.site import Site, crash_again_and_again, load_on

KILLS = {"worker": 2, "temporal": 8, "postgres": 8}  # a killed worker is missed only after some seconds
PEOPLE = 4
LIMIT_SECONDS = 300  # far beyond what it takes: a command that never ends fails the test


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A service of the test's own."""
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.mark.parametrize("victim", KILLS)
def test_every_acknowledged_command_is_carried_out_once_whatever_is_killed(site: Site, victim: str) -> None:
    """People go on handing in while it happens; who got no answer asks again with the same id."""
    asyncio.run(live_through(site, victim, KILLS[victim], LIMIT_SECONDS))


async def live_through(site: Site, victim: str, kills: int, limit_seconds: float) -> None:
    """Kill the victim so many times under load, and hold the record against what was acknowledged."""
    async with asyncio.timeout(limit_seconds), load_on(site) as load:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(PEOPLE):
                group.create_task(load.hand_in(stop))
            await crash_again_and_again(load, getattr(site, f"crash_{victim}"), kills)
            stop.set()
        outcomes = await load.until_all_are_answered()
        events = await _whole_log(load.pool)
        verification = await verify(load.pool)

    by_command = Counter(event.command_id for event in events)
    claims = [outcome for outcome in outcomes if outcome.stream.startswith("pact/")]
    assert len(claims) >= kills
    assert {outcome.status for outcome in outcomes} == {"recorded"}
    assert {by_command[outcome.command_id] for outcome in claims} == {1}
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert verification.problem is None
    assert verification.events == len(events)


async def _whole_log(pool: Pool) -> list[Recorded]:
    events: list[Recorded] = []
    while page := await read_log(pool, len(events)):
        events += page
    return events
