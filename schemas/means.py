"""The means of one budget year in figures, rung by rung: no two rungs are ever added up."""

from schemas.budget.whole import BudgetStage
from schemas.model import Model


class LineMeans(Model):
    """One line: a cluster's reservation, or an earmark of the residual pool."""

    line: str
    is_cluster: bool
    reserved_cents: int
    carried_cents: int  # from the year before, outside this year's envelope
    committed_cents: int
    paid_cents: int
    released_cents: int
    left_cents: int  # that can still be committed


class YearMeans(Model):
    """The whole year; an amount that nobody recorded is empty, never 0."""

    year: int
    stage: BudgetStage
    foreseen_cents: int | None
    approved_cents: int | None
    lines: tuple[LineMeans, ...]
    reserved_cents: int  # for clusters
    pool_cents: int | None  # derived: the envelope without what is reserved for clusters; negative when that is more
    allocated_cents: int | None  # of the pool; empty: its split is not recorded
    operating_cents: int  # a line of its own beside the others
    over_cents: int
