"""A proxy in front of Postgres that can carry a statement out and keep its reply to itself."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

LOOPBACK = "127.0.0.1"
_BIND = b"B"  # what a client sends for a statement that it has prepared before
_READY = b"Z\x00\x00\x00\x05I"  # the server is done: whatever it was, it is committed


class CommitProxy:
    """Passes bytes on in both directions; armed, it lets the next prepared statement commit and cuts the line."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self.swallowed = 0
        self._is_armed = False
        self.url = ""

    def arm(self) -> None:
        """Swallow the reply to the next execution of a prepared statement."""
        self._is_armed = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        back_reader, back_writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        replies = asyncio.create_task(self._pass_on(back_reader, writer))
        try:
            while data := await reader.read(65536):
                swallow = self._is_armed and data.startswith(_BIND)
                if swallow:
                    self._is_armed = False
                    replies.cancel()
                    await asyncio.gather(replies, return_exceptions=True)
                back_writer.write(data)
                await back_writer.drain()
                if swallow:
                    await self._wait_until_done(back_reader)
                    return
        except ConnectionError:
            pass
        finally:
            replies.cancel()
            await asyncio.gather(replies, return_exceptions=True)
            for one in (writer, back_writer):
                one.transport.abort()

    async def _wait_until_done(self, replies: asyncio.StreamReader) -> None:
        seen = b""
        while not seen.endswith(_READY):
            seen += await replies.read(65536)
        self.swallowed += 1

    @staticmethod
    async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            writer.close()


@asynccontextmanager
async def commit_proxy(url: str) -> AsyncGenerator[CommitProxy]:
    """Stand in front of a server; ``url`` of the proxy leads through it."""
    proxy = CommitProxy(url)
    server = await asyncio.start_server(proxy.serve, LOOPBACK, 0)
    port = server.sockets[0].getsockname()[1]
    parts = urlsplit(url)
    proxy.url = urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{LOOPBACK}:{port}"))
    try:
        yield proxy
    finally:
        server.close()
