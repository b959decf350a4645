"""Measures: what can be proposed in which state, and what taking one records.

A draft says from which day on. It can be about a day to come; a suspension, a resumption and the end of a pact are
taken once their day has come, the end of support as soon as the committee has decided it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import assert_never

from domain.chain import BINDING, running_period
from domain.dates import day
from domain.pact_stage import IN_EFFECT, require_not_over
from domain.preparation import endorsed_anew, proposal_hash, require_second_person, require_steps
from domain.refusing import require
from domain.today import require_happened, today
from schemas.agreement.period import AgreementPeriod
from schemas.event import Payload, Pending
from schemas.pact import PactDocument, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.support import (
    AgreementTerminated,
    EndorseTermination,
    EndPact,
    Measure,
    MeasureProposal,
    MeasureProposed,
    PactEnded,
    PactResumed,
    PactSuspended,
    PactTerminated,
    ProposeMeasure,
    ResumeSupport,
    SupportResumed,
    SupportState,
    SupportSuspended,
    SuspendPact,
    SuspendSupport,
    TerminateAgreement,
    TerminationEndorsed,
)

TakeMeasure = SuspendSupport | ResumeSupport | TerminateAgreement | SuspendPact | EndPact

OF_SUPPORT = frozenset({Measure.SUSPEND_SUPPORT, Measure.RESUME_SUPPORT, Measure.TERMINATE_SUPPORT})
ENDS_OF_PACT = frozenset({Measure.END_PACT, Measure.TERMINATE_PACT, Measure.SUPERSEDE_PACT})

TAKES: Mapping[str, frozenset[Measure]] = MappingProxyType(
    {
        "suspend_support": frozenset({Measure.SUSPEND_SUPPORT}),
        "resume_support": frozenset({Measure.RESUME_SUPPORT}),
        "terminate_agreement": frozenset({Measure.TERMINATE_SUPPORT}),
        "suspend_pact": frozenset({Measure.SUSPEND_PACT, Measure.RESUME_PACT}),
        "end_pact": ENDS_OF_PACT,
    }
)
"""Which measures each deciding command can carry out."""


def propose(command: ProposeMeasure, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Draft a measure that the file as it stands allows, or draft it again until it is taken."""
    seen = proposal_hash(command)
    waiting = [one.proposal_hash for one in state.support.proposals]
    if seen in (*waiting, *state.support.taken):
        return []
    _require_possible(command.measure, command.on, state)
    payload = MeasureProposed(
        measure=command.measure,
        on=command.on,
        grounds=command.grounds,
        running_projects=command.running_projects,
        proposal_hash=seen,
    )
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def endorse(
    command: EndorseTermination, by: Actor, state: PactState, now: datetime, rules: RulesState
) -> list[Pending]:
    """Put the drafted end of support to the committee."""
    draft = _waiting(command, state.support)
    if not endorsed_anew(command.kind, "propose_measure", draft.prepared_by, by, rules):
        return []
    on = today(now, rules)
    payload = TerminationEndorsed(on=draft.on, endorsed_on=on, proposal_hash=draft.proposal_hash)
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def take(command: TakeMeasure, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Carry out the draft that was seen; the state may have moved since, so it has to allow the measure still."""
    if command.proposal_hash in state.support.taken:
        return []
    draft = _waiting(command, state.support)
    _require_possible(draft.measure, draft.on, state)
    require_second_person(command.kind, "propose_measure", draft.prepared_by, by, rules)
    require_steps(command.kind, draft.prepared_by, rules)
    if isinstance(command, TerminateAgreement):
        return [_terminated(command, draft, state, now, rules)]
    require_happened("a measure", draft.on, now, rules)
    payload = _outcome(draft, state)
    return [Pending(payload=payload, effective=day(draft.on), decided_on=today(now, rules), reason=draft.grounds)]


def carried_out(payload: Payload) -> Measure | None:
    """Say which measure an event carries out."""
    match payload:
        case SupportSuspended():
            return Measure.SUSPEND_SUPPORT
        case SupportResumed():
            return Measure.RESUME_SUPPORT
        case AgreementTerminated():
            return Measure.TERMINATE_SUPPORT
        case PactSuspended():
            return Measure.SUSPEND_PACT
        case PactResumed():
            return Measure.RESUME_PACT
        case PactEnded(how="ended"):
            return Measure.END_PACT
        case PactEnded():
            return Measure.SUPERSEDE_PACT
        case PactTerminated():
            return Measure.TERMINATE_PACT
        case _:
            return None


def pointless_after(measure: Measure | None) -> frozenset[Measure]:
    """Give the drafts that this measure leaves without an object, its own among them."""
    if measure is None:
        return frozenset()
    if measure is Measure.TERMINATE_SUPPORT:
        return OF_SUPPORT
    return frozenset(Measure) if measure in ENDS_OF_PACT else frozenset({measure})


def _waiting(command: TakeMeasure | EndorseTermination, kept: SupportState) -> MeasureProposal:
    kinds = {Measure.TERMINATE_SUPPORT} if isinstance(command, EndorseTermination) else TAKES[command.kind]
    waiting = [one for one in kept.proposals if one.measure in kinds]
    require(bool(waiting), "not_proposed", f"no measure waits that {command.kind} could carry out")
    for one in waiting:
        if one.proposal_hash == command.proposal_hash:
            return one
    now_waiting = ", ".join(f"{one.measure} {one.proposal_hash}" for one in waiting)
    raise Refused("content_changed", f"what waits now is {now_waiting}")


def _terminated(
    command: TerminateAgreement, draft: MeasureProposal, state: PactState, now: datetime, rules: RulesState
) -> Pending:
    """End the running period on the day proposed; that may be a day to come, when notice was given."""
    require_happened("a decision", command.decided_on, now, rules)
    payload = AgreementTerminated(
        cluster=_cluster(state),
        period=_running(state).number,
        ended_on=draft.on,
        grounds=draft.grounds,
        running_projects=draft.running_projects,
        decided_on=command.decided_on,
        minutes=command.minutes,
    )
    return Pending(payload=payload, effective=day(draft.on), decided_on=command.decided_on, reason=draft.grounds)


def _outcome(
    draft: MeasureProposal, state: PactState
) -> SupportSuspended | SupportResumed | PactSuspended | PactResumed | PactEnded | PactTerminated:
    on, grounds = draft.on, draft.grounds
    match draft.measure:
        case Measure.SUSPEND_SUPPORT:
            return SupportSuspended(period=_running(state).number, suspended_on=on, grounds=grounds)
        case Measure.RESUME_SUPPORT:
            return SupportResumed(period=_running(state).number, suspended_on=_suspended_since(state), resumed_on=on)
        case Measure.SUSPEND_PACT:
            return PactSuspended(suspended_on=on, grounds=grounds)
        case Measure.RESUME_PACT:
            return PactResumed(resumed_on=on)
        case Measure.END_PACT:
            return PactEnded(ended_on=on, how="ended", grounds=grounds)
        case Measure.SUPERSEDE_PACT:
            return PactEnded(ended_on=on, how="superseded", grounds=grounds)
        case Measure.TERMINATE_PACT:
            return PactTerminated(ended_on=on, grounds=grounds)
        case Measure.TERMINATE_SUPPORT:
            raise Refused("not_proposed", "the committee's decision ends support: terminate_agreement")
        case _:
            assert_never(draft.measure)


def _require_possible(measure: Measure, on: date, state: PactState) -> None:
    require_not_over(state)
    match measure:
        case Measure.SUSPEND_SUPPORT:
            _require_suspendable(on, state)
        case Measure.RESUME_SUPPORT:
            period, since = _running(state), _suspended_since(state)
            require(on > since, "before_suspension", f"support is suspended since {since}")
            require(on <= period.end, "outside_period", f"period {period.number} ends on {period.end}")
        case Measure.TERMINATE_SUPPORT:
            _require_within(on, _running(state))
        case Measure.SUSPEND_PACT:
            document = _in_effect(state)
            is_free = document.suspended_on is None
            require(is_free, "already_suspended", f"the pact is suspended since {document.suspended_on}")
            _require_in_force_by(on, document)
        case Measure.RESUME_PACT:
            suspended_on = _in_effect(state).suspended_on
            if suspended_on is None:
                raise Refused("not_suspended", "the pact is not suspended")
            require(on > suspended_on, "before_suspension", f"the pact is suspended since {suspended_on}")
        case Measure.END_PACT | Measure.SUPERSEDE_PACT:
            _require_in_force_by(on, _in_effect(state))
            _require_no_support(state)
        case Measure.TERMINATE_PACT:
            _require_no_support(state)
        case _:
            assert_never(measure)


def _require_suspendable(on: date, state: PactState) -> None:
    """Suspensions lie within the running period and after one another."""
    period, kept = _running(state), state.support
    is_free = kept.suspended_since is None
    require(is_free, "already_suspended", f"support is suspended since {kept.suspended_since}")
    _require_within(on, period)
    resumed = max((after for _, after in kept.suspensions), default=on)
    require(resumed <= on, "before_resumption", f"support was suspended until {resumed}")


def _require_within(on: date, period: AgreementPeriod) -> None:
    is_within = period.start <= on <= period.end
    require(is_within, "outside_period", f"period {period.number} runs from {period.start} to {period.end}")


def _require_in_force_by(on: date, document: PactDocument) -> None:
    since = document.in_force_on
    require(since is None or since <= on, "before_entry_into_force", f"the pact is in force since {since}")


def _require_no_support(state: PactState) -> None:
    bound = [f"period {link.number} is {link.stage}" for link in state.agreement.periods if link.stage in BINDING]
    require(not bound, "support_running", f"{', '.join(bound)}: the pact ends after support")


def _running(state: PactState) -> AgreementPeriod:
    period = running_period(state.agreement)
    if period is None:
        raise Refused("not_active", "no period of support runs")
    return period


def _suspended_since(state: PactState) -> date:
    since = state.support.suspended_since
    if since is None:
        raise Refused("not_suspended", "support is not suspended")
    return since


def _in_effect(state: PactState) -> PactDocument:
    document = state.pact
    if document is None or document.stage not in IN_EFFECT:
        stage = "not registered" if document is None else document.stage
        raise Refused("not_in_force", f"the pact is {stage}")
    return document


def _cluster(state: PactState) -> str:
    if state.cluster is None:
        raise Refused("not_registered", "no pact file was opened here: register the pact first")
    return state.cluster
