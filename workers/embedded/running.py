"""The record by which other processes find what runs for a home."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workers.embedded.private import write_private
from workers.embedded.processes import ProcessMark

_RECORD = "instance.json"


class RunningInstance(BaseModel):
    """What another process needs to reach the servers of a home; holds a password, so it is never shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    owner: ProcessMark
    started_at: datetime
    database_url: str = Field(repr=False)
    postgres: ProcessMark | None = None
    """Our own Postgres; None when it is somebody else's."""
    temporal_address: str | None = None
    temporal_namespace: str = "default"
    temporal: ProcessMark | None = None
    """Our own Temporal; None when it is somebody else's, or none was asked for."""
    temporal_ui_url: str | None = None
    time_skipping: bool = False

    @property
    def is_postgres_running(self) -> bool:
        """Whether our own Postgres lives; somebody else's is taken to."""
        return self.postgres is None or self.postgres.is_alive

    @property
    def is_temporal_running(self) -> bool:
        """Whether our own Temporal lives; somebody else's is taken to, and one never asked for does not."""
        return self.temporal_address is not None and (self.temporal is None or self.temporal.is_alive)


def discover(home: Path) -> RunningInstance | None:
    """Find what another process runs for a home; a record whose process is gone counts for nothing."""
    try:
        running = RunningInstance.model_validate_json((home / _RECORD).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return running if running.owner.is_alive else None


def announce(running: RunningInstance) -> None:
    """Write the record for other processes of the same account."""
    write_private(running.home / _RECORD, running.model_dump_json(indent=2))


def withdraw(home: Path) -> None:
    """Remove the record; from now on nothing counts as running."""
    (home / _RECORD).unlink(missing_ok=True)
