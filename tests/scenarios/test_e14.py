"""E14: one cluster takes over the activities of another."""

from datetime import date

from domain.counting import members_on
from schemas.cluster import ClusterState
from tests.scenarios.cast import BUDGET, OFFICER
from tests.scenarios.givens import a_registered_pact
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
