"""E15: a cluster leaves the programme."""

from domain.cluster import is_recognised_on
from schemas.cluster import ClusterState
from tests.scenarios.cast import SECRETARY
from tests.scenarios.givens import a_running_pact
from tests.scenarios.story import NAME, Story

CLUSTER = f"cluster/{NAME}"


async def test_recognition_ends_and_what_was_answered_before_stays_as_it_was(story: Story) -> None:
    """Today it is no spearhead cluster any more; about last year it still is one, and its file can be read."""
    await a_running_pact(story)
    await story.does(SECRETARY, "recognise_cluster", stream=CLUSTER, recognised_on="2020-01-06")
    await story.on("2021-03-02")
    before = await story.knowledge("2020-06-01")
    await story.does(SECRETARY, "end_recognition", stream=CLUSTER, ended_on="2021-03-01", reason="its own wish")
    await story.then("cluster.recognition_ended", stream=CLUSTER, ended_on="2021-03-01")
    assert before == await story.knowledge("2020-06-01", known_on="2021-03-01")
    state = await story.state(CLUSTER)
    assert isinstance(state, ClusterState)
    assert (True, False) == tuple(
        is_recognised_on(state, day.date()) for day in (story.now.replace(year=2020), story.now)
    )
    assert NAME == (await story.file()).cluster
