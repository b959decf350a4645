"""The doctor's look at what runs: every process that said it lives, and whether all run with the same versions."""

import asyncio
from collections.abc import Iterator

import asyncpg

from store.failures import Unreachable
from store.pool import connect
from store.processes import Process, living_processes, own_versions
from workers.embedded.own_loop import run_apart
from workers.embedded.running import RunningInstance
from workers.finding import Finding, Lang, Said, found, plain
from workers.settings import Settings

_ALIKE = Said(
    "stop wat met andere versies draait; zie het draaiboek over een nieuwe versie",
    "stop what runs with other versions; see the runbook about a new release",
)


def examine_processes(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine what said lately that it lives; silent where the record cannot be asked, which others say."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    elif running is not None and running.is_postgres_running:
        url = running.database_url
    else:
        return
    try:
        living = run_apart(lambda: _ask(url))
    except (OSError, TimeoutError, ValueError, Unreachable, asyncpg.PostgresError, asyncpg.InterfaceError):
        return
    if not living:
        yield found(settings.lang, "processes", "warn", Said("er draait niets", "nothing runs"))
    for one in living:
        yield _process(settings.lang, one, living)


async def _ask(url: str) -> list[Process]:
    async with asyncio.timeout(10):
        pool = await connect(url, max_size=1)
        try:
            return await living_processes(pool)
        finally:
            await pool.close()


def _process(lang: Lang, one: Process, living: list[Process]) -> Finding:
    """Hold it against ourselves and against all others."""
    versions = one.versions
    words = plain(
        f"{one.host} {one.pid}: {versions.package}, {versions.migration}, tzdata {versions.tzdata or '-'},"
        f" {one.seen_at.isoformat(timespec='seconds')}"
    )
    is_alike = {other.versions for other in living} | {own_versions()} == {versions}
    if is_alike:
        return found(lang, f"process {one.name}", "ok", words)
    is_same_zone = {other.versions.tzdata for other in living} | {own_versions().tzdata} == {versions.tzdata}
    return found(lang, f"process {one.name}", "warn" if is_same_zone else "fail", words, _ALIKE)
