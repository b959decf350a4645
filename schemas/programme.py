"""What concerns the programme and no single pact: offices, legal bases, policy evaluations, group decisions."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from schemas.claim import ClaimsState
from schemas.deadline import Deadline
from schemas.document import Document
from schemas.lesson import Lesson
from schemas.model import Day, Instant, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation


class ChangeMinister(Model):
    """Record who holds a public office from a day on; what the one before signed stays signed."""

    kind: Literal["change_minister"] = "change_minister"
    office: Slug  # 'minister-innovation'
    holder: Name
    since: Day


class RecordLegalBasis(Model):
    """Record a legal basis that the programme rests on, and until when it holds."""

    kind: Literal["record_legal_basis"] = "record_legal_basis"
    basis: Slug
    title: Name
    valid_from: Day
    valid_until: Day | None = None


class RecordPolicyEvaluation(Model):
    """Record how far an evaluation of the whole policy is."""

    kind: Literal["record_policy_evaluation"] = "record_policy_evaluation"
    evaluation: Slug
    state: Literal["foreseen", "running", "completed"]
    on: Day
    report_hash: Sha256 | None = None


class GroupItem(Model):
    """One deadline of one pact with the date it would get."""

    pact: Slug
    deadline: Name
    new_due: Day


class ProposeGroupExtension(Model):
    """Propose one extension of time for many pacts, on one ground."""

    kind: Literal["propose_group_extension"] = "propose_group_extension"
    group: Slug
    items: tuple[GroupItem, ...] = Field(min_length=1)
    ground: Name
    document: Sha256 | None = None


class DecideGroupExtension(Model):
    """Grant or refuse the whole list as proposed; by another person. Each pact's file gets its own event."""

    kind: Literal["decide_group_extension"] = "decide_group_extension"
    group: Slug
    proposal_hash: Sha256
    decision: Literal["granted", "refused"]
    reason: Name


class HitDeadline(Model):
    """One deadline of one file that passed while the service was out of order."""

    stream: str
    deadline: str
    revision: int
    due: date

    @override
    def __str__(self) -> str:
        """Tell it within a sentence."""
        return f"{self.stream} {self.deadline} ({self.due.isoformat()})"


class RecordOutage(Model):
    """System: record over which deadlines the service was out of order, so that a group extension can name it."""

    kind: Literal["record_outage"] = "record_outage"
    began: Instant  # at the latest: the first of them could have been recorded then
    ended: Instant  # at the latest: the last of them was recorded then
    deadlines: tuple[HitDeadline, ...] = Field(min_length=1)


ProgrammeCommand = (
    ChangeMinister
    | RecordLegalBasis
    | RecordPolicyEvaluation
    | ProposeGroupExtension
    | DecideGroupExtension
    | RecordOutage
)


class MinisterChanged(Model):
    """Another person holds the office since that day."""

    says: ClassVar[Says] = Says("{office}: {holder} sinds {since}.", "{office}: {holder} since {since}.")

    type: Literal["minister.changed"] = "minister.changed"
    office: str
    holder: str
    former: str | None
    since: date


class LegalBasisRecorded(Model):
    """The programme rests on this."""

    says: ClassVar[Says] = Says("Rechtsgrond {basis}: {title}.", "Legal basis {basis}: {title}.")

    type: Literal["legal_basis.recorded"] = "legal_basis.recorded"
    basis: str
    title: str
    valid_from: date
    valid_until: date | None = None


class PolicyEvaluationRecorded(Model):
    """How far the evaluation of the policy is."""

    says: ClassVar[Says] = Says("Beleidsevaluatie {evaluation}: {state}.", "Policy evaluation {evaluation}: {state}.")

    type: Literal["policy_evaluation.recorded"] = "policy_evaluation.recorded"
    evaluation: str
    state: Literal["foreseen", "running", "completed"]
    on: date
    report_hash: str | None = None


class GroupExtensionProposed(Model):
    """One extension of time for many pacts waits for a decision."""

    says: ClassVar[Says] = Says(
        "Groepsuitstel {group} voorgesteld: {ground}.", "Group extension {group} proposed: {ground}."
    )

    type: Literal["group_extension.proposed"] = "group_extension.proposed"
    group: str
    items: tuple[GroupItem, ...]
    ground: str
    document: str | None = None
    proposal_hash: str


class GroupExtensionGranted(Model):
    """Each deadline of the list moves."""

    says: ClassVar[Says] = Says(
        "Groepsuitstel {group} is toegekend: {ground}.", "Group extension {group} was granted: {ground}."
    )

    type: Literal["group_extension.granted"] = "group_extension.granted"
    group: str
    items: tuple[GroupItem, ...]
    ground: str
    decided_on: date


class GroupExtensionRefused(Model):
    """No deadline moves."""

    says: ClassVar[Says] = Says("Groepsuitstel {group} is geweigerd.", "Group extension {group} was refused.")

    type: Literal["group_extension.refused"] = "group_extension.refused"
    group: str
    decided_on: date


class OutageOverDeadline(Model):
    """The service was out of order over these deadlines: none of them moved, and it may be a ground for more time."""

    says: ClassVar[Says] = Says(
        "De dienst lag stil over termijnen, van {began} tot {ended}: {deadlines}.",
        "The service was out of order over deadlines, from {began} to {ended}: {deadlines}.",
    )

    type: Literal["outage.recorded"] = "outage.recorded"
    began: datetime
    ended: datetime
    deadlines: tuple[HitDeadline, ...]


ProgrammeEvent = (
    MinisterChanged
    | LegalBasisRecorded
    | PolicyEvaluationRecorded
    | GroupExtensionProposed
    | GroupExtensionGranted
    | GroupExtensionRefused
    | OutageOverDeadline
)


class Office(Model):
    """A public office with its holders, oldest first."""

    office: str
    holders: tuple[tuple[str, date], ...]


class GroupProposal(Model):
    """A group extension as it stands."""

    group: str
    items: tuple[GroupItem, ...]
    ground: str
    proposal_hash: str
    state: Literal["waiting", "granted", "refused"] = "waiting"
    prepared_by: tuple[Preparation, ...] = ()


class ProgrammeState(Model):
    """What a decision about the programme reads."""

    version: int = 0
    offices: tuple[Office, ...] = ()
    bases: tuple[tuple[str, str], ...] = ()  # id, hash of what is recorded of it
    evaluations: tuple[tuple[str, str], ...] = ()  # id, state
    groups: tuple[GroupProposal, ...] = ()
    outages: tuple[tuple[str, str, int], ...] = ()  # stream, deadline and revision that an outage was told of
    lessons: tuple[Lesson, ...] = ()
    documents: tuple[Document, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    claims: ClaimsState = ClaimsState()
