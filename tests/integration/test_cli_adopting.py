"""Adopting rules from the command line: each wish stands on the rules it saw, and a refusal is not for ever."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from schemas.people import AssignRole, RegisterPerson
from store.pool import Pool
from tests.integration.command_line import PACK, CommandLine, InThisProcess, Ran
from tests.integration.conftest import Database
from tests.integration.test_store_handle import ask

ADMINISTRATOR, MANAGER = "demo-linde", "demo-hulst"
VERSION = 'version: "2026.2"'


@pytest.fixture
async def shell(database: Database, pool: Pool) -> CommandLine:
    """A command line on a record with the packaged rules and an administrator."""
    now = datetime.now(UTC)
    await adopt_first_pack(pool, PACK, now)
    await make_first_administrator(pool, ADMINISTRATOR, now)
    return InThisProcess(CLUSTERPACT_DATABASE_URL=database.service_url)


async def appoint(pool: Pool) -> None:
    """Make somebody the rule manager."""
    now = datetime.now(UTC)
    steps = (RegisterPerson(person=MANAGER), AssignRole(role="rule_manager", valid_from=now.date()))
    for step in steps:
        asked = await ask(pool, f"appoint-{step.kind}", step, now, stream=f"people/{MANAGER}", person=ADMINISTRATOR)
        assert asked.status == "recorded", asked


def a_version(folder: Path, version: str) -> str:
    """The programme's pack under another version."""
    copy = Path(copytree(PACK, folder / version))
    pack = (copy / "pack.yaml").read_text(encoding="utf-8")
    assert VERSION in pack
    (copy / "pack.yaml").write_text(pack.replace(VERSION, f'version: "{version}"'), encoding="utf-8")
    return str(copy)


def adopt(shell: CommandLine, pack: str) -> Ran:
    """Adopt a pack in the manager's name."""
    return shell.run("policy", "adopt", pack, "--as", MANAGER, "--json")


async def test_a_pack_refused_for_want_of_a_role_is_judged_anew(shell: CommandLine, pool: Pool, tmp_path: Path) -> None:
    """Nothing of the rules has changed meanwhile, but the person has."""
    pack = a_version(tmp_path, "2026.9")
    before = adopt(shell, pack)
    await appoint(pool)
    after = adopt(shell, pack)

    assert (3, 0) == (before.code, after.code), after.err


async def test_a_pack_that_was_replaced_can_come_back(shell: CommandLine, pool: Pool, tmp_path: Path) -> None:
    """The answer to its first adoption is no answer to the second; asked once more it changes nothing."""
    await appoint(pool)
    other = a_version(tmp_path, "2026.9")
    positions = [adopt(shell, pack).json["first_position"] for pack in (other, str(PACK), other, other)]

    assert positions[:3] == sorted({*positions[:3]})
    assert positions[3] is None
