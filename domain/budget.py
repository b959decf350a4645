"""The means of one budget year: its envelope, what is set apart within it, and what leaves it.

At every recorded moment what is reserved and allocated fits the envelope, or the year says by how much it does not.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from typing import assert_never

from domain import envelope, funds, reservation
from domain.around import Around
from domain.dates import day
from domain.means_by_day import ENVELOPE, operating_of, require_room_since, with_day
from domain.obstacle import pacts
from domain.recording import provisional
from domain.refusing import require
from domain.today import require_happened, today
from schemas.budget.envelope import (
    ApproveEnvelope,
    EnvelopeApproved,
    EnvelopeForeseen,
    EnvelopeRevised,
    ForeseeEnvelope,
    OverAllocationResolved,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolveOverAllocation,
)
from schemas.budget.funds import (
    CommitFunds,
    FundsCommitted,
    FundsPaid,
    OperatingSupportSet,
    RecordPayment,
    SetOperatingSupport,
)
from schemas.budget.reservation import (
    AllocateResidual,
    CarryOver,
    ClusterReservationMade,
    MeansCarriedOver,
    ReleaseReservation,
    ReservationReleased,
    ReservationTransferred,
    ReserveForCluster,
    ResidualAllocated,
    TransferReservation,
)
from schemas.budget.whole import (
    BeginBudgetYear,
    BudgetCommand,
    BudgetEvent,
    BudgetStage,
    BudgetState,
    CloseBudgetYear,
    OpenBudgetYear,
)
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import RulesState

LineCommand = (
    ReserveForCluster | AllocateResidual | TransferReservation | CarryOver | ReleaseReservation | SetOperatingSupport
)
EnvelopeCommand = (
    ForeseeEnvelope
    | ProposeEnvelope
    | ApproveEnvelope
    | ProposeOverAllocation
    | ResolveOverAllocation
    | CloseBudgetYear
)
AfterOpening = LineCommand | EnvelopeCommand | CommitFunds | RecordPayment

DECISIONS = (EnvelopeApproved, EnvelopeRevised, FundsCommitted, OverAllocationResolved)
LineDecision = (
    ClusterReservationMade
    | ResidualAllocated
    | ReservationTransferred
    | MeansCarriedOver
    | ReservationReleased
    | OperatingSupportSet
)
"""Decisions whose day stands beside what they say."""

SetApart = EnvelopeForeseen | EnvelopeApproved | EnvelopeRevised | OverAllocationResolved | LineDecision
"""What says which means there are; entered late it keeps its day, and on the same means the days are in order.

