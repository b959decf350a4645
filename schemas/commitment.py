"""Commitments of a pact: what each party promised, by when, and how it stands."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Name, Says, Slug

CommitmentSort = Literal["project_means", "non_financial", "policy_action"]


class AddCommitment(Model):
    """Write one promise of one party into the register of the pact."""

    kind: Literal["add_commitment"] = "add_commitment"
    commitment: Slug
    party: Name  # 'cluster', 'agency', a minister's office, a member
    sort: CommitmentSort
    text_nl: Name
    text_en: Name
    due: Day | None = None
    pact_version: int | None = None  # empty: the one in force or being negotiated


class ChangeCommitment(Model):
    """Change the promise or its date; the former one stays readable."""

    kind: Literal["change_commitment"] = "change_commitment"
    commitment: Slug
    text_nl: Name
    text_en: Name
    due: Day | None = None
    reason: Name


class ReportCommitmentProgress(Model):
    """Tell how a promise stands."""

    kind: Literal["report_commitment_progress"] = "report_commitment_progress"
    commitment: Slug
    progress: Literal["on_track", "delayed", "blocked"]
    remark: Name


class CloseCommitment(Model):
    """Close a promise as fulfilled, or as abandoned with a reason."""

    kind: Literal["close_commitment"] = "close_commitment"
    commitment: Slug
    outcome: Literal["fulfilled", "abandoned"]
    on: Day
    reason: Name


CommitmentCommand = AddCommitment | ChangeCommitment | ReportCommitmentProgress | CloseCommitment


class CommitmentAdded(Model):
    """A party promised something."""

    says: ClassVar[Says] = Says(
        "Engagement {commitment} van {party}: {text_nl}", "Commitment {commitment} of {party}: {text_en}"
    )

    type: Literal["commitment.added"] = "commitment.added"
    commitment: str
    party: str
    sort: CommitmentSort
    text_nl: str
    text_en: str
    due: date | None = None
    pact_version: int


class CommitmentChanged(Model):
    """The promise reads otherwise from now on."""

    says: ClassVar[Says] = Says(
        "Engagement {commitment} is gewijzigd: {text_nl}", "Commitment {commitment} was changed: {text_en}"
    )

    type: Literal["commitment.changed"] = "commitment.changed"
    commitment: str
    text_nl: str
    text_en: str
    due: date | None = None
    former_due: date | None = None


class CommitmentRescheduled(Model):
    """The promise has another date from now on, or none any more."""

    says: ClassVar[Says] = Says(
        "De datum van engagement {commitment} ging van {former_due} naar {due}.",
        "The date of commitment {commitment} went from {former_due} to {due}.",
    )

    type: Literal["commitment.rescheduled"] = "commitment.rescheduled"
    commitment: str
    former_due: date | None
    due: date | None


class CommitmentProgressReported(Model):
    """How the promise stands."""

    says: ClassVar[Says] = Says(
        "Engagement {commitment}: {progress}. {remark}", "Commitment {commitment}: {progress}. {remark}"
    )

    type: Literal["commitment.progress_reported"] = "commitment.progress_reported"
    commitment: str
    progress: Literal["on_track", "delayed", "blocked"]
    remark: str


class CommitmentFulfilled(Model):
    """The promise was kept."""

    says: ClassVar[Says] = Says("Engagement {commitment} is nagekomen.", "Commitment {commitment} was fulfilled.")

    type: Literal["commitment.fulfilled"] = "commitment.fulfilled"
    commitment: str
    on: date


class CommitmentAbandoned(Model):
    """The promise was given up."""

    says: ClassVar[Says] = Says("Engagement {commitment} is opgegeven.", "Commitment {commitment} was abandoned.")

    type: Literal["commitment.abandoned"] = "commitment.abandoned"
    commitment: str
    on: date


CommitmentEvent = (
    CommitmentAdded
    | CommitmentChanged
    | CommitmentRescheduled
    | CommitmentProgressReported
    | CommitmentFulfilled
    | CommitmentAbandoned
)


class Commitment(Model):
    """One promise as it stands."""

    commitment: str
    party: str
    sort: str
    text_nl: str
    text_en: str
    due: date | None
    pact_version: int
    state: Literal["running", "fulfilled", "abandoned"] = "running"
    progress: str | None = None
    remark: str | None = None  # with the progress
    closed_on: date | None = None
