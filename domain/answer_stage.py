"""Where each pact stands, side by side: the table of the first question."""

from collections.abc import Iterator, Sequence

from domain.answer_chain import running
from domain.knowledge import find
from domain.phrase import plain_date, shown, word, work_year
from domain.statement import coded, written_date
from domain.table import NOTHING, concluded_cell, told_cell
from schemas.answer import Brief, Cell, ClusterFile, Conclusion, Fact, Table, TableRow
from schemas.claim import DateValue

COLUMNS = ("period", "period_end", "pact_version", "yearly_evaluation", "interim_evaluation", "report")


def stage_table(brief: Brief) -> Iterator[Table]:
    """Lay out how far each cluster with a pact file has come."""
    rows = tuple(
        TableRow(heading=cluster.name, cells=_cells(brief, cluster))
        for cluster in brief.knowledge.clusters
        if cluster.pact
    )
    if any(cell.evidence for row in rows for cell in row.cells):
        columns = tuple(word(brief.texts, "column", column) for column in COLUMNS)
        yield Table(id="evaluations", title=word(brief.texts, "table", "evaluations"), columns=columns, rows=rows)


def interim_cell(brief: Brief, pact: str, period: str | None) -> Cell:
    """Say how far the interim evaluation of a period is: of the last one that is known, where no period is given."""
    states = find(brief.knowledge, pact, "interim_evaluation_state", period)
    verdicts = find(brief.knowledge, pact, "interim_evaluation_verdict", period)
    completed = find(brief.knowledge, pact, "interim_evaluation_completed", period)
    last = max((one.qualifier for one in (*states, *completed)), key=int, default=None)
    if last is None:
        return NOTHING
    done = [one for one in completed if one.qualifier == last]
    judged = [one for one in verdicts if one.qualifier == last]
    ordinal = word(brief.texts, "ordinal", last)
    if not done:
        state = next(one for one in states if one.qualifier == last)
        told = word(brief.texts, "interim_state", str(shown(state.leading.value)))
        return concluded_cell([state], f"{ordinal}: {told}", {"period": int(last), "state": shown(state.leading.value)})
    told = _written(brief, done[0].leading)
    verdict = [word(brief.texts, "verdict", str(shown(one.leading.value))) for one in judged]
    value = {"period": int(last), "state": "completed"}
    return concluded_cell([*done, *judged], ", ".join([f"{ordinal}: {told}", *verdict]), value)


def _cells(brief: Brief, cluster: ClusterFile) -> tuple[Cell, ...]:
    pact = cluster.pact or ""
    period = running(brief, pact)
    return (
        _period(brief, pact, period),
        told_cell(brief, _only(brief, pact, "agreement_end", period), lambda fact: _written(brief, fact)),
        _version(brief, pact),
        _of_last_year(brief, pact, "yearly_evaluation", "yearly_outcome"),
        interim_cell(brief, pact, None),
        _of_last_year(brief, pact, "report_state", "report_state", "report_verdict"),
    )


def _period(brief: Brief, pact: str, period: str | None) -> Cell:
    start = _only(brief, pact, "agreement_start", period)
    if start is None:
        return NOTHING
    return told_cell(brief, start, lambda fact: f"{period} ({_written(brief, fact)})")


def _version(brief: Brief, pact: str) -> Cell:
    version = _only(brief, pact, "pact_version", "")
    if version is None:
        return NOTHING
    since = plain_date(brief.texts, version.leading.effective)
    return told_cell(brief, version, lambda fact: f"{shown(fact.value)} ({since})")


def _of_last_year(brief: Brief, pact: str, predicate: str, group: str, verdict: str = "") -> Cell:
    """Tell of the last work year of which something is known, with its verdict where there is one."""
    found = find(brief.knowledge, pact, predicate)
    if not found:
        return NOTHING
    last = max(found, key=lambda one: (one.qualifier.isdecimal(), one.qualifier))
    verdicts = find(brief.knowledge, pact, verdict, last.qualifier) if verdict else []
    words = [coded(brief, group)(last.leading), *(coded(brief, "verdict")(one.leading) for one in verdicts)]
    value = {"work_year": last.qualifier, "state": shown(last.leading.value)}
    return concluded_cell([last, *verdicts], f"{work_year(brief.texts, last.qualifier)}: {', '.join(words)}", value)


def _only(brief: Brief, pact: str, predicate: str, qualifier: str | None) -> Conclusion | None:
    found: Sequence[Conclusion] = find(brief.knowledge, pact, predicate, qualifier) if qualifier is not None else ()
    return next(iter(found), None)


def _written(brief: Brief, fact: Fact) -> str:
    return plain_date(brief.texts, fact.value.date) if isinstance(fact.value, DateValue) else written_date(brief, fact)
