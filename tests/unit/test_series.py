"""The evolution of a KPI: comparable stretches, and breaks that stay visible."""

from datetime import date

import pytest

from domain.series import evolution
from schemas.effective import Effective, Precision
from schemas.kpi import (
    Kpi,
    KpiDefinition,
    KpiSegment,
    KpiSource,
    KpiStatus,
    KpiTarget,
    KpiValue,
    SegmentStart,
    TargetVerdict,
)
from tests.unit.scenario import on

SELF, EXTERNAL = KpiSource.SELF_REPORTED, KpiSource.EXTERNAL


def value(year: int, figure: str, version: int = 1, source: KpiSource = SELF) -> KpiValue:
    """A figure on the last day of its year."""
    return KpiValue(
        year=year,
        definition_version=version,
        source=source,
        value=figure,
        reference_date=date(year, 12, 31),
        status=KpiStatus.PROVISIONAL,
        value_hash="a" * 64,
    )


def a_kpi(
    *values: KpiValue, targets: tuple[KpiTarget, ...] = (), comparable: tuple[bool, ...] = (), better: str = "higher"
) -> Kpi:
    """A KPI with one definition, and one more for each `comparable`."""
    first = KpiDefinition(version=1, definition="first", unit="count", is_comparable=False)
    later = tuple(
        KpiDefinition(version=number, definition=f"version {number}", unit="count", is_comparable=is_comparable)
        for number, is_comparable in enumerate(comparable, start=2)
    )
    return Kpi(
        kpi="members",
        family="members",
        title_nl="leden",
        title_en="members",
        aggregation="sum",
        better=better,
        definitions=(first, *later),
        targets=targets,
        values=tuple(sorted(values, key=lambda each: (each.year, each.definition_version, each.source))),
    )


def drawn(segments: tuple[KpiSegment, ...]) -> list[tuple[SegmentStart, list[tuple[int, str]]]]:
    """What a reader sees: why each stretch begins, its years and figures."""
    return [(each.starts_with, [(point.year, point.value) for point in each.points]) for each in segments]


def changes(segments: tuple[KpiSegment, ...]) -> list[list[str | None]]:
    """The differences with the year before, stretch by stretch."""
    return [[point.change for point in segment.points] for segment in segments]


def verdicts(kpi: Kpi) -> list[TargetVerdict]:
    """The verdict of each year."""
    return [point.verdict for segment in evolution(kpi, SELF) for point in segment.points]


def test_consecutive_years_of_one_definition_form_one_stretch() -> None:
    """Each year is compared exactly with the one before."""
    segments = evolution(a_kpi(value(2017, "100"), value(2018, "100.5"), value(2019, "98.0")), SELF)
    assert [(SegmentStart.FIRST, [(2017, "100"), (2018, "100.5"), (2019, "98.0")])] == drawn(segments)
    assert [[None, "0.5", "-2.5"]] == changes(segments)


def test_a_kpi_without_figures_has_no_evolution() -> None:
    """Nothing is made up."""
    assert () == evolution(a_kpi(comparable=(False,)), SELF)


def test_a_year_without_a_figure_is_not_drawn_over() -> None:
    """The next stretch says that a gap lies before it."""
    segments = evolution(a_kpi(value(2017, "1"), value(2019, "3")), SELF)
    assert [(SegmentStart.FIRST, [(2017, "1")]), (SegmentStart.GAP, [(2019, "3")])] == drawn(segments)
    assert [[None], [None]] == changes(segments)


def test_a_definition_that_does_not_compare_breaks_the_series() -> None:
    """No difference is told across it."""
    segments = evolution(a_kpi(value(2018, "10"), value(2019, "4", 2), comparable=(False,)), SELF)
    assert [(SegmentStart.FIRST, [(2018, "10")]), (SegmentStart.DEFINITION, [(2019, "4")])] == drawn(segments)
    assert [[None], [None]] == changes(segments)


def test_a_definition_that_compares_goes_on() -> None:
    """The revision says so itself."""
    segments = evolution(a_kpi(value(2018, "10"), value(2019, "12", 2), comparable=(True,)), SELF)
    assert [(SegmentStart.FIRST, [(2018, "10"), (2019, "12")])] == drawn(segments)


