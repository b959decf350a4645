"""What runs for one home: at most one set of servers, started by one process, found by all the others."""

import os
import shutil
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workers.embedded.failures import StartFailed
from workers.embedded.locks import take_lock
from workers.embedded.postgres import RunningPostgres, discard_postgres, find_postgres, start_postgres
from workers.embedded.private import private_folder
from workers.embedded.processes import mark, ourselves
from workers.embedded.running import RunningInstance, announce, discover, withdraw
from workers.embedded.temporal import RunningTemporal, TemporalProgram, find_temporal, start_temporal
from workers.engine import temporal_connection
from workers.settings import Settings

__all__ = [
    "Instance",
    "RunningInstance",
    "discard_home",
    "discover",
    "postgres_for_reading",
    "start_instance",
    "throwaway_home",
]

_READERS_SECONDS = 30.0
_POLL_SECONDS = 0.05


class Instance:
    """The servers of one home for as long as this process wants them; leaving the context ends them."""

    def __init__(self, settings: Settings, *, time_skipping: bool, search_attributes: Mapping[str, str]) -> None:
        self.settings = settings
        self.home = settings.home
        self.postgres: RunningPostgres | None = None
        self.temporal: RunningTemporal | None = None
        self._time_skipping = time_skipping
        self._search_attributes = search_attributes
        self._foreign_temporal: dict[str, Any] | None = None
        self._lock: int | None = None

    @property
    def database_url(self) -> str:
        """The database to use, with its password: never print it."""
        if self.settings.database_url is not None:
            return self.settings.database_url.get_secret_value()
        if self.postgres is None:
            raise StartFailed("not_started", f"nothing runs for {self.home}")
        return self.postgres.url

    @property
    def running(self) -> RunningInstance:
        """What the record for other processes says."""
        temporal = self.temporal
        foreign = self._foreign_temporal or {}
        return RunningInstance(
            home=self.home,
            owner=ourselves(),
            started_at=datetime.now(UTC),
            database_url=self.database_url,
            postgres=None if self.postgres is None else mark(self.postgres.pid),
            temporal_address=foreign.get("target_host") if temporal is None else temporal.address,
            temporal_namespace=foreign.get("namespace", "default") if temporal is None else temporal.namespace,
            temporal=None if temporal is None else mark(temporal.pid),
            temporal_ui_url=None if temporal is None else temporal.ui_url,
            time_skipping=self._time_skipping,
        )

    def start(self, *, temporal: bool) -> None:
        """Take the home and start what is not provided from outside; on any failure nothing stays behind."""
        private_folder(self.home)
        running = discover(self.home)
        if running is not None:
            raise StartFailed("in_use", f"{self.home} is already in use by process {running.owner.pid}")
        self._lock = take_lock(self.home / "instance.lock", wait_seconds=_READERS_SECONDS, wait_for_living=True)
        with ExitStack() as undo:
            undo.callback(self.stop)
            if self.settings.database_url is None:
                self.postgres = _postgres(self.settings)
            self._foreign_temporal = temporal_connection()
            if temporal and self._foreign_temporal is None:
                self.temporal = self._start_temporal()
            announce(self.running)
            undo.pop_all()

    def revive(self) -> tuple[str, ...]:
        """Start each server that died again, on the port it had; answer which."""
        if self._lock is None:
            return ()
        revived: list[str] = []
        if self.postgres is not None and not self.postgres.is_running:
            self.postgres.stop()
            self.postgres = _postgres(self.settings, self.postgres.port)
            revived.append("postgres")
        if self.temporal is not None and not self.temporal.is_running:
            self.temporal.stop()
            self.temporal = self._start_temporal(self.temporal)
            revived.append("temporal")
        if revived:
            announce(self.running)
        return tuple(revived)

    def stop(self) -> None:
        """End the servers and free the home; again is no error."""
        if self._lock is None:
            return
        withdraw(self.home)
        for server in (self.temporal, self.postgres):
            if server is not None:
                server.stop()
        os.close(self._lock)
        self._lock = None

    def _start_temporal(self, before: RunningTemporal | None = None) -> RunningTemporal:
        settings = self.settings
        ui_port = settings.temporal_ui_port if before is None or before.ui_port is None else before.ui_port
        return start_temporal(
            self.home / "temporal",
            port=settings.temporal_port if before is None else before.port,
            ui_port=ui_port if settings.temporal_ui else None,
            time_skipping=self._time_skipping,
            durable=settings.durable,
            search_attributes=self._search_attributes,
            program=_temporal_program(settings),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_instance(
    settings: Settings,
    *,
    temporal: bool = True,
    time_skipping: bool = False,
    search_attributes: Mapping[str, str] | None = None,
) -> Instance:
    """Start the servers of the settings' home, or use those the environment names instead.

    Raises:
        StartFailed: ``in_use`` when another process has the home; else as ``start_postgres`` and ``start_temporal``.
    """
    instance = Instance(settings, time_skipping=time_skipping, search_attributes=search_attributes or {})
    instance.start(temporal=temporal)
    return instance


@contextmanager
def postgres_for_reading(settings: Settings) -> Generator[str]:
    """Yield the address of a database to read: the configured one, the running one, or our own for the time being.

    Raises:
        StartFailed: ``postgres_not_running`` when what runs has lost its Postgres; ``in_use`` after half a minute.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    private_folder(settings.home)
    found = _running_or_lock(settings.home)
    if isinstance(found, RunningInstance):
        if not found.is_postgres_running:
            raise StartFailed("postgres_not_running", f"the Postgres that process {found.owner.pid} started has ended")
        yield found.database_url
        return
    try:
        with _postgres(settings) as server:
            yield server.url
    finally:
        os.close(found)


@contextmanager
def throwaway_home() -> Generator[Path]:
    """Yield a home that leaves nothing behind, not even the data that had to lie outside of it."""
    home = Path(tempfile.mkdtemp(prefix="clusterpact-home-"))
    try:
        yield home
    finally:
        discard_home(home)


def discard_home(home: Path) -> None:
    """Remove a home with all the data of its servers.

    Raises:
        StartFailed: ``in_use`` while something runs on it.
    """
    discard_postgres(home / "postgres")
    shutil.rmtree(home, ignore_errors=True)


def _running_or_lock(home: Path) -> RunningInstance | int:
    """Find what runs, or take the home for ourselves; wait while another reader has it or a start is under way."""
    until = time.monotonic() + _READERS_SECONDS
    while True:
        running = discover(home)
        if running is not None:
            return running
        try:
            return take_lock(home / "instance.lock", wait_seconds=0)
        except StartFailed:
            if time.monotonic() > until:
                raise
        time.sleep(_POLL_SECONDS)


def _postgres(settings: Settings, port: int | None = None) -> RunningPostgres:
    binaries = None
    if settings.postgres_bin is not None:
        binaries = find_postgres(configured=settings.postgres_bin)
        if binaries is None:
            raise StartFailed("postgres_not_found", f"no supported Postgres in {settings.postgres_bin}")
    chosen = settings.postgres_port if port is None else port
    return start_postgres(settings.home / "postgres", port=chosen, durable=settings.durable, binaries=binaries)


def _temporal_program(settings: Settings) -> TemporalProgram | None:
    if settings.temporal_bin is None:
        return None
    program = find_temporal(configured=settings.temporal_bin)
    if program is None:
        raise StartFailed("temporal_not_found", f"{settings.temporal_bin} is no Temporal program")
    return program
