"""Standing still: what the pack names stops with the suspension of support, and runs on with what was left of it."""

from datetime import UTC, date, datetime
from functools import cache

import pytest
from pydantic import ValidationError

from domain import pact
from domain.agenda import agenda
from domain.consequence import consequences
from domain.standstill import both_clocks
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.period import AgreementExpired
from schemas.deadline import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMissed,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStage,
    DeadlineStopped,
    FireDeadline,
    GrantExtensionOfTime,
    RequestExtensionOfTime,
)
from schemas.event import Payload
from schemas.pact import PactRegistered, PactState
from schemas.policy import RulesState, Span
from schemas.standstill import Standstill
from schemas.support import AgreementTerminated, PactEnded, SupportResumed, SupportSuspended
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan, YearPlanCompletionRequested
from tests.unit.programme import LAST_YEAR, RULES, a_policy, a_rule, rules_of
from tests.unit.scenario import CLUSTER, HEAD, OFFICER, SYSTEM, Scenario, pending

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
SUSPENDED_AT = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)
RESUMED_AT = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
LONG_AFTER = datetime(2021, 6, 1, 9, 0, tzinfo=UTC)
SUSPENDED = SupportSuspended(period=1, suspended_on=date(2020, 11, 2), grounds="g")
RESUMED = SupportResumed(period=1, suspended_on=date(2020, 11, 2), resumed_on=date(2020, 12, 2))


@cache
def stopping() -> RulesState:
    """The test programme, in which the year plan stands still, and so does an answer counted in working days."""
    rules = [
        one.model_copy(update={"stops_while_suspended": True, "cancelled_by": ("pact.ended",)})
        if one.id == "D07"
        else one
        for one in RULES
    ]
    answer = a_rule(
        "D09",
        "year_plan.completion_requested",
        "requested_on",
        span=Span(working_days=15),
        met_by=("year_plan.completion_supplied",),
        stops_while_suspended=True,
    )
    return rules_of(a_policy(deadlines=(*rules, answer)))


def running() -> Scenario[PactState]:
    """A pact in which the plan for 2021 is due on 30 November 2020 and the cap runs."""
    start = Scenario(pact.decide, pact.evolve, PactState(), rules=stopping()).given(PactRegistered(cluster="demo"))
    start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)
    bring(start, CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31)))
    return start


def bring(scenario: Scenario[PactState], payload: Payload, at: datetime | None = None) -> list[Payload]:
    """Record an event with what follows from it, and give what follows."""
    scenario.at(at or scenario.now).given(payload)
    cause = pending(payload, day=scenario.now.date())
    followed = consequences([cause], OFFICER, scenario.state, scenario.now, scenario.rules)
    scenario.given(*followed)
    return [one.payload for one in followed]


def suspended() -> Scenario[PactState]:
    """That pact, its support suspended on 2 November."""
    scenario = running()
    bring(scenario, SUSPENDED, SUSPENDED_AT)
    return scenario


def test_what_may_stand_still_stops_and_the_cap_runs_on() -> None:
    """The cap is an end of validity: suspending support gains no time."""
    scenario = running()
    stopped = DeadlineStopped(deadline="D07/2021", revision=1, due=date(2020, 11, 30), since=date(2020, 11, 2))
    assert [stopped] == bring(scenario, SUSPENDED, SUSPENDED_AT)
    stages = {one.id: one.stage for one in scenario.state.deadlines}
    assert {"D07/2021": DeadlineStage.STOPPED, "D03": DeadlineStage.OPEN} == stages


def test_while_it_stands_still_nobody_is_reminded_and_nothing_is_missed() -> None:
    """Neither on the agenda, nor when an old timer rings."""
    scenario = suspended()
    assert [] == [item for item in agenda(scenario.state, scenario.rules) if item.deadline == "D07/2021"]
    scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=RESUMED_AT).then_nothing()


