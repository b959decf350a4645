"""The pact as a whole: slices composed, ends that bring what they bring, and one agenda for all that time does."""

from datetime import UTC, date, datetime

import pytest

from domain import pact, stream
from domain.pact import agenda, due_now, next_after, system_command
from schemas.agreement.extension import ExtensionGranted
from schemas.agreement.period import (
    ActivateAgreement,
    AgreementActivated,
    AgreementDrafted,
    AgreementExpired,
    AgreementSigned,
    AgreementStage,
)
from schemas.budget.whole import BudgetState
from schemas.cluster import ClusterState
from schemas.deadline import DeadlineReached, DueItem, DueKind, FireDeadline
from schemas.pact import PactRegistered, PactState, RegisterPact
from schemas.people import PersonState, RegisterPerson
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from schemas.workyear import ExpectYearPlan, ReportExpected, StartWorkYear, WorkYearStarted
from schemas.year_plan import SubmitYearPlan
from tests.unit.programme import rules_of
from tests.unit.scenario import CLUSTER, MORNING, OFFICER, SYSTEM, Scenario

START = datetime(2017, 12, 31, 23, 0, tzinfo=UTC)
"""1 January 2018, midnight in Brussels."""

END = datetime(2020, 12, 31, 23, 0, tzinfo=UTC)
"""The first instant after 31 December 2020 in Brussels."""

HASH = "b" * 64

GRANTED = ExtensionGranted(
    period=1,
    months=36,
    new_start=date(2021, 1, 1),
    new_end=date(2023, 12, 31),
    decided_on=date(2020, 6, 1),
    minutes="m",
)


def registered() -> Scenario[PactState]:
    """A pact file that was just opened."""
    return Scenario(pact.decide, pact.evolve, PactState()).when(RegisterPact(cluster="demo"))


def signed() -> Scenario[PactState]:
    """A support agreement for 2018 to 2020 that is signed and has not begun."""
    period = {"period": 1, "start": date(2018, 1, 1), "end": date(2020, 12, 31)}
    drafted = AgreementDrafted.model_validate({**period, "text_hash": HASH})
    scenario = registered().at(datetime(2017, 12, 1, 9, 0, tzinfo=UTC))
    return scenario.given(drafted, AgreementSigned.model_validate({**period, "signed_on": date(2017, 11, 30)}))


def running() -> Scenario[PactState]:
    """The same agreement on its first day."""
    return signed().when(ActivateAgreement(period=1), by=SYSTEM, at=START)


def keys(scenario: Scenario[PactState]) -> list[str]:
    """The keys of the agenda, in its order."""
    return [item.key for item in agenda(scenario.state, scenario.rules)]


def item_of(scenario: Scenario[PactState], key: str) -> DueItem:
    """The item of the agenda with this key."""
    return next(item for item in agenda(scenario.state, scenario.rules) if item.key == key)


def test_the_version_follows_the_stream() -> None:
    """Registering is the first event."""
    assert (1, "demo") == (registered().state.version, registered().state.cluster)


def test_a_signed_period_waits_on_the_agenda_for_its_first_day() -> None:
    """Midnight in Brussels, by its own command."""
    scenario = signed()
    item = item_of(scenario, "agreement|1|activate")
    assert (START, ActivateAgreement(period=1)) == (item.at, system_command(item))


def test_activating_a_period_sets_its_deadlines_in_the_same_decision() -> None:
    """The validity end and the interim evaluation follow from one event."""
    scenario = running().then_types("agreement.activated", "deadline.set", "deadline.set")
    assert ["D02/1", "D04/1"] == [one.id for one in scenario.state.deadlines]


def test_an_activated_period_leaves_the_agenda() -> None:
    """What is done is not asked again."""
    assert "agreement|1|activate" not in keys(running())


def test_the_first_plan_is_expected_for_the_year_after_activation() -> None:
    """Active since 2018, so the plan for 2019, on 1 September 2018."""
    item = item_of(running(), "year|2019|expect")
    assert (datetime(2018, 8, 31, 22, 0, tzinfo=UTC), ExpectYearPlan(year=2019)) == (item.at, system_command(item))


