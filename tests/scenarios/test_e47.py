"""E47: figures of others arrive years later."""

from domain.series import evolution
from schemas.kpi import KpiSource
from tests.scenarios.cast import CLUSTER, OFFICER
from tests.scenarios.givens import a_kpi, a_running_pact
from tests.scenarios.story import Story


async def test_an_external_figure_is_a_series_of_its_own_and_overwrites_nothing(story: Story) -> None:
    """The cluster said 40 in 2021; the yearbook of 2023 says 37 for the same year: both stand."""
    await a_running_pact(story)
    await a_kpi(story, "companies", "external-indicators")
    about = {"kpi": "companies", "year": 2020, "reference_date": "2020-12-31"}
    await story.on("2021-03-01")
    await story.does(CLUSTER, "record_kpi_value", source="self_reported", value="40", **about)
    await story.fails(CLUSTER, "record_kpi_value", code="not_own_figure", source="external", value="41", **about)
    await story.on("2023-06-01")
    await story.does(OFFICER, "record_kpi_value", source="external", value="37", **about)
    [kpi] = (await story.file()).kpis
    figures = {
        source: [point.value for one in evolution(kpi, source) for point in one.points]
        for source in (KpiSource.SELF_REPORTED, KpiSource.EXTERNAL)
    }
    assert {KpiSource.SELF_REPORTED: ["40"], KpiSource.EXTERNAL: ["37"]} == figures
