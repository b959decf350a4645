"""Deadlines follow from events by data: what sets one, meets it, cancels it, and what time does to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import deadline, pact
from domain.around import Dated
from domain.consequence import consequences
from schemas.agreement.award import SupportAwarded
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.period import AgreementActivated
from schemas.budget.whole import BudgetState
from schemas.deadline import (
    DeadlineCancelled,
    DeadlineEscalated,
    DeadlineEvent,
    DeadlineKind,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReminded,
    DeadlineSet,
    DeadlineStage,
    EscalateDeadline,
    FireDeadline,
    RemindOfDeadline,
)
from schemas.effective import Effective
from schemas.event import Payload, Pending
from schemas.pact import PactRegistered, PactState
from schemas.policy import FixedDay
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan, YearPlanFoundComplete, YearPlanSubmitted
from tests.unit.programme import RULES, a_policy, a_rule, legal_calendar, rules_of
from tests.unit.scenario import CLUSTER, SYSTEM, Scenario, pending

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
"""1 September 2020, midnight in Brussels."""

LAST_INSTANT = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
"""The end of 30 November 2020 in Brussels: the first instant at which the plan is late."""

PLAN_HASH = "a" * 64


def a_pact() -> Scenario[PactState]:
    """A registered pact in the test programme."""
    return Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))


def a_plan_expected() -> Scenario[PactState]:
    """A pact whose plan for 2021 is expected, so that D07/2021 runs."""
    return a_pact().when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)


def following(scenario: Scenario[PactState], *events: Payload | Pending) -> list[DeadlineEvent]:
    """What follows from events that stand already, at the scenario's instant."""
    made = [event if isinstance(event, Pending) else pending(event) for event in events]
    found = [one.payload for one in consequences(made, SYSTEM, scenario.state, scenario.now, scenario.rules)]
    assert all(isinstance(payload, DeadlineEvent) for payload in found)
    return [payload for payload in found if isinstance(payload, DeadlineEvent)]


def submitted(at: datetime) -> Scenario[PactState]:
    """The plan for 2021 comes in at this instant."""
    command = SubmitYearPlan(year=2021, plan_hash=PLAN_HASH, title="plan")
    return a_plan_expected().when(command, by=CLUSTER, at=at)


def test_an_expected_plan_sets_its_deadline_with_every_date_of_the_computation() -> None:
    """The due date is a Monday: no shift; the instant is midnight in Brussels after it."""
    scenario = a_plan_expected()
    expected = DeadlineSet(
        deadline="D07/2021",
        rule="D07",
        rule_version="1",
        calendar="legal",
        calendar_version="1",
        kind=DeadlineKind.ACTION,
        subject=(("year", "2021"),),
        anchor=date(2021, 1, 1),
        raw_due=date(2020, 11, 30),
        due=date(2020, 11, 30),
        instant=LAST_INSTANT,
    )
    scenario.then(scenario.answer[0].payload, expected)


def test_a_deadline_names_its_legal_basis_and_rule_version_in_the_envelope() -> None:
    """Who reads the event alone can tell under which rule it was made."""
    made = a_plan_expected().answer[1]
    assert ("test decree", "1") == (made.legal_basis, made.rule_version)


def test_an_action_on_a_saturday_moves_to_the_next_working_day_and_shows_both_dates() -> None:
    """30 November 2019 was a Saturday."""
    scenario = a_pact().when(ExpectYearPlan(year=2020), by=SYSTEM, at=datetime(2019, 8, 31, 22, 0, tzinfo=UTC))
    made = scenario.state.deadlines[0]
    assert (date(2019, 11, 30), date(2019, 12, 2)) == (made.raw_due, made.due)


def test_a_validity_end_on_a_sunday_stays_where_it_is() -> None:
    """31 December 2028 is a Sunday; the agreement still ends that day."""
    activated = AgreementActivated(
        period=1, start=date(2026, 1, 1), end=date(2028, 12, 31), activated_on=date(2026, 1, 1)
    )
    ends = [one for one in following(a_pact(), activated) if isinstance(one, DeadlineSet) and one.rule == "D02"]
    assert [(date(2028, 12, 31), date(2028, 12, 31))] == [(one.raw_due, one.due) for one in ends]


def test_working_days_are_counted_by_the_calendar_of_the_rule() -> None:
    """30 working days from Tuesday 1 December 2020: Christmas and New Year do not count."""
    found = YearPlanFoundComplete(year=2021, round=1, plan_hash=PLAN_HASH, found_on=date(2020, 12, 1))
    made = following(a_pact(), found)
    assert [("D10/2021/1", date(2021, 1, 14))] == [
        (one.deadline, one.due) for one in made if isinstance(one, DeadlineSet)
    ]