def test_plans_are_expected_one_year_at_a_time() -> None:
    """Only the next one stands on the agenda, and none beyond the last period."""
    scenario = running()
    found: list[list[str]] = []
    for year in (2019, 2020):
        found.append([key for key in keys(scenario) if key.endswith("expect")])
        scenario.when(ExpectYearPlan(year=year), by=SYSTEM)
    assert [["year|2019|expect"], ["year|2020|expect"]] == found
    assert [] == [key for key in keys(scenario) if key.endswith("expect")]


def test_a_granted_extension_lets_the_next_plan_be_expected() -> None:
    """The plan for 2021 is due before the new period begins."""
    scenario = running()
    for year in (2019, 2020):
        scenario.when(ExpectYearPlan(year=year), by=SYSTEM)
    scenario.given(GRANTED)
    assert ["year|2021|expect"] == [key for key in keys(scenario) if key.endswith("expect")]


def test_without_active_support_no_plan_is_expected() -> None:
    """The next period was granted and never signed; the first one has expired."""
    scenario = running().given(GRANTED)
    for year in (2019, 2020, 2021):
        scenario.when(ExpectYearPlan(year=year), by=SYSTEM)
    scenario.given(AgreementExpired(period=1, end=date(2020, 12, 31)))
    assert [] == [key for key in keys(scenario) if key.endswith("expect")]


def test_the_next_work_year_starts_on_the_first_of_january_in_brussels() -> None:
    """Active since 2018: the service starts 2019, and the report on 2018 is expected then."""
    scenario = running()
    item = item_of(scenario, "year|2019|start")
    assert (datetime(2018, 12, 31, 23, 0, tzinfo=UTC), StartWorkYear(year=2019)) == (item.at, system_command(item))
    scenario.when(StartWorkYear(year=2019), by=SYSTEM, at=item.at)
    assert ["work_year.started", "report.expected"] == [one.payload.type for one in scenario.answer][:2]


def test_the_report_on_the_last_year_is_expected_after_the_end_and_then_no_year_more() -> None:
    """Support ended on 31 December 2020; one item is left, and after it none."""
    scenario = running()
    for year in (2019, 2020):
        scenario.when(StartWorkYear(year=year), by=SYSTEM, at=datetime(year, 1, 1, tzinfo=UTC))
    scenario.when(FireDeadline(deadline="D02/1", revision=1), by=SYSTEM, at=END)
    assert ["year|2021|report"] == [key for key in keys(scenario) if key.startswith("year")]
    scenario.when(system_command(item_of(scenario, "year|2021|report")), by=SYSTEM, at=END)
    scenario.then(ReportExpected(year=2020, year_end=date(2020, 12, 31)), *[e.payload for e in scenario.answer[1:]])
    assert [] == [key for key in keys(scenario) if key.startswith("year")]


def test_a_year_starts_by_a_key_of_its_own_when_the_grant_is_recorded_after_new_year() -> None:
    """The report on 2020 was expected as that on the last year; 2021 starts all the same, and 2022 after it."""
    scenario = running()
    for year in (2019, 2020, 2021):
        scenario.when(StartWorkYear(year=year), by=SYSTEM, at=datetime(year, 1, 1, tzinfo=UTC))
    scenario.given(GRANTED)
    item = item_of(scenario, "year|2021|start")
    scenario.when(system_command(item), by=SYSTEM, at=datetime(2021, 1, 5, tzinfo=UTC))
    started = scenario.answer[0].payload
    assert isinstance(started, WorkYearStarted)
    assert (2021, date(2021, 1, 1)) == (started.year, started.year_start)
    assert "report.expected" not in [event.payload.type for event in scenario.answer]
    assert ["year|2022|start"] == [key for key in keys(scenario) if key.endswith(("start", "report"))]


def test_a_report_that_is_expected_already_needs_no_year_after_the_last() -> None:
    """Nothing starts only for its sake."""
    scenario = running()
    for year in (2019, 2020):
        scenario.when(StartWorkYear(year=year), by=SYSTEM, at=datetime(year, 1, 1, tzinfo=UTC))
    scenario.given(ReportExpected(year=2020, year_end=date(2020, 12, 31)))
    assert [] == [key for key in keys(scenario) if key.endswith(("start", "report"))]


