"""Claims: what a source says, kept beside what other sources say until a named person resolves the conflict."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue

from schemas.effective import Effective, GivenEffective, within_days
from schemas.model import Model, Name, Sha256, StreamName
from schemas.preparation import Preparation


class Grade(StrEnum):
    """How near a source stands to the fact."""

    PRIMARY = "primary"  # a signed document, a committee decision
    OFFICIAL_STATEMENT = "official_statement"  # an answer to parliament, a page of the agency
    SECONDARY = "secondary"  # press, another organisation
    SYSTEM = "system"  # recorded by this service when it happened


class Evidence(Model):
    """What a statement rests on: a document or a public source, by id, with its hash where we hold the bytes."""

    document: Name
    title: str = ""
    url: str | None = None
    sha256: Sha256 | None = None


class DateValue(Model):
    """A date as the source gives it."""

    kind: Literal["date"] = "date"
    date: Effective


class MoneyValue(Model):
    """An amount in integer cents, with the source's own wording."""

    kind: Literal["money"] = "money"
    cents: int
    currency: Literal["EUR"] = "EUR"
    wording: str | None = None


class CountValue(Model):
    """A whole number of things."""

    kind: Literal["count"] = "count"
    number: int
    wording: str | None = None


class TermValue(Model):
    """A length of time, in years and months."""

    kind: Literal["term"] = "term"
    years: int = 0
    months: int = 0
    wording: str | None = None


class CodeValue(Model):
    """One of a small set of words the domain knows: a verdict, a state, a role."""

    kind: Literal["code"] = "code"
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    wording: str | None = None


class TextValue(Model):
    """A sentence in the languages of the readers; ``complete`` is false where our copy of the source breaks off."""

    kind: Literal["text"] = "text"
    nl: str
    en: str
    complete: bool = True


class ReferencesValue(Model):
    """A list of streams, such as the clusters that a source enumerates."""

    kind: Literal["references"] = "references"
    streams: tuple[StreamName, ...]
    wording: str | None = None


ClaimValue = Annotated[
    DateValue | MoneyValue | CountValue | TermValue | CodeValue | TextValue | ReferencesValue,
    Field(discriminator="kind"),
]


def _within_days(given: ClaimValue) -> ClaimValue:
    if isinstance(given, DateValue):
        within_days(given.date)
    return given


GivenValue = Annotated[ClaimValue, AfterValidator(_within_days)]
"""A value that others send: a date in it lies within the years that a ``Day`` may have."""


Verdict = Literal["confirmed", "rejected"]
"""What two people can find of a claim."""


class ImportHistoricalClaim(Model):
    """Take over what a source says about the past; silent: it opens no deadline and sends nothing."""

    kind: Literal["import_historical_claim"] = "import_historical_claim"
    claim: Name  # stable id inside the record, e.g. 'F19/catalisti'
    predicate: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    qualifier: str = ""  # which of several: a work year, an evaluation's number
    value: GivenValue
    effective: GivenEffective
    grade: Grade
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    fact: str | None = None  # the id of the fact in the record that it came from
    remark: str = ""


class ProposeClaimVerdict(Model):
    """Ask that a claim be confirmed on evidence, or be rejected as wrong; another person approves it."""

    kind: Literal["propose_claim_verdict"] = "propose_claim_verdict"
    claim: Name
    verdict: Verdict
    reason: Name
    evidence: tuple[Evidence, ...] = ()  # what bears it out; a confirmation needs some


class ConfirmClaim(Model):
    """Confirm a claim as proposed: from then on it is stated with what bears it out."""

    kind: Literal["confirm_claim"] = "confirm_claim"
    claim: Name
    proposal_hash: Sha256


class RejectClaim(Model):
    """Reject a claim as proposed: from then on it is not stated any more."""

    kind: Literal["reject_claim"] = "reject_claim"
    claim: Name
    proposal_hash: Sha256


class ProposeConflictResolution(Model):
    """Ask that one of several conflicting claims be taken as right; another person approves it."""

    kind: Literal["propose_conflict_resolution"] = "propose_conflict_resolution"
    predicate: str
    qualifier: str = ""
    accepted_claim: Name
    reason: Name
    evidence: tuple[Evidence, ...] = ()


class ResolveConflict(Model):
    """Take one of several conflicting claims as right, as proposed; never by the person who proposed it."""

    kind: Literal["resolve_conflict"] = "resolve_conflict"
    predicate: str
    qualifier: str = ""
    accepted_claim: Name
    reason: Name | None = None  # of the time when one person resolved; the reason is now the proposal's
    proposal_hash: Sha256 | None = None  # likewise left out then; without it nothing is resolved


class ProposeCorrection(Model):
    """Ask that a recorded fact be replaced or withdrawn; another person approves it."""

    kind: Literal["propose_correction"] = "propose_correction"
    corrects: int = Field(gt=0)  # position of the event
    correction_kind: Literal["replaces", "withdraws"]
    value: GivenValue | None = None  # with 'replaces', for a claim
    effective: GivenEffective | None = None
    fields: tuple[tuple[Name, JsonValue], ...] = ()  # with 'replaces', for any other event: field and right value
    moved_to: StreamName | None = None  # with 'withdraws', where the fact belongs instead
    reason: Name
    evidence: tuple[Evidence, ...] = ()


