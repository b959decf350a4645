"""The rungs of each budget year side by side: the tables of the fifth question. No two rungs are ever added up."""

from collections.abc import Callable, Iterator, Sequence

from domain.answer_scope import is_told_of
from domain.knowledge import find
from domain.means import figures
from domain.phrase import amount, money, say, word
from domain.seen import budget_of, earmark_title, events_of
from domain.statement import in_order
from domain.table import NOTHING, concluded_cell, recorded_cell, told_cell
from schemas.answer import Brief, Cell, Conclusion, Fact, Status, Table, TableRow
from schemas.budget.funds import FundsCommitted, FundsPaid
from schemas.budget.reservation import MeansCarriedOver, ReservationReleased
from schemas.claim import MoneyValue
from schemas.event import Recorded
from schemas.means import LineMeans, YearMeans

BUDGET = "budget/"
YEARS = ("foreseen", "approved", "reserved", "allocated", "residual", "committed", "paid", "carried", "operating")
LINES = ("reserved", "carried", "committed", "paid", "released", "left", "operating")


def budget_years(brief: Brief) -> list[int]:
    """List the years of which anything is recorded or told."""
    told = {year for one in brief.knowledge.conclusions if (year := year_of(one.subject)) is not None}
    opened = {year for stream in brief.files if (year := year_of(stream)) is not None}
    return sorted(told | opened)


def year_of(stream: str) -> int | None:
    """Read the year in the name of a budget's stream; none in that of another."""
    number = stream.removeprefix(BUDGET)
    return int(number) if stream.startswith(BUDGET) and number.isdecimal() else None


def envelope_of(brief: Brief, stream: str) -> Conclusion | None:
    """Give the year's maximum: what was approved, else what is foreseen."""
    approved, foreseen = (find(brief.knowledge, stream, one) for one in ("means_approved", "means_foreseen"))
    return next(iter((*approved, *foreseen)), None)


def means_tables(brief: Brief) -> Iterator[Table]:
    """Lay out the years, and the lines of the year asked for."""
    years = budget_years(brief)
    rows = tuple(TableRow(heading=str(year), cells=_year(brief, f"{BUDGET}{year}")) for year in years)
    told = tuple(row for row in rows if any(cell.evidence for cell in row.cells))
    if told:
        columns = tuple(word(brief.texts, "column", column) for column in YEARS)
        title, note = word(brief.texts, "table", "means"), word(brief.texts, "note", "means")
        yield Table(id="means", title=title, columns=columns, rows=told, note=note)
    yield from _lines(brief, brief.as_of.year)


def _year(brief: Brief, stream: str) -> tuple[Cell, ...]:
    year = budget_of(brief, stream)
    shown = None if year is None else figures(year)
    reservations = find(brief.knowledge, stream, "reservation")
    allocations = find(brief.knowledge, stream, "residual_allocation")
    operating = find(brief.knowledge, stream, "operating_support")
    return (
        _told(brief, stream, "means_foreseen"),
        _told(brief, stream, "means_approved"),
        _sum(brief, reservations),
        _sum(brief, allocations),
        _residual(brief, stream, reservations),
        _moved(brief, stream, shown, FundsCommitted, lambda line: line.committed_cents),
        _moved(brief, stream, shown, FundsPaid, lambda line: line.paid_cents),
        _moved(brief, stream, shown, MeansCarriedOver, lambda line: line.carried_cents),
        _sum(brief, operating),
    )


def _lines(brief: Brief, year: int) -> Iterator[Table]:
    """Lay out what each cluster and each earmark has in one year."""
    stream = f"{BUDGET}{year}"
    names = {cluster.id: cluster.name for cluster in brief.knowledge.clusters}
    told = [*find(brief.knowledge, stream, "reservation"), *find(brief.knowledge, stream, "residual_allocation")]
    state = budget_of(brief, stream)
    shown = None if state is None else figures(state)
    supported = [one.qualifier for one in find(brief.knowledge, stream, "operating_support")]
    held = [] if shown is None else [line.line for line in shown.lines]
    pool = {one.qualifier for one in find(brief.knowledge, stream, "residual_allocation")}
    pool |= set() if shown is None else {line.line for line in shown.lines if not line.is_cluster}
    every = dict.fromkeys([*(one.qualifier for one in told), *held, *supported])
    lines = [line for line in every if line in pool or is_told_of(brief, line)]
    rows = tuple(
        TableRow(heading=names.get(line) or earmark_title(brief, line), cells=_line(brief, stream, line, shown))
        for line in lines
    )
    if rows:
        columns = tuple(word(brief.texts, "column", column) for column in LINES)
        title = say(brief.texts, "table_means_of_year", year=year)
        yield Table(id=f"means/{year}", title=title, columns=columns, rows=rows)


