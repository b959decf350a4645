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


class SignAgreementCall(CommandCall):
    """Sign a period of the support agreement."""

    kinds: ClassVar[frozenset[str]] = frozenset({"sign_agreement"})

    period: int


class SubmitYearPlanCall(CommandCall):
    """Hand in the plan for a work year: first, completed, or anew after a rejection."""

    kinds: ClassVar[frozenset[str]] = frozenset({"submit_year_plan", "supply_completion", "resubmit_year_plan"})

    year: int


class JudgeYearPlanCall(CommandCall):
    """Decide on the verdict that was proposed for a plan."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_year_plan_verdict", "return_verdict_proposal"})

    year: int


class SubmitReportCall(CommandCall):
    """Hand in the report on a work year."""

    kinds: ClassVar[frozenset[str]] = frozenset({"receive_report"})

    year: int


class JudgeReportCall(CommandCall):
    """Decide on the verdict that was proposed for a report."""

    kinds: ClassVar[frozenset[str]] = frozenset({"approve_report_verdict"})

    year: int


class EvaluatePactCall(CommandCall):
    """Complete the yearly evaluation: a new version of the pact, or the same one confirmed."""

    kinds: ClassVar[frozenset[str]] = frozenset({"evaluate_pact"})

    year: int


class CompleteInterimEvaluationCall(CommandCall):
    """Complete the interim evaluation of an agreement period."""

    kinds: ClassVar[frozenset[str]] = frozenset({"complete_interim_evaluation"})

    period: int


class DecideExtensionCall(CommandCall):
    """Record what the committee decided on the next period."""

    kinds: ClassVar[frozenset[str]] = frozenset({"record_extension_decision"})

    period: int


class GrantExtensionOfTimeCall(CommandCall):
    """Move a deadline, as somebody else asked."""

    kinds: ClassVar[frozenset[str]] = frozenset({"grant_extension_of_time"})

    deadline: str


ACTS: dict[str, type[CommandCall]] = {
    "sign_agreement": SignAgreementCall,
    "submit_year_plan": SubmitYearPlanCall,
    "judge_year_plan": JudgeYearPlanCall,
    "submit_report": SubmitReportCall,
    "judge_report": JudgeReportCall,
    "evaluate_pact": EvaluatePactCall,
    "complete_interim_evaluation": CompleteInterimEvaluationCall,
    "decide_extension": DecideExtensionCall,
    "grant_extension_of_time": GrantExtensionOfTimeCall,
}
"""The acts of a pact's life that have an update of their own; every other command goes by way of ``command``."""


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


class PactRun(Said):
    """All that one run of a pact's workflow hands to the next: small, and no business state."""

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
