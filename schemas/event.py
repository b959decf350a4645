"""Events: the closed union of all payloads, and the envelope in which they are recorded."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from schemas.agreement.whole import AgreementEvent
from schemas.budget.whole import BudgetEvent
from schemas.change import ChangeEvent
from schemas.claim import ClaimEvent, Evidence, Grade
from schemas.cluster import ClusterEvent
from schemas.cofinancing import CofinancingEvent
from schemas.commitment import CommitmentEvent
from schemas.condition import ConditionEvent
from schemas.deadline import DeadlineEvent
from schemas.document import DocumentEvent
from schemas.effective import Effective
from schemas.evaluation import EvaluationEvent
from schemas.kpi import KpiEvent
from schemas.lesson import LessonEvent
from schemas.membership import MembershipEvent
from schemas.model import Model
from schemas.pact import PactOwnEvent
from schemas.people import Actor, PeopleEvent
from schemas.policy import PolicyEvent
from schemas.programme import ProgrammeEvent
from schemas.question.whole import QuestionEvent
from schemas.remedial import RemedialEvent
from schemas.support import SupportEvent
from schemas.workyear import WorkYearEvent

PactEvent = (
    PactOwnEvent
    | AgreementEvent
    | SupportEvent
    | WorkYearEvent
    | EvaluationEvent
    | RemedialEvent
    | CommitmentEvent
    | ConditionEvent
    | ChangeEvent
    | KpiEvent
    | CofinancingEvent
    | LessonEvent
    | DocumentEvent
    | DeadlineEvent
    | ClaimEvent
)
"""What a ``pact/<id>`` stream can hold; lessons, documents, deadlines and claims stand on others too."""

Payload = Annotated[
    PactEvent
    | ClusterEvent
    | MembershipEvent
    | BudgetEvent
    | QuestionEvent
    | ProgrammeEvent
    | PeopleEvent
    | PolicyEvent,
    Field(discriminator="type"),
]
"""Any event of any stream."""

PAYLOADS: TypeAdapter[Any] = TypeAdapter(Payload)


class Pending(Model):
    """An event that a decision produced and that nobody has recorded yet."""

    payload: Payload
    effective: Effective
    decided_on: date | None = None
    legal_basis: str | None = None
    rule_version: str | None = None
    evidence: tuple[Evidence, ...] = ()
    source_grade: Grade = Grade.SYSTEM
    reason: str | None = None
    corrects: int | None = None
    correction_kind: str | None = None
    backfill: bool = False


class Recorded(Pending):
    """An event as the log holds it; ``position`` is global and gap-free, ``version`` counts within the stream."""

    position: int
    stream: str
    version: int
    schema_version: int = 1
    recorded_at: datetime
    actor: Actor
    command_id: str
    correlation_id: str | None = None
    causation_id: str | None = None

    @property
    def type(self) -> str:
        """The wire name, fixed for ever."""
        return self.payload.type


def payload_from_store(data: object) -> Any:  # noqa: ANN401 - a union has no name as a type
    """Read a stored payload; a field that this release does not know is passed over."""
    return PAYLOADS.validate_python(data, extra="ignore")
