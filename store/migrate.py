"""Numbered migrations: each file once, in one transaction, with its SHA-256 kept; a changed file is refused."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from store.pool import CONNECT_SECONDS, SCHEMA, OwnConnection

SERVICE_ROLE = "clusterpact_service"
_LOCK = 5_071_975_201_612  # any number, the same for ever
_ROLE_TRIES = 20  # roles belong to the whole server, advisory locks to one database: only trying again helps


class MigrationRefused(Exception):
    """The database and the files of this release do not go together; the message names the file."""


@dataclass(frozen=True)
class Migration:
    """One file."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Over the bytes of the file."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True)
class MigrationStatus:
    """One file and what the database knows of it; ``applied_at`` is empty while it waits."""

    name: str
    applied_at: datetime | None
    is_changed: bool


def migrations() -> tuple[Migration, ...]:
    """The files of this release, in order."""
    folder = files("store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(Migration(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


async def migrate(
    owner_url: str,
    service_password: str | None = None,
    steps: Sequence[Migration] | None = None,
    *,
    simulated: bool = False,
) -> list[str]:
    """Bring the database up to this release and return what was applied; two at once are safe.

    The service's role is made when it is missing; with a password it may log in. ``simulated`` makes a record that
    takes instants of any clock, for stories only: every other one refuses what its server's clock has not reached.

    Raises:
        MigrationRefused: an applied file has changed, the database is newer than this release, or a record of real
            time is asked to become a story.
    """
    connection = await asyncpg.connect(owner_url, timeout=CONNECT_SECONDS)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)  # until the connection closes
        await _ensure_role(connection, service_password)
        done = await _apply(connection, migrations() if steps is None else steps)
        if simulated:
            await _simulate(connection)
        return done
    finally:
        await connection.close()


async def status(owner_url: str, steps: Sequence[Migration] | None = None) -> list[MigrationStatus]:
    """Say of every file whether it is applied, waits or has changed since; writes nothing."""
    connection = await asyncpg.connect(owner_url, timeout=CONNECT_SECONDS)
    try:
        applied = await _applied(connection)
    finally:
        await connection.close()
    known = {step.name: step for step in (migrations() if steps is None else steps)}
    return [
        MigrationStatus(
            name,
            applied_at=applied[name]["applied_at"] if name in applied else None,
            is_changed=name in applied and (name not in known or applied[name]["sha256"] != known[name].sha256),
        )
        for name in sorted({*known, *applied})
    ]


def service_url(owner_url: str, password: str) -> str:
    """The same database for the service's role."""
    parts = urlsplit(owner_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{SERVICE_ROLE}:{quote(password, safe='')}@{place}"))


async def _apply(connection: OwnConnection, steps: Sequence[Migration]) -> list[str]:
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    await connection.execute(
        f"CREATE TABLE IF NOT EXISTS {SCHEMA}.migration"
        " (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied = await _applied(connection)
    _refuse_strangers(applied, steps)
    done: list[str] = []
    for step in steps:
        if step.name in applied:
            continue
        async with connection.transaction():
            await connection.execute(f"SET LOCAL search_path = {SCHEMA}, pg_temp")
            await connection.execute(step.sql)
            await connection.execute("INSERT INTO migration (name, sha256) VALUES ($1, $2)", step.name, step.sha256)
        done.append(step.name)
    return done


async def _simulate(connection: OwnConnection) -> None:
    """Let go of the server's clock before anything is recorded; later nobody could tell which instants were real."""
    await connection.execute(
        f"UPDATE {SCHEMA}.clock SET is_simulated = true WHERE NOT is_simulated"  # noqa: S608 - a name of our own
        f" AND NOT EXISTS (SELECT FROM {SCHEMA}.outcome) AND NOT EXISTS (SELECT FROM {SCHEMA}.receipt)"
    )
    if not await connection.fetchval(f"SELECT is_simulated FROM {SCHEMA}.clock"):  # noqa: S608
        message = "this record has begun by its server's clock; a simulation needs one of its own"
        raise MigrationRefused(message)


def _refuse_strangers(applied: dict[str, asyncpg.Record], steps: Sequence[Migration]) -> None:
    known = {step.name: step.sha256 for step in steps}
    for name, row in applied.items():
        if name not in known:
            message = f"{name} was applied by a newer release; this one does not know it"
            raise MigrationRefused(message)
        if row["sha256"] != known[name]:
            message = f"{name} has changed since it was applied: put the file back and add a new one"
            raise MigrationRefused(message)


async def _applied(connection: OwnConnection) -> dict[str, asyncpg.Record]:
    if await connection.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.migration") is None:
        return {}
    rows = await connection.fetch(f"SELECT name, sha256, applied_at FROM {SCHEMA}.migration ORDER BY name")  # noqa: S608
    return {row["name"]: row for row in rows}


async def _ensure_role(connection: OwnConnection, password: str | None) -> None:
    """Make the role, give it this password; again when another database of the server does the same at this moment."""
    for _ in range(_ROLE_TRIES - 1):
        try:
            return await _make_role(connection, password)
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError, asyncpg.InternalServerError):
            continue
    return await _make_role(connection, password)


async def _make_role(connection: OwnConnection, password: str | None) -> None:
    async with connection.transaction():
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", SERVICE_ROLE):
            await connection.execute(f"CREATE ROLE {SERVICE_ROLE} NOLOGIN")
            # An append that hangs in an open transaction would stop everybody's.
            await connection.execute(f"ALTER ROLE {SERVICE_ROLE} SET idle_in_transaction_session_timeout = '15s'")
        if password is not None:
            literal = await connection.fetchval("SELECT quote_literal($1::text)", password)
            await connection.execute(f"ALTER ROLE {SERVICE_ROLE} LOGIN PASSWORD {literal}")
