"""The figures of the second question: target, value and status per year, and nothing drawn across a break."""

from collections.abc import Callable, Iterator, Sequence

from domain.phrase import listing, say, word
from domain.seen import cluster_of, events_of, family_title, pact_of
from domain.series import evolution
from domain.statement import in_order
from domain.table import NOTHING, recorded_cell
from schemas.answer import Brief, Cell, ClusterFile, Table, TableRow
from schemas.event import Recorded
from schemas.kpi import (
    Kpi,
    KpiPoint,
    KpiSegment,
    KpiSource,
    KpiTargetRevised,
    KpiTargetSet,
    KpiValueRecorded,
    KpiValueRestated,
    KpiValueVerified,
    SegmentStart,
)

VALUES = (KpiValueRecorded, KpiValueVerified, KpiValueRestated)
Era = tuple[KpiSegment, ...]
"""Stretches under definitions that compare: each year stands in it once."""


def kpi_tables(brief: Brief) -> Iterator[Table]:
    """Lay out each family of each cluster: years beside one another, external series in rows of their own."""
    for cluster in brief.knowledge.clusters:
        kpis = pact_of(brief, cluster).kpis
        for family in sorted({one.family for one in kpis}):
            table = _table(brief, cluster, family, [one for one in kpis if one.family == family])
            if table.columns:
                yield table


def figures_of(brief: Brief, cluster: ClusterFile) -> list[Recorded]:
    """Give every event that recorded a figure of a KPI that is defined."""
    known = {one.kpi for one in pact_of(brief, cluster).kpis}
    found = events_of(brief, cluster.pact or "", KpiValueRecorded, KpiValueRestated)
    return [event for event in found if getattr(event.payload, "kpi", "") in known]


def _table(brief: Brief, cluster: ClusterFile, family: str, kpis: Sequence[Kpi]) -> Table:
    aimed = {one.year for kpi in kpis for one in kpi.targets}
    years = sorted(aimed | {one.year for kpi in kpis for one in kpi.values})
    rows = tuple(row for kpi in kpis for row in _rows(brief, cluster, kpi, years))
    breaks = [one for kpi in kpis for one in _breaks(brief, cluster, kpi)]
    return Table(
        id=f"kpi/{cluster.id}/{family}",
        title=say(brief.texts, "table_kpi", cluster=cluster.name, family=family_title(brief, family)),
        columns=tuple(map(str, years)),
        rows=rows,
        note=" ".join(breaks),
    )


def _rows(brief: Brief, cluster: ClusterFile, kpi: Kpi, years: Sequence[int]) -> Iterator[TableRow]:
    name = _name(brief, kpi)
    if kpi.targets:
        yield _row(brief, "kpi_target", name, (_target(brief, cluster, kpi, year) for year in years))
    if not kpi.values:
        yield _row(brief, "kpi_value", name, (NOTHING for _ in years))
    for source in KpiSource:
        eras = _eras(brief, cluster, kpi, source)
        for era in eras:
            name = _named(brief, kpi, source, era, is_one_of_several=len(eras) > 1)
            yield from _series(brief, cluster, kpi, source, (name, era), years)


def _named(brief: Brief, kpi: Kpi, source: KpiSource, era: Era, *, is_one_of_several: bool) -> str:
    """Name a series: what is counted, in which unit, by whom, and under which definition where there are several."""
    parts = [word(brief.texts, "unit", era[0].unit), word(brief.texts, "kpi_source", source.value)]
    if is_one_of_several:
        version = era[0].points[-1].definition_version
        parts.append(word(brief.texts, "kpi", "version").format(version=version))
    return f"{_name(brief, kpi)} ({'; '.join(parts)})"


def _series(
    brief: Brief, cluster: ClusterFile, kpi: Kpi, source: KpiSource, named: tuple[str, Era], years: Sequence[int]
) -> Iterator[TableRow]:
    """Write one series: its figures with the change from the year before, and under them how they stand."""
    name, era = named
    points = {point.year: point for segment in era for point in segment.points}
    cells = {year: _cell_of(brief, cluster, kpi, source, points.get(year)) for year in years}
    yield _row(brief, "kpi_value", name, (_figure(cells[year], points.get(year)) for year in years))
    yield _row(
        brief,
        "kpi_verdict",
        name,
        (_verdict(brief, cells[year], _target(brief, cluster, kpi, year), points.get(year)) for year in years),
    )
    yield _row(brief, "kpi_status", name, (_status(brief, cells[year], points.get(year)) for year in years))
    yield _row(brief, "kpi_definition", name, (_definition(cells[year], points.get(year)) for year in years))


