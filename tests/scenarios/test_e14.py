"""E14: one cluster takes over the activities of another."""

from datetime import date

from domain.counting import members_on
from domain.series import evolution
from schemas.cluster import ClusterState
from schemas.kpi import KpiSource, SegmentStart
from tests.scenarios.cast import BUDGET, OFFICER
from tests.scenarios.givens import a_kpi, a_registered_pact
from tests.scenarios.story import Story

DAY = {"earliest": "2021-09-01", "latest": "2021-09-01"}


async def test_what_is_taken_over_is_a_relation_and_moves_neither_money_nor_counts_anybody_twice(story: Story) -> None:
    """Members of both count once; the reservation of the one that went stays where it is until somebody decides."""
    await story.on("2021-01-04")
    await a_registered_pact(story, "heide", "duin")
    budget = "budget/2021"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "foresee_envelope", stream=budget, cents=7_500_000_000)
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, cluster="heide", cents=100_000_000)
    both, one = {"member": "demo-works", "member_class": "sme"}, {"member": "demo-lab", "member_class": "sme"}
    for cluster, member in (("heide", both), ("duin", both), ("duin", one)):
        await story.does(OFFICER, "admit_member", stream=f"cluster/{cluster}", since="2021-01-01", **member)
    await story.on("2021-09-06")
    taken = {"sort": "took_over_activities_of", "other": "heide", "on": DAY}
    await story.does(OFFICER, "record_reorganisation", stream="cluster/duin", **taken)
    await story.then("cluster.activities_taken_over", stream="cluster/duin", origin="heide")
    await story.then_no("reservation.transferred", stream=budget)
    states = {name: await story.state(f"cluster/{name}") for name in ("duin", "heide")}
    members = {name: state.members for name, state in states.items() if isinstance(state, ClusterState)}
    assert 2 == members_on(members, date(2021, 9, 6)).total


async def test_figures_of_before_and_after_a_takeover_stand_in_two_stretches(story: Story) -> None:
    """Nobody draws a line from 40 to 55: whom it is counted for has changed."""
    await story.on("2021-09-06")
    await a_registered_pact(story, "heide", "duin")
    taken = {"sort": "took_over_activities_of", "other": "heide", "on": DAY}
    await story.does(OFFICER, "record_reorganisation", stream="cluster/duin", **taken)
    await a_kpi(story, "companies")
    await story.on("2022-02-01")
    for year, value in ((2020, "40"), (2021, "55")):
        figure = {"kpi": "companies", "year": year, "value": value, "reference_date": f"{year}-12-31"}
        await story.does(OFFICER, "record_kpi_value", source="self_reported", **figure)
    state = await story.state("cluster/duin")
    assert isinstance(state, ClusterState)
    changes = [since for _, _, since in state.relations]
    [kpi] = (await story.file()).kpis
    stretches = evolution(kpi, KpiSource.SELF_REPORTED, changes)
    assert [SegmentStart.FIRST, SegmentStart.REORGANISATION] == [one.starts_with for one in stretches]
