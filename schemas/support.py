"""Measures on running support and on the pact: suspension, resumption, termination, end; and recovery of money paid."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from schemas.model import Cents, Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation


class Measure(StrEnum):
    """What may be proposed about support or about the pact."""

    SUSPEND_SUPPORT = "suspend_support"
    RESUME_SUPPORT = "resume_support"
    TERMINATE_SUPPORT = "terminate_support"
    SUSPEND_PACT = "suspend_pact"
    RESUME_PACT = "resume_pact"
    END_PACT = "end_pact"  # it ran its course
    TERMINATE_PACT = "terminate_pact"
    SUPERSEDE_PACT = "supersede_pact"  # another pact took its place


class ApplyForSupport(Model):
    """Record that the cluster applied for support."""

    kind: Literal["record_application"] = "record_application"
    received_on: Day
    application_hash: Sha256


class ProposeMeasure(Model):
    """Draft a measure with its grounds; another person takes it."""

    kind: Literal["propose_measure"] = "propose_measure"
    measure: Measure
    on: Day  # the first day of the measure, the last day of what ends
    grounds: Name
    running_projects: tuple[Name, ...] = ()  # that go on after the end


class SuspendSupport(Model):
    """Suspend the running period as proposed: payments stop, the cap does not move."""

    kind: Literal["suspend_support"] = "suspend_support"
    proposal_hash: Sha256


class ResumeSupport(Model):
    """Let suspended support go on as proposed."""

    kind: Literal["resume_support"] = "resume_support"
    proposal_hash: Sha256


class EndorseTermination(Model):
    """Put the proposed end of support, exactly as it was seen, to the committee; by another person than its drafter."""

    kind: Literal["endorse_termination"] = "endorse_termination"
    proposal_hash: Sha256


class TerminateAgreement(Model):
    """Record the committee's decision to end support before its time."""

    kind: Literal["terminate_agreement"] = "terminate_agreement"
    proposal_hash: Sha256
    decided_on: Day
    minutes: Name


class SuspendPact(Model):
    """Suspend or resume the pact itself as proposed."""

    kind: Literal["suspend_pact"] = "suspend_pact"
    proposal_hash: Sha256


class EndPact(Model):
    """End the pact as proposed: it ran its course, was terminated, or was superseded."""

    kind: Literal["end_pact"] = "end_pact"
    proposal_hash: Sha256


class ProposeRecovery(Model):
    """Draft a claim for support to be paid back."""

    kind: Literal["propose_recovery"] = "propose_recovery"
    recovery: Slug
    cents: Cents
    grounds: Name
    pay_by: Day


class DemandRecovery(Model):
    """Send the claim as drafted; by another person."""

    kind: Literal["demand_recovery"] = "demand_recovery"
    recovery: Slug
    proposal_hash: Sha256


class RecordRepayment(Model):
    """Record money that came back."""

    kind: Literal["record_repayment"] = "record_repayment"
    recovery: Slug
    cents: Cents
    received_on: Day
    reference: Name | None = None  # of the bank; it tells two equal sums of one day apart


SupportCommand = (
    ApplyForSupport
    | ProposeMeasure
    | SuspendSupport
    | ResumeSupport
    | EndorseTermination
    | TerminateAgreement
    | SuspendPact
    | EndPact
    | ProposeRecovery
    | DemandRecovery
    | RecordRepayment
)


class SupportApplicationReceived(Model):
    """The cluster applied for support."""

    says: ClassVar[Says] = Says(
        "De steunaanvraag is ontvangen op {received_on}.", "The application for support was received on {received_on}."
    )

    type: Literal["support.application_received"] = "support.application_received"
    received_on: date
    application_hash: str


class MeasureProposed(Model):
    """A measure waits for the one who takes it; its hash binds the decision."""

    says: ClassVar[Says] = Says(
        "Maatregel voorgesteld per {on}: {measure}. {grounds}", "Measure proposed as of {on}: {measure}. {grounds}"
    )

    type: Literal["measure.proposed"] = "measure.proposed"
    measure: Measure
    on: date
    grounds: str
    running_projects: tuple[str, ...] = ()
    proposal_hash: str


class SupportSuspended(Model):
    """Payments and the use of reservations stop from this day."""

    says: ClassVar[Says] = Says(
        "De steun (periode {period}) is geschorst vanaf {suspended_on}.",
        "Support (period {period}) is suspended from {suspended_on}.",
    )

    type: Literal["support.suspended"] = "support.suspended"
    period: int
    suspended_on: date
    grounds: str


class SupportResumed(Model):
    """Support goes on from this day; the cap is where it was."""

    says: ClassVar[Says] = Says(
        "De steun (periode {period}) loopt weer vanaf {resumed_on}.",
        "Support (period {period}) goes on from {resumed_on}.",
    )

    type: Literal["support.resumed"] = "support.resumed"
    period: int
    suspended_on: date
    resumed_on: date


class TerminationEndorsed(Model):
    """The proposed end of support lies before the committee."""

    says: ClassVar[Says] = Says(
        "Het voorstel om de steun te beëindigen per {on} ging op {endorsed_on} naar het beslissingscomité.",
        "The proposal to end support as of {on} went to the decision committee on {endorsed_on}.",
    )

    type: Literal["termination.endorsed"] = "termination.endorsed"
    on: date
    endorsed_on: date
    proposal_hash: str