def _row(brief: Brief, key: str, name: str, cells: Iterator[Cell]) -> TableRow:
    return TableRow(heading=say(brief.texts, key, name=name), cells=tuple(cells))


def _target(brief: Brief, cluster: ClusterFile, kpi: Kpi, year: int) -> Cell:
    events = events_of(brief, cluster.pact or "", KpiTargetSet, KpiTargetRevised, kpi=kpi.kpi, year=year)
    target = next((one.target for one in kpi.targets if one.year == year), None)
    return NOTHING if target is None else recorded_cell(brief, events, target, target)


def _cell_of(brief: Brief, cluster: ClusterFile, kpi: Kpi, source: KpiSource, point: KpiPoint | None) -> Cell:
    """Give the figure with every event that told it: recorded, verified, restated."""
    if point is None:
        return NOTHING
    wanted = {"kpi": kpi.kpi, "year": point.year, "source": source, "definition_version": point.definition_version}
    return recorded_cell(brief, events_of(brief, cluster.pact or "", *VALUES, **wanted), point.value, point.value)


def _figure(cell: Cell, point: KpiPoint | None) -> Cell:
    if point is None or point.change is None:
        return cell
    sign = "" if point.change.startswith("-") else "+"
    return cell.model_copy(update={"text": f"{point.value} ({sign}{point.change})"})


def _verdict(brief: Brief, cell: Cell, target: Cell, point: KpiPoint | None) -> Cell:
    """Judge the figure by its target, on the evidence of both."""
    judged = _instead(cell, point, lambda one: one.verdict.value, brief, "target_verdict")
    return judged.model_copy(update={"evidence": in_order((*cell.evidence, *target.evidence))}) if point else judged


def _status(brief: Brief, cell: Cell, point: KpiPoint | None) -> Cell:
    written = _instead(cell, point, lambda one: one.status.value, brief, "kpi_status")
    if point is None or not point.is_restated or point.status.value == "restated":
        return written
    restated = word(brief.texts, "kpi_status", "restated")
    return written.model_copy(update={"text": f"{restated}, {written.text}"})


def _definition(cell: Cell, point: KpiPoint | None) -> Cell:
    if point is None:
        return cell
    version = point.definition_version
    return cell.model_copy(update={"text": str(version), "value": version})


def _instead(cell: Cell, point: KpiPoint | None, of: Callable[[KpiPoint], str], brief: Brief, group: str) -> Cell:
    """Say something else of the same figure, on the same evidence."""
    if point is None:
        return cell
    return cell.model_copy(update={"text": word(brief.texts, group, of(point)), "value": of(point)})


def _eras(brief: Brief, cluster: ClusterFile, kpi: Kpi, source: KpiSource) -> list[Era]:
    """Cut the series wherever what is counted changed."""
    reorganised = [since for _, _, since in cluster_of(brief, cluster).relations]
    eras: list[Era] = []
    for segment in evolution(kpi, source, reorganised):
        if eras and segment.starts_with is not SegmentStart.DEFINITION:
            eras[-1] = (*eras[-1], segment)
        else:
            eras.append((segment,))
    return eras


def _breaks(brief: Brief, cluster: ClusterFile, kpi: Kpi) -> Iterator[str]:
    """Say where a series breaks, and why: figures before and after do not compare."""
    found: dict[tuple[int, str], list[str]] = {}
    for source in KpiSource:
        for era in _eras(brief, cluster, kpi, source):
            for segment in era:
                if segment.starts_with is not SegmentStart.FIRST:
                    key = (segment.points[0].year, segment.starts_with.value)
                    found.setdefault(key, []).append(word(brief.texts, "kpi_source", source.value))
    for (year, why), sources in sorted(found.items()):
        reason = word(brief.texts, "kpi_break", why)
        told = listing(brief.texts, sources)
        yield say(brief.texts, "kpi_break", kpi=_name(brief, kpi), year=year, reason=reason, sources=told)


def _name(brief: Brief, kpi: Kpi) -> str:
    return kpi.title_nl if brief.texts.lang == "nl" else kpi.title_en
