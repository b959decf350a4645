"""E15: a cluster leaves the programme."""

from datetime import date

from domain.cluster import is_recognised_on
from schemas.budget.whole import BudgetState
from schemas.cluster import ClusterState
from tests.scenarios.cast import BUDGET, LEADER, OFFICER, SECRETARY
from tests.scenarios.givens import SIX, a_running_pact, six_running_pacts
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


async def test_projects_run_on_when_their_cluster_has_left(story: Story) -> None:
    """What was committed to them is paid as it was; the support that runs beside it ends by a decision of its own."""
    await a_running_pact(story)
    await story.does(SECRETARY, "recognise_cluster", stream=CLUSTER, recognised_on="2020-01-06")
    budget = "budget/2020"
    await story.does(BUDGET, "open_budget_year", stream=budget)
    await story.does(BUDGET, "propose_envelope", stream=budget, cents=7_500_000_000, grounds="the decree")
    await story.approves(LEADER, "approve_envelope", stream=budget)
    await story.does(BUDGET, "reserve_for_cluster", stream=budget, cluster=NAME, cents=800_000_000)
    work = {"line": NAME, "clusters": [NAME], "cents": 100_000_000, "decided_on": "2020-01-06"}
    await story.does(BUDGET, "record_commitment_of_funds", stream=budget, project="project-1", **work)
    await story.on("2021-03-02")
    await story.does(SECRETARY, "end_recognition", stream=CLUSTER, ended_on="2021-03-01", reason="its own wish")
    paid = {"stream": budget, "project": "project-1", "cents": 40_000_000, "paid_on": "2021-03-02"}
    await story.does(BUDGET, "record_payment", **paid)
    await story.then("funds.paid", open_cents=60_000_000, **paid)
    state = await story.state(budget)
    assert isinstance(state, BudgetState)
    assert [("project-1", 100_000_000)] == [(one.project, one.committed_cents) for one in state.projects]
    await story.then_no("reservation.released", stream=budget)


async def test_the_count_of_today_changes_and_what_was_told_about_last_year_does_not(story: Story) -> None:
    """Of six clusters five are left: their members alone are counted today, and those of six about the year before."""
    await six_running_pacts(story)
    for cluster in SIX:
        stream, member = f"cluster/{cluster}", {"member": f"demo-{cluster}", "member_class": "sme"}
        await story.does(SECRETARY, "recognise_cluster", stream=stream, recognised_on="2020-01-06")
        await story.does(OFFICER, "admit_member", stream=stream, since="2020-01-06", **member)
    await story.on("2021-02-26")
    before = (await story.answer("2020-06-01")).parts
    await story.on("2021-03-02")
    await story.does(SECRETARY, "end_recognition", stream=CLUSTER, ended_on="2021-03-01", reason="its own wish")
    assert [6, 6, 5] == [await _recognised(story, date(2021, month, 1)) for month in (1, 2, 3)]
    assert before == (await story.answer("2020-06-01")).parts
    counts = [await story.says("members_total", day) for day in ("2020-06-01", "2021-03-02")]
    assert [6, 5] == [one.value["total"] for [one] in counts]
    assert [[], ["The recognition of Duin ended on 1 March 2021."]] == [
        [one.text for one in await story.says("recognition_ended", day)] for day in ("2020-06-01", "2021-03-02")
    ]


async def _recognised(story: Story, on: date) -> int:
    states = [await story.state(f"cluster/{cluster}") for cluster in SIX]
    return sum(is_recognised_on(state, on) for state in states if isinstance(state, ClusterState))
