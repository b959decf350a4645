"""Commands: the closed union, the envelope in which they are handed in, their receipts and their outcomes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StringConstraints, TypeAdapter

from schemas.agreement.whole import AgreementCommand
from schemas.budget.whole import BudgetCommand
from schemas.change import ChangeCommand
from schemas.claim import ClaimCommand, Evidence
from schemas.cluster import ClusterCommand
from schemas.cofinancing import CofinancingCommand
from schemas.commitment import CommitmentCommand
from schemas.condition import ConditionCommand
from schemas.deadline import DeadlineCommand
from schemas.document import DocumentCommand
from schemas.evaluation import EvaluationCommand
from schemas.kpi import KpiCommand
from schemas.lesson import LessonCommand
from schemas.membership import MembershipCommand
from schemas.model import Model, Slug, StreamName
from schemas.pact import PactOwnCommand
from schemas.people import PeopleCommand
from schemas.policy import PolicyCommand
from schemas.programme import ProgrammeCommand
from schemas.question.whole import QuestionCommand
from schemas.remedial import RemedialCommand
from schemas.support import SupportCommand
from schemas.workyear import WorkYearCommand

PactCommand = (
    PactOwnCommand
    | AgreementCommand
    | SupportCommand
    | WorkYearCommand
    | EvaluationCommand
    | RemedialCommand
    | CommitmentCommand
    | ConditionCommand
    | ChangeCommand
    | KpiCommand
    | CofinancingCommand
    | LessonCommand
    | DocumentCommand
    | DeadlineCommand
    | ClaimCommand
)
"""What may be asked of a ``pact/<id>`` stream; lessons, documents, deadlines and claims live on others too."""

Command = Annotated[
    PactCommand
    | ClusterCommand
    | MembershipCommand
    | BudgetCommand
    | QuestionCommand
    | ProgrammeCommand
    | PeopleCommand
    | PolicyCommand,
    Field(discriminator="kind"),
]
"""Any command to any stream."""

COMMANDS: TypeAdapter[Any] = TypeAdapter(Command)

CommandId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/|-]{7,199}$")]
"""Chosen by whoever states the intent, 8 to 200 characters; the same id for ever means the same command."""


class CommandEnvelope(Model):
    """A command with who asks it, of which stream, under which id."""

    schema_version: Literal[1] = 1
    command_id: CommandId
    stream: StreamName
    person: Slug  # the pseudonym of who acts
    role: str | None = None  # the role to use; empty: the only one that allows it
    on_behalf_of: Slug | None = None  # with a delegated role
    expected_version: int | None = Field(default=None, ge=0)  # what the person saw
    command: Command
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    correlation_id: str | None = None


class Receipt(Model):
    """That a command came in, and when; timeliness is judged by ``received_at`` (UTC)."""

    number: int
    command_id: str
    received_at: datetime
    stream: str
    content_hash: str  # SHA-256 of the envelope's canonical bytes
    envelope: CommandEnvelope


class Undecided(Model):
    """Receipts of one file that have no outcome: the first of them, and how many there are."""

    stream: str
    number: int
    received_at: datetime
    receipts: int


class SentField(Model):
    """A field that reads otherwise in the record than in what was sent."""

    field: str
    sent: JsonValue
    recorded: JsonValue


class Overtaking(Model):
    """An event that stood in the way of a command, and how it differs from what was sent."""

    position: int
    type: str
    by: str  # pseudonym
    on_behalf_of: str | None = None
    recorded_at: datetime
    fields: tuple[SentField, ...] = ()


class Outcome(Model):
    """The answer to a command, the same for ever."""

    command_id: str
    status: Literal["recorded", "refused"]
    code: str = "recorded"  # stable; for refusals what the rule is called
    detail: str = ""
    stream: str
    first_position: int | None = None
    last_position: int | None = None
    stream_version: int | None = None
    received_at: datetime
    recorded_at: datetime
    overtaken_by: tuple[Overtaking, ...] = ()  # of a refusal, where it was asked for; the detail says it in words


class Refusal(Model):
    """What a person asked and was refused, as an auditor reads it; the command itself is that of the receipt."""

    recorded_at: datetime
    received_at: datetime
    stream: str
    person: str
    on_behalf_of: str | None = None
    kind: str
    code: str
    detail: str
    command_id: str  # as it was handed in, also where it stands for another command
    content_hash: str  # SHA-256 of what was kept of it
