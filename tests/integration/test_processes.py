"""Processes that say they live: one with other versions than a living one is not ready."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from store.pool import Pool
from store.processes import Versions, living_processes, note_process, own_versions
from tests.house.tree import ROOT
from tests.integration.conftest import Database, run_as
from workers import presence
from workers.doctor_processes import examine_processes
from workers.embedded.failures import StartFailed
from workers.presence import present
from workers.settings import Settings

pytestmark = pytest.mark.usefixtures("sound_deadlines")

OTHER_TABLES = replace(own_versions(), tzdata="2016a")
OTHER_RELEASE = replace(own_versions(), package="0.0.1")
ROLLING = Settings(rolling_upgrade=True)


async def start(pool: Pool, settings: Settings, versions: Versions | None = None) -> str:
    """Start a process and end it again; give what it is told."""
    try:
        async with present(pool, "worker", settings, asyncio.Event(), versions):
            return "ready"
    except StartFailed as failed:
        return failed.code


async def living(pool: Pool) -> list[str]:
    """The names of what lives."""
    return [one.name for one in await living_processes(pool)]


@pytest.mark.parametrize(
    ("versions", "settings", "told"),
    [
        (own_versions(), Settings(), "ready"),
        (OTHER_TABLES, Settings(), "versions_differ"),
        (OTHER_TABLES, ROLLING, "versions_differ"),
        (OTHER_RELEASE, Settings(), "versions_differ"),
        (OTHER_RELEASE, ROLLING, "ready"),
    ],
)
async def test_beside_a_living_process_only_its_like_is_ready(
    pool: Pool, versions: Versions, settings: Settings, told: str
) -> None:
    """Other tables of time zones never; another release only while that is meant. Whoever ends is forgotten."""
    async with present(pool, "sweeper", Settings(), asyncio.Event()):
        found = await start(pool, settings, versions)
        beside = await living(pool)

    assert (found, beside, await living(pool)) == (told, ["sweeper"], [])


async def test_a_dead_process_stands_in_nobodys_way_for_long(database: Database, pool: Pool) -> None:
    """It said nothing for so many beats: the next one starts and forgets it."""
    await note_process(pool, uuid4(), "worker", "demo", 1, OTHER_TABLES)
    before = await start(pool, Settings())
    await run_as(database.owner_url, "UPDATE clusterpact.process SET seen_at = seen_at - interval '91 seconds'")

    assert (before, await start(pool, Settings()), await living(pool)) == ("versions_differ", "ready", [])


async def test_a_dead_process_stands_in_nobodys_way_after_the_clock_was_put_back(
    database: Database, pool: Pool
) -> None:
    """Its last word lies a day ahead: it is as dead as one that was silent for a day."""
    await note_process(pool, uuid4(), "worker", "demo", 1, OTHER_TABLES)
    await run_as(database.owner_url, "UPDATE clusterpact.process SET seen_at = seen_at + interval '1 day'")

    assert (await living(pool), await start(pool, Settings()), await living(pool)) == ([], "ready", [])


async def test_whoever_wakes_beside_others_with_other_versions_stops(
    database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It slept until it was taken for dead: its next beat finds who began meanwhile."""
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.1)

    async def work() -> None:
        stop = asyncio.Event()
        async with present(pool, "sweeper", Settings(), stop):
            await run_as(database.owner_url, "DELETE FROM clusterpact.process")
            await note_process(pool, uuid4(), "worker", "demo", 1, OTHER_TABLES)
            await asyncio.wait_for(stop.wait(), 10)

    with pytest.raises(StartFailed, match="2016a"):
        await work()


async def test_whoever_is_forgotten_and_alone_goes_on(
    database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is known again with its next beat."""
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.1)
    stop = asyncio.Event()
    async with present(pool, "sweeper", Settings(), stop):
        await run_as(database.owner_url, "DELETE FROM clusterpact.process")
        while not await living(pool):  # noqa: ASYNC110 - it is the record that tells
            await asyncio.sleep(0.05)

        assert ["sweeper"] == await living(pool)
        assert not stop.is_set()


async def test_a_beat_waits_for_nobody_who_is_being_forgotten(database: Database, pool: Pool) -> None:
    """Its row is held elsewhere: two that forget each other's rows would wait for ever."""
    await note_process(pool, uuid4(), "worker", "demo", 1, own_versions())
    await run_as(database.owner_url, "UPDATE clusterpact.process SET seen_at = seen_at - interval '1 hour'")
    holding = await asyncpg.connect(database.owner_url)
    async with holding.transaction():
        await holding.execute("SELECT FROM clusterpact.process FOR UPDATE")
        await asyncio.wait_for(note_process(pool, uuid4(), "relay", "demo", 2, own_versions()), 5)
    await holding.close()

    assert ["relay"] == await living(pool)


async def test_a_process_that_is_not_ready_ends_and_says_why(database: Database, pool: Pool) -> None:
    """One line with both versions, and the exit code of what cannot be reached: no trace."""
    await note_process(pool, uuid4(), "worker", "demo", 1, OTHER_TABLES)
    environment = {**os.environ, "CLUSTERPACT_DATABASE_URL": database.service_url, "PYTHONPATH": str(ROOT)}

    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "workers.sweeper"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )

    assert ended.returncode == 5
    assert ended.stderr.startswith("versions_differ: this process runs with")
    assert ("2016a" in ended.stderr, len(ended.stderr.splitlines())) == (True, 1)


async def test_the_doctor_lists_what_runs_and_with_which_versions(database: Database, pool: Pool) -> None:
    """Nothing, one like ourselves, and one with other tables."""
    settings = Settings(database_url=SecretStr(database.service_url), lang="en")

    async def seen() -> list[tuple[str, str]]:
        findings = await asyncio.to_thread(lambda: list(examine_processes(settings, None)))
        return [(one.name, one.level) for one in findings]

    nothing = await seen()
    await note_process(pool, uuid4(), "relay", "demo", 1, own_versions())
    alike = await seen()
    await note_process(pool, uuid4(), "worker", "demo", 2, OTHER_TABLES)

    assert (nothing, alike) == ([("processes", "warn")], [("process relay", "ok")])
    assert await seen() == [("process relay", "fail"), ("process worker", "fail")]
