"""E13: a cluster takes another name."""

from domain.cluster import is_called
from schemas.cluster import ClusterState
from tests.scenarios.cast import OFFICER
from tests.scenarios.givens import a_running_pact
from tests.scenarios.story import NAME, Story


async def test_a_renamed_cluster_keeps_its_file_and_answers_use_the_name_of_the_day(story: Story) -> None:
    """The old name stays in the file; about a day before the change the old one is told, whenever one asks."""
    await a_running_pact(story)
    await story.on("2021-09-01")
    since = {"earliest": "2021-09-01", "latest": "2021-09-01"}
    await story.does(OFFICER, "rename_cluster", stream=f"cluster/{NAME}", name="Nieuw Duin", since=since)
    await story.then("cluster.renamed", stream=f"cluster/{NAME}", name="Nieuw Duin", former_name="Duin")
    state = await story.state(f"cluster/{NAME}")
    assert isinstance(state, ClusterState)
    assert ["Duin", "Nieuw Duin"] == [one.name for one in state.names]
    assert [True, True, False] == [is_called(state, text) for text in ("duin", "Nieuw Duin", "Heide")]
    await story.on("2022-01-10")
    for day, name in (("2021-08-31", "Duin"), ("2021-09-01", "Nieuw Duin")):
        [cluster] = (await story.knowledge(as_of=day)).clusters
        assert (name, f"pact/{NAME}") == (cluster.name, cluster.pact)
        [support] = await story.says("agreement_period", day)
        runs = "runs from 15 January 2020 to 14 January 2023, both included."
        assert f"The first support agreement of {name} {runs}" == support.text
        told = await story.answer(day)
        headings = {row.heading for part in told.parts for table in part.tables for row in table.rows}
        assert {name} == headings & {"Duin", "Nieuw Duin"}