def test_a_deadline_that_runs_is_not_set_again() -> None:
    """The same anchor twice gives one deadline."""
    first = a_plan_expected()
    again = first.answer[0].payload
    assert [] == following(first, again)


def test_after_a_deadline_is_closed_the_next_one_gets_a_number() -> None:
    """D03 is cancelled by a new anchor and set anew by the same event, first one and then the other."""
    fixed = CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31))
    moved = CapAnchorFixed(anchor=date(2019, 1, 1), cap=date(2028, 12, 31))
    made = following(a_pact(), fixed, moved)
    assert [
        ("deadline.set", "D03"),
        ("deadline.cancelled", "D03"),
        ("deadline.set", "D03.2"),
    ] == [(one.type, one.deadline) for one in made]


def test_a_cancelled_deadline_says_which_event_cancelled_it() -> None:
    """The wire name of the event stands in the payload."""
    fixed = CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31))
    made = following(a_pact(), fixed, fixed)
    assert DeadlineCancelled(deadline="D03", revision=1, because="cap_anchor.fixed") in made


def test_an_event_about_another_subject_meets_nothing() -> None:
    """The plan for 2022 does not meet the deadline of the plan for 2021."""
    other = YearPlanSubmitted(year=2022, round=1, plan_hash=PLAN_HASH, title="plan", received_on=date(2020, 11, 1))
    assert [] == following(a_plan_expected(), other)


def test_backfilled_events_and_claims_leave_deadlines_alone() -> None:
    """What is entered about the past sets nothing and meets nothing."""
    awarded = SupportAwarded(decided_on=date(2016, 10, 27), minutes="m")
    assert [] == following(a_pact(), pending(awarded, backfill=True))


def test_a_rule_that_does_not_cover_the_anchor_sets_nothing() -> None:
    """Validity is judged on the anchor, both days included."""
    rule = RULES[0].model_copy(update={"valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)})
    scenario = a_pact().under(rules_of(a_policy(deadlines=(rule,))))
    found = [
        len(following(scenario, SupportAwarded(decided_on=on, minutes="m")))
        for on in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert [0, 1, 1, 0] == found


def test_a_calendar_that_ends_before_the_escalations_refuses_to_set_the_deadline() -> None:
    """A ladder that cannot be computed is found when the deadline is set, not when it is missed."""
    calendar = legal_calendar().model_copy(update={"last_year": 2020})
    rule = a_rule(
        "D99",
        "year_plan.expected",
        "year_start",
        span={"days": -2},
        met_by=("year_plan.submitted",),
        escalations=({"working_days_after": 10, "to": ("head_of_unit",)},),
    )
    scenario = a_pact().under(rules_of(a_policy(deadlines=(rule,), calendars=(calendar,))))
    scenario.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT).then_refused("calendar_exhausted")


def test_a_plan_one_microsecond_before_the_end_of_the_day_is_in_time() -> None:
    """In time means received before midnight in Brussels."""
    scenario = submitted(LAST_INSTANT.replace(hour=22, minute=59, second=59, microsecond=999_999))
    scenario.then(
        scenario.answer[0].payload, DeadlineMet(deadline="D07/2021", revision=1, due=date(2020, 11, 30), days_late=0)
    )


def test_a_plan_at_the_instant_itself_is_one_day_late() -> None:
    """Exactly midnight is late, and late is never refused."""
    scenario = submitted(LAST_INSTANT)
    scenario.then(
        scenario.answer[0].payload, DeadlineMet(deadline="D07/2021", revision=1, due=date(2020, 11, 30), days_late=1)
    )


def test_a_plan_after_the_miss_counts_its_local_days_late() -> None:
    """Received on 3 December 2020 at 00:30 in Brussels, still 2 December in UTC: three days late."""
    scenario = a_plan_expected().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT)
    late = datetime(2020, 12, 2, 23, 30, tzinfo=UTC)
    scenario.when(SubmitYearPlan(year=2021, plan_hash=PLAN_HASH, title="plan"), by=CLUSTER, at=late)
    met = [one.payload for one in scenario.answer if isinstance(one.payload, DeadlineMet)]
    assert [3] == [one.days_late for one in met]


def test_a_receipt_from_before_the_end_that_turns_up_after_the_miss_is_in_time() -> None:
    """One microsecond before midnight in Brussels: the receipt decides, and the miss is revoked."""
    scenario = a_plan_expected().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT)
    early = LAST_INSTANT - timedelta(microseconds=1)
    scenario.when(SubmitYearPlan(year=2021, plan_hash=PLAN_HASH, title="plan"), by=CLUSTER, at=early)
    due = date(2020, 11, 30)
    scenario.then(
        scenario.answer[0].payload,
        DeadlineMissRevoked(deadline="D07/2021", revision=1, due=due, reason="received_in_time"),
        DeadlineMet(deadline="D07/2021", revision=1, due=due, days_late=0),
    )
    [deadline] = scenario.state.deadlines
    assert (DeadlineStage.MET, ()) == (deadline.stage, deadline.missed_revisions)
    assert () == pact.agenda(scenario.state, scenario.rules)


