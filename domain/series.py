"""The evolution of a KPI: stretches of consecutive years whose figures compare, and nothing across a break."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from schemas.effective import Effective
from schemas.kpi import Kpi, KpiPoint, KpiSegment, KpiSource, KpiTarget, KpiValue, SegmentStart, TargetVerdict


def evolution(kpi: Kpi, source: KpiSource, reorganised: Iterable[Effective] = ()) -> tuple[KpiSegment, ...]:
    """Give the series of one source, in stretches; ``reorganised`` says when the cluster was merged, split or enlarged.

    A year has its figure under the latest of the definitions that compare. Under a definition that does not compare
    with the one before, figures stand apart, those restated for earlier years with them.
    """
    changes = tuple(reorganised)
    stretches: list[KpiSegment] = []
    for era in _eras(kpi):
        figures = _figures(kpi, source, era)
        if figures:
            first = SegmentStart.DEFINITION if stretches else SegmentStart.FIRST
            stretches += _stretches(kpi, figures, first, changes)
    return tuple(stretches)


def verdict(kpi: Kpi, value: KpiValue) -> TargetVerdict:
    """Judge a figure by the target of its year, where both rest on definitions that compare."""
    target = _target(kpi, value.year)
    if target is None:
        return TargetVerdict.NO_TARGET
    if _era_of(kpi, target.definition_version) != _era_of(kpi, value.definition_version):
        return TargetVerdict.NOT_COMPARABLE
    reached, aimed = Decimal(value.value), Decimal(target.target)
    is_reached = reached <= aimed if kpi.better == "lower" else reached >= aimed
    return TargetVerdict.REACHED if is_reached else TargetVerdict.NOT_REACHED


def _eras(kpi: Kpi) -> list[range]:
    """Group the definition versions into runs that compare, oldest first."""
    begins = [each.version for each in kpi.definitions if each.version == 1 or not each.is_comparable]
    ends = [*begins[1:], kpi.definitions[-1].version + 1]
    return [range(first, end) for first, end in zip(begins, ends, strict=True)]


def _era_of(kpi: Kpi, version: int) -> range | None:
    return next((era for era in _eras(kpi) if version in era), None)


def _figures(kpi: Kpi, source: KpiSource, era: range) -> list[KpiValue]:
    """Give one figure a year, in order; values stand in order of year and version, so the latest version stays."""
    latest = {each.year: each for each in kpi.values if each.source is source and each.definition_version in era}
    return [latest[year] for year in sorted(latest)]


def _start(earlier: KpiValue, later: KpiValue, changes: Iterable[Effective]) -> SegmentStart | None:
    """Say why the later figure does not compare with the earlier one; nothing where it does."""
    if any(_may_lie_between(change, earlier, later) for change in changes):
        return SegmentStart.REORGANISATION
    return SegmentStart.GAP if later.year > earlier.year + 1 else None


def _may_lie_between(change: Effective, earlier: KpiValue, later: KpiValue) -> bool:
    """Take an imprecise date at its widest: a break too many hides nothing, one too few misleads."""
    return earlier.reference_date < change.latest and change.earliest <= later.reference_date


def _stretches(
    kpi: Kpi, figures: Sequence[KpiValue], first: SegmentStart, changes: Sequence[Effective]
) -> list[KpiSegment]:
    """Cut the figures of one era, at least one, wherever a year does not compare with the one before."""
    cut: list[tuple[SegmentStart, list[KpiValue]]] = [(first, [figures[0]])]
    for earlier, later in pairwise(figures):
        start = _start(earlier, later, changes)
        if start is None:
            cut[-1][1].append(later)
        else:
            cut.append((start, [later]))
    return [KpiSegment(starts_with=start, unit=_unit(kpi, part[0]), points=_points(kpi, part)) for start, part in cut]


def _unit(kpi: Kpi, value: KpiValue) -> str:
    return next(each.unit for each in kpi.definitions if each.version == value.definition_version)


def _points(kpi: Kpi, figures: Sequence[KpiValue]) -> tuple[KpiPoint, ...]:
    changes = [None, *(_difference(later, earlier) for earlier, later in pairwise(figures))]
    return tuple(_point(kpi, value, change) for value, change in zip(figures, changes, strict=True))


def _point(kpi: Kpi, value: KpiValue, change: str | None) -> KpiPoint:
    target = _target(kpi, value.year)
    return KpiPoint(
        year=value.year,
        value=value.value,
        definition_version=value.definition_version,
        reference_date=value.reference_date,
        status=value.status,
        is_restated=value.is_restated,
        target=target.target if target else None,
        verdict=verdict(kpi, value),
        change=change,
    )


def _difference(later: KpiValue, earlier: KpiValue) -> str:
    """Subtract exactly: figures have at most 15 digits and 4 decimals, so nothing is rounded."""
    return f"{Decimal(later.value) - Decimal(earlier.value):f}"


def _target(kpi: Kpi, year: int) -> KpiTarget | None:
    return next((target for target in kpi.targets if target.year == year), None)
