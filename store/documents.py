"""The document store: bytes by their SHA-256, put once, checked at every reading, erased only on a legal ground.

Two places behind one interface: a table of the record's own database, and a folder beside it. What was erased keeps
its hash and its ground, and the same bytes are not taken in again.
"""

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from store.pool import READ_SECONDS, Pool, answered, connection, fetch, fetchrow, patiently
from store.uploads import holders

MAX_SIZE = 64 * 1024 * 1024
"""Bytes of one document, unless a store is told otherwise."""

_LARGEST_SLICE = 64  # erasures read at a time


class DocumentTrouble(Exception):
    """A document cannot be given, or not be taken in; the message names its hash."""


class Missing(DocumentTrouble):
    """No such content was ever put here."""


class Damaged(DocumentTrouble):
    """The bytes that are here are not those that were put: never given out, and found again only in a backup."""


class Erased(DocumentTrouble):
    """The content had to go, on the ground that the message gives."""


class TooLarge(DocumentTrouble):
    """More bytes than this store takes."""


class Documents(Protocol):
    """Where the bytes of documents are."""

    async def put(self, content: bytes) -> str:
        """Keep a content, durable on return, and give its SHA-256; the same content again changes nothing.

        Raises:
            TooLarge: it has more bytes than this store takes.
            Erased: it was here and had to go.
            Damaged: other bytes stand under its hash.
        """
        ...

    async def read(self, content_hash: str) -> bytes:
        """Give a content whose hash was computed anew.

        Raises:
            Missing, Erased, Damaged: there is nothing to give.
        """
        ...

    async def erase(self, content_hash: str, legal_ground: str) -> bool:
        """Take a content away as the record decided; tell whether it was still there."""
        ...


class PostgresDocuments:
    """The bytes in a table beside the log: one backup holds both."""

    def __init__(self, pool: Pool, *, max_size: int = MAX_SIZE) -> None:
        """Take the record; ``max_size`` in bytes."""
        self._pool = pool
        self._max_size = max_size

    async def put(self, content: bytes) -> str:
        """Keep a content; see ``Documents.put``."""
        _require_size(content, self._max_size)
        content_hash = sha256(content).hexdigest()
        match await self._ask("SELECT keep_document($1)", content):
            case "kept":
                return content_hash
            case "erased":
                raise await self._erased(content_hash)
            case _:
                raise Damaged(f"other bytes stand under {content_hash}")

    async def read(self, content_hash: str) -> bytes:
        """Give a content; see ``Documents.read``."""
        row = await fetchrow(
            self._pool, "SELECT content, legal_ground FROM document_content WHERE sha256 = $1", content_hash
        )
        if row is None:
            raise Missing(f"no content {content_hash} was put here")
        if row["content"] is None:
            raise _gone(content_hash, row["legal_ground"])
        return _checked(row["content"], content_hash)

    async def erase(self, content_hash: str, legal_ground: str) -> bool:
        """Take a content away; the database itself refuses where no recorded decision says so."""
        return bool(await self._ask("SELECT erase_document($1, $2)", content_hash, legal_ground))

    async def _ask(self, query: str, *arguments: object) -> object:
        """Ask one of the functions that write; asking twice does what asking once does."""

        async def attempt() -> object:
            async with connection(self._pool) as lent:
                return await answered(lent, lent.fetchval(query, *arguments), READ_SECONDS)

        return await patiently(attempt)

    async def _erased(self, content_hash: str) -> Erased:
        row = await fetchrow(self._pool, "SELECT legal_ground FROM document_content WHERE sha256 = $1", content_hash)
        return _gone(content_hash, "" if row is None else row["legal_ground"])