class AgreementTerminated(Model):
    """Support ended before its time; projects in ``running_projects`` go on."""

    says: ClassVar[Says] = Says(
        "De steunovereenkomst (periode {period}) is beëindigd op {ended_on}: {grounds}",
        "The support agreement (period {period}) was terminated on {ended_on}: {grounds}",
    )

    type: Literal["agreement.terminated"] = "agreement.terminated"
    cluster: str
    period: int
    ended_on: date
    grounds: str
    running_projects: tuple[str, ...] = ()
    decided_on: date
    minutes: str


class SupportEnded(Model):
    """The last day of support that was terminated is over: what is reserved for it is free again."""

    says: ClassVar[Says] = Says(
        "De steun (periode {period}) is voorbij sinds {ended_on}: {grounds}",
        "Support (period {period}) is over since {ended_on}: {grounds}",
    )

    type: Literal["support.ended"] = "support.ended"
    cluster: str  # whose reservation is free again
    period: int
    ended_on: date
    grounds: str


class PactSuspended(Model):
    """The pact is suspended."""

    says: ClassVar[Says] = Says(
        "Het pact is geschorst vanaf {suspended_on}.", "The pact is suspended from {suspended_on}."
    )

    type: Literal["pact.suspended"] = "pact.suspended"
    suspended_on: date
    grounds: str


class PactResumed(Model):
    """The pact is in force again."""

    says: ClassVar[Says] = Says(
        "Het pact is weer in werking vanaf {resumed_on}.", "The pact is in force again from {resumed_on}."
    )

    type: Literal["pact.resumed"] = "pact.resumed"
    resumed_on: date


class PactEnded(Model):
    """The pact ran its course, or another one took its place."""

    says: ClassVar[Says] = Says("Het pact is geëindigd op {ended_on} ({how}).", "The pact ended on {ended_on} ({how}).")

    type: Literal["pact.ended"] = "pact.ended"
    ended_on: date
    how: Literal["ended", "superseded"]
    grounds: str


class PactTerminated(Model):
    """The pact ended before its time."""

    says: ClassVar[Says] = Says(
        "Het pact is stopgezet op {ended_on}: {grounds}", "The pact was terminated on {ended_on}: {grounds}"
    )

    type: Literal["pact.terminated"] = "pact.terminated"
    ended_on: date
    grounds: str


class RecoveryProposed(Model):
    """A claim waits for its second pair of eyes."""

    says: ClassVar[Says] = Says(
        "Terugvordering {recovery} voorgesteld: {cents}.", "Recovery {recovery} proposed: {cents}."
    )

    type: Literal["recovery.proposed"] = "recovery.proposed"
    recovery: str
    cents: int
    grounds: str
    pay_by: date
    proposal_hash: str


class RecoveryDemanded(Model):
    """Support has to be paid back by a day."""

    says: ClassVar[Says] = Says(
        "Terugvordering {recovery}: {cents}, te betalen tegen {pay_by}.",
        "Recovery {recovery}: {cents}, to be paid by {pay_by}.",
    )

    type: Literal["recovery.demanded"] = "recovery.demanded"
    recovery: str
    cents: int
    grounds: str
    demanded_on: date
    pay_by: date


class RepaymentReceived(Model):
    """Money came back; ``open_cents`` is still due."""

    says: ClassVar[Says] = Says(
        "Terugvordering {recovery}: {cents} ontvangen, nog {open_cents} open.",
        "Recovery {recovery}: {cents} received, {open_cents} still open.",
    )

    type: Literal["recovery.repayment_received"] = "recovery.repayment_received"
    recovery: str
    cents: int
    received_on: date
    reference: str | None = None
    open_cents: int


class RecoverySettled(Model):
    """Everything was paid back."""

    says: ClassVar[Says] = Says("Terugvordering {recovery} is afgerond.", "Recovery {recovery} is settled.")

    type: Literal["recovery.settled"] = "recovery.settled"
    recovery: str
    settled_on: date


SupportEvent = (
    SupportApplicationReceived
    | MeasureProposed
    | SupportSuspended
    | SupportResumed
    | TerminationEndorsed
    | AgreementTerminated
    | SupportEnded
    | PactSuspended
    | PactResumed
    | PactEnded
    | PactTerminated
    | RecoveryProposed
    | RecoveryDemanded
    | RepaymentReceived
    | RecoverySettled
)


class MeasureProposal(Model):
    """A measure that waits."""

    measure: Measure
    on: date
    grounds: str
    running_projects: tuple[str, ...]
    proposal_hash: str
    prepared_by: tuple[Preparation, ...]


class Repayment(Model):
    """One sum that came back."""

    cents: int
    received_on: date
    reference: str | None


class Recovery(Model):
    """One claim for support to be paid back."""

    recovery: str
    cents: int
    grounds: str
    pay_by: date
    proposal_hash: str
    state: Literal["proposed", "demanded", "settled"] = "proposed"
    repaid_cents: int = 0
    repayments: tuple[Repayment, ...] = ()
    prepared_by: tuple[Preparation, ...] = ()


class SupportState(Model):
    """What is suspended, what is proposed, and what is claimed back."""

    applied_on: date | None = None
    application_hash: str | None = None
    proposals: tuple[MeasureProposal, ...] = ()
    taken: tuple[str, ...] = ()  # hashes of the proposals that were carried out
    suspended_since: date | None = None
    suspensions: tuple[tuple[date, date], ...] = ()  # that ended: first day, first day after
    terminated_on: date | None = None
    termination_grounds: str = ""
    recoveries: tuple[Recovery, ...] = ()
