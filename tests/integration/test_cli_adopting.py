"""Adopting rules from the command line: each wish stands on the rules it saw, and a refusal is not for ever."""

import shlex
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from domain.policy import content_hash
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.policy_files import read_pack
from schemas.people import AssignRole, RegisterPerson
from schemas.programme import RecordLegalBasis
from store.log import read_stream
from store.pool import Pool
from tests.integration.command_line import PACK, CommandLine, InThisProcess, Ran
from tests.integration.conftest import Database
from tests.integration.test_store_handle import ask

ADMINISTRATOR, MANAGER, LEADER = "demo-linde", "demo-hulst", "demo-ceder"
VERSION = 'version: "2026.2"'


@pytest.fixture
async def shell(database: Database, pool: Pool) -> CommandLine:
    """A command line on a record with the packaged rules and an administrator."""
    now = datetime.now(UTC)
    await adopt_first_pack(pool, PACK, now)
    await make_first_administrator(pool, ADMINISTRATOR, now)
    return InThisProcess(CLUSTERPACT_DATABASE_URL=database.service_url)


async def appoint(pool: Pool, person: str, role: str) -> None:
    """Give somebody a role."""
    now = datetime.now(UTC)
    steps = (RegisterPerson(person=person), AssignRole(role=role, valid_from=now.date()))
    for step in steps:
        name = f"appoint-{person}-{step.kind}"
        asked = await ask(pool, name, step, now, stream=f"people/{person}", person=ADMINISTRATOR)
        assert asked.status == "recorded", asked


async def staff(pool: Pool) -> None:
    """Somebody who puts packs up, and somebody who adopts them."""
    await appoint(pool, MANAGER, "rule_manager")
    await appoint(pool, LEADER, "leading_official")


def a_version(folder: Path, version: str) -> str:
    """The programme's pack under another version."""
    copy = Path(copytree(PACK, folder / version))
    pack = (copy / "pack.yaml").read_text(encoding="utf-8")
    assert VERSION in pack
    (copy / "pack.yaml").write_text(pack.replace(VERSION, f'version: "{version}"'), encoding="utf-8")
    return str(copy)


def seen(pack: str) -> str:
    """The hash of a pack."""
    return content_hash(read_pack(Path(pack)))


def propose(shell: CommandLine, pack: str, person: str = MANAGER) -> Ran:
    """Put a pack up, in the manager's name."""
    return shell.run("policy", "propose", pack, "--as", person, "--json")


def adopt(shell: CommandLine, pack: str, person: str = LEADER) -> Ran:
    """Adopt it under its hash, in the leading official's name."""
    return shell.run("policy", "adopt", seen(pack), "--as", person, "--json")


async def test_a_pack_refused_for_want_of_a_role_is_judged_anew(shell: CommandLine, pool: Pool, tmp_path: Path) -> None:
    """Nothing of the rules has changed meanwhile, but the person has."""
    pack = a_version(tmp_path, "2026.9")
    before = propose(shell, pack)
    await staff(pool)
    after = propose(shell, pack)

    assert (3, 0) == (before.code, after.code), after.err


async def test_a_pack_takes_two_people(shell: CommandLine, pool: Pool, tmp_path: Path) -> None:
    """Adopted before it was put up, or by whoever put it up, it is refused."""
    await staff(pool)
    pack = a_version(tmp_path, "2026.9")
    early = adopt(shell, pack)
    told = shell.run("policy", "propose", pack, "--as", MANAGER, "--evidence", "nota-7=Nota", "--because", "nieuw")
    alone = adopt(shell, pack, MANAGER)
    after = shell.run("policy", "adopt", seen(pack), "--as", LEADER, "--evidence", "besluit-7")
    [proposed, adopted] = (await read_stream(pool, "rules"))[-2:]

    assert [["nota-7"], ["besluit-7"]] == [[one.document for one in each.evidence] for each in (proposed, adopted)]
    assert ("Nota", "nieuw") == (proposed.evidence[0].title, proposed.reason)
    assert f"policy adopt {seen(pack)}" in told.out
    assert [3, 0, 3, 0] == [ran.code for ran in (early, told, alone, after)]
    assert ["not_proposed", "four_eyes"] == [ran.json["error"]["code"] for ran in (early, alone)]


@pytest.mark.parametrize("file", [(), ("rules",)])
async def test_a_pack_that_was_put_up_waits_with_the_command_that_adopts_it(
    shell: CommandLine, pool: Pool, tmp_path: Path, file: tuple[str, ...]
) -> None:
    """Among what waits anywhere, and among what waits for the rules."""
    await staff(pool)
    propose(shell, a_version(tmp_path, "2026.9"))
    [row] = shell.run("waiting", *file, "--json").json
    command = shlex.split(row["command"].replace("PERSON", LEADER))
    ran = shell.run(*command[1:], "--json")

    assert ("adopt_policy", 0) == (row["decision"], ran.code), ran.err


