"""The doctor's look at the second path to every date: whether somebody watches, and what that one had to say."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import asyncpg

from schemas.alarm import Alarm, Sweep
from schemas.command import Undecided
from store.alarms import last_sweep, open_alarms
from store.failures import Unreachable
from store.pool import connect
from store.receipts import undecided_receipts
from workers.embedded.own_loop import run_apart
from workers.embedded.running import RunningInstance
from workers.finding import Finding, Lang, Said, found
from workers.settings import Settings

_START = Said("start clusterpact sweeper, en kijk in zijn log", "start clusterpact sweeper, and read its log")
_WORKER = Said("kijk of de worker loopt, en lees zijn log", "see whether the worker runs, and read its log")
_ALARMS = Said("bekijk ze met clusterpact audit alarms", "look at them with clusterpact audit alarms")


def examine_sweeper(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine its last look and the open alarms; silent where the record cannot be asked, which others say."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    elif running is not None and running.is_postgres_running:
        url = running.database_url
    else:
        return
    try:
        sweep, alarms, waiting = run_apart(lambda: _ask(url))
    except (OSError, TimeoutError, ValueError, Unreachable, asyncpg.PostgresError, asyncpg.InterfaceError):
        return
    yield _last_look(settings, sweep)
    yield _open(settings.lang, alarms)
    yield _undecided(settings, waiting)


async def _ask(url: str) -> tuple[Sweep | None, list[Alarm], list[Undecided]]:
    async with asyncio.timeout(10):
        pool = await connect(url, max_size=1)
        try:
            return await last_sweep(pool), await open_alarms(pool), await undecided_receipts(pool)
        finally:
            await pool.close()


def _last_look(settings: Settings, sweep: Sweep | None) -> Finding:
    if sweep is None:
        return found(settings.lang, "sweeper", "warn", Said("heeft nooit gekeken", "has never looked"), _START)
    age = datetime.now(UTC) - sweep.looked_at
    at = sweep.looked_at.isoformat(timespec="seconds")
    words = Said(f"keek laatst op {at}", f"last looked at {at}")
    if age > settings.sweeper_silent_after:
        return found(settings.lang, "sweeper", "fail", words, _START)
    return found(settings.lang, "sweeper", "ok", words)


def _open(lang: Lang, alarms: list[Alarm]) -> Finding:
    if not alarms:
        return found(lang, "alarms", "ok", Said("geen", "none"))
    kinds = ", ".join(f"{sum(one.kind == kind for one in alarms)} {kind}" for kind in sorted({a.kind for a in alarms}))
    return found(lang, "alarms", "warn", Said(f"open: {kinds}", f"open: {kinds}"), _ALARMS)


def _undecided(settings: Settings, waiting: list[Undecided]) -> Finding:
    """Count what came in and has no outcome, with the age of the first of it; a moment is no trouble."""
    if not waiting:
        return found(settings.lang, "receipts", "ok", Said("alle beslist", "all decided"))
    number, age = sum(one.receipts for one in waiting), datetime.now(UTC) - min(one.received_at for one in waiting)
    seconds = f"{age.total_seconds():.0f} s"
    words = Said(f"{number} onbeslist, het oudste al {seconds}", f"{number} undecided, the oldest for {seconds}")
    if age > timedelta(seconds=settings.undecided_seconds):
        return found(settings.lang, "receipts", "fail", words, _WORKER)
    return found(settings.lang, "receipts", "ok", words)
