"""Documents of any file: kept and given out, listed."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from cli.acting import tell, way_to
from cli.clocks import day_of
from cli.ending import Ended, Exit, told
from cli.faults import faults_of
from cli.giving import Given
from cli.printing import bold, message, print_entry, print_json, print_line
from cli.reading import asked, lang_of, seen_from
from cli.surroundings import settings_now
from cli.words import Lang, word

if TYPE_CHECKING:
    from gateway.documents import Given as GivenOut
    from gateway.handing_in import Archive
    from gateway.submit import Gateway
    from store.pool import Pool

Result = TypeVar("Result")
_UNKNOWN_TYPE = "application/octet-stream"


def show_documents(stream: str, as_of: str | None, known_on: str | None, lang: str | None, *, as_json: bool) -> None:
    """List the documents of a file."""
    with told(as_json=as_json):
        from gateway.contents import list_documents

        tongue = lang_of(lang)
        rows: Any = seen_from(as_of, known_on, lambda pool, standpoint: list_documents(pool, stream, standpoint))
        if as_json:
            print_json(rows)
            return
        for one in rows:
            _print_document(one, tongue)
        if not rows:
            print_line(word(tongue, "no_documents"))


def add_document(file: Path, stream: str, described: Mapping[str, object], given: Given, *, as_json: bool) -> None:
    """Keep the bytes of a file and attach them."""
    with told(as_json=as_json):
        from mimetypes import guess_type

        from gateway.documents import attach
        from schemas.document import DocumentDescription

        day_of(str(described["dated"]), "--dated")
        media_type = described["media_type"] or guess_type(file.name)[0] or _UNKNOWN_TYPE
        try:
            content = file.read_bytes()
            description = DocumentDescription.model_validate({**described, "media_type": media_type})
        except OSError as trouble:
            raise Ended(Exit.USAGE, "usage", f"{file} cannot be read: {trouble}") from None
        except ValidationError as wrong:
            raise Ended(Exit.USAGE, "usage", faults_of(wrong)) from None
        hand = given.hand()

        outcome = handed_in(
            stream,
            lambda gateway, archive: attach(gateway, archive, hand, stream, content, description, datetime.now(UTC)),
        )
        tell(outcome, as_json=as_json)


def get_document(document: str, stream: str, person: str, out: Path | None, *, as_json: bool) -> None:
    """Give a document's bytes."""
    with told(as_json=as_json):
        from gateway.documents import get
        from gateway.handing_in import Archive
        from workers.documents import documents_of

        async def ask(pool: "Pool") -> "GivenOut":
            archive = Archive(pool, documents_of(settings_now(), pool))
            return await get(archive, stream, document, person, datetime.now(UTC))

        found = asked(ask)
        if out is not None:
            out.write_bytes(found.content)
        if as_json:
            print_json({**found.document.model_dump(mode="json"), "size": len(found.content), "out": out})
        elif out is None:
            sys.stdout.buffer.write(found.content)
        else:
            print_line(message(f"{out}: {len(found.content)} bytes, sha256 {found.document.sha256}"))


def handed_in(stream: str, act: "Callable[[Gateway, Archive], Awaitable[Result]]") -> Result:
    """Hand something in that needs bytes beside the record."""
    from cli.troubles import understood

    async def run() -> Result:
        from activities.clock import WallClock
        from gateway.handing_in import Archive
        from gateway.submit import Gateway
        from workers.documents import documents_of
        from workers.record import open_running_record

        settings = settings_now()
        async with open_running_record(settings) as pool:
            documents = documents_of(settings, pool)
            gateway = Gateway(pool, WallClock(), way_to(stream, settings), documents=documents)
            return await act(gateway, Archive(pool, documents))

    with understood():
        return asyncio.run(run())


def _print_document(one: dict[str, Any], lang: Lang) -> None:
    gone = word(lang, "erased") if one["is_erased"] else None
    replaced = f"{word(lang, 'replaced_by')} {one['superseded_by']}" if one["superseded_by"] else None
    waits = word(lang, "erasure_waits") if one["erasure"] else None
    head = (bold(one["document"]), one["dated"], one["document_type"], word(lang, one["confidentiality"]))
    print_entry((*head, gone, replaced, waits), one["title"], f"sha256 {one['sha256']}")
