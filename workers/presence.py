"""A process that says it lives, and starts only beside others that derive the same instants from the same dates."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import structlog

from store.failures import Unreachable
from store.pool import Pool
from store.processes import Process, Versions, forget_process, living_processes, note_process, own_versions
from workers.embedded.failures import StartFailed
from workers.reach import reach
from workers.settings import Settings

BEAT_SECONDS = 20.0
_FORGET_SECONDS = 2.0

log = structlog.get_logger()


@asynccontextmanager
async def present(
    pool: Pool, name: str, settings: Settings, stop: asyncio.Event, versions: Versions | None = None
) -> AsyncGenerator[None]:
    """Let a process be known for as long as it does its work; ``versions`` are those of this process unless given.

    Whoever was taken for dead meanwhile, and finds others with other versions at work, is told to stop.

    Raises:
        StartFailed: ``versions_differ``: others live that run with other versions; at the end too.
    """
    own, process = versions or own_versions(), uuid4()

    async def others() -> list[Process]:
        """Give those beside it, where nobody knew of this one: the others have been held against it."""
        # Known before it looks: of two that start at once, at least one sees the other.
        if not await note_process(pool, process, name, socket.gethostname(), os.getpid(), own):
            return []
        return [one for one in await living_processes(pool) if one.id != process]

    try:
        _require_alike(own, await reach(others, "record", stop) or [], settings)
        beating = asyncio.create_task(_beat(others, own, settings))
        beating.add_done_callback(lambda _: stop.set())  # nobody works on whom the others take for dead
        try:
            yield
        finally:
            if not beating.cancel():
                beating.result()
    finally:
        with suppress(Unreachable, TimeoutError):  # then it is forgotten a little later
            async with asyncio.timeout(_FORGET_SECONDS):
                await forget_process(pool, process)


def differing(own: Versions, others: Iterable[Process]) -> list[Process]:
    """Give those that run with other versions."""
    return [one for one in others if one.versions != own]


def _require_alike(own: Versions, others: Iterable[Process], settings: Settings) -> None:
    """Refuse to be ready beside others; of another release only where that is meant, of other tables never."""
    others = differing(own, others)
    if not others:
        return
    told = f"this process runs with {_told(own)}; " + "; ".join(
        f"{one.name} (process {one.pid} on {one.host}, seen at {one.seen_at:%H:%M:%S}) with {_told(one.versions)}"
        for one in others
    )
    if any(one.versions.tzdata != own.tzdata for one in others):
        raise StartFailed("versions_differ", f"{told}. Other tables of time zones move instants: stop those first")
    if not settings.rolling_upgrade:
        meant = "while they are replaced one by one, set CLUSTERPACT_ROLLING_UPGRADE=on"
        raise StartFailed("versions_differ", f"{told}. Stop those first, or, {meant}")
    log.warning("versions_differ", because=told)


def _told(versions: Versions) -> str:
    return f"release {versions.package}, schema {versions.migration}, time zones {versions.tzdata or 'of no version'}"


async def _beat(others: Callable[[], Awaitable[list[Process]]], own: Versions, settings: Settings) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        try:
            _require_alike(own, await others(), settings)
        except Unreachable as trouble:
            log.warning("away", because=str(trouble))
        except Exception:
            log.exception("beat_ended")
            raise