class FolderDocuments:
    """The bytes in a folder, one file for each hash; its backup is somebody's own affair."""

    def __init__(self, folder: Path, *, max_size: int = MAX_SIZE) -> None:
        """Take the folder, which is made when it is missing; ``max_size`` in bytes."""
        self._folder = folder
        self._max_size = max_size

    async def put(self, content: bytes) -> str:
        """Keep a content; see ``Documents.put``."""
        _require_size(content, self._max_size)
        return await asyncio.to_thread(self._put, content)

    async def read(self, content_hash: str) -> bytes:
        """Give a content; see ``Documents.read``."""
        return await asyncio.to_thread(self._read, content_hash)

    async def erase(self, content_hash: str, legal_ground: str) -> bool:
        """Take a content away: the ground is on disk before the bytes are gone."""
        return await asyncio.to_thread(self._erase, content_hash, legal_ground)

    def _put(self, content: bytes) -> str:
        content_hash = sha256(content).hexdigest()
        self._require_not_erased(content_hash)
        place = self._place(content_hash)
        if place.exists():
            _checked(place.read_bytes(), content_hash)
        else:
            _write_durably(place, content)
        return content_hash

    def _read(self, content_hash: str) -> bytes:
        self._require_not_erased(content_hash)
        try:
            content = self._place(content_hash).read_bytes()
        except FileNotFoundError:
            raise Missing(f"no content {content_hash} was put here") from None
        return _checked(content, content_hash)

    def _erase(self, content_hash: str, legal_ground: str) -> bool:
        if not self._note(content_hash).exists():
            erased_at = datetime.now(UTC).isoformat()
            note = json.dumps({"erased_at": erased_at, "legal_ground": legal_ground}, ensure_ascii=False)
            _write_durably(self._note(content_hash), note.encode())
        try:
            self._place(content_hash).unlink()
        except FileNotFoundError:
            return False
        _sync_folder(self._place(content_hash).parent)
        return True

    def _require_not_erased(self, content_hash: str) -> None:
        with suppress(FileNotFoundError):
            note = json.loads(self._note(content_hash).read_text(encoding="utf-8"))
            raise _gone(content_hash, str(note["legal_ground"]))

    def _place(self, content_hash: str) -> Path:
        if len(content_hash) != len(sha256().hexdigest()) or not set(content_hash) <= set("0123456789abcdef"):
            raise Missing(f"'{content_hash}' is no SHA-256")
        return self._folder / content_hash[:2] / content_hash

    def _note(self, content_hash: str) -> Path:
        return self._place(content_hash).with_suffix(".erased")


@dataclass(frozen=True)
class RecordedErasure:
    """What the record decided to erase, and where it says so."""

    position: int
    sha256: str
    legal_ground: str


async def erasures(pool: Pool, after_position: int = 0) -> list[RecordedErasure]:
    """Give recorded erasures in the order of recording, some at a time; the next ones come after the last position."""
    rows = await fetch(
        pool,
        "SELECT position, body FROM event WHERE type = 'document.content_erased' AND position > $1"
        " ORDER BY position LIMIT $2",
        after_position,
        _LARGEST_SLICE,
    )
    told = [(row["position"], json.loads(row["body"])) for row in rows]
    return [RecordedErasure(position, body["sha256"], body["legal_ground"]) for position, body in told]


async def erase_pending(pool: Pool, documents: Documents | None = None, after_position: int = 0) -> tuple[int, int]:
    """Take away every content that the record says is erased; give how many went and the position looked up to.

    What another file still holds stays until that file has erased it too. Asked again it changes nothing. Without a
    store of their own the documents are those of the record's database.
    """
    store = documents or PostgresDocuments(pool)
    gone = 0
    while found := await erasures(pool, after_position):
        for one in found:
            if not await holders(pool, one.sha256):
                gone += await store.erase(one.sha256, one.legal_ground)
        after_position = found[-1].position
    return gone, after_position


def _require_size(content: bytes, max_size: int) -> None:
    if len(content) > max_size:
        message = f"{len(content)} bytes; a document has {max_size} at most"
        raise TooLarge(message)


def _checked(content: bytes, content_hash: str) -> bytes:
    found = sha256(content).hexdigest()
    if found != content_hash:
        message = f"the bytes under {content_hash} have the hash {found}: they were changed outside the service"
        raise Damaged(message)
    return content


def _gone(content_hash: str, legal_ground: str) -> Erased:
    return Erased(f"the content of {content_hash} was erased: {legal_ground}")


def _write_durably(place: Path, content: bytes) -> None:
    """Write whole or not at all: a crash leaves no half document under a hash."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
