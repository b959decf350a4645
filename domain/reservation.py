"""Means set apart within the envelope: reservations for clusters, earmarks of the residual pool, and their moves.

A reservation is neither a floor nor a ceiling: means move to another line, come over from the year before, or go back,
each by an act of its own.
"""

from datetime import date
from typing import Literal, assert_never

from domain.around import Around
from domain.envelope import require_balance, require_envelope, require_line
from domain.means import earmarks, euros, line_of, used, with_line
from domain.obstacle import require_new_means
from domain.refusing import require
from schemas.budget.reservation import (
    AllocateResidual,
    BudgetLine,
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
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.cluster import ClusterState
from schemas.policy import RulesState
from schemas.refusal import Refused

ReservationEvent = (
    ClusterReservationMade | ResidualAllocated | ReservationTransferred | MeansCarriedOver | ReservationReleased
)


def reserve(
    command: ReserveForCluster, state: BudgetState, on: date, rules: RulesState, around: Around
) -> ClusterReservationMade | None:
    """Set what is reserved for a cluster; more only while its support runs, less only down to what is committed."""
    cluster = command.cluster
    require(cluster not in earmarks(rules), "is_earmark", f"'{cluster}' is an earmark of the residual pool")
    is_known = line_of(state, cluster) is not None or _is_registered(cluster, around)
    require(is_known, "unknown_cluster", f"'{cluster}' is no registered cluster")
    line = line_of(state, cluster) or BudgetLine(line=cluster, is_cluster=True)
    if line.reserved_cents == command.cents and line.pro_rata == command.pro_rata and line in state.lines:
        return None
    _require_fits(line, command.cents, state, rules)
    if command.cents > line.reserved_cents:
        require_new_means((cluster,), around, on)
    return ClusterReservationMade(
        year=state.year,
        cluster=cluster,
        cents=command.cents,
        pro_rata=command.pro_rata,
        former_cents=line.reserved_cents,
        against=_against(state),
    )


def allocate(command: AllocateResidual, state: BudgetState, rules: RulesState) -> ResidualAllocated | None:
    """Set what of the residual pool goes to an earmark; the earmarks are the policy's."""
    known = earmarks(rules)
    require(command.earmark in known, "unknown_earmark", f"the earmarks are {', '.join(sorted(known)) or 'not listed'}")
    line = line_of(state, command.earmark) or BudgetLine(line=command.earmark, is_cluster=False)
    if line.reserved_cents == command.cents and line in state.lines:
        return None
    _require_fits(line, command.cents, state, rules)
    return ResidualAllocated(
        year=state.year,
        earmark=command.earmark,
        cents=command.cents,
        former_cents=line.reserved_cents,
        against=_against(state),
    )


def transfer(
    command: TransferReservation, state: BudgetState, on: date, rules: RulesState, around: Around
) -> ReservationTransferred:
    """Move means within the year; those of a suspended cluster can leave it, and none can come to it."""
    _require_amount(command.cents)
    require(command.source != command.target, "same_line", "name two different lines")
    source = require_line(command.source, state)
    detail = f"{euros(source.free_cents)} of {source.line} is not committed"
    require(command.cents <= source.free_cents, "committed", detail)
    is_cluster = command.target not in earmarks(rules)
    if is_cluster:
        _require_known_cluster(command.target, state, around)
        require_new_means((command.target,), around, on)
    return ReservationTransferred(
        year=state.year, source=command.source, target=command.target, cents=command.cents, is_cluster=is_cluster
    )


def carry_over(command: CarryOver, state: BudgetState, on: date, around: Around) -> MeansCarriedOver | None:
    """Take over what the closed year before noted as unused on this line: once, and no more than that."""
    _require_amount(command.cents)
    wanted = state.year - 1
    require(command.from_year == wanted, "wrong_year", f"only what {wanted} left unused can come over to {state.year}")
    here = line_of(state, command.line)
    came = 0 if here is None else here.came_over_cents
    if came == command.cents:
        return None
    require(came == 0, "already_carried_over", f"{euros(came)} came over to {command.line} before")
    before = around.get(f"budget/{wanted}")
    if not isinstance(before, BudgetState) or before.stage is not BudgetStage.CLOSED:
        raise Refused("not_closed", f"{wanted} is not closed: what it leaves unused is not known")
    is_after = before.closed_on is None or on >= before.closed_on
    require(is_after, "before_closing", f"{wanted} was closed on {before.closed_on}: only since then is it known")
    unused = dict(before.unused).get(command.line, 0)
    require(command.cents <= unused, "beyond_unused", f"{wanted} left {euros(unused)} of {command.line} unused")
    is_cluster = require_line(command.line, before).is_cluster
    if is_cluster:
        require_new_means((command.line,), around, max(on, date(state.year, 1, 1)))
    return MeansCarriedOver(
        year=state.year, line=command.line, from_year=wanted, cents=command.cents, is_cluster=is_cluster
    )


def release(command: ReleaseReservation, state: BudgetState) -> ReservationReleased | None:
    """Give back what a line has left; a closed year noted it as unused and holds nothing any more."""
    line = line_of(state, command.line)
    if line is None or line.left_cents == 0 or state.stage is BudgetStage.CLOSED:
        return None
    lapsed = line.left_cents - line.free_cents
    return ReservationReleased(year=state.year, line=line.line, cents=line.left_cents, carried_cents=lapsed)


def changes(state: BudgetState, payload: ReservationEvent) -> dict[str, object]:
    """Say which fields of the year an event of its lines changes."""
    match payload:
        case ClusterReservationMade(cluster=name, cents=cents, pro_rata=pro_rata):
            line = line_of(state, name) or BudgetLine(line=name, is_cluster=True)
            return _put(state, line, reserved_cents=cents, pro_rata=pro_rata)
        case ResidualAllocated(earmark=name, cents=cents):
            line = line_of(state, name) or BudgetLine(line=name, is_cluster=False)
            return _put(state, line, reserved_cents=cents)
        case ReservationTransferred():
            return _moved(state, payload)
        case MeansCarriedOver(line=name, cents=cents, is_cluster=is_cluster):
            line = line_of(state, name) or BudgetLine(line=name, is_cluster=is_cluster)
            return _put(state, line, carried_cents=line.carried_cents + cents, came_over_cents=cents)
        case ReservationReleased():
            return _released(state, payload)
        case _:
            assert_never(payload)


def _require_fits(line: BudgetLine, cents: int, state: BudgetState, rules: RulesState) -> None:
    """Hold what is set apart under the envelope, and over what the line has committed."""
    require(cents > 0 or line in state.lines, "no_amount", "nothing to set apart")
    envelope = require_envelope(state)
    require_balance(state)
    bound = line.reserved_cents - line.free_cents
    require(cents >= bound, "committed", f"{euros(bound)} of {line.line} is committed")
    others = used(state, rules) - line.reserved_cents
    detail = f"{euros(envelope)} − {euros(others)} leaves {euros(envelope - others)}, not {euros(cents)}"
    require(others + cents <= envelope, "beyond_envelope", detail)


def _require_amount(cents: int) -> None:
    require(cents > 0, "no_amount", "nothing to move")


def _require_known_cluster(name: str, state: BudgetState, around: Around) -> None:
    is_known = line_of(state, name) is not None or _is_registered(name, around)
    require(is_known, "unknown_line", f"'{name}' is no line of {state.year}, no earmark and no registered cluster")


def _is_registered(name: str, around: Around) -> bool:
    cluster = around.get(f"cluster/{name}")
    return isinstance(cluster, ClusterState) and cluster.is_registered


def _against(state: BudgetState) -> Literal["foreseen", "approved"]:
    return "foreseen" if state.approved_cents is None else "approved"


def _put(state: BudgetState, line: BudgetLine, **fields: object) -> dict[str, object]:
    return {"lines": with_line(state, line.model_copy(update=fields))}


def _moved(state: BudgetState, payload: ReservationTransferred) -> dict[str, object]:
    source = line_of(state, payload.source) or BudgetLine(line=payload.source, is_cluster=True)
    target = line_of(state, payload.target) or BudgetLine(line=payload.target, is_cluster=payload.is_cluster)
    given = state.model_copy(update=_put(state, source, reserved_cents=source.reserved_cents - payload.cents))
    return _put(given, target, reserved_cents=target.reserved_cents + payload.cents)


def _released(state: BudgetState, payload: ReservationReleased) -> dict[str, object]:
    line = line_of(state, payload.line) or BudgetLine(line=payload.line, is_cluster=True)
    own = payload.cents - payload.carried_cents
    return _put(
        state,
        line,
        reserved_cents=line.reserved_cents - own,
        carried_cents=line.carried_cents - payload.carried_cents,
        released_cents=line.released_cents + payload.cents,
    )
