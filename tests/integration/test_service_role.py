"""Under which account of the database we come: told where it could change the record."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from store.migrate import MigrationRefused, migrations
from store.pool import Pool, connect
from tests.integration.conftest import Database
from workers.doctor_servers import examine_postgres
from workers.embedded.instance import Instance
from workers.run import prepare
from workers.service_role import may_change_events, warn_of_owner
from workers.settings import Settings


def settings_for(url: str, folder: Path) -> Settings:
    """Settings that name a database."""
    return Settings.model_validate({"home": folder, "database_url": url, "lang": "en"})


def found_role(url: str, folder: Path) -> list[str]:
    """What the doctor says of the account."""
    findings = examine_postgres(settings_for(url, folder), None)
    return [finding.level for finding in findings if finding.name == "service_role"]


async def prepared(url: str, folder: Path) -> list[str]:
    """What `up` says while it prepares this database."""
    said: list[str] = []
    instance = Instance(settings_for(url, folder), time_skipping=False, search_attributes={})
    instance.start(temporal=False)
    try:
        await asyncio.to_thread(prepare, instance, said.append)
    finally:
        instance.stop()
    return said


async def test_the_owner_may_change_events_and_the_service_may_not(database: Database) -> None:
    """None before there are any."""
    assert (await may_change_events(database.owner_url), await may_change_events(database.service_url)) == (True, False)


async def test_an_account_that_was_lent_one_right_too_many_is_found(database: Database) -> None:
    """It need not be the owner."""
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("GRANT UPDATE ON clusterpact.event TO clusterpact_service")
    await owner.close()

    assert await may_change_events(database.service_url) is True


async def test_the_doctor_names_the_account(database: Database, tmp_path: Path) -> None:
    """A warning for the owner, as both addresses work."""
    assert found_role(database.owner_url, tmp_path) == ["warn"]
    assert found_role(database.service_url, tmp_path) == ["ok"]


async def test_a_process_says_in_its_log_that_it_could_change_the_record(database: Database, pool: Pool) -> None:
    """It works all the same: whose database it is decides."""
    owners = await connect(database.owner_url, max_size=1)
    with capture_logs() as lines:
        await warn_of_owner(pool)
        await warn_of_owner(owners)
    await owners.close()

    assert [line["event"] for line in lines] == ["service_role"]


async def test_up_warns_of_an_owner_and_is_silent_about_the_service(database: Database, tmp_path: Path) -> None:
    """The one line begins so that it stands out."""
    assert [line.split()[0] for line in await prepared(database.owner_url, tmp_path)] == ["WARNING"]
    assert await prepared(database.service_url, tmp_path) == []


async def test_up_refuses_an_account_without_any_right(database: Database, tmp_path: Path) -> None:
    """In words, not with the trace of the driver."""
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("REVOKE USAGE ON SCHEMA clusterpact FROM clusterpact_service")
    await owner.close()

    with pytest.raises(MigrationRefused, match="permission denied"):
        await prepared(database.service_url, tmp_path)


async def test_up_migrates_nothing_as_the_service(database: Database, pool: Pool, tmp_path: Path) -> None:
    """It names the file that waits, and who can bring it."""
    last = migrations()[-1].name
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("DELETE FROM clusterpact.migration WHERE name = $1", last)
    await owner.close()

    with pytest.raises(MigrationRefused, match=last):
        await prepared(database.service_url, tmp_path)
