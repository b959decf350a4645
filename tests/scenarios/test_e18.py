"""E18: a member grows, two members merge, and one is a member twice."""

from datetime import date

from domain.counting import members_on
from schemas.cluster import ClusterState
from schemas.membership import MemberClass
from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import Story


async def test_a_class_has_its_days_a_merger_makes_one_of_two_and_two_clusters_count_once(story: Story) -> None:
    """Four memberships in two clusters are three organisations, and from the merger on two."""
    await story.on("2021-01-04")
    await a_registered_pact(story, "duin", "heide")
    for cluster, member in (
        ("duin", "demo-works"),
        ("heide", "demo-works"),
        ("duin", "demo-lab"),
        ("duin", "demo-mill"),
    ):
        admitted = {"member": member, "member_class": "sme", "since": "2021-01-01"}
        await story.does(OFFICER, "admit_member", stream=f"cluster/{cluster}", **admitted)
    await story.on("2021-09-01")
    grown = {"member": "demo-mill", "member_class": "large_company", "since": "2021-04-01"}
    await story.does(OFFICER, "change_member_class", stream="cluster/duin", **grown)
    merged = {"member": "demo-lab", "into": "demo-works", "since": "2021-07-01"}
    await story.does(OFFICER, "merge_member", stream="cluster/duin", **merged)
    states = {name: await story.state(f"cluster/{name}") for name in ("duin", "heide")}
    members = {name: state.members for name, state in states.items() if isinstance(state, ClusterState)}
    spring, autumn = members_on(members, date(2021, 3, 31)), members_on(members, date(2021, 9, 1))
    assert (3, 2) == (spring.total, autumn.total)
    assert (3, 0) == tuple(dict(spring.by_class)[one] for one in (MemberClass.SME, MemberClass.LARGE_COMPANY))
    assert (1, 1) == tuple(dict(autumn.by_class)[one] for one in (MemberClass.SME, MemberClass.LARGE_COMPANY))
