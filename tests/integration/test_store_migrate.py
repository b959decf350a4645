"""Migrations: once, in order, whole, by one at a time, and never changed afterwards."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from store.migrate import Migration, MigrationRefused, migrate, migrations, service_url, status
from store.pool import connect
from tests.integration.conftest import PASSWORD, run_as

NAMES = [step.name for step in migrations()]
BROKEN = Migration("9999_broken.sql", "CREATE TABLE half_done (); SELECT 1 / 0;")


async def ask(url: str, question: str) -> object:
    """One value, on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_the_second_time_there_is_nothing_to_do(empty_url: str) -> None:
    """Every file is applied once, and the status says so."""
    before = await status(empty_url)
    first = await migrate(empty_url, PASSWORD)
    second = await migrate(empty_url, PASSWORD)
    after = await status(empty_url)

    assert (NAMES, []) == (first, second)
    assert [(step.name, step.applied_at is None, step.is_changed) for step in before] == [
        (n, True, False) for n in NAMES
    ]
    assert [(step.name, step.applied_at is None, step.is_changed) for step in after] == [
        (n, False, False) for n in NAMES
    ]


async def test_two_at_once_are_one(empty_url: str) -> None:
    """Each file is applied by one of them."""
    done = await asyncio.gather(*(migrate(empty_url, PASSWORD) for _ in range(4)))

    assert sorted(NAMES) == sorted(name for names in done for name in names)


async def test_a_changed_file_is_refused_by_name(empty_url: str) -> None:
    """What was applied can only be followed by a new file."""
    await migrate(empty_url, PASSWORD)
    changed = [migrations()[0], replace(migrations()[1], sql="SELECT 1"), *migrations()[2:]]

    with pytest.raises(MigrationRefused, match=f"^{NAMES[1]} has changed"):
        await migrate(empty_url, steps=changed)

    assert [step.name for step in await status(empty_url, changed) if step.is_changed] == [NAMES[1]]


async def test_a_database_of_a_newer_release_is_refused_by_name(empty_url: str) -> None:
    """An old release on a new database would write what it does not understand."""
    await migrate(empty_url, PASSWORD, [*migrations(), Migration("9998_new.sql", "CREATE TABLE new ()")])

    with pytest.raises(MigrationRefused, match=r"^9998_new\.sql was applied by a newer release"):
        await migrate(empty_url)


async def test_a_file_that_fails_leaves_nothing_of_itself(empty_url: str) -> None:
    """Each file is one transaction; those before it stay."""
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_url, PASSWORD, [*migrations(), BROKEN])

    assert await ask(empty_url, "SELECT to_regclass('clusterpact.half_done') IS NULL") is True
    assert [step.name for step in await status(empty_url) if step.applied_at is not None] == NAMES


async def test_the_service_logs_in_with_the_password_it_was_given(empty_url: str) -> None:
    """Whatever characters it has; a second run may change it."""
    awkward = "it's @a \\ %41/?#password"
    try:
        await migrate(empty_url, awkward)
        pool = await connect(service_url(empty_url, awkward))
        user = await pool.fetchval("SELECT current_user")
        await pool.close()
    finally:
        await migrate(empty_url, PASSWORD)

    assert user == "clusterpact_service"


async def test_databases_of_one_server_can_be_migrated_at_once(empty_url: str) -> None:
    """Roles belong to the server: making them at the same moment must not fail."""
    others = [f"{empty_url.rpartition('/')[2].partition('?')[0]}_{n}" for n in range(3)]
    for name in others:
        await run_as(empty_url, f"CREATE DATABASE {name}")
    here = empty_url.rpartition("/")[2].partition("?")[0]

    done = await asyncio.gather(*(migrate(empty_url.replace(here, name), PASSWORD) for name in others))
    for name in others:
        await run_as(empty_url, f"DROP DATABASE {name} WITH (FORCE)")

    assert [NAMES] * 3 == done


async def test_a_record_runs_by_its_servers_clock_unless_it_was_made_for_a_story(empty_url: str) -> None:
    """What has begun by the one never changes to the other."""
    await migrate(empty_url, PASSWORD)
    connection = await asyncpg.connect(empty_url)
    begun = "UPDATE clusterpact.clock SET is_simulated = false; INSERT INTO clusterpact.outcome VALUES (1, 'begun',"
    begun += " sha256('x'), 's', 'recorded', 'c', '', NULL, NULL, 0, 'x', '', now(), now(), 'x', 'x')"
    strict = await connection.fetchval("SELECT is_simulated FROM clusterpact.clock")
    await migrate(empty_url, PASSWORD, simulated=True)
    story = await connection.fetchval("SELECT is_simulated FROM clusterpact.clock")
    await connection.execute(begun)
    await connection.close()

    assert (strict, story) == (False, True)
    with pytest.raises(MigrationRefused, match="by its server's clock"):
        await migrate(empty_url, PASSWORD, simulated=True)
