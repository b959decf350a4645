"""Connections to the record: opened one way, and never used again once they have failed."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from store.failures import Unreachable, is_passing

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = PoolConnectionProxy[asyncpg.Record]
    OwnConnection = asyncpg.Connection[asyncpg.Record]
else:  # generic in the type stubs only
    Pool = asyncpg.Pool
    Connection = PoolConnectionProxy
    OwnConnection = asyncpg.Connection

SCHEMA = "clusterpact"
CONNECT_SECONDS = 10.0
PATIENCE_SECONDS = 15.0
"""How long a request is tried again while the database is away, before its caller is told."""

WRITE_SECONDS = 10.0
READ_SECONDS = 30.0
"""How long a connection may be silent before it is taken for dead: a host froze, a firewall forgot it."""

_SESSION = {
    "search_path": SCHEMA,
    "application_name": "clusterpact",
    # What a silent client leaves behind on the server ends there too, in milliseconds and seconds.
    "lock_timeout": "8000",
    "statement_timeout": "60000",
    "tcp_user_timeout": "30000",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_PAUSES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # seconds before the second, third, … attempt; the last one repeats

Result = TypeVar("Result")


async def connect(url: str, *, max_size: int = 10) -> Pool:
    """Open a pool on the service's URL (``store.migrate.service_url``).

    Raises:
        Unreachable: the database does not answer within ``CONNECT_SECONDS``.
    """
    try:
        return await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=max_size,
            timeout=CONNECT_SECONDS,
            init=_read_json,
            reset=_leave_as_it_is,
            server_settings=_SESSION,
        )
    except Exception as failure:
        if not is_passing(failure):
            raise
        raise Unreachable(str(failure) or type(failure).__name__) from failure


async def _read_json(connection: OwnConnection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


async def _leave_as_it_is(_connection: OwnConnection) -> None:
    """Save the round trip that would reset a session: nothing in the store changes one."""


@asynccontextmanager
async def connection(pool: Pool) -> AsyncGenerator[Connection]:
    """Lend a connection. After any failure, a cancellation included, it is cut and not given back for use."""
    lent = await pool.acquire(timeout=CONNECT_SECONDS)
    try:
        yield lent
    except BaseException:
        lent.terminate()
        raise
    finally:
        await pool.release(lent)


async def answered(lent: Connection, asking: Awaitable[Result], seconds: float) -> Result:
    """Wait for an answer, and cut the connection after ``seconds`` of silence.

    Nothing is cancelled on the server: what is being committed there is committed, and found again by its key.

    Raises:
        asyncpg.ConnectionDoesNotExistError: the connection was cut, here or elsewhere; the outcome is unknown.
    """
    silence = asyncio.get_running_loop().call_later(seconds, lent.terminate)
    try:
        return await asking
    finally:
        silence.cancel()


async def patiently(attempt: Callable[[], Awaitable[Result]], patience: float = PATIENCE_SECONDS) -> Result:
    """Make an attempt again on fresh connections while the database is away; for what may be done twice only.

    There is always a second attempt: the first may have spent all the time on a connection that was dead.

    Raises:
        Unreachable: it stayed away for ``patience`` seconds.
    """
    give_up = asyncio.get_running_loop().time() + patience
    tries = 0
    while True:
        try:
            return await attempt()
        except Exception as failure:
            if not is_passing(failure):
                raise
            if tries and asyncio.get_running_loop().time() >= give_up:
                raise Unreachable(str(failure) or type(failure).__name__) from failure
        await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1


async def fetch(pool: Pool, query: str, *arguments: object) -> list[asyncpg.Record]:
    """Read rows; a reading is simply made again while the database is away."""

    async def attempt() -> list[asyncpg.Record]:
        async with connection(pool) as lent:
            return await answered(lent, lent.fetch(query, *arguments), READ_SECONDS)

    return await patiently(attempt)


async def fetchrow(pool: Pool, query: str, *arguments: object) -> asyncpg.Record | None:
    """Read one row, or None."""
    rows = await fetch(pool, query, *arguments)
    return rows[0] if rows else None
