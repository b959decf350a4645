"""The document store: bytes come back as they were put, or not at all; both places behave alike."""

import asyncio
from datetime import date
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest

from schemas.document import DocumentContentErased
from schemas.event import Pending
from store.documents import (
    Damaged,
    Documents,
    Erased,
    FolderDocuments,
    Missing,
    PostgresDocuments,
    TooLarge,
    erase_pending,
)
from store.log import append
from store.pool import Pool
from tests.integration.conftest import Database, run_as
from tests.integration.store_requests import DAY, an_append

PLAN = "jaarplan van demo-aster, versie één".encode()
PLAN_HASH = sha256(PLAN).hexdigest()
GROUND = "a right to erasure"
PLACES = ("postgres", "folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "documents"


@pytest.fixture(params=PLACES)
def documents(request: pytest.FixtureRequest, pool: Pool, folder: Path) -> Documents:
    """Each of both places, with room for a kilobyte."""
    if request.param == "postgres":
        return PostgresDocuments(pool, max_size=1024)
    return FolderDocuments(folder, max_size=1024)


async def decide_erasure(pool: Pool, content_hash: str = PLAN_HASH, version: int = 0) -> None:
    """Record that a document's content is erased."""
    payload = DocumentContentErased(document="plan", sha256=content_hash, legal_ground=GROUND)
    erased = Pending(payload=payload, effective=DAY, decided_on=date(2021, 3, 1))
    await append(pool, an_append(f"erase-{content_hash[:8]}", version=version, payloads=(erased,)))


async def test_what_was_put_comes_back_under_its_hash(documents: Documents) -> None:
    """Also when it is put twice, at the same time."""
    assert [PLAN_HASH, PLAN_HASH] == [*await asyncio.gather(documents.put(PLAN), documents.put(PLAN))]
    assert await documents.put(PLAN) == PLAN_HASH
    assert await documents.read(PLAN_HASH) == PLAN


async def test_an_empty_document_is_a_document(documents: Documents) -> None:
    """Nothing is something that was put."""
    assert await documents.read(await documents.put(b"")) == b""


async def test_what_was_never_put_is_missing(documents: Documents) -> None:
    """Not empty, and not damaged."""
    with pytest.raises(Missing):
        await documents.read("0" * 64)


async def test_more_than_the_limit_is_not_taken_in(documents: Documents) -> None:
    """The limit itself is."""
    assert len(await documents.read(await documents.put(b"x" * 1024))) == 1024
    with pytest.raises(TooLarge):
        await documents.put(b"x" * 1025)


async def test_erased_content_is_gone_and_stays_out(documents: Documents, pool: Pool) -> None:
    """The hash and the ground are all that is left; erasing again finds nothing to erase."""
    await documents.put(PLAN)
    other = await documents.put(b"another document")
    await decide_erasure(pool)

    assert await erase_pending(pool, documents) == (1, 1)
    assert await erase_pending(pool, documents) == (0, 1)

    with pytest.raises(Erased, match=GROUND):
        await documents.read(PLAN_HASH)
    with pytest.raises(Erased, match=GROUND):
        await documents.put(PLAN)
    assert await documents.read(other) == b"another document"


async def test_bytes_that_come_after_their_erasure_stay_out(documents: Documents, pool: Pool) -> None:
    """The decision was about the content, whenever it arrives."""
    await decide_erasure(pool)

    assert await erase_pending(pool, documents) == (0, 1)
    with pytest.raises(Erased):
        await documents.put(PLAN)


async def test_many_erasures_are_carried_out_in_one_go(pool: Pool) -> None:
    """More than are read at a time; the place looked up to is given, so that the next look starts there."""
    documents = PostgresDocuments(pool)
    hashes = [await documents.put(f"document {number}".encode()) for number in range(70)]
    for number, one in enumerate(hashes):
        await decide_erasure(pool, one, version=number)

    assert await erase_pending(pool) == (70, 70)
    assert await erase_pending(pool, documents, after_position=70) == (0, 70)


async def test_bytes_that_were_changed_in_the_database_are_never_given_out(database: Database, pool: Pool) -> None:
    """Somebody took the seat belt off; the hash tells."""
    documents = PostgresDocuments(pool)
    await documents.put(PLAN)
    await run_as(
        database.owner_url,
        "ALTER TABLE clusterpact.document_content DISABLE TRIGGER ALL",
        "UPDATE clusterpact.document_content SET content = content || '\\x00'",
    )

    with pytest.raises(Damaged, match=PLAN_HASH):
        await documents.read(PLAN_HASH)
    with pytest.raises(Damaged, match=PLAN_HASH):
        await documents.put(PLAN)


async def test_bytes_that_were_changed_in_the_folder_are_never_given_out(folder: Path) -> None:
    """One flipped bit is enough."""
    documents = FolderDocuments(folder)
    await documents.put(PLAN)
    place = folder / PLAN_HASH[:2] / PLAN_HASH
    place.write_bytes(bytes([place.read_bytes()[0] ^ 1]) + PLAN[1:])

    with pytest.raises(Damaged, match=PLAN_HASH):
        await documents.read(PLAN_HASH)
    with pytest.raises(Damaged, match=PLAN_HASH):
        await documents.put(PLAN)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63])
async def test_a_name_that_is_no_hash_finds_nothing_in_the_folder(folder: Path, name: str) -> None:
    """No path leads out of it."""
    with pytest.raises(Missing):
        await FolderDocuments(folder).read(name)


async def test_a_path_is_no_hash(folder: Path, tmp_path: Path) -> None:
    """Not that of a file that there is."""
    secret = tmp_path / "secret"
    secret.write_bytes(PLAN)
    with pytest.raises(Missing):
        await FolderDocuments(folder).read(str(secret))


async def test_a_crash_while_writing_leaves_no_document(folder: Path) -> None:
    """What is half written has another name."""
    documents = FolderDocuments(folder)
    (folder / PLAN_HASH[:2]).mkdir(parents=True)
    (folder / PLAN_HASH[:2] / "tmp-half").write_bytes(PLAN[:3])

    with pytest.raises(Missing):
        await documents.read(PLAN_HASH)
    assert await documents.read(await documents.put(PLAN)) == PLAN


async def test_the_service_erases_nothing_without_a_recorded_decision(pool: Pool) -> None:
    """The database itself looks at the record."""
    documents = PostgresDocuments(pool)
    await documents.put(PLAN)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="no recorded decision"):
        await documents.erase(PLAN_HASH, GROUND)
    assert await documents.read(PLAN_HASH) == PLAN


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clusterpact.document_content SET content = 'other'",
        "UPDATE clusterpact.document_content SET size = 1",
        "UPDATE clusterpact.document_content SET content = NULL, erased_at = now(), legal_ground = 'x', size = 1",
        "DELETE FROM clusterpact.document_content",
        "TRUNCATE clusterpact.document_content",
    ],
)
async def test_even_the_owner_changes_no_document_by_mistake(database: Database, pool: Pool, statement: str) -> None:
    """Only erasing passes the seat belt, and it takes nothing but the content."""
    await PostgresDocuments(pool).put(PLAN)

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="document_content is append-only"):
        await run_as(database.owner_url, statement)
