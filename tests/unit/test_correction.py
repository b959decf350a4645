"""Corrections of recorded facts: two people, the right fields, and the file read as corrected from then on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain import pact, stream
from domain.correctable import BROUGHT_BY_TIME, INSTEAD, correctable, reader
from domain.correction import amended
from domain.knowledge import find, known
from domain.vocabulary import EVENTS
from schemas.agreement.award import RecordAwardDecision
from schemas.claim import ApproveCorrection, CodeValue, CorrectionProposed, FactCorrected, ProposeCorrection
from schemas.deadline import DeadlineStage
from schemas.evaluation import PactYearlyEvaluationCompleted
from schemas.event import Recorded
from schemas.pact import OpenPactNegotiation, PactRegistered, PactStage, PactState, RegisterPact
from schemas.people import Actor
from schemas.support import AgreementTerminated, Measure, MeasureProposed
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import YearPlanSubmitted
from tests.unit.payloads import wire_name
from tests.unit.scenario import CLUSTER, MORNING, OFFICER, REVIEWER, SYSTEM, Scenario, on

HASH, RIGHT = "a" * 64, "the right plan"
EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
SENT_AT = datetime(2020, 11, 20, 9, 0, tzinfo=UTC)
PLAN = YearPlanSubmitted(year=2021, round=1, plan_hash=HASH, title="plan", received_on=date(2020, 11, 20))


EVALUATED = PactYearlyEvaluationCompleted(year=2020, outcome="new_version", findings="f", completed_on=date(2020, 3, 2))

TERMINATED = AgreementTerminated(
    cluster="demo",
    period=1,
    ended_on=date(2020, 3, 2),
    grounds="g",
    running_projects=(),
    decided_on=date(2020, 1, 6),
    minutes="m",
)


def a_file() -> Scenario[PactState]:
    """A pact file whose plan for 2021 came in; the plan stands at position 5."""
    scenario = Scenario(pact.decide, pact.evolve, PactState()).when(RegisterPact(cluster="demo"))
    scenario.when(OpenPactNegotiation()).when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)
    return scenario.at(SENT_AT).given(PLAN, by=CLUSTER)


def of_the_plan(**changes: object) -> ProposeCorrection:
    """Another title for the plan."""
    fields = {"corrects": 5, "correction_kind": "replaces", "fields": [["title", RIGHT]], "reason": "misread"}
    return ProposeCorrection.model_validate({**fields, **changes})


def approval(scenario: Scenario[PactState]) -> ApproveCorrection:
    """The approval of what was just proposed."""
    payload = scenario.answer[0].payload
    assert isinstance(payload, CorrectionProposed)
    return ApproveCorrection(corrects=payload.corrects, proposal_hash=payload.proposal_hash)


def corrected(scenario: Scenario[PactState], command: ProposeCorrection) -> Scenario[PactState]:
    """The correction proposed and approved, and the file folded anew."""
    scenario.when(command, by=OFFICER)
    scenario.when(approval(scenario), by=REVIEWER).then_types("fact.corrected")
    assert stream.needs_refold(scenario.history[-1])
    state = stream.fold("pact/demo", scenario.history)
    assert isinstance(state, PactState)
    scenario.state = state
    return scenario


def as_it_reads(scenario: Scenario[PactState], position: int) -> Recorded:
    """The event at this position after every correction."""
    return next(event for event in amended(scenario.history) if event.position == position)


def test_a_proposal_changes_nothing() -> None:
    """It waits for another person."""
    scenario = a_file().when(of_the_plan(), by=OFFICER).then_types("correction.proposed")
    assert PLAN == as_it_reads(scenario, 5).payload
    scenario.when(of_the_plan(), by=OFFICER).then_nothing()


def test_once_approved_the_file_reads_as_if_the_event_had_been_so() -> None:
    """The event itself stays, and so does its version."""
    scenario = corrected(a_file(), of_the_plan())
    assert RIGHT == getattr(as_it_reads(scenario, 5).payload, "title", None)
    assert PLAN == scenario.history[4].payload
    assert len(scenario.history) == scenario.state.version
    assert 5 in scenario.state.claims.corrected


def test_a_corrected_date_counts_from_then_on() -> None:
    """The effective day of the event is corrected like a field."""
    scenario = corrected(a_file(), of_the_plan(fields=[], effective=on(date(2020, 11, 19)).model_dump(mode="json")))
    assert on(date(2020, 11, 19)) == as_it_reads(scenario, 5).effective


def test_a_later_correction_is_laid_over_an_earlier_one() -> None:
    """Each of its own fields."""
    scenario = corrected(corrected(a_file(), of_the_plan()), of_the_plan(fields=[["received_on", "2020-11-19"]]))
    changed = PLAN.model_copy(update={"title": RIGHT, "received_on": date(2020, 11, 19)})
    assert changed == as_it_reads(scenario, 5).payload


def test_what_is_withdrawn_never_happened_from_then_on() -> None:
    """The negotiation was opened on the wrong file; where it belongs is named."""
    withdrawal = of_the_plan(corrects=2, correction_kind="withdraws", fields=[], moved_to="pact/other")
    scenario = corrected(a_file(), withdrawal)
    assert scenario.state.pact is not None
    assert PactStage.REGISTERED == scenario.state.pact.stage
    payload = scenario.history[-1].payload
    assert isinstance(payload, FactCorrected)
    assert "pact/other" == payload.moved_to
    scenario.when(withdrawal, by=OFFICER).then_refused("already_withdrawn")


def test_what_was_withdrawn_can_be_recorded_again() -> None:
    """The file is as it was before."""
    scenario = corrected(a_file(), of_the_plan(corrects=2, correction_kind="withdraws", fields=[]))
    scenario.when(OpenPactNegotiation()).then_types("pact.negotiation_opened")


def test_deadlines_that_followed_a_corrected_date_stay_where_they_are() -> None:
    """Only an accepted recount moves them."""
    award = RecordAwardDecision(decided_on=MORNING.date(), minutes="m")
    scenario = Scenario(pact.decide, pact.evolve, PactState()).when(RegisterPact(cluster="demo")).when(award)
    before = scenario.state.deadlines
    corrected(scenario, of_the_plan(corrects=2, fields=[["decided_on", "2020-02-27"]]))
    assert before == scenario.state.deadlines
    assert DeadlineStage.OPEN == scenario.state.deadlines[0].stage


def test_nobody_approves_their_own_correction() -> None:
    """Nor does somebody in their name."""
    scenario = a_file().when(of_the_plan(), by=OFFICER)
    asked = approval(scenario)
    scenario.when(asked, by=Actor(person=OFFICER.person, role="reviewer")).then_refused("four_eyes")
    delegate = Actor(person="demo-gingko", role="case_officer", on_behalf_of=OFFICER.person)
    scenario.when(asked, by=delegate).then_refused("four_eyes")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"corrects": 99}, "unknown_fact"),
        ({"corrects": 4}, "unknown_fact"),
        ({"fields": []}, "empty_correction"),
        ({"correction_kind": "withdraws"}, "empty_correction"),
        ({"moved_to": "pact/other"}, "empty_correction"),
        ({"value": CodeValue(code="x").model_dump()}, "empty_correction"),
        ({"fields": [["titel", RIGHT]]}, "unknown_field"),
        ({"fields": [["type", "year_plan.approved"]]}, "unknown_field"),
        ({"fields": [["year", 2022]]}, "not_correctable_field"),
        ({"fields": [["round", 2]]}, "not_correctable_field"),
        ({"fields": [["plan_hash", HASH]]}, "not_correctable_field"),
        ({"fields": [["title", 2022]]}, "wrong_value_kind"),
        ({"fields": [["received_on", "0001-01-01"]]}, "wrong_value_kind"),
        ({"fields": [["received_on", "9999-12-31"]]}, "wrong_value_kind"),
        ({"fields": [["received_on", "yesterday"]]}, "wrong_value_kind"),
        ({"fields": [["received_on", None]]}, "wrong_value_kind"),
        ({"fields": [["title", "a"], ["title", "b"]]}, "field_twice"),
        ({"corrects": 3, "fields": [["year_start", "2021-07-01"]]}, "not_correctable"),
        ({"corrects": 3, "correction_kind": "withdraws", "fields": []}, "not_correctable"),
    ],
)
def test_an_unsound_correction_is_refused(change: dict[str, Any], code: str) -> None:
    """Before anybody has to judge it: position 4 is a deadline, position 3 is what its day brought."""
    a_file().when(of_the_plan(**change), by=OFFICER).then_refused(code)


def test_a_proposal_and_a_correction_are_no_facts_to_correct() -> None:
    """A wish is made anew, and a correction is corrected by another one."""
    scenario = a_file().given(
        MeasureProposed(
            measure=Measure.SUSPEND_SUPPORT, on=SENT_AT.date(), grounds="g", running_projects=(), proposal_hash=HASH
        )
    )
    for event in corrected(scenario, of_the_plan()).history[-3:]:
        scenario.when(of_the_plan(corrects=event.position), by=OFFICER).then_refused("unknown_fact")


def test_a_field_that_stays_is_refused_with_those_that_can_be_corrected() -> None:
    """And with what to do instead."""
    scenario = a_file().when(of_the_plan(fields=[["year", 2022]]), by=OFFICER)
    assert scenario.refusal is not None
    assert "received_on, title" in scenario.refusal.detail
    assert "withdraw the fact and record it anew" in scenario.refusal.detail


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_what_a_fact_is_about_is_never_corrected(name: str) -> None:
    """Nor is a hash: neither is a typing error, and other facts are found by them."""
    kept = {"cluster", "period", "year", "round", "project", "line", "kpi", "lesson", "commitment", "condition"}
    assert set() == {field for field in correctable(name) if field in kept or field.endswith("_hash")}


@pytest.mark.parametrize("name", sorted(INSTEAD.keys() | BROUGHT_BY_TIME))
def test_what_is_never_corrected_says_what_to_do_instead(name: str) -> None:
    """A value of a KPI is restated, the anchor of the cap is fixed anew, a sent answer stays as it was sent."""
    assert name in EVENTS
    scenario = a_file()
    kept = (*scenario.state.claims.facts, (77, name))
    scenario.state = scenario.state.model_copy(
        update={"claims": scenario.state.claims.model_copy(update={"facts": kept})}
    )
    scenario.when(of_the_plan(corrects=77), by=OFFICER).then_refused("not_correctable")
    assert scenario.refusal is not None
    assert INSTEAD.get(name, "it came with its day") in scenario.refusal.detail


def test_every_field_of_every_event_can_be_asked_for_its_right_value() -> None:
    """No field is of a kind that the validation cannot read."""
    for name, event in EVENTS.items():
        assert wire_name(event) == name
        for field in event.model_fields:
            assert reader(name, field) is not None


def test_an_answer_of_before_the_correction_is_unchanged_and_one_after_it_shows_the_evidence() -> None:
    """Two clocks: what was known on an earlier instant stays what was known."""
    scenario = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    scenario.given(EVALUATED)
    fixed = of_the_plan(corrects=2, fields=[["outcome", "unchanged"]])
    scenario.at(MORNING + timedelta(days=1))
    corrected(scenario, fixed)
    before = find(known(scenario.history, date(2021, 6, 1), MORNING), "pact/demo", "yearly_evaluation")
    after = find(known(scenario.history, date(2021, 6, 1), scenario.now), "pact/demo", "yearly_evaluation")
    assert [CodeValue(code="new_version")] == [one.leading.value for one in before]
    assert [CodeValue(code="unchanged")] == [one.leading.value for one in after]
    assert [[2], [2, 4]] == [[one.position for one in told[0].leading.evidence] for told in (before, after)]


def test_what_counts_from_the_day_after_still_does_when_its_day_is_corrected() -> None:
    """An agreement that was ended on the 30th had ended on the 31st."""
    scenario = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    scenario.given(TERMINATED)
    right_day = on(date(2020, 1, 30)).model_dump(mode="json")
    corrected(scenario, of_the_plan(corrects=2, fields=[["ended_on", "2020-01-30"]], effective=right_day))
    told = {
        day: bool(find(known(scenario.history, day, scenario.now), "pact/demo", "agreement_state"))
        for day in (date(2020, 1, 30), date(2020, 1, 31))
    }
    assert {date(2020, 1, 30): False, date(2020, 1, 31): True} == told


def test_a_withdrawn_fact_is_known_no_more() -> None:
    """From the instant of the correction on."""
    scenario = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    scenario.given(EVALUATED).at(MORNING + timedelta(days=1))
    corrected(scenario, of_the_plan(corrects=2, correction_kind="withdraws", fields=[]))
    after = known(scenario.history, date(2021, 6, 1), MORNING + timedelta(days=1))
    assert [] == find(after, "pact/demo", "yearly_evaluation")
    assert 1 == len(find(known(scenario.history, date(2021, 6, 1), MORNING), "pact/demo", "yearly_evaluation"))
