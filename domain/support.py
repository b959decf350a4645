"""Measures on running support and on the pact: each is drafted with its grounds and taken by a second person.

Suspension stops payments and leaves the cap and the end of the period where they are. Support and pact have lives of
their own, so each is suspended by itself; but a pact does not end while support runs or is signed for.
"""

from datetime import date, datetime, timedelta
from typing import assert_never

from domain import measure, recovery
from domain.dates import day
from domain.pact_stage import require_not_over
from domain.preparation import drafters, prepared
from domain.refusing import require
from domain.today import today
from schemas.agreement.period import AgreementExpired
from schemas.event import Payload, Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.support import (
    AgreementTerminated,
    ApplyForSupport,
    DemandRecovery,
    EndorseTermination,
    EndPact,
    MeasureProposal,
    MeasureProposed,
    PactEnded,
    PactResumed,
    PactSuspended,
    PactTerminated,
    ProposeMeasure,
    ProposeRecovery,
    RecordRepayment,
    RecoveryDemanded,
    RecoveryProposed,
    RecoverySettled,
    RepaymentReceived,
    ResumeSupport,
    SupportApplicationReceived,
    SupportCommand,
    SupportEnded,
    SupportEvent,
    SupportResumed,
    SupportState,
    SupportSuspended,
    SuspendPact,
    SuspendSupport,
    TerminateAgreement,
    TerminationEndorsed,
)

ONE_DAY = timedelta(days=1)


def decide(command: SupportCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to support or to the pact; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    match command:
        case ApplyForSupport():
            return _applied(command, state, now, rules)
        case ProposeMeasure():
            return measure.propose(command, state, now, rules)
        case SuspendSupport() | ResumeSupport() | TerminateAgreement() | SuspendPact() | EndPact():
            return measure.take(command, by, state, now, rules)
        case EndorseTermination():
            return measure.endorse(command, by, state, now, rules)
        case ProposeRecovery() | DemandRecovery() | RecordRepayment():
            return recovery.decide(command, by, state, now, rules)
        case _:
            assert_never(command)


def evolve(kept: SupportState, event: Recorded) -> SupportState:
    """Fold one event; of the agreement's own, its expiry ends a suspension that still lay over it."""
    payload = event.payload
    if isinstance(payload, AgreementExpired):
        return kept.model_copy(update=_lifted(kept, payload.end + ONE_DAY))
    if not isinstance(payload, SupportEvent):
        return kept
    return kept.model_copy(update=_changes(kept, payload, event.actor))


def _changes(kept: SupportState, payload: SupportEvent, by: Actor) -> dict[str, object]:
    match payload:
        case SupportApplicationReceived(received_on=received_on, application_hash=application):
            return {"applied_on": received_on, "application_hash": application}
        case MeasureProposed():
            return {"proposals": _proposed(kept, payload, by)}
        case TerminationEndorsed(proposal_hash=seen):
            return {"proposals": _endorsed(kept, seen, by)}
        case SupportSuspended(suspended_on=since):
            return {**_taken(kept, payload), "suspended_since": since}
        case SupportResumed(resumed_on=resumed_on):
            return {**_taken(kept, payload), **_lifted(kept, resumed_on)}
        case AgreementTerminated(ended_on=ended_on, grounds=grounds):
            ended = {"terminated_on": ended_on, "termination_grounds": grounds}
            return {**_taken(kept, payload), **_lifted(kept, ended_on + ONE_DAY), **ended}
        case SupportEnded():
            return {}
        case PactSuspended() | PactResumed() | PactEnded() | PactTerminated():
            return _taken(kept, payload)
        case RecoveryProposed() | RecoveryDemanded() | RepaymentReceived() | RecoverySettled():
            return {"recoveries": recovery.evolve(kept.recoveries, payload, by)}
        case _:
            assert_never(payload)


def _applied(command: ApplyForSupport, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Record an application; after a refusal there may be another one, so only the last is kept in mind."""
    if (state.support.applied_on, state.support.application_hash) == (command.received_on, command.application_hash):
        return []
    require_not_over(state)
    latest = today(now, rules)
    require(command.received_on <= latest, "in_future", f"{command.received_on} lies after today, {latest}")
    payload = SupportApplicationReceived(received_on=command.received_on, application_hash=command.application_hash)
    return [Pending(payload=payload, effective=day(command.received_on))]


def _proposed(kept: SupportState, payload: MeasureProposed, by: Actor) -> tuple[MeasureProposal, ...]:
    """Keep one draft of each measure; who drafted it before keeps a hand in it, and its endorsement is void."""
    before = [one for one in kept.proposals if one.measure is payload.measure]
    hands = [hand for one in before for hand in drafters(one.prepared_by, "propose_measure")]
    draft = MeasureProposal(
        measure=payload.measure,
        on=payload.on,
        grounds=payload.grounds,
        running_projects=payload.running_projects,
        proposal_hash=payload.proposal_hash,
        prepared_by=(*hands, prepared("propose_measure", by)),
    )
    return (*(one for one in kept.proposals if one.measure is not payload.measure), draft)


def _endorsed(kept: SupportState, seen: str, by: Actor) -> tuple[MeasureProposal, ...]:
    hand = prepared("endorse_termination", by)
    return tuple(
        one.model_copy(update={"prepared_by": (*one.prepared_by, hand)}) if one.proposal_hash == seen else one
        for one in kept.proposals
    )


def _taken(kept: SupportState, payload: Payload) -> dict[str, object]:
    """Take the drafts away that this measure carries out or leaves without an object."""
    carried = measure.carried_out(payload)
    gone = measure.pointless_after(carried)
    done = tuple(one.proposal_hash for one in kept.proposals if one.measure is carried)
    return {
        "proposals": tuple(one for one in kept.proposals if one.measure not in gone),
        "taken": (*kept.taken, *done),
    }


def _lifted(kept: SupportState, first_day_after: date) -> dict[str, object]:
    """End the suspension that lies over support; one that would begin after the end leaves no trace here."""
    since = kept.suspended_since
    if since is None:
        return {}
    ended = ((since, first_day_after),) if since < first_day_after else ()
    return {"suspended_since": None, "suspensions": (*kept.suspensions, *ended)}
