"""The means of a budget year in figures: what each line holds, what the envelope leaves, and what is too much.

A rung of the ladder (foreseen, approved; reserved, committed, paid, released) is never added to another. What was
carried over from the year before lies outside this year's envelope.
"""

from domain.policy import current
from domain.sentences.wording import amount
from schemas.budget.reservation import BudgetLine
from schemas.budget.whole import BudgetState
from schemas.means import LineMeans, YearMeans
from schemas.policy import Money, RulesState


def figures(state: BudgetState) -> YearMeans:
    """Give the whole year in figures; the residual pool is derived, and recorded nowhere."""
    envelope = envelope_of(state)
    reserved = sum(line.reserved_cents for line in state.lines if line.is_cluster)
    earmarked = [line.reserved_cents for line in state.lines if not line.is_cluster]
    return YearMeans(
        year=state.year,
        stage=state.stage,
        foreseen_cents=state.foreseen_cents,
        approved_cents=state.approved_cents,
        lines=tuple(_line(line, state) for line in state.lines),
        reserved_cents=reserved,
        pool_cents=None if envelope is None else envelope - reserved,
        allocated_cents=sum(earmarked) if earmarked else None,
        operating_cents=sum(one.cents for one in state.operating),
        over_cents=state.over_cents,
    )


def envelope_of(state: BudgetState) -> int | None:
    """Give the year's maximum: what was approved, else what is foreseen."""
    return state.foreseen_cents if state.approved_cents is None else state.approved_cents


def used(state: BudgetState, rules: RulesState) -> int:
    """Add up what is reserved and allocated within the envelope; operating support only where the policy says so."""
    money = money_of(rules)
    is_inside = money is not None and money.operating_support_in_envelope is True
    operating = sum(one.cents for one in state.operating) if is_inside else 0
    return operating + sum(line.reserved_cents for line in state.lines)


def over_by(state: BudgetState, rules: RulesState) -> int:
    """Give what more than the envelope is reserved; 0 as long as no envelope is known."""
    envelope = envelope_of(state)
    return 0 if envelope is None else max(0, used(state, rules) - envelope)


def line_of(state: BudgetState, line: str) -> BudgetLine | None:
    """Find a line by the id of its cluster or earmark."""
    return next((one for one in state.lines if one.line == line), None)


def with_line(state: BudgetState, line: BudgetLine) -> tuple[BudgetLine, ...]:
    """Put a line in the place of the one with its id, or behind the others."""
    if line_of(state, line.line) is None:
        return (*state.lines, line)
    return tuple(line if one.line == line.line else one for one in state.lines)


def money_of(rules: RulesState) -> Money | None:
    """Give the amounts and ratios of the policy in force, if it has any."""
    return current(rules).money


def earmarks(rules: RulesState) -> frozenset[str]:
    """Give the earmarks of the residual pool that the policy knows."""
    money = money_of(rules)
    return frozenset() if money is None else frozenset(one.id for one in money.earmarks)


def euros(cents: int) -> str:
    """Write an amount for the detail of a refusal."""
    return amount(cents)[1]


def _line(line: BudgetLine, state: BudgetState) -> LineMeans:
    return LineMeans(
        line=line.line,
        is_cluster=line.is_cluster,
        reserved_cents=line.reserved_cents,
        carried_cents=line.carried_cents,
        committed_cents=line.committed_cents,
        paid_cents=sum(project.paid_cents for project in state.projects if project.line == line.line),
        released_cents=line.released_cents,
        left_cents=line.left_cents,
    )