So what a line holds as of any day is what it held then.
"""

Raising = ClusterReservationMade | ResidualAllocated | OperatingSupportSet
"""Decisions that can set more apart than before, within the envelope; a transfer leaves the sum as it is."""

AFTER_CLOSING = (RecordPayment, ReleaseReservation, CloseBudgetYear)
"""What a closed year still answers; of these only a payment records anything."""


def decide(
    command: BudgetCommand, by: Actor, state: BudgetState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    if isinstance(command, OpenBudgetYear | BeginBudgetYear):
        opened = envelope.open_year(state, command.known_at if isinstance(command, BeginBudgetYear) else None)
        return [] if opened is None else [_pending(opened, today(now, rules))]
    is_nothing = isinstance(command, ReleaseReservation) and not state.lines
    require(state.is_open or is_nothing, "not_open", f"the budget year {state.year} is not open")
    is_closed = state.stage is BudgetStage.CLOSED and not isinstance(command, AFTER_CLOSING)
    require(not is_closed, "year_closed", f"{state.year} is closed: nothing is reserved or committed in it any more")
    on = _day_of(command) or today(now, rules)
    payload = _outcome(command, by, state, on, now, rules, around)
    if payload is None:
        return []
    if isinstance(payload, SetApart):
        require_happened("a decision on means", on, now, rules)
        last = max((day for matter, day in state.decided if matter in _matters(payload)), default=on)
        require(on >= last, "before_last_decision", f"the last decision on the same means is of {last}")
    decided = [_pending(payload, on, _reason(command))]
    after = _after(state, decided, by, now)
    if isinstance(payload, Raising):
        require_room_since(on, state, after, rules)
    found_on = max((on, *(day for _, day in after.decided)))
    return [*decided, *(_pending(one, found_on) for one in envelope.balance(after, found_on, rules))]


def evolve(state: BudgetState, event: Recorded) -> BudgetState:
    """Fold one event; those of other nouns pass by."""
    after = _folded(state, event)
    payload = event.payload
    return with_day(after, _matters(payload), event.effective.latest) if isinstance(payload, SetApart) else after


def _folded(state: BudgetState, event: Recorded) -> BudgetState:
    payload = event.payload
    if isinstance(payload, envelope.EnvelopeEvent):
        return state.model_copy(update=envelope.changes(state, payload, event.actor))
    if isinstance(payload, reservation.ReservationEvent):
        return state.model_copy(update=reservation.changes(state, payload))
    if isinstance(payload, funds.FundsEvent):
        return state.model_copy(update=funds.changes(state, payload))
    return state


def streams_read(command: BudgetCommand, state: BudgetState) -> tuple[str, ...]:
    """Name the other streams that a decision on this command rests on."""
    match command:
        case ReserveForCluster(cluster=cluster):
            return (*pacts((cluster,)), f"cluster/{cluster}")
        case SetOperatingSupport(cluster=cluster):
            return (*pacts((cluster,)), f"cluster/{cluster}")
        case TransferReservation(target=target):
            return (*pacts((target,)), f"cluster/{target}")
        case CarryOver(line=line):
            return (*pacts((line,)), f"budget/{state.year - 1}")
        case CommitFunds(line=line, clusters=clusters):
            return pacts(funds.clusters_of(line, clusters, state))
        case RecordPayment(project=name):
            project = funds.project_of(state, name)
            return () if project is None else pacts(funds.clusters_of(project.line, project.clusters, state))
        case _:
            return ()


def _outcome(
    command: AfterOpening,
    by: Actor,
    state: BudgetState,
    on: date,
    now: datetime,
    rules: RulesState,
    around: Around,
) -> BudgetEvent | None:
    match command:
        case ForeseeEnvelope():
            return envelope.foresee(command, state)
        case ProposeEnvelope():
            return envelope.propose(command, state)
        case ApproveEnvelope():
            return envelope.approve(command, by, state, on, rules)
        case ProposeOverAllocation():
            return envelope.propose_cuts(command, state)
        case ResolveOverAllocation():
            return envelope.resolve(command, by, state, on, rules)
        case CloseBudgetYear():
            return envelope.close(state, on)
        case CommitFunds():
            return funds.commit(command, state, now, rules, around)
        case RecordPayment():
            return funds.pay(command, state, now, rules, around)
        case _:
            return _line_outcome(command, state, on, rules, around)


def _line_outcome(
    command: LineCommand,
    state: BudgetState,
    on: date,
    rules: RulesState,
    around: Around,
) -> BudgetEvent | None:
    match command:
        case ReserveForCluster():
            return reservation.reserve(command, state, _in_year(on, state), rules, around)
        case AllocateResidual():
            return reservation.allocate(command, state, rules)
        case TransferReservation():
            return reservation.transfer(command, state, _in_year(on, state), rules, around)
        case CarryOver():
            return reservation.carry_over(command, state, on, around)
        case ReleaseReservation():
            return reservation.release(command, state)
        case SetOperatingSupport():
            return funds.set_operating_support(command, state, _in_year(on, state), rules, around)
        case _:
            assert_never(command)


def _matters(payload: SetApart) -> tuple[str, ...]:
    """Name what a decision is on: the envelope (""), lines, or the operating support of a cluster."""
    match payload:
        case EnvelopeForeseen() | EnvelopeApproved() | EnvelopeRevised():
            return (ENVELOPE,)
        case OverAllocationResolved(cuts=cuts):
            return tuple(line for line, _ in cuts)
        case ClusterReservationMade(cluster=line) | ResidualAllocated(earmark=line):
            return (line,)
        case ReservationTransferred(source=source, target=target):
            return (source, target)
        case MeansCarriedOver(line=line) | ReservationReleased(line=line):
            return (line,)
        case OperatingSupportSet(cluster=cluster):
            return (operating_of(cluster),)
        case _:
            assert_never(payload)


def _in_year(on: date, state: BudgetState) -> date:
    """Give the day on which means would be used first: that of the decision, or the first of a year still to come."""
    return max(on, date(state.year, 1, 1))


def _pending(payload: BudgetEvent, on: date, reason: str | None = None) -> Pending:
    """Date a commitment and a payment on their own day, and a decision on the day that it was taken."""
    decided_on = payload.decided_on if isinstance(payload, DECISIONS) else None
    if isinstance(payload, LineDecision):
        decided_on = on
    happened_on = payload.paid_on if isinstance(payload, FundsPaid) else decided_on or on
    return Pending(payload=payload, effective=day(happened_on), decided_on=decided_on, reason=reason)


def _day_of(command: AfterOpening) -> date | None:
    """Give the day that a decision was taken on, where whoever enters it names one."""
    match command:
        case ForeseeEnvelope(foreseen_on=on):
            return on
        case ApproveEnvelope(decided_on=on) | ResolveOverAllocation(decided_on=on):
            return on
        case ReserveForCluster(decided_on=on) | AllocateResidual(decided_on=on) | TransferReservation(decided_on=on):
            return on
        case CarryOver(decided_on=on) | ReleaseReservation(decided_on=on) | SetOperatingSupport(decided_on=on):
            return on
        case _:
            return None


def _reason(command: AfterOpening) -> str | None:
    match command:
        case TransferReservation(reason=reason) | CarryOver(reason=reason) | ReleaseReservation(reason=reason):
            return reason
        case ProposeEnvelope(grounds=grounds) | ProposeOverAllocation(grounds=grounds):
            return grounds
        case _:
            return None


def _after(state: BudgetState, events: Sequence[Pending], by: Actor, now: datetime) -> BudgetState:
    """Fold events before they are recorded; nothing that decides here reads their stream or position."""
    recorded = provisional(events, stream="undecided", version=state.version, actor=by, now=now, command_id="undecided")
    return reduce(evolve, recorded, state)