async def test_files_behind_the_record_are_held_against_it_and_drop_no_calendar_in_silence(
    shell: CommandLine, pool: Pool, tmp_path: Path
) -> None:
    """One folder beside the pack in force; a day closed in the record since is lost only by name."""
    none = shell.run("policy", "diff", str(PACK), "--json")
    await staff(pool)
    day = ("--close", "2027-05-07=Brugdag/Bridge day", "--source", "circular 7", "--from", "2027-01-01")
    amended = shell.run("calendar", "amend", "office", "2027", *day, "--as", MANAGER, "--json")
    shell.run("policy", "adopt", amended.json["content_hash"], "--as", LEADER)
    stale = a_version(tmp_path, "2026.9")
    seen_beside = shell.run("policy", "diff", stale, "--json")
    refused = propose(shell, stale)
    meant = shell.run("policy", "propose", stale, "--drops", "office 2026.2", "--as", MANAGER, "--json")

    assert ([], ["office 2026.2"]) == (
        none.json["differences"],
        [one["name"] for one in seen_beside.json["differences"] if one["section"] == "calendars"],
    )
    assert (3, "calendar_version_dropped", 0) == (refused.code, refused.json["error"]["code"], meant.code), meant.err


async def test_a_hash_that_is_none_is_told_in_plain_words(shell: CommandLine) -> None:
    """Such as the folder that used to stand there."""
    ran = shell.run("policy", "adopt", str(PACK), "--as", LEADER, "--json")
    assert (2, "usage") == (ran.code, ran.json["error"]["code"])


async def test_a_pack_that_was_replaced_can_come_back(shell: CommandLine, pool: Pool, tmp_path: Path) -> None:
    """The answer to its first adoption is no answer to the second; asked once more it changes nothing."""
    await staff(pool)
    other = a_version(tmp_path, "2026.9")
    positions: list[int | None] = []
    for pack in (other, str(PACK), other, other):
        propose(shell, pack)
        positions.append(adopt(shell, pack).json["first_position"])

    recorded = [position for position in positions if position is not None]
    assert (recorded, None) == (sorted({*recorded}), positions[3])
    assert positions.count(None) == 1


async def test_who_puts_up_and_who_adopts_see_the_running_deadlines_that_it_is_about(
    shell: CommandLine, pool: Pool, tmp_path: Path
) -> None:
    """They keep their dates."""
    await staff(pool)
    await appoint(pool, "demo-aster", "head_of_unit")
    now = datetime.now(UTC)
    basis = RecordLegalBasis(basis="gber", title="GBER", valid_from=date(2014, 7, 1), valid_until=date(2035, 12, 31))
    recorded = await ask(pool, "record-basis", basis, now, stream="programme/demo", person="demo-aster")
    assert recorded.status == "recorded", recorded
    other = a_version(tmp_path, "2026.8")
    rules = Path(other) / "deadlines.yaml"
    text = rules.read_text(encoding="utf-8")
    changed = text.replace('  - id: D24\n    version: "', '  - id: D24\n    version: "9')
    assert changed != text
    rules.write_text(changed, encoding="utf-8")
    for told in (propose(shell, other), adopt(shell, other)):
        assert [("programme/demo", ["rule_changed"])] == [(one["stream"], one["why"]) for one in told.json["touches"]]


async def test_a_calendar_is_edited_for_a_year_with_the_approval_of_another_person(
    shell: CommandLine, pool: Pool
) -> None:
    """Shown first; then it waits, counts once adopted, and only for what starts to run from its day on."""
    await staff(pool)
    amend = ["calendar", "amend", "office", "2027", "--close", "2027-05-07=Brugdag/Bridge day", "--open", "2027-12-26"]
    amend = [*amend, "--from", "2027-01-01", "--source", "circular 7", "--as", MANAGER]
    shown = shell.run(*amend, "--dry-run", "--json").json
    assert ["2027-05-07"] == [one["date"] for one in shown["calendar"]["closes"]]
    assert 1 == len(await read_stream(pool, "rules"))
    waits = shell.run(*amend, "--json").json["content_hash"]
    assert None is shell.run(*amend, "--json").json["first_position"]
    other = shell.run("calendar", "amend", "legal", "2027", "--open", "2027-05-01", "--source", "s", "--as", MANAGER)
    assert (3, "another_pack_waits") == (other.code, other.err.partition(":")[0])
    alone = shell.run("policy", "adopt", waits, "--as", MANAGER, "--dry-run")
    assert (3, "four_eyes") == (alone.code, alone.err.partition(":")[0])
    assert 0 == shell.run("policy", "adopt", waits, "--as", LEADER, "--dry-run").code
    assert 2 == len(await read_stream(pool, "rules"))
    assert 0 == shell.run("policy", "adopt", waits, "--as", LEADER).code

    [office] = shell.run("calendar", "show", "2027", "--calendar", "office", "--json").json["calendars"]
    assert ("2026.2", "circular 7", "2027-01-01") == (office["version"], office["source"], office["valid_from"])
    due = [
        shell.run("calendar", "add", "1", "wd", "--from", start, "--calendar", "office", "--json").json["due"]
        for start in ("2027-05-06", "2026-12-31")
    ]
    assert ["2027-05-10", "2027-01-04"] == due
    told = shell.run("calendar", "show", "2027", "--lang", "nl").out
    assert "telt voor wat vanaf 2027-01-01 begint te lopen" in told
