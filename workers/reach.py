"""How a process reaches the record: patiently, since it may start later or go away. Nothing here knows the engine."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import structlog

from store.failures import Unreachable
from store.migrate import service_url
from store.pool import Pool
from store.pool import connect as connect_record
from workers.embedded.failures import StartFailed
from workers.embedded.private import write_private
from workers.embedded.running import discover
from workers.settings import Settings
from workers.stopping import pause

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_PASSWORD_FILE = "service.password"  # noqa: S105 - a file's name

Reached = TypeVar("Reached")
log = structlog.get_logger()


def record_url(settings: Settings) -> str:
    """Find the record that this process works on, under the role that can add to it and change nothing.

    Raises:
        StartFailed: ``not_running`` when no address is configured and nothing of ours runs.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    running = discover(settings.home)
    if running is None:
        raise StartFailed("not_running", f"nothing runs for {settings.home}: start it with `clusterpact up`")
    return service_url(running.database_url, service_password(settings.home))


def service_password(home: Path) -> str:
    """Read the password of the service's role in our own Postgres, drawing it the first time."""
    path = home / _PASSWORD_FILE
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8")


async def reach_record(url: str, stop: asyncio.Event) -> Pool | None:
    """Connect to the record, however long that takes; None when we are to stop first."""
    return await reach(lambda: connect_record(url), "record", stop)


async def reach(
    attempt: Callable[[], Awaitable[Reached]], what: str, stop: asyncio.Event, *away: type[Exception]
) -> Reached | None:
    """Try until it answers; None when we are to stop first. ``away`` are its own ways to say that it is not there."""
    is_away: tuple[type[Exception], ...] = (Unreachable, *away)
    seconds = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            return await attempt()
        except is_away as trouble:
            log.warning("waiting", what=what, because=str(trouble))
        await pause(stop, seconds)
        seconds = min(seconds * 2, _LONGEST_PAUSE_SECONDS)
    return None