def _line(brief: Brief, stream: str, line: str, shown: YearMeans | None) -> tuple[Cell, ...]:
    own = [
        *find(brief.knowledge, stream, "reservation", line),
        *find(brief.knowledge, stream, "residual_allocation", line),
    ]
    held = next((one for one in shown.lines if one.line == line), None) if shown else None
    projects = {getattr(event.payload, "project", "") for event in events_of(brief, stream, FundsCommitted, line=line)}
    paid = [one for one in events_of(brief, stream, FundsPaid) if getattr(one.payload, "project", "") in projects]
    moved = {
        kind: events_of(brief, stream, kind, line=line)
        for kind in (MeansCarriedOver, FundsCommitted, ReservationReleased)
    }
    everything = [*moved[MeansCarriedOver], *moved[FundsCommitted], *moved[ReservationReleased]]
    return (
        _first(brief, own),
        _cents(brief, moved[MeansCarriedOver], held, lambda one: one.carried_cents),
        _cents(brief, moved[FundsCommitted], held, lambda one: one.committed_cents),
        _cents(brief, paid, held, lambda one: one.paid_cents),
        _cents(brief, moved[ReservationReleased], held, lambda one: one.released_cents),
        _left(brief, own, everything, held),
        _first(brief, find(brief.knowledge, stream, "operating_support", line)),
    )


def _told(brief: Brief, stream: str, predicate: str) -> Cell:
    return _first(brief, find(brief.knowledge, stream, predicate))


def _first(brief: Brief, found: Sequence[Conclusion]) -> Cell:
    return told_cell(brief, next(iter(found), None), lambda fact: _written(brief, fact))


def _sum(brief: Brief, found: Sequence[Conclusion]) -> Cell:
    """Add up what stands on one rung: one amount as it is told, several as a computed sum."""
    if len(found) == 1:
        return _first(brief, found)
    cents = sum(map(_cents_of, found))
    return concluded_cell(found, _money(brief, cents), amount(cents, "EUR"), Status.COMPUTED)


def _residual(brief: Brief, stream: str, reservations: Sequence[Conclusion]) -> Cell:
    """Subtract the reservations from the envelope; nothing is computed from a contested amount."""
    envelope = envelope_of(brief, stream)
    used = [one for one in (envelope, *reservations) if one is not None]
    if envelope is None or not reservations or any(one.is_contested for one in used):
        return NOTHING
    cents = _cents_of(envelope) - sum(map(_cents_of, reservations))
    return concluded_cell(used, _money(brief, cents), amount(cents, "EUR"), Status.COMPUTED)


def _moved(brief: Brief, stream: str, shown: YearMeans | None, kind: type, of: Callable[[LineMeans], int]) -> Cell:
    events = events_of(brief, stream, kind)
    if shown is None:
        return NOTHING
    cents = sum(map(of, shown.lines))
    return recorded_cell(brief, events, _money(brief, cents), amount(cents, "EUR"))


def _cents(brief: Brief, events: Sequence[Recorded], held: LineMeans | None, of: Callable[[LineMeans], int]) -> Cell:
    if held is None:
        return NOTHING
    return recorded_cell(brief, events, _money(brief, of(held)), amount(of(held), "EUR"))


def _left(brief: Brief, own: Sequence[Conclusion], events: Sequence[Recorded], held: LineMeans | None) -> Cell:
    """Say what a line can still commit: computed from what it holds and what left it."""
    if held is None:
        return NOTHING
    text, value = _money(brief, held.left_cents), amount(held.left_cents, "EUR")
    moved = recorded_cell(brief, events, text, value, Status.COMPUTED)
    told = concluded_cell(own, text, value, Status.COMPUTED)
    return told.model_copy(
        update={
            "text": text,
            "value": value,
            "status": Status.COMPUTED,
            "evidence": in_order((*told.evidence, *moved.evidence)),
        }
    )


def _written(brief: Brief, fact: Fact) -> str:
    return money(brief.texts, fact.value) if isinstance(fact.value, MoneyValue) else ""


def _money(brief: Brief, cents: int) -> str:
    return money(brief.texts, MoneyValue(cents=cents))


def _cents_of(one: Conclusion) -> int:
    return one.leading.value.cents if isinstance(one.leading.value, MoneyValue) else 0