class ApproveCorrection(Model):
    """Let a proposed correction take effect; never by the person who proposed it."""

    kind: Literal["approve_correction"] = "approve_correction"
    corrects: int = Field(gt=0)
    proposal_hash: Sha256


CorrectionCommand = ProposeCorrection | ApproveCorrection
VerdictCommand = ProposeClaimVerdict | ConfirmClaim | RejectClaim
ResolutionCommand = ProposeConflictResolution | ResolveConflict
ClaimCommand = ImportHistoricalClaim | VerdictCommand | ResolutionCommand | CorrectionCommand


class HistoricalClaimImported(Model):
    """A source says this of the stream's subject; the envelope holds when, which source and of what grade."""

    type: Literal["claim.imported"] = "claim.imported"
    claim: str
    predicate: str
    qualifier: str = ""
    value: ClaimValue
    fact: str | None = None
    remark: str = ""


class ClaimVerdictProposed(Model):
    """Somebody asked to confirm or to reject a claim; nothing has changed yet."""

    type: Literal["claim.verdict_proposed"] = "claim.verdict_proposed"
    claim: str
    verdict: Verdict
    proposal_hash: Sha256


class ClaimConfirmed(Model):
    """Two people found the claim right; the envelope holds what bears it out and why."""

    type: Literal["claim.confirmed"] = "claim.confirmed"
    claim: str


class ClaimRejected(Model):
    """Two people found the claim wrong; what it said stays readable in the event that took it over."""

    type: Literal["claim.rejected"] = "claim.rejected"
    claim: str


class ConflictResolutionProposed(Model):
    """Somebody asked to accept one of several claims; nothing has changed yet."""

    type: Literal["conflict.resolution_proposed"] = "conflict.resolution_proposed"
    predicate: str
    qualifier: str = ""
    accepted_claim: str
    proposal_hash: Sha256


class FactConflictResolved(Model):
    """One of the claims was accepted; the others stay readable."""

    type: Literal["conflict.resolved"] = "conflict.resolved"
    predicate: str
    qualifier: str = ""
    accepted_claim: str


class CorrectionProposed(Model):
    """Somebody asked to correct an event; nothing has changed yet."""

    type: Literal["correction.proposed"] = "correction.proposed"
    corrects: int
    correction_kind: Literal["replaces", "withdraws"]
    value: ClaimValue | None = None
    effective: Effective | None = None
    fields: tuple[tuple[str, JsonValue], ...] = ()
    moved_to: str | None = None
    proposal_hash: Sha256


class FactCorrected(Model):
    """The correction took effect; the envelope's ``corrects`` names the event that it corrects.

    ``left_standing`` names what the corrected event had asked of other files, and what stays done there.
    """

    type: Literal["fact.corrected"] = "fact.corrected"
    corrects: int
    correction_kind: Literal["replaces", "withdraws"]
    value: ClaimValue | None = None
    effective: Effective | None = None
    fields: tuple[tuple[str, JsonValue], ...] = ()
    moved_to: str | None = None
    left_standing: tuple[str, ...] = ()


ClaimEvent = (
    HistoricalClaimImported
    | ClaimVerdictProposed
    | ClaimConfirmed
    | ClaimRejected
    | ConflictResolutionProposed
    | FactConflictResolved
    | CorrectionProposed
    | FactCorrected
)


class Standing(StrEnum):
    """What became of one claim, whatever others say."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by a correction


class ProposedCorrection(Model):
    """A correction that waits for a second person."""

    corrects: int
    correction_kind: Literal["replaces", "withdraws"]
    value: ClaimValue | None
    effective: Effective | None
    proposal_hash: str
    proposed_by: Preparation
    fields: tuple[tuple[str, JsonValue], ...] = ()
    moved_to: str | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


class ProposedVerdict(Model):
    """A verdict on a claim that waits for a second person."""

    claim: str
    verdict: Verdict
    proposal_hash: str
    proposed_by: Preparation
    proposed_as: str  # the role
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


class ProposedResolution(Model):
    """A resolution that waits for a second person; it falls away as soon as anything new is told of the matter."""

    predicate: str
    qualifier: str
    accepted_claim: str
    proposal_hash: str
    proposed_by: Preparation
    proposed_as: str  # the role
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


class KnownClaim(Model):
    """What a decision needs of a claim: its id, where it stands and what it is about."""

    claim: str
    position: int
    predicate: str
    qualifier: str
    content_hash: str
    standing: Standing = Standing.UNCONFIRMED


class ClaimsState(Model):
    """The claims of one stream, and the corrections, verdicts and resolutions that wait."""

    version: int = 0  # of the stream, at the last event folded here
    claims: tuple[KnownClaim, ...] = ()
    proposals: tuple[ProposedCorrection, ...] = ()
    corrected: tuple[int, ...] = ()
    facts: tuple[tuple[int, str], ...] = ()  # what else can be corrected: position, wire name
    resolved: tuple[tuple[str, str, str], ...] = ()  # and nothing told since: predicate, qualifier, accepted claim
    verdicts: tuple[ProposedVerdict, ...] = ()
    resolutions: tuple[ProposedResolution, ...] = ()