def test_a_receipt_at_the_instant_itself_leaves_the_miss_standing() -> None:
    """Midnight is late: one day, and nothing is revoked."""
    scenario = a_plan_expected().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT)
    scenario.when(SubmitYearPlan(year=2021, plan_hash=PLAN_HASH, title="plan"), by=CLUSTER, at=LAST_INSTANT)
    scenario.then_types("year_plan.submitted", "deadline.met")
    assert (1,) == scenario.state.deadlines[0].missed_revisions
    assert [1] == [one.payload.days_late for one in scenario.answer if isinstance(one.payload, DeadlineMet)]


def test_a_closed_deadline_is_not_met_again() -> None:
    """A second plan of the same year finds nothing to meet."""
    scenario = submitted(datetime(2020, 11, 2, 9, 0, tzinfo=UTC))
    assert [] == following(scenario, scenario.answer[0])


def test_a_miss_takes_effect_on_the_due_date_however_late_it_is_noticed() -> None:
    """The servers were down for a month; the legal effect carries the due date."""
    fire = FireDeadline(deadline="D07/2021", revision=1)
    scenario = a_plan_expected().when(fire, by=SYSTEM, at=datetime(2020, 12, 31, 12, 0, tzinfo=UTC))
    scenario.then(DeadlineMissed(deadline="D07/2021", revision=1, due=date(2020, 11, 30)))
    assert Effective(earliest=date(2020, 11, 30), latest=date(2020, 11, 30)) == scenario.answer[0].effective


def test_a_deadline_does_not_fire_before_its_instant() -> None:
    """A timer that rings early is told so, and nothing is recorded."""
    early = LAST_INSTANT.replace(hour=22, minute=59, second=59, microsecond=999_999)
    a_plan_expected().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=early).then_refused("too_early")


def test_a_deadline_fires_once() -> None:
    """The second ring brings nothing."""
    fire = FireDeadline(deadline="D07/2021", revision=1)
    scenario = a_plan_expected().when(fire, by=SYSTEM, at=LAST_INSTANT)
    scenario.when(fire, by=SYSTEM, at=LAST_INSTANT).then_nothing()


def test_a_met_deadline_never_fires() -> None:
    """The timer that was on its way finds nothing to do."""
    scenario = submitted(datetime(2020, 11, 2, 9, 0, tzinfo=UTC))
    scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT).then_nothing()


def test_an_unknown_deadline_is_refused() -> None:
    """Nothing is made up for a name that was never set."""
    a_pact().when(FireDeadline(deadline="D07/1999", revision=1), by=SYSTEM).then_refused("unknown_deadline")


def test_a_deadline_of_a_pact_that_nobody_opened_is_told_of_the_pact() -> None:
    """Whoever mistypes the file is not sent to look for the deadline."""
    unopened = Scenario(pact.decide, pact.evolve, PactState())
    unopened.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM).then_refused("not_registered")


def test_a_deadline_of_a_question_that_nobody_registered_is_told_of_the_question() -> None:
    """A question is no different from a pact."""
    command = FireDeadline(deadline="D21", revision=1)
    with pytest.raises(Refused) as refused:
        deadline.decide(command, SYSTEM, QuestionState(), LAST_INSTANT, rules_of(a_policy()))
    assert refused.value.code == "not_registered"


@pytest.mark.parametrize("always_there", [BudgetState(year=2026), ProgrammeState()])
def test_files_that_are_always_there_say_that_the_deadline_is_unknown(always_there: Dated) -> None:
    """Nobody opens a budget year or the programme, so that only the deadline can be wrong."""
    command = FireDeadline(deadline="D21", revision=1)
    with pytest.raises(Refused) as refused:
        deadline.decide(command, SYSTEM, always_there, LAST_INSTANT, rules_of(a_policy()))
    assert refused.value.code == "unknown_deadline"