def test_the_end_of_a_period_without_a_next_one_ends_the_agreement_and_its_deadlines() -> None:
    """Reached, expired, and what waited for the period falls away, in one decision."""
    scenario = running().when(FireDeadline(deadline="D02/1", revision=1), by=SYSTEM, at=END)
    scenario.then_types("deadline.reached", "agreement.expired", "deadline.cancelled")
    assert DeadlineReached(deadline="D02/1", revision=1, due=date(2020, 12, 31)) == scenario.answer[0].payload
    assert AgreementExpired(period=1, end=date(2020, 12, 31)) == scenario.answer[1].payload


def test_the_end_of_a_period_with_a_signed_next_one_goes_over_to_it() -> None:
    """No silent roll-over: the next period was granted, drawn up and signed before."""
    period = {"period": 2, "start": date(2021, 1, 1), "end": date(2023, 12, 31)}
    scenario = running().given(
        AgreementDrafted.model_validate({**period, "text_hash": HASH}),
        AgreementSigned.model_validate({**period, "signed_on": date(2020, 12, 1)}),
    )
    scenario.when(FireDeadline(deadline="D02/1", revision=1), by=SYSTEM, at=END)
    scenario.then_types("deadline.reached", "agreement.extended")
    assert AgreementStage.EXTENDED is scenario.state.agreement.periods[0].stage


def test_a_period_that_is_only_registered_as_active_still_gets_its_end() -> None:
    """The year from which the service counts is that in which it first saw the period run."""
    activated = AgreementActivated(
        period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2018, 1, 1)
    )
    assert 2018 == signed().given(activated).state.agreement.active_since_year


def test_a_validity_end_is_reminded_of_where_its_rule_lists_stages() -> None:
    """Sixty days before 31 December 2020, at nine in Brussels."""
    scenario = running()
    assert datetime(2020, 11, 1, 8, 0, tzinfo=UTC) == item_of(scenario, "deadline|D02/1|1|r60").at


def test_the_agenda_is_ordered_by_instant_and_then_by_key() -> None:
    """The same items in the same order, whatever the order in which they arose."""
    items = agenda(running().state, rules_of())
    assert sorted(items, key=lambda item: (item.at, item.key)) == list(items)


def test_before_a_policy_is_adopted_nothing_is_on_the_agenda() -> None:
    """Without rules there are no terms."""
    assert () == agenda(PactState(), RulesState())


def test_of_several_reminders_that_have_come_only_the_last_is_due() -> None:
    """After an outage until 25 November: r60, r30 and r10 have come, r10 goes out, and then none of them is left."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 8, 31, 22, tzinfo=UTC))
    now = datetime(2020, 11, 25, 12, 0, tzinfo=UTC)
    assert ["deadline|D07/2021|1|r10"] == [item.key for item in due_now(scenario.state, scenario.rules, now)]
    scenario.when(system_command(due_now(scenario.state, scenario.rules, now)[0]), by=SYSTEM, at=now)
    assert () == due_now(scenario.state, scenario.rules, now)
    assert ["deadline|D07/2021|1|r1", "deadline|D07/2021|1|r0", "deadline|D07/2021|1|fire"] == keys(scenario)


def test_a_reminder_gives_way_to_the_deadline_itself() -> None:
    """When the day has passed, reminding of it makes no sense."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 8, 31, 22, tzinfo=UTC))
    now = datetime(2020, 12, 1, 6, 0, tzinfo=UTC)
    assert ["deadline|D07/2021|1|fire"] == [item.key for item in due_now(scenario.state, scenario.rules, now)]


def test_the_timer_waits_for_the_first_thing_still_to_come() -> None:
    """What has come is carried out, not waited for."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 8, 31, 22, tzinfo=UTC))
    item = next_after(scenario.state, scenario.rules, datetime(2020, 11, 20, 8, 0, tzinfo=UTC))
    assert item is not None
    assert ("deadline|D07/2021|1|r1", "year plan 2021 due 2020-11-30") == (item.key, item.summary)


def test_after_the_miss_the_escalations_stand_on_the_agenda_until_the_plan_comes() -> None:
    """One and ten working days after 30 November 2020, at nine in Brussels."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 8, 31, 22, tzinfo=UTC))
    scenario.when(
        FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
    )
    assert [
        ("deadline|D07/2021|1|e1", datetime(2020, 12, 1, 8, 0, tzinfo=UTC)),
        ("deadline|D07/2021|1|e10", datetime(2020, 12, 14, 8, 0, tzinfo=UTC)),
    ] == [(item.key, item.at) for item in agenda(scenario.state, scenario.rules)]
    plan = SubmitYearPlan(year=2021, plan_hash=HASH, title="plan")
    scenario.when(plan, by=CLUSTER, at=datetime(2020, 12, 2, 9, 0, tzinfo=UTC))
    assert [] == keys(scenario)