def test_on_resumption_it_moves_by_the_days_that_it_stood_still() -> None:
    """30 days from 2 November up to 2 December: 30 November becomes 30 December."""
    scenario = suspended()
    resumed = DeadlineResumed(
        deadline="D07/2021",
        revision=2,
        old_due=date(2020, 11, 30),
        due=date(2020, 12, 30),
        instant=datetime(2020, 12, 30, 23, 0, tzinfo=UTC),
    )
    assert [resumed] == bring(scenario, RESUMED, RESUMED_AT)
    deadline = scenario.state.deadlines[0]
    assert (DeadlineStage.OPEN, 2, None) == (deadline.stage, deadline.revision, deadline.stopped_since)


def test_the_moved_date_is_shifted_off_a_closed_day() -> None:
    """26 days later is Saturday 26 December, so Monday the 28th."""
    resumed = RESUMED.model_copy(update={"resumed_on": date(2020, 11, 28)})
    (followed,) = bring(suspended(), resumed, RESUMED_AT)
    assert isinstance(followed, DeadlineResumed)
    assert date(2020, 12, 28) == followed.due


def test_a_term_in_working_days_moves_by_the_working_days_that_it_stood_still() -> None:
    """11 of 15 working days were left on 2 November; counted from 2 December they end on the 16th."""
    scenario = running()
    asked = YearPlanCompletionRequested(year=2021, round=1, missing=("budget",), requested_on=date(2020, 10, 26))
    opened = bring(scenario, asked, SUSPENDED_AT)
    assert [date(2020, 11, 17)] == [one.due for one in opened if isinstance(one, DeadlineSet)]
    bring(scenario, SUSPENDED)
    moved = {one.deadline: one.due for one in bring(scenario, RESUMED, RESUMED_AT) if isinstance(one, DeadlineResumed)}
    assert {"D07/2021": date(2020, 12, 30), "D09": date(2020, 12, 16)} == moved


def test_what_was_due_before_the_suspension_does_not_stop() -> None:
    """Its day had passed; it only was not fired yet."""
    late = SUSPENDED.model_copy(update={"suspended_on": date(2020, 12, 1)})
    assert [] == bring(running(), late, RESUMED_AT)


def test_a_missed_deadline_stays_missed() -> None:
    """Suspension cures nothing."""
    early = SUSPENDED_AT.replace(hour=8)
    scenario = running().given(DeadlineMissed(deadline="D07/2021", revision=1, due=date(2020, 11, 30))).at(early)
    assert [] == bring(scenario, SUSPENDED)


def test_what_is_set_during_the_suspension_stands_still_at_once() -> None:
    """It loses no day either."""
    scenario = suspended().when(ExpectYearPlan(year=2022), by=SYSTEM, at=datetime(2021, 8, 31, 22, 0, tzinfo=UTC))
    scenario.then_types("year_plan.expected", "deadline.set", "deadline.stopped")
    stopped = scenario.answer[-1].payload
    assert isinstance(stopped, DeadlineStopped)
    assert date(2021, 9, 1) == stopped.since


