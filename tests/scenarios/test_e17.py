"""E17: members join and leave in the middle of the year."""

from datetime import date

from domain.counting import flows, members_on
from schemas.cluster import ClusterState
from tests.scenarios.cast import CLUSTER, OFFICER
from tests.scenarios.givens import a_registered_pact
from tests.scenarios.story import NAME, Story

STREAM = f"cluster/{NAME}"


async def test_members_are_counted_on_a_day_and_compared_between_two(story: Story) -> None:
    """Three on New Year; one leaves in May and one joins in June: three again, two of them the same."""
    await story.on("2021-01-04")
    await a_registered_pact(story)
    for member in ("demo-works", "demo-lab", "demo-yard"):
        admitted = {"member": member, "member_class": "sme", "since": "2021-01-01"}
        await story.does(OFFICER, "admit_member", stream=STREAM, **admitted)
    await story.on("2021-07-01")
    await story.does(CLUSTER, "end_membership", stream=STREAM, member="demo-yard", last_day="2021-05-31")
    joined = {"member": "demo-mill", "member_class": "large_company", "since": "2021-06-15"}
    await story.does(CLUSTER, "admit_member", stream=STREAM, **joined)
    state = await story.state(STREAM)
    assert isinstance(state, ClusterState)
    members = {NAME: state.members}
    counts = [members_on(members, date(2021, month, day)).total for month, day in ((5, 31), (6, 1), (6, 15))]
    assert [3, 2, 3] == counts
    moved = flows(members, date(2021, 1, 1), date(2021, 7, 1))
    assert (("demo-lab", "demo-works"), ("demo-mill",), ("demo-yard",)) == (moved.staying, moved.new, moved.leaving)
