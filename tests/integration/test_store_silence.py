"""A connection that stays open and says nothing any more, as after a frozen host or a firewall that forgot it."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from schemas.command import Outcome
from store import grouping, pool, receipts
from store.log import append, read_log
from store.pool import Pool, connect
from store.receipts import store_receipt
from store.verify import verify
from tests.integration.conftest import Database
from tests.integration.store_requests import START, an_append, an_envelope

pytestmark = pytest.mark.usefixtures("sound_deadlines")


class Wire:
    """Stands between us and the server; links that were silenced pass no answer on, new ones do."""

    def __init__(self, host: str, port: int) -> None:
        """Take where the server is."""
        self._place = (host, port)
        self._silenced: set[int] = set()
        self._links: list[asyncio.Task[None]] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def open(self) -> int:
        """Give the port to connect to."""
        self._server = await asyncio.start_server(self._link, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def silence(self) -> None:
        """Let every link of this moment fall silent, without closing it."""
        self._silenced.update(range(len(self._links)))

    async def close(self) -> None:
        """End the links."""
        self._server.close()
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def _link(self, ours: asyncio.StreamReader, to_us: asyncio.StreamWriter) -> None:
        answers, to_server = await asyncio.open_connection(*self._place)
        number = len(self._links)
        self._writers += [to_us, to_server]

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool) -> None:
            while data := await source.read(65_536):
                if not (is_answer and number in self._silenced):
                    target.write(data)
                    await target.drain()
            target.close()

        async def both() -> None:
            await asyncio.gather(pass_on(ours, to_server, is_answer=False), pass_on(answers, to_us, is_answer=True))

        self._links.append(asyncio.create_task(both()))


@pytest.fixture
async def wire(database: Database) -> AsyncIterator[tuple[Wire, Pool]]:
    """A pool whose connections can be silenced."""
    parts = urlsplit(database.service_url)
    wire = Wire(parts.hostname or "", parts.port or 0)
    place = f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{await wire.open()}"
    opened = await connect(urlunsplit(parts._replace(netloc=place)), max_size=4)
    yield wire, opened
    opened.terminate()
    await wire.close()


async def test_a_silent_connection_holds_up_no_append_for_ever(
    wire: tuple[Wire, Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer got lost after the commit: the same id on a fresh connection finds it, and who waits goes on."""
    link, through = wire
    monkeypatch.setattr(grouping, "WRITE_SECONDS", 0.5)
    await append(through, an_append("before-silence"))
    link.silence()

    async with asyncio.timeout(60):
        answers = await asyncio.gather(
            append(through, an_append("lost-answer", stream="cluster/demo-berk")),
            append(through, an_append("waits-behind", stream="cluster/demo-ceder")),
        )

    assert [type(answer) for answer in answers] == [Outcome, Outcome]
    assert [event.position for event in await read_log(through)] == [1, 2, 3]
    assert (await verify(through)).problem is None


async def test_a_receipt_and_a_reading_find_another_connection(
    wire: tuple[Wire, Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept once, though the first answer never came."""
    link, through = wire
    monkeypatch.setattr(receipts, "WRITE_SECONDS", 0.5)
    monkeypatch.setattr(pool, "READ_SECONDS", 0.5)
    link.silence()
    async with asyncio.timeout(60):
        receipt = await store_receipt(through, an_envelope(1), START)
    link.silence()
    async with asyncio.timeout(60):
        events = await read_log(through)

    assert (receipt.number, events) == (1, [])
    assert (await verify(through)).receipts == 1
