"""What client, workflow and activities say to each other; every model has defaults for what may be added later."""

from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict, Field

from schemas.model import Model


class Said(Model):
    """A message between processes of different releases: what the reader does not know, it passes over."""

    model_config = ConfigDict(extra="ignore")


class CommandCall(Said):
    """Carry out the command of this receipt. The content stands in the store under the id."""

    kinds: ClassVar[frozenset[str]] = frozenset()  # the commands that a named act carries; empty: any

    schema_version: int = 1
    command_id: str
    content_hash: str

    @property
    def subject(self) -> dict[str, int | str]:
        """The fields that a named act adds, which its command has to bear out."""
        return self.model_dump(exclude=set(CommandCall.model_fields))


class CommandAnswer(Said):
    """How the command ended; ``status`` is recorded, refused, or rejected where no outcome was kept."""

    schema_version: int = 1
    command_id: str
    content_hash: str = ""
    status: str
    code: str
    detail: str = ""
    stream_version: int = 0
    first_position: int | None = None
    last_position: int | None = None


class StreamRun(Said):
    """All that one run of a workflow hands to the next: small, and no business state."""

    schema_version: int = 1
    stream: str
    version: int = 0  # last stream version seen
    answered: tuple[CommandAnswer, ...] = ()  # to recent commands: Temporal's own memory ends with the run
    queued: tuple[CommandCall, ...] = ()  # asked for by signal and not yet carried out


class HandleCall(Said):
    """Bring the stream up to date and carry out one command, or only what is due.

    ``asked_at`` is the workflow's clock (UTC); the activity's clock port maps it to business time.
    """

    schema_version: int = 1
    stream: str
    command_id: str | None = None
    content_hash: str | None = None
    act: str | None = None  # the named update by which it came
    subject: dict[str, int | str] = Field(default_factory=dict)
    asked_at: datetime


class HandleResult(Said):
    """What the workflow needs to know to wait: nothing of the rules."""

    schema_version: int = 1
    version: int
    answer: CommandAnswer | None = None
    wake_at: datetime | None = None  # in the workflow's clock; None: nothing on the agenda
    wake_for: str = ""  # summary of the timer, for people
    stage: str = ""
    waiting_for: tuple[str, ...] = ()
    next_due: datetime | None = None
    work_year: int | None = None
    is_overdue: bool = False
    details: str = ""  # markdown for Temporal's pages
    is_closed: bool = False  # nothing will ever happen here again
