"""Rows of the read models: what people and the sweeper read, equal for equal states."""

import json
from datetime import UTC, date, datetime

from domain import pact, views
from schemas.claim import ClaimsState
from schemas.cluster import ClusterState, NamedSince
from schemas.deadline import FireDeadline, RequestExtensionOfTime
from schemas.pact import PactRegistered, PactSignedByParty, PactState, PactTextAgreed
from schemas.question.registration import ReassignQuestion
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit import question_files
from tests.unit.question_files import REGISTER
from tests.unit.scenario import CLUSTER, SYSTEM, Scenario

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
LAST_INSTANT = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)


def running() -> Scenario[PactState]:
    """A pact in which D07/2021 is due on 30 November 2020."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)


def test_the_row_of_a_pact_shows_what_is_due_and_who_is_waited_for() -> None:
    """Every field of the row."""
    scenario = running()
    assert {
        "stream": "pact/demo",
        "version": 3,
        "cluster": "demo",
        "stage": "registered",
        "pact_version": 0,
        "signatures": {"signed": 0, "required": 0, "by": [], "missing": []},
        "period": None,
        "anchor": None,
        "cap": None,
        "contested_anchors": [],
        "work_year": None,
        "years": [{"year": 2021, "is_started": False, "plan": "expected", "report": None}],
        "next_due": "2020-11-30",
        "next_instant": "2020-11-30T23:00:00.000000Z",
        "next_deadline": "D07/2021",
        "overdue": 0,
        "waiting_for": ["cluster_representative"],
        "at": "2020-10-01T07:00:00.000000Z",
        "next_item": "year plan 2021 due 2020-11-30",
    } == views.pact_row("pact/demo", scenario.state, scenario.rules)


def test_a_missed_deadline_counts_as_overdue_and_is_no_longer_next() -> None:
    """Somebody is still waited for."""
    scenario = running().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT)
    row = views.pact_row("pact/demo", scenario.state, scenario.rules)
    assert (1, None, ["cluster_representative"]) == (row["overdue"], row["next_due"], row["waiting_for"])


def test_the_row_of_a_deadline_shows_its_computation_and_what_comes_next() -> None:
    """Every field of the row."""
    scenario = running().when(
        RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 15), ground="g"), by=CLUSTER
    )
    assert (
        {
            "stream": "pact/demo",
            "cluster": "demo",
            "deadline": "D07/2021",
            "rule": "D07",
            "rule_version": "1",
            "calendar": "legal",
            "calendar_version": "1",
            "kind": "action",
            "title": {"nl": "jaarplan", "en": "year plan"},
            "legal_basis": "test decree",
            "status": "assumed",
            "waits_for": "cluster_representative",
            "waits_for_title": {"nl": "vertegenwoordiger van de cluster", "en": "cluster representative"},
            "subject": {"year": "2021"},
            "anchor": "2021-01-01",
            "raw_due": "2020-11-30",
            "due": "2020-11-30",
            "instant": "2020-11-30T23:00:00.000000Z",
            "revision": 1,
            "set_at": "2020-08-31T22:00:00.000000Z",
            "stage": "open",
            "is_taken_over": False,
            "stopped_since": None,
            "stage_at": None,
            "done_stages": [],
            "missed_revisions": [],
            "asked_due": "2020-12-15",
            "at": "2020-10-01T07:00:00.000000Z",
            "next_item": "year plan 2021 due 2020-11-30",
            "next_stage": "r60",
        },
    ) == views.deadline_rows("pact/demo", scenario.state, scenario.rules)


def test_every_item_of_the_agenda_has_a_row() -> None:
    """In order, under the key that makes it happen once."""
    scenario = running()
    rows = views.agenda_rows("pact/demo", scenario.state, scenario.rules)
    assert [item.key for item in pact.agenda(scenario.state, scenario.rules)] == [row["key"] for row in rows]


def test_a_closed_deadline_keeps_its_row_without_anything_to_come() -> None:
    """History stays visible."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    scenario = running().when(plan, by=CLUSTER, at=datetime(2020, 11, 2, 9, 0, tzinfo=UTC))
    (row,) = views.deadline_rows("pact/demo", scenario.state, scenario.rules)
    assert ("met", None, None, None) == (row["stage"], row["at"], row["next_item"], row["next_stage"])


def test_rows_are_the_same_whenever_they_are_computed() -> None:
    """Folded again from the events, byte for byte."""
    scenario = running()
    again = PactState()
    for event in scenario.history:
        again = pact.evolve(again, event)
    first, second = (views.rows("pact/demo", state, scenario.rules) for state in (scenario.state, again))
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def test_a_cluster_has_a_row_under_its_latest_name() -> None:
    """All names stay in the row."""
    state = ClusterState(
        version=2,
        is_registered=True,
        names=(NamedSince(name="Old", since=None), NamedSince(name="New", since=None)),
    )
    assert (
        (
            "cluster_view",
            "cluster/demo",
            {
                "stream": "cluster/demo",
                "version": 2,
                "name": "New",
                "names": ["Old", "New"],
                "organisation": None,
                "is_recognised": False,
            },
        ),
    ) == views.rows("cluster/demo", state, Scenario(pact.decide, pact.evolve, PactState()).rules)


def test_a_stream_of_claims_has_no_rows() -> None:
    """Its facts are read from the log."""
    assert () == views.rows("budget/2020", ClaimsState(), Scenario(pact.decide, pact.evolve, PactState()).rules)


def test_the_row_of_a_pact_shows_who_signed_and_who_did_not() -> None:
    """One of two, with the day on which it was."""
    text = PactTextAgreed(text_hash="a" * 64, signatories=("demo minister", "demo cluster"))
    signed = PactSignedByParty(signatory="demo minister", signed_on=date(2020, 3, 2), signed=1, required=2)
    scenario = running().given(text, signed)
    assert {
        "signed": 1,
        "required": 2,
        "by": [{"signatory": "demo minister", "signed_on": "2020-03-02"}],
        "missing": ["demo cluster"],
    } == views.pact_row("pact/demo", scenario.state, scenario.rules)["signatures"]


def test_the_row_of_a_question_shows_the_other_offices_that_were_asked() -> None:
    """And who had it before, and that it came in recess."""
    told = REGISTER.model_copy(update={"coordinates": ("demo-economy", "demo-work"), "in_recess": True})
    moved = ReassignQuestion(office="demo-finance", since=told.sent_on, reason="another government")
    story = question_files.empty().when(told).when(moved)
    row = views.question_row("question/1", story.state, story.rules)
    assert (["demo-economy", "demo-work"], [told.office], True) == (
        row["coordinates"],
        row["former_offices"],
        row["in_recess"],
    )