def test_every_escalation_that_has_come_goes_out() -> None:
    """Each is for somebody else: after an outage none gives way to another."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 8, 31, 22, tzinfo=UTC))
    now = datetime(2020, 12, 20, 12, 0, tzinfo=UTC)
    scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=now)
    assert ["deadline|D07/2021|1|e1", "deadline|D07/2021|1|e10"] == [
        item.key for item in due_now(scenario.state, scenario.rules, now)
    ]


def test_stages_before_a_deadline_was_set_are_not_on_the_agenda() -> None:
    """Set on 15 November 2020, sixty and thirty days before lie behind; after a miss every stage is still to come."""
    scenario = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 11, 15, 12, tzinfo=UTC))
    assert ["r10", "r1", "r0", "fire"] == [item.stage for item in agenda(scenario.state, scenario.rules)]
    late = registered().when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 12, 5, 12, tzinfo=UTC))
    late.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM)
    escalated = [(item.stage, item.at.date()) for item in agenda(late.state, late.rules)]
    assert [("e1", date(2020, 12, 5)), ("e10", date(2020, 12, 14))] == escalated


def test_a_deadline_set_after_its_due_date_falls_due_when_it_was_set() -> None:
    """Nothing on the agenda lies before the instant at which it came to be."""
    scenario = registered().when(ExpectYearPlan(year=2019), by=SYSTEM, at=MORNING)
    assert [("deadline|D07/2019|1|fire", MORNING)] == [
        (item.key, item.at) for item in agenda(scenario.state, scenario.rules)
    ]


def test_an_item_without_what_its_kind_needs_is_a_mistake() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="without what its kind needs"):
        system_command(DueItem(at=MORNING, kind=DueKind.FIRE, key="deadline|D07|1|fire", summary="s"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pact/demo", PactState()),
        ("cluster/demo", ClusterState()),
        ("people/demo-aster", PersonState(person="demo-aster")),
        ("rules", RulesState()),
        ("budget/2020", BudgetState(year=2020)),
        ("programme/clusters", ProgrammeState()),
        ("question/demo-1", QuestionState()),
    ],
)
def test_every_category_of_streams_has_a_state_to_start_from(name: str, expected: stream.State) -> None:
    """The part before the slash decides."""
    assert expected == stream.initial(name)


def test_a_stream_of_an_unknown_category_is_refused() -> None:
    """There is no default."""
    with pytest.raises(Refused) as refused:
        stream.initial("invoice/1")
    assert "unknown_stream" == refused.value.code


@pytest.mark.parametrize("name", ["cluster/demo", "people/demo-aster", "rules", "budget/2020"])
def test_a_command_of_another_category_is_refused(name: str) -> None:
    """A pact's command does not reach a cluster, a person, the rules or a budget."""
    with pytest.raises(Refused) as refused:
        stream.decide(name, RegisterPact(cluster="demo"), OFFICER, stream.initial(name), MORNING, rules_of())
    assert "wrong_stream" == refused.value.code


def test_a_person_cannot_be_registered_on_a_pact() -> None:
    """Nor the other way round."""
    with pytest.raises(Refused) as refused:
        stream.decide("pact/demo", RegisterPerson(person="demo-berk"), OFFICER, PactState(), MORNING, rules_of())
    assert "wrong_stream" == refused.value.code


def test_folding_a_stream_by_its_name_gives_the_state_of_its_events() -> None:
    """From the first event on, in order."""
    scenario = running()
    assert scenario.state == stream.fold("pact/demo", scenario.history)
    assert PactRegistered(cluster="demo") == scenario.history[0].payload