def test_a_reminder_goes_to_the_roles_of_its_stage() -> None:
    """31 October 2020, 09:00 in Brussels: thirty days before."""
    remind = RemindOfDeadline(deadline="D07/2021", revision=1, stage="r30")
    scenario = a_plan_expected().when(remind, by=SYSTEM, at=datetime(2020, 10, 31, 8, 0, tzinfo=UTC))
    scenario.then(
        DeadlineReminded(
            deadline="D07/2021",
            revision=1,
            stage="r30",
            due=date(2020, 11, 30),
            to_roles=("cluster_representative",),
        )
    )


@pytest.mark.parametrize(
    ("stage", "at"),
    [
        ("r30", datetime(2020, 10, 31, 7, 59, 59, tzinfo=UTC)),
        ("r0", datetime(2020, 11, 30, 7, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_reminder_before_its_hour_is_refused(stage: str, at: datetime) -> None:
    """Nine o'clock in Brussels is eight in UTC in winter."""
    remind = RemindOfDeadline(deadline="D07/2021", revision=1, stage=stage)
    a_plan_expected().when(remind, by=SYSTEM, at=at).then_refused("too_early")


def test_a_reminder_gives_way_to_a_later_one_that_has_come_too() -> None:
    """After an outage at most one reminder catches up."""
    remind = RemindOfDeadline(deadline="D07/2021", revision=1, stage="r30")
    scenario = a_plan_expected().when(remind, by=SYSTEM, at=datetime(2020, 11, 21, 9, 0, tzinfo=UTC))
    scenario.then_nothing()


def test_a_reminder_is_sent_once() -> None:
    """The same stage again brings nothing."""
    remind = RemindOfDeadline(deadline="D07/2021", revision=1, stage="r30")
    scenario = a_plan_expected().when(remind, by=SYSTEM, at=datetime(2020, 10, 31, 8, 0, tzinfo=UTC))
    scenario.when(remind, by=SYSTEM).then_nothing()


def test_after_a_miss_somebody_higher_is_told() -> None:
    """One working day after Monday 30 November, at nine."""
    scenario = a_plan_expected().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=LAST_INSTANT)
    tell = EscalateDeadline(deadline="D07/2021", revision=1, stage="e1")
    scenario.when(tell, by=SYSTEM, at=datetime(2020, 12, 1, 8, 0, tzinfo=UTC))
    scenario.then(DeadlineEscalated(deadline="D07/2021", revision=1, stage="e1", to_roles=("head_of_unit",)))
    scenario.when(tell, by=SYSTEM).then_nothing()


def test_nobody_is_told_of_what_was_not_missed() -> None:
    """An escalation of an open deadline brings nothing."""
    tell = EscalateDeadline(deadline="D07/2021", revision=1, stage="e1")
    a_plan_expected().when(tell, by=SYSTEM, at=datetime(2020, 12, 1, 8, 0, tzinfo=UTC)).then_nothing()


def test_a_running_deadline_keeps_its_dates_and_its_rule_when_a_new_pack_is_adopted() -> None:
    """Version 2 of the rule counts and is met otherwise; the deadline of version 1 does not notice."""
    sooner = FixedDay(month=11, day=15, year_offset=-1)
    newer = RULES[4].model_copy(update={"version": "2", "fixed_day": sooner, "met_by": ("x.y",)})
    scenario = a_plan_expected().under(rules_of(a_policy(), a_policy(version="2", deadlines=(newer,))))
    plan = SubmitYearPlan(year=2021, plan_hash=PLAN_HASH, title="plan")
    scenario.when(plan, by=CLUSTER, at=datetime(2020, 11, 20, 9, 0, tzinfo=UTC))
    scenario.then_types("year_plan.submitted", "deadline.met")
    assert (date(2020, 11, 30), "1", DeadlineStage.MET) == (
        scenario.state.deadlines[0].due,
        scenario.state.deadlines[0].rule_version,
        scenario.state.deadlines[0].stage,
    )


def test_a_new_rule_in_a_pack_sets_deadlines_without_any_code() -> None:
    """D77 exists in the second pack only."""
    extra = a_rule("D77", "year_plan.expected", "year_start", span={"days": 1}, met_by=("year_plan.submitted",))
    scenario = a_pact().under(rules_of(a_policy(), a_policy(version="2", deadlines=(*RULES, extra))))
    scenario.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)
    assert ["D07/2021", "D77"] == [one.id for one in scenario.state.deadlines]
