"""A service in real processes under a fast clock: each of them can be killed, and comes back with what it had."""

from pathlib import Path
from types import TracebackType
from typing import Self

from store.migrate import service_url
from tests.chaos.fast import FastClock
from tests.integration.conftest import PASSWORD
from workers.children import Child
from workers.embedded.postgres import RunningPostgres, discard_postgres, start_postgres
from workers.embedded.temporal import RunningTemporal, start_temporal
from workflows.runtime import search_attributes

CHILDREN = ("worker", "relay", "sweeper")
_AT_WORK = {"worker": "working", "sweeper": "sweeping", "relay": "relaying"}


class FastSite:
    """Postgres and Temporal from the start; worker, relay and sweeper when the clock begins."""

    def __init__(self, home: Path) -> None:
        """Start the servers."""
        self._home = home
        self.postgres = self._start_postgres(0)
        self.temporal = self._start_temporal(0)
        self.url = service_url(self.postgres.url, PASSWORD)
        self._children: dict[str, Child] = {}
        self._starts: dict[str, int] = {}

    @property
    def temporals_file(self) -> Path:
        """What Temporal keeps."""
        return self._home / "temporal" / "temporal.sqlite"

    def work(self, clock: FastClock, names: tuple[str, ...] = CHILDREN) -> None:
        """Start those who work, looking often enough for days that take a second."""
        environment = {
            "CLUSTERPACT_DATABASE_URL": self.url,
            "CLUSTERPACT_HOME": str(self._home),
            "CLUSTERPACT_SWEEP_SECONDS": "1",
            "TEMPORAL_ADDRESS": self.temporal.address,
        }
        for name in names:
            arguments = (name, *clock.arguments())
            self._children[name] = Child("tests.chaos.fast", *arguments, log=self._log(name), environment=environment)
            self._starts[name] = 1

    def is_at_work(self, name: str) -> bool:
        """Whether it had got to its work when it was last looked at; a server that was started has."""
        if name not in self._children:
            return True
        return self._log(name).read_text("utf-8").count(f'"event": "{_AT_WORK[name]}"') >= self._starts[name]

    def kill(self, name: str) -> None:
        """End it with SIGKILL, as a crash would."""
        running: dict[str, RunningPostgres | RunningTemporal | Child] = {
            "postgres": self.postgres,
            "temporal": self.temporal,
            **self._children,
        }
        running[name].kill()

    def start(self, name: str) -> None:
        """Start it again, on the same port and with what it kept."""
        if name == "postgres":
            self.postgres = self._start_postgres(self.postgres.port)
        elif name == "temporal":
            self.temporal = self._start_temporal(self.temporal.port)
        else:
            self._starts[name] += 1
            self._children[name].restart()

    def _start_postgres(self, port: int) -> RunningPostgres:
        return start_postgres(self._home / "postgres", port=port, durable=False)

    def _start_temporal(self, port: int) -> RunningTemporal:
        return start_temporal(self._home / "temporal", port=port, ui_port=None, search_attributes=search_attributes())

    def _log(self, name: str) -> Path:
        return self._home / f"{name}.log"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything at once: there is nothing to save, and who works waits long for servers that are gone."""
        for name in (*self._children, "temporal", "postgres"):
            self.kill(name)
        discard_postgres(self._home / "postgres")