def test_the_act_can_come_while_its_deadline_stands_still_and_is_in_time() -> None:
    """However long the standstill lasts."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    scenario = suspended().when(plan, by=CLUSTER, at=LONG_AFTER)
    met = DeadlineMet(deadline="D07/2021", revision=1, due=date(2020, 11, 30), days_late=0)
    assert met in [one.payload for one in scenario.answer]
    assert [] == bring(scenario, RESUMED.model_copy(update={"resumed_on": LONG_AFTER.date()}), LONG_AFTER)


@pytest.mark.parametrize(
    "ends",
    [
        AgreementTerminated(
            cluster="demo", period=1, ended_on=date(2020, 12, 1), grounds="g", decided_on=date(2020, 12, 1), minutes="m"
        ),
        AgreementExpired(period=1, end=date(2020, 12, 1)),
    ],
    ids=["terminated", "expired"],
)
def test_what_is_owed_after_the_end_of_suspended_support_runs_on(ends: Payload) -> None:
    """The suspension ends with support: nothing stands still for ever."""
    (followed,) = bring(suspended(), ends, RESUMED_AT)
    assert isinstance(followed, DeadlineResumed)
    assert date(2020, 12, 30) == followed.due


def test_it_can_fall_away_while_it_stands_still() -> None:
    """The end of the pact ends it."""
    (fallen,) = bring(suspended(), PactEnded(ended_on=date(2020, 11, 20), grounds="g", how="ended"), RESUMED_AT)
    assert DeadlineCancelled(deadline="D07/2021", revision=1, because="pact.ended") == fallen


def test_another_date_granted_meanwhile_stands_still_from_the_same_day() -> None:
    """46 days granted are 46 days gained: 40 days of standing still end on 24 February and not on 9 January."""
    ask = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2021, 1, 15), ground="force majeure")
    scenario = suspended().when(ask, by=CLUSTER, at=RESUMED_AT)
    scenario.when(GrantExtensionOfTime(deadline="D07/2021", new_due=date(2021, 1, 15)), by=HEAD)
    scenario.then_types("deadline.extended", "deadline.stopped")
    resumed = RESUMED.model_copy(update={"resumed_on": date(2020, 12, 12)})
    (followed,) = bring(scenario, resumed, datetime(2020, 12, 12, 9, 0, tzinfo=UTC))
    assert isinstance(followed, DeadlineResumed)
    assert (3, date(2021, 2, 24)) == (followed.revision, followed.due)


def test_more_time_granted_long_after_it_stopped_never_ends_earlier_than_without() -> None:
    """Ten days more of what stopped in November can be granted in June, though the date that stopped lies behind."""
    granted_until = date(2020, 12, 10)
    scenario = suspended().at(LONG_AFTER)
    scenario.when(RequestExtensionOfTime(deadline="D07/2021", new_due=granted_until, ground="g"), by=CLUSTER)
    without = both_clocks(scenario.state.deadlines[0], LONG_AFTER.date(), scenario.rules)
    scenario.when(GrantExtensionOfTime(deadline="D07/2021", new_due=granted_until), by=HEAD)
    granted = both_clocks(scenario.state.deadlines[0], LONG_AFTER.date(), scenario.rules)
    assert without is not None
    assert granted is not None
    assert (28, date(2021, 6, 29)) == (without.left, without.due_if_resumed)
    assert (38, date(2021, 7, 9)) == (granted.left, granted.due_if_resumed)


def test_both_clocks_tell_what_resuming_that_day_does() -> None:
    """In calendar days and in working days; what runs has one clock."""
    scenario = running()
    assert both_clocks(scenario.state.deadlines[0], RESUMED_AT.date(), scenario.rules) is None
    asked = YearPlanCompletionRequested(year=2021, round=1, missing=("budget",), requested_on=date(2020, 10, 26))
    bring(scenario, asked, SUSPENDED_AT)
    bring(scenario, SUSPENDED)
    told = {one.id: both_clocks(one, RESUMED_AT.date(), scenario.rules) for one in scenario.state.deadlines}
    since, today = SUSPENDED.suspended_on, RESUMED_AT.date()
    plan = Standstill(since=since, left=28, unit="days", today=today, due_if_resumed=date(2020, 12, 30))
    answer = Standstill(since=since, left=10, unit="working_days", today=today, due_if_resumed=date(2020, 12, 16))
    assert {"D07/2021": plan, "D09": answer, "D03": None} == told
    bring(scenario, RESUMED, RESUMED_AT)
    assert [date(2020, 12, 30), date(2020, 12, 16)] == [one.due for one in scenario.state.deadlines if one.id != "D03"]


def test_what_stands_still_beyond_its_calendar_is_told_without_that_day() -> None:
    """To tell it is no reason to refuse."""
    scenario = suspended()
    told = both_clocks(scenario.state.deadlines[0], date(LAST_YEAR + 1, 1, 1), scenario.rules)
    assert told is not None
    assert told.due_if_resumed is None


def test_reminders_are_armed_anew_after_resumption() -> None:
    """Under the new revision, and only those still to come."""
    scenario = suspended()
    bring(scenario, RESUMED, RESUMED_AT)
    stages = [
        (item.revision, item.stage) for item in agenda(scenario.state, scenario.rules) if item.deadline == "D07/2021"
    ]
    assert [(2, "r10"), (2, "r1"), (2, "r0"), (2, "fire")] == stages


def test_a_pack_cannot_let_an_end_of_validity_stand_still() -> None:
    """The ten years are ten years."""
    with pytest.raises(ValidationError, match="never stands still"):
        a_rule("D03", "cap_anchor.fixed", "anchor", kind="validity", shift="none", stops_while_suspended=True)
