"""Means that leave a line: committed to a project, paid; and the operating support of a cluster, a line of its own."""

from datetime import date, datetime
from typing import assert_never

from domain.around import Around
from domain.envelope import require_balance, require_envelope, require_line
from domain.means import euros, line_of, money_of, used, with_line
from domain.obstacle import require_new_means, require_not_suspended
from domain.refusing import require
from domain.today import require_happened
from schemas.budget.funds import (
    CommitFunds,
    FundsCommitted,
    FundsPaid,
    OperatingSupport,
    OperatingSupportSet,
    Payment,
    ProjectFunds,
    RecordPayment,
    SetOperatingSupport,
)
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.cluster import ClusterState
from schemas.policy import Money, RulesState
from schemas.refusal import Refused

WHOLE = 100  # per cent

FundsEvent = FundsCommitted | FundsPaid | OperatingSupportSet


def commit(
    command: CommitFunds, state: BudgetState, now: datetime, rules: RulesState, around: Around
) -> FundsCommitted | None:
    """Commit means of a line to a project, once; more than the line has takes a transfer or a carry-over first."""
    known = project_of(state, command.project)
    if known is not None:
        detail = f"{euros(known.committed_cents)} of {known.line} is committed to '{known.project}'"
        require(_same(known, command), "already_committed", detail)
        return None
    require(command.cents > 0, "no_amount", "nothing to commit")
    is_approved = state.approved_cents is not None
    require(is_approved, "not_approved", f"the envelope {state.year} is foreseen, not approved")
    require_balance(state)
    require_happened("a commitment", command.decided_on, now, rules)
    is_own = command.decided_on.year == state.year
    require(is_own, "other_year", f"a commitment of {command.decided_on} is one of {command.decided_on.year}")
    line = require_line(command.line, state)
    last = dict(state.decided).get(line.line, command.decided_on)
    detail = f"the last decision on the means of {line.line} is of {last}, after {command.decided_on}"
    require(last <= command.decided_on, "before_reservation", detail)
    require_new_means(clusters_of(command.line, command.clusters, state), around, command.decided_on)
    detail = f"{euros(line.left_cents)} of {line.line} is left: transfer or carry over first"
    require(command.cents <= line.left_cents, "beyond_reservation", detail)
    return FundsCommitted(year=state.year, **command.model_dump(exclude={"kind"}))


def pay(
    command: RecordPayment, state: BudgetState, now: datetime, rules: RulesState, around: Around
) -> FundsPaid | None:
    """Record a payment on a project; it goes on after termination and after the year, and stops while suspended."""
    project = project_of(state, command.project)
    if project is None:
        raise Refused("unknown_project", f"nothing was committed to '{command.project}' in {state.year}")
    payment = Payment(cents=command.cents, paid_on=command.paid_on, reference=command.reference)
    if payment in project.payments:
        return None
    require(command.cents > 0, "no_amount", "nothing to pay")
    require_happened("a payment", command.paid_on, now, rules)
    is_after = project.decided_on <= command.paid_on
    require(is_after, "before_commitment", f"the means were committed on {project.decided_on}, after {command.paid_on}")
    require_not_suspended(clusters_of(project.line, project.clusters, state), around, command.paid_on)
    unpaid = project.committed_cents - project.paid_cents
    detail = f"{euros(unpaid)} of {euros(project.committed_cents)} is not paid yet"
    require(command.cents <= unpaid, "beyond_commitment", detail)
    return FundsPaid(year=state.year, open_cents=unpaid - command.cents, **command.model_dump(exclude={"kind"}))


def set_operating_support(
    command: SetOperatingSupport, state: BudgetState, on: date, rules: RulesState, around: Around
) -> OperatingSupportSet | None:
    """Set the support of a cluster's operation: at most the policy's share of its costs and the policy's maximum."""
    money = money_of(rules)
    if money is None:
        raise Refused("no_money_rules", "the policy names no amounts")
    own = around.get(f"cluster/{command.cluster}")
    is_known = isinstance(own, ClusterState) and own.is_registered
    require(is_known, "unknown_cluster", f"'{command.cluster}' is no registered cluster")
    wanted = OperatingSupport(cluster=command.cluster, cents=command.cents, eligible_cents=command.eligible_cents)
    if wanted in state.operating:
        return None
    cap, percent = money.operating_support_cap, money.operating_support_percent
    if cap is not None:
        require(command.cents <= cap, "beyond_yearly_cap", f"at most {euros(cap)} for each cluster and year")
    within_share = WHOLE * command.cents <= percent * command.eligible_cents
    require(within_share, "beyond_share", f"at most {percent}% of {euros(command.eligible_cents)}")
    former = sum(one.cents for one in state.operating if one.cluster == command.cluster)
    if command.cents > former:
        require_new_means((command.cluster,), around, on)
        _require_room(command.cents - former, state, money, rules)
    return OperatingSupportSet(year=state.year, **wanted.model_dump())


def project_of(state: BudgetState, project: str) -> ProjectFunds | None:
    """Find a project that means were committed to."""
    return next((one for one in state.projects if one.project == project), None)


def clusters_of(line: str, clusters: tuple[str, ...], state: BudgetState) -> tuple[str, ...]:
    """Give the clusters that a project concerns, the one whose reservation it uses included."""
    found = line_of(state, line)
    own = (line,) if found is not None and found.is_cluster else ()
    return tuple(dict.fromkeys((*own, *clusters)))


def changes(state: BudgetState, payload: FundsEvent) -> dict[str, object]:
    """Say which fields of the year a commitment, a payment or operating support changes."""
    match payload:
        case FundsCommitted():
            return _committed(state, payload)
        case FundsPaid(project=name, cents=cents, paid_on=paid_on, reference=reference):
            payment = Payment(cents=cents, paid_on=paid_on, reference=reference)
            return {
                "projects": tuple(
                    one.model_copy(update={"payments": (*one.payments, payment)}) if one.project == name else one
                    for one in state.projects
                )
            }
        case OperatingSupportSet(cluster=cluster, cents=cents, eligible_cents=eligible):
            others = tuple(one for one in state.operating if one.cluster != cluster)
            support = OperatingSupport(cluster=cluster, cents=cents, eligible_cents=eligible)
            return {"operating": (*others, support)}
        case _:
            assert_never(payload)


def _require_room(more: int, state: BudgetState, money: Money, rules: RulesState) -> None:
    """Hold operating support under the envelope where the policy says that it lies inside."""
    if money.operating_support_in_envelope is not True:
        return
    room = require_envelope(state) - used(state, rules)
    require(more <= room, "beyond_envelope", f"the envelope leaves {euros(room)}, not {euros(more)}")


def _same(known: ProjectFunds, command: CommitFunds) -> bool:
    asked = (command.line, command.clusters, command.cents, command.decided_on)
    return (known.line, known.clusters, known.committed_cents, known.decided_on) == asked


def _committed(state: BudgetState, payload: FundsCommitted) -> dict[str, object]:
    project = ProjectFunds(
        project=payload.project,
        line=payload.line,
        clusters=payload.clusters,
        committed_cents=payload.cents,
        decided_on=payload.decided_on,
    )
    changed: dict[str, object] = {"projects": (*state.projects, project)}
    if state.stage is not BudgetStage.CLOSED:
        changed["stage"] = BudgetStage.IN_EXECUTION
    line = line_of(state, payload.line)
    if line is not None:
        committed = line.committed_cents + payload.cents
        changed["lines"] = with_line(state, line.model_copy(update={"committed_cents": committed}))
    return changed
