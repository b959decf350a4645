"""How a process reaches the record and Temporal: patiently, since either may start later or go away."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from store.failures import Unreachable
from store.migrate import service_url
from store.pool import Pool
from store.pool import connect as connect_record
from workers.embedded.failures import StartFailed
from workers.embedded.private import write_private
from workers.embedded.running import discover
from workers.settings import Settings, temporal_connection
from workers.stopping import pause
from workflows.runtime import connect as connect_temporal

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


def temporal_of(settings: Settings) -> dict[str, Any]:
    """Find the Temporal server that this process works with.

    Raises:
        StartFailed: ``not_running`` when the environment names none and nothing of ours runs.
    """
    connection = temporal_connection()
    if connection is not None:
        return connection
    running = discover(settings.home)
    if running is None:
        raise StartFailed("not_running", f"nothing runs for {settings.home}: start it with `clusterpact up`")
    return running.temporal_connection()


async def reach_record(url: str, stop: asyncio.Event) -> Pool | None:
    """Connect to the record, however long that takes; None when we are to stop first."""
    return await _reach(lambda: connect_record(url), "record", stop)


async def reach_temporal(connection: dict[str, Any], stop: asyncio.Event) -> Client | None:
    """Connect to Temporal, however long that takes; None when we are to stop first."""
    return await _reach(lambda: connect_temporal(connection), "temporal", stop)


class TemporalWay:
    """One client, which connects with its first request and finds a restarted server by itself."""

    def __init__(self, connection: dict[str, Any]) -> None:
        """Take the arguments for ``Client.connect``."""
        self._connection = connection
        self._client: Client | None = None

    async def __call__(self) -> Client:
        """Give the client, whether Temporal answers or not."""
        if self._client is None:
            self._client = await connect_temporal(self._connection, lazy=True)
        return self._client


async def _reach(attempt: Callable[[], Awaitable[Reached]], what: str, stop: asyncio.Event) -> Reached | None:
    seconds = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            return await attempt()
        except (Unreachable, RPCError, RuntimeError) as away:
            log.warning("waiting", what=what, because=str(away))
        await pause(stop, seconds)
        seconds = min(seconds * 2, _LONGEST_PAUSE_SECONDS)
    return None
