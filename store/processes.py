"""Which processes live, and with which versions: those that disagree would derive other instants from the same date."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from uuid import UUID

from store.migrate import migrations
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, patiently
from store.zone_tables import tables_in_use

SILENT_FOR = timedelta(seconds=90)
"""How long a process may be silent before it is taken for dead: some of its beats."""

_NOTE = "SELECT note_process($1, $2, $3, $4, $5, $6, $7, $8)"
_COLUMNS = "id, name, host, pid, package, migration, tzdata, started_at, seen_at"


@dataclass(frozen=True)
class Versions:
    """What has to be the same in all processes; the rules and calendars are data of the record, and so they are."""

    package: str
    migration: str  # the last that this release knows
    tzdata: str | None  # of the time zones; None where the tables do not say


@dataclass(frozen=True)
class Process:
    """One that said it lives, and when that was, by the database's clock."""

    id: UUID
    name: str
    host: str
    pid: int
    versions: Versions
    started_at: datetime
    seen_at: datetime


def own_versions() -> Versions:
    """Give those of this process."""
    try:
        package = version("clusterpact")
    except PackageNotFoundError:  # run from a folder that was never installed
        package = "0"
    return Versions(package=package, migration=migrations()[-1].name, tzdata=tables_in_use())


async def note_process(pool: Pool, process: UUID, name: str, host: str, pid: int, versions: Versions) -> bool:
    """Say that this process lives; true where nobody knew of it, or it was taken for dead meanwhile.

    Raises:
        Unreachable: the record is away.
    """
    values = (process, name, host, pid, versions.package, versions.migration, versions.tzdata, SILENT_FOR)
    return bool(await _write(pool, _NOTE, *values))


async def forget_process(pool: Pool, process: UUID) -> None:
    """Say that it ends."""
    await _write(pool, "SELECT forget_process($1)", process)


async def living_processes(pool: Pool) -> list[Process]:
    """Those that were heard of lately, the longest living first."""
    rows = await fetch(
        pool,
        f"SELECT {_COLUMNS} FROM process"  # noqa: S608 - our own names
        " WHERE seen_at BETWEEN clock_timestamp() - $1::interval AND clock_timestamp() + $1::interval"
        " ORDER BY started_at, id",
        SILENT_FOR,
    )
    return [
        Process(
            id=row["id"],
            name=row["name"],
            host=row["host"],
            pid=row["pid"],
            versions=Versions(row["package"], row["migration"], row["tzdata"]),
            started_at=row["started_at"],
            seen_at=row["seen_at"],
        )
        for row in rows
    ]


async def _write(pool: Pool, statement: str, *values: object) -> object:
    async def attempt() -> object:
        async with connection(pool) as lent:
            return await answered(lent, lent.fetchval(statement, *values), WRITE_SECONDS)

    return await patiently(attempt)
