"""Documents on the command line: bytes in, bytes out for those who may, gone when two people say so; names as well."""

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.clock import WallClock
from schemas.command import CommandEnvelope
from schemas.event import Recorded
from schemas.people import EraseDirectoryEntry
from store.directory import names_of
from store.handle import handle
from store.log import read_stream
from store.pool import Pool, connect
from store.receipts import store_receipt
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.filled_record import ADMINISTRATOR, HEAD, OFFICER, a_database, open_for_business
from tests.integration.test_cli_nouns import run
from workers.embedded.postgres import RunningPostgres
from workers.relay import Relay

FILE = "cluster/demo-den"
CONTENT = b"%PDF an invented plan \x00\xff"
GROUND = "persoonsgegevens"
DESCRIBED = "--title plan --type year-plan --retention file --dated 2019-11-29 --confidentiality internal"


@pytest.fixture(scope="module")
def record(postgres_server: RunningPostgres, template: str) -> Iterator[Database]:
    """A record whose people were appointed, and whose cluster was registered, by commands of the command line."""
    with a_database(postgres_server, template) as database:
        asyncio.run(_open(database.service_url))
        for person, role in ((OFFICER, "case_officer"), (HEAD, "head_of_unit")):
            done(database, f"people register-person people/{person} --person {person} --as {ADMINISTRATOR}")
            done(
                database,
                f"people assign-role people/{person} --role {role} --valid-from 2020-01-01 --as {ADMINISTRATOR}",
            )
        done(database, f"cluster register-cluster {FILE} --name Democluster --as {OFFICER}")
        yield database


async def _open(url: str) -> None:
    pool = await connect(url)
    try:
        await open_for_business(pool)
    finally:
        await pool.close()


def done(database: Database, words: str) -> Ran:
    """Run a command that has to succeed."""
    ran = run(database, words)
    assert 0 == ran.code, ran.out + ran.err
    return ran


def add(database: Database, file: Path, document: str, person: str = OFFICER) -> Ran:
    """Attach a file's bytes to the cluster's file."""
    return run(database, f"document add {file} --of {FILE} --document {document} {DESCRIBED} --as {person}")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file on somebody's disk."""
    file = tmp_path / "plan.pdf"
    file.write_bytes(CONTENT)
    return file


def test_what_was_added_comes_back_bit_for_bit(record: Database, plan: Path, tmp_path: Path) -> None:
    """To whoever reads its class, and listed with its hash; asked again it changes nothing."""
    assert 0 == add(record, plan, "plan-a").code
    again = add(record, plan, "plan-a")
    assert (0, True) == (again.code, "changes nothing" in again.out)
    out = tmp_path / "out.pdf"
    told = done(record, f"document get plan-a --of {FILE} --as {HEAD} --out {out}")
    assert CONTENT == out.read_bytes()
    assert sha256(CONTENT).hexdigest() in told.out
    listed = done(record, f"document list {FILE} --json").json
    assert [sha256(CONTENT).hexdigest()] == [one["sha256"] for one in listed if one["document"] == "plan-a"]


def test_bytes_of_somebody_who_may_not_attach_are_refused(record: Database, plan: Path) -> None:
    """An administrator gives roles and keeps no files."""
    refused = add(record, plan, "plan-b", ADMINISTRATOR)
    assert (3, "not_allowed") == (refused.code, refused.err.partition(":")[0])


def test_a_file_that_is_not_there_is_usage(record: Database, tmp_path: Path) -> None:
    """As is a document id that cannot be one."""
    missing = add(record, tmp_path / "nowhere.pdf", "plan-c")
    assert (2, "usage") == (missing.code, missing.err.partition(":")[0])


def test_a_wrong_description_is_usage(record: Database, plan: Path) -> None:
    """Before any byte is kept."""
    wrong = add(record, plan, "Plan_C")
    assert (2, True) == (wrong.code, "document" in wrong.err)


def test_what_an_attachment_rests_on_is_kept_with_it(record: Database, plan: Path) -> None:
    """As with every other act; a piece of evidence that names no document is usage."""
    words = f"document add {plan} --of {FILE} {DESCRIBED} --as {OFFICER}"
    done(record, f"{words} --document plan-d --evidence mail-1=Begeleidende_brief --evidence mail-2")
    [*_, last] = asyncio.run(_events(record.service_url))
    assert [("mail-1", "Begeleidende_brief"), ("mail-2", "")] == [(one.document, one.title) for one in last.evidence]
    wrong = run(record, f"{words} --document plan-e --evidence =titel")
    assert (2, True) == (wrong.code, wrong.err.startswith("usage: --evidence: document")), wrong.err


