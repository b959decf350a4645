"""What is asked of a database server before the record comes to it: that our database exists, and how it is set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from workers.embedded.own_loop import run_apart

_CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class ServerFacts:
    """What a database server says about itself; ``ahead`` is its clock minus ours, with the round trip taken out."""

    version: str
    major: int
    fsync: bool
    synchronous_commit: str
    ahead: timedelta


def create_database(url: str, name: str) -> None:
    """Create the database of that name unless it exists; ``url`` points at it, the owner's account is in it."""
    run_apart(lambda: _create(_maintenance(url), name))


def ask_server(url: str) -> ServerFacts:
    """Ask a server for its version, its promises about durability, and its clock.

    Raises:
        OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError: it cannot be reached or lets us not in.
    """
    return run_apart(lambda: _ask(url))


def _maintenance(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))


async def _create(url: str, name: str) -> None:
    connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    try:
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name) is None:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    finally:
        await connection.close()


async def _ask(url: str) -> ServerFacts:
    connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    try:
        version: str = await connection.fetchval("SELECT current_setting('server_version')")
        fsync = await connection.fetchval("SELECT current_setting('fsync')")
        commit = await connection.fetchval("SELECT current_setting('synchronous_commit')")
        before = datetime.now(UTC)
        theirs = await connection.fetchval("SELECT clock_timestamp()")
        after = datetime.now(UTC)
    finally:
        await connection.close()
    return ServerFacts(
        version=version.split(maxsplit=1)[0],
        major=connection.get_server_version().major,
        fsync=fsync == "on",
        synchronous_commit=commit,
        ahead=theirs - (before + (after - before) / 2),
    )
