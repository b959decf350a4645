"""E19: a KPI is defined anew."""

from domain.series import evolution
from schemas.kpi import KpiSource, SegmentStart
from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_kpi, a_running_pact
from tests.scenarios.story import Story


async def test_figures_under_another_definition_break_the_series_and_old_years_can_be_restated_beside(
    story: Story,
) -> None:
    """Companies 'in projects' became companies 'in running projects': two stretches, and 2020 stands in both."""
    await a_running_pact(story)
    await a_kpi(story, "companies")
    await story.on("2022-02-01")
    told = {"kpi": "companies", "source": "self_reported"}
    for year, value in ((2020, "40"), (2021, "44")):
        await story.does(OFFICER, "record_kpi_value", year=year, value=value, reference_date=f"{year}-12-31", **told)
    revised = {"definition": "companies in running projects", "unit": "companies", "is_comparable": False}
    await story.does(OFFICER, "revise_kpi_definition", kpi="companies", reason="projects end", **revised)
    restated = {"year": 2021, "value": "31", "reference_date": "2021-12-31", "definition_version": 2}
    await story.does(OFFICER, "restate_kpi_value", reason="the same year under the new definition", **restated, **told)
    [kpi] = (await story.file()).kpis
    stretches = evolution(kpi, KpiSource.SELF_REPORTED)
    assert [("40", "44"), ("31",)] == [tuple(point.value for point in one.points) for one in stretches]
    assert [SegmentStart.FIRST, SegmentStart.DEFINITION] == [one.starts_with for one in stretches]