def test_of_two_definitions_that_compare_the_later_figure_of_a_year_is_drawn() -> None:
    """A restatement under the newer definition takes the place in the drawing, not in the record."""
    kpi = a_kpi(value(2018, "10"), value(2018, "11", 2), value(2019, "12", 2), comparable=(True,))
    assert [(SegmentStart.FIRST, [(2018, "11"), (2019, "12")])] == drawn(evolution(kpi, SELF))


def test_restated_figures_form_a_series_of_their_own() -> None:
    """Under the newer definition; the old series stays as it was."""
    kpi = a_kpi(value(2017, "9"), value(2018, "10"), value(2018, "7", 2), value(2019, "8", 2), comparable=(False,))
    expected = [
        (SegmentStart.FIRST, [(2017, "9"), (2018, "10")]),
        (SegmentStart.DEFINITION, [(2018, "7"), (2019, "8")]),
    ]
    assert expected == drawn(evolution(kpi, SELF))


def test_the_sources_are_series_of_their_own() -> None:
    """What others publish is never mixed with what the cluster reported."""
    kpi = a_kpi(value(2018, "10"), value(2018, "9", source=EXTERNAL), value(2019, "12"))
    assert [(SegmentStart.FIRST, [(2018, "9")])] == drawn(evolution(kpi, EXTERNAL))
    assert [(SegmentStart.FIRST, [(2018, "10"), (2019, "12")])] == drawn(evolution(kpi, SELF))


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2018, 12, 31), [[2018, 2019]]),
        (date(2019, 1, 1), [[2018], [2019]]),
        (date(2019, 12, 31), [[2018], [2019]]),
        (date(2020, 1, 1), [[2018, 2019]]),
    ],
)
def test_a_reorganisation_breaks_the_series_where_it_lies(day: date, years: list[list[int]]) -> None:
    """After the day that one figure speaks of, and not after that of the next."""
    segments = evolution(a_kpi(value(2018, "10"), value(2019, "20")), SELF, [on(day)])
    assert years == [[point.year for point in segment.points] for segment in segments]
    assert all(segment.starts_with is SegmentStart.REORGANISATION for segment in segments[1:])


def test_a_reorganisation_without_an_exact_day_breaks_wherever_it_may_lie() -> None:
    """A break too many hides nothing."""
    around_new_year = Effective(
        earliest=date(2018, 10, 1), latest=date(2019, 3, 31), precision=Precision.INTERVAL, wording="around new year"
    )
    kpi = a_kpi(value(2017, "1"), value(2018, "2"), value(2019, "3"), value(2020, "4"))
    segments = evolution(kpi, SELF, [around_new_year])
    assert [[2017], [2018], [2019, 2020]] == [[point.year for point in segment.points] for segment in segments]


@pytest.mark.parametrize(
    ("figure", "better", "expected"),
    [
        ("120", "higher", TargetVerdict.REACHED),
        ("120.0", "higher", TargetVerdict.REACHED),
        ("119.9999", "higher", TargetVerdict.NOT_REACHED),
        ("9", "higher", TargetVerdict.NOT_REACHED),
        ("120", "lower", TargetVerdict.REACHED),
        ("121", "lower", TargetVerdict.NOT_REACHED),
        ("-5", "lower", TargetVerdict.REACHED),
    ],
)
def test_a_figure_is_judged_by_the_target_of_its_year(figure: str, better: str, expected: TargetVerdict) -> None:
    """As numbers, and in the direction that is better."""
    target = KpiTarget(year=2019, definition_version=1, target="120.00")
    assert [expected] == verdicts(a_kpi(value(2019, figure), targets=(target,), better=better))


def test_a_figure_without_a_target_is_not_judged() -> None:
    """A target of another year says nothing."""
    target = KpiTarget(year=2018, definition_version=1, target="1")
    assert [TargetVerdict.NO_TARGET] == verdicts(a_kpi(value(2019, "5"), targets=(target,)))


@pytest.mark.parametrize(
    ("is_comparable", "expected"), [(False, TargetVerdict.NOT_COMPARABLE), (True, TargetVerdict.REACHED)]
)
def test_a_target_under_another_definition_judges_only_where_it_compares(
    is_comparable: bool, expected: TargetVerdict
) -> None:
    """The revision of the definition says so."""
    target = KpiTarget(year=2019, definition_version=1, target="1")
    assert [expected] == verdicts(a_kpi(value(2019, "5", 2), targets=(target,), comparable=(is_comparable,)))
