"""What client, workflow and activities say to each other; every model has defaults for what may be added later."""

from datetime import datetime

from schemas.model import Model


class PactRun(Model):
    """All that one run of a pact's workflow hands to the next: a few hundred bytes and no business state."""

    schema_version: int = 1
    stream: str
    version: int = 0  # last stream version seen
    answered: tuple[tuple[str, str], ...] = ()  # recent command ids and the codes they ended with
    queued: tuple[str, ...] = ()  # command ids asked for by signal and not yet carried out
    year: int | None = None  # of this run, in the workflow's clock


class CommandCall(Model):
    """Carry out the command of this receipt. The content stands in the store under the id."""

    schema_version: int = 1
    command_id: str
    content_hash: str


class CommandAnswer(Model):
    """How the command ended."""

    schema_version: int = 1
    command_id: str
    status: str
    code: str
    detail: str = ""
    stream_version: int = 0
    first_position: int | None = None
    last_position: int | None = None


class HandleCall(Model):
    """Bring the stream up to date and carry out one command, or only what is due.

    ``asked_at`` is the workflow's clock (UTC); the activity's clock port maps it to business time.
    """

    schema_version: int = 1
    stream: str
    command_id: str | None = None
    content_hash: str | None = None
    asked_at: datetime


class HandleResult(Model):
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