async def _events(url: str) -> list[Recorded]:
    pool = await connect(url)
    try:
        return list(await read_stream(pool, FILE))
    finally:
        await pool.close()


def test_an_erasure_takes_the_content_at_once_and_leaves_the_proof(record: Database, tmp_path: Path) -> None:
    """Proposed by one, decided by another; the same bytes are not taken in again, and the chain still verifies."""
    file = tmp_path / "letter.txt"
    file.write_bytes(b"a letter with a name in it")
    assert 0 == add(record, file, "brief").code
    done(record, f"document propose-erasure {FILE} --document brief --legal-ground {GROUND} --as {OFFICER}")
    [waiting] = [one for one in done(record, f"document list {FILE} --json").json if one["document"] == "brief"]
    seen = waiting["erasure"]["proposal_hash"]
    done(record, f"document erase-document {FILE} --document brief --proposal-hash {seen} --as {HEAD}")
    gone = run(record, f"document get brief --of {FILE} --as {OFFICER} --out {tmp_path / 'gone'}")
    assert (3, "document_erased") == (gone.code, gone.err.partition(":")[0])
    assert GROUND in gone.err
    assert "document_erased" == add(record, file, "brief-again").err.partition(":")[0]
    assert "inhoud gewist" in done(record, f"document list {FILE}").out
    assert "verified" in done(record, "audit verify").out
    assert "no reaction was refused" in done(record, "audit reactions").out
    assert done(record, "audit reactions --json").json == []


def test_a_name_is_gone_with_the_command_that_erases_it(record: Database) -> None:
    """The pseudonym stays with its roles."""
    done(record, f"people name {HEAD} --name Iemand --contact telefoon --as {ADMINISTRATOR}")
    assert "Iemand" in done(record, f"people who {HEAD} --as {OFFICER}").out
    done(record, f"people erase-directory-entry people/{HEAD} --ground gevraagd --as {ADMINISTRATOR}")
    assert "no name is kept" in done(record, f"people who {HEAD} --as {OFFICER}").out
    assert [HEAD] == [one["person"] for one in done(record, "people list --json").json if one["person"] == HEAD]


async def test_the_relay_takes_away_what_nobody_else_did(record: Database) -> None:
    """Whoever recorded the decision died before the name was gone."""
    pool = await connect(record.service_url)
    try:
        await asyncio.to_thread(done, record, f"people name {OFFICER} --name Ander --as {ADMINISTRATOR}")
        await _decided_and_died(pool)
        assert [OFFICER] == list(await names_of(pool))
        await Relay(pool, WallClock(), _away).look()
        assert {} == await names_of(pool)
    finally:
        await pool.close()


async def _decided_and_died(pool: Pool) -> None:
    envelope = CommandEnvelope(
        command_id="erase-and-die",
        stream=f"people/{OFFICER}",
        person=ADMINISTRATOR,
        command=EraseDirectoryEntry(ground="gevraagd"),
    )
    now = WallClock().now()
    await store_receipt(pool, envelope, now)
    await handle(pool, envelope.stream, command_id=envelope.command_id, now=now)


async def _away() -> Client:
    message = "no Temporal here"
    raise RuntimeError(message)


def test_what_was_refused_is_listed(record: Database, tmp_path: Path) -> None:
    """An id that was used again for something else, too; nobody was quicker than a hash that never was."""
    file = tmp_path / "annex.txt"
    file.write_bytes(b"an annex")
    assert 0 == add(record, file, "annex").code
    erasure = f"document propose-erasure {FILE} --legal-ground {GROUND} --as {OFFICER} --command-id annex-goes"
    done(record, f"{erasure} --document annex")
    other = run(record, f"{erasure} --document brief")
    assert (3, "command_id_reused") == (other.code, other.err.partition(":")[0])
    decision = f"document erase-document {FILE} --document annex --proposal-hash {'0' * 64} --as {HEAD} --json"
    refused = run(record, decision)
    assert (3, []) == (refused.code, refused.json["error"]["outcome"].get("overtaken_by", []))
    listed = done(record, "audit refusals --json").json
    assert ["content_changed", "command_id_reused"] == [one["code"] for one in listed][:2]
    assert ("annex-goes", OFFICER, "propose_erasure") == tuple(
        listed[1][name] for name in ("command_id", "person", "kind")
    )
    assert "annex-goes was used for another command" in done(record, "audit refusals --code command_id_reused").out
    assert "nothing was refused" in done(record, "audit refusals --code no_such_code").out
