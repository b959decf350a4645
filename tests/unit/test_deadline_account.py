"""The account of a deadline: its count, who moved it, when it stood still, whom it tells, by which tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import pact
from domain.agenda import agenda
from domain.counted_days import rule_walk
from domain.deadline_account import account, forecast
from domain.policy import calendar_of
from domain.ruling import by_tables
from schemas.account import DeadlineAccount
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.claim import Evidence
from schemas.deadline import (
    AcceptRecomputation,
    DeadlineSet,
    DueKind,
    FireDeadline,
    GrantExtensionOfTime,
    ProposeRecomputation,
    RefuseExtensionOfTime,
    RemindOfDeadline,
    RequestExtensionOfTime,
)
from schemas.event import Payload
from schemas.pact import PactRegistered, PactState
from schemas.policy import ClosedDay, RulesState, Title
from schemas.programme import GroupExtensionGranted, GroupItem
from schemas.refusal import Refused
from schemas.support import SupportResumed
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit.flanders import flanders
from tests.unit.programme import a_policy, legal_calendar, rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM, Scenario, pending
from tests.unit.test_standstill import bring, suspended

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
ASKED_AT = datetime(2020, 11, 20, 9, 0, tzinfo=UTC)
REMINDED_AT = datetime(2020, 10, 31, 9, 0, tzinfo=UTC)
AFTER = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
NEW_DUE = date(2020, 12, 15)
ASK = RequestExtensionOfTime(deadline="D07/2021", new_due=NEW_DUE, ground="force majeure")
GRANT = GrantExtensionOfTime(deadline="D07/2021", new_due=NEW_DUE, reason="proven")


def running(rules: RulesState | None = None) -> Scenario[PactState]:
    """A pact in which D07/2021 is due on 30 November 2020."""
    start = Scenario(pact.decide, pact.evolve, PactState(), rules=rules).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)


def told(scenario: Scenario[PactState], name: str = "D07/2021") -> DeadlineAccount:
    """The account of one of its deadlines."""
    return account(scenario.stream, name, scenario.state.deadlines, scenario.history, scenario.rules)


def test_an_untouched_deadline_tells_its_anchor_its_count_and_nothing_else() -> None:
    """As the rule counts it, with the event that opened it."""
    shown = told(running())
    assert shown.is_as_counted
    assert (date(2020, 11, 30), shown.due) == (shown.count.due, date(2020, 11, 30))
    assert shown.anchor_event is not None
    assert "year_plan.expected" == shown.anchor_event.type
    assert [(1, date(2020, 11, 30))] == [(one.revision, one.due) for one in shown.revisions]
    assert ((), (), ()) == (shown.asked, shown.stood_still, shown.outcome)


def test_the_evidence_of_what_opened_it_is_told() -> None:
    """Whoever doubts the anchor finds the document."""
    paper = Evidence(document="minutes-7", title="minutes")
    scenario = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    anchor = CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31))
    bring(scenario, anchor)
    cause = next(place for place, event in enumerate(scenario.history) if event.payload == anchor)
    scenario.history[cause] = scenario.history[cause].model_copy(update={"evidence": (paper,)})
    opened = next(event for event in scenario.history if isinstance(event.payload, DeadlineSet))
    scenario.history[cause] = scenario.history[cause].model_copy(update={"command_id": opened.command_id})
    shown = told(scenario, "D03")
    assert shown.anchor_event is not None
    assert (paper,) == shown.anchor_event.evidence


def test_an_extension_tells_who_asked_who_granted_and_why() -> None:
    """The old date, the new one, the decision and its day."""
    shown = told(running().when(ASK, by=CLUSTER, at=ASKED_AT).when(GRANT, by=HEAD))
    assert not shown.is_as_counted
    assert date(2020, 11, 30) == shown.count.due
    first, second = shown.revisions
    assert (date(2020, 11, 30), NEW_DUE) == (first.due, second.due)
    granted = second.event
    assert (HEAD.person, HEAD.role, "proven", ASKED_AT.date()) == (
        granted.person,
        granted.role,
        granted.reason,
        granted.decided_on,
    )
    assert [CLUSTER.person] == [one.person for one in shown.asked]


def test_a_refusal_is_told_and_moves_nothing() -> None:
    """Asked and refused, under one revision."""
    refuse = RefuseExtensionOfTime(deadline="D07/2021", reason="no ground")
    shown = told(running().when(ASK, by=CLUSTER, at=ASKED_AT).when(refuse, by=HEAD))
    assert ["deadline.extension_requested", "deadline.extension_refused"] == [one.type for one in shown.asked]
    assert [1] == [one.revision for one in shown.revisions]
    assert shown.is_as_counted


def test_a_decision_for_many_files_is_told_with_who_took_it() -> None:
    """The programme's decision stands behind what the service carried out."""
    scenario = running()
    moved = running().when(ASK, by=CLUSTER, at=ASKED_AT).when(GRANT, by=HEAD).answer
    scenario.at(ASKED_AT).given(*moved, by=SYSTEM)
    item = GroupItem(pact="demo", deadline="D07/2021", new_due=NEW_DUE)
    decision = GroupExtensionGranted(group="all", items=(item,), ground="flood", decided_on=ASKED_AT.date())
    programme = Scenario(pact.decide, pact.evolve, PactState(), stream="programme/demo").at(ASKED_AT)
    programme.given(decision, by=LEADER)
    shown = account(
        scenario.stream, "D07/2021", scenario.state.deadlines, scenario.history, scenario.rules, programme.history
    )
    assert shown.revisions[1].cause is not None
    assert (LEADER.person, "group_extension.granted") == (
        shown.revisions[1].cause.person,
        shown.revisions[1].cause.type,
    )


def test_a_suspension_tells_from_when_until_when_it_stood_still() -> None:
    """Thirty days, and the new date that they gave."""
    scenario = suspended()
    [open_end] = told(scenario).stood_still
    assert (date(2020, 11, 2), None) == (open_end.since, open_end.until)
    resumed = SupportResumed(period=1, suspended_on=date(2020, 11, 2), resumed_on=date(2020, 12, 2))
    bring(scenario, resumed, datetime(2020, 12, 2, 9, 0, tzinfo=UTC))
    shown = told(scenario)
    [stretch] = shown.stood_still
    assert (date(2020, 11, 2), date(2020, 12, 2)) == (stretch.since, stretch.until)
    assert [date(2020, 11, 30), date(2020, 12, 30)] == [one.due for one in shown.revisions]
    assert shown.rule.stops_while_suspended


def test_a_recount_is_told_under_the_calendar_that_it_was_made_by() -> None:
    """Version 2, with the day that was closed since among those it moved over."""
    before = legal_calendar("1")
    extra = ClosedDay(date=date(2020, 11, 30), name=Title(nl="rouwdag", en="day of mourning"))
    closed = tuple(sorted((*before.closed, extra), key=lambda one: one.date))
    after = before.model_copy(update={"version": "2", "closed": closed})
    scenario = running().under(rules_of(a_policy(), a_policy(version="2", calendars=(after,))))
    anchor, due = date(2021, 1, 1), date(2020, 12, 1)
    propose = ProposeRecomputation(deadline="D07/2021", anchor=anchor, new_due=due, reason="closed since")
    scenario.when(propose, by=OFFICER, at=ASKED_AT)
    scenario.when(AcceptRecomputation(deadline="D07/2021", anchor=anchor, new_due=due), by=HEAD)
    shown = told(scenario)
    assert shown.is_as_counted
    assert ("2", due) == (shown.count.calendar_version, shown.count.due)
    assert ["day of mourning"] == [one.name.en for one in shown.count.moved_over]
    assert ["deadline.recomputation_proposed"] == [one.type for one in shown.asked]


def test_the_ladder_says_what_comes_what_was_done_and_what_never_will() -> None:
    """Reminders of a missed deadline are over, its escalations come; once it is met nothing comes."""
    scenario = running()
    coming = {(one.kind, one.state) for one in told(scenario).ladder}
    assert ("remind", "to_come") in coming
    assert ("escalate", "to_come") in coming
    scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER)
    missed = told(scenario)
    assert {("remind", "falls_away"), ("escalate", "to_come")} == {(one.kind, one.state) for one in missed.ladder}
    assert ["deadline.missed"] == [one.type for one in missed.outcome]
    scenario.when(SubmitYearPlan(year=2021, plan_hash="a" * 64), by=CLUSTER)
    assert {"falls_away"} == {one.state for one in told(scenario).ladder}


def test_an_unknown_deadline_is_refused() -> None:
    """Nothing is explained that was never set."""
    with pytest.raises(Refused) as refused:
        told(running(), "D99")
    assert refused.value.code == "unknown_deadline"


def test_a_forecast_counts_as_the_deadline_would() -> None:
    """Every rule of the pack, from one day that lies ahead; what would lie before that day itself never comes."""
    pack, now = flanders(), datetime(2022, 1, 1, tzinfo=UTC)
    for rule in pack.deadlines:
        calendar = calendar_of(RulesState(policies=(pack,)), rule.calendar, pack.calendars[0].version)
        made = forecast(rule.id, date(2024, 2, 29), pack, now)
        walked = rule_walk(rule, date(2024, 2, 29), calendar)
        assert (made.count.raw_due, made.count.due) == (walked.raw, walked.due)
        assert len(rule.reminders) + len(rule.escalations) == len(made.ladder)
        assert {(one.state, one.why) for one in made.ladder} <= {("to_come", None), ("falls_away", "before_anchor")}
    with pytest.raises(Refused) as refused:
        forecast("D99", date(2024, 2, 29), pack, now)
    assert refused.value.code == "unknown_rule"


def test_a_forecast_promises_no_step_before_its_own_anchor_nor_in_the_past() -> None:
    """A reminder before the event that it counts from; and a year that is over, of which nothing is recorded."""
    now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    soon = forecast("D10", date(2026, 10, 20), flanders(), now).ladder
    days = {one.state: one.at.date() for one in soon if one.why == "before_anchor"}
    assert all(day < date(2026, 10, 20) for day in days.values())
    assert {"falls_away"} == set(days)
    assert {"not_recorded"} == {one.state for one in forecast("D07", date(2021, 1, 1), flanders(), now).ladder}


def test_what_the_agenda_still_has_is_told_as_to_come() -> None:
    """An anchor that lies ahead: its first reminder lies before it, and is sent all the same."""
    scenario = running()
    [deadline] = scenario.state.deadlines
    ahead = deadline.model_copy(update={"anchor": deadline.due})
    shown = account(scenario.stream, "D07/2021", (ahead,), scenario.history, scenario.rules)
    state = scenario.state.model_copy(update={"deadlines": (ahead,)})
    reminded = {item.stage for item in agenda(state, scenario.rules) if item.kind is DueKind.REMIND}
    assert reminded == {one.stage for one in shown.ladder if one.kind == "remind" and one.state == "to_come"}
    assert "r60" in reminded


def test_what_fell_away_says_why() -> None:
    """It had passed before the date was known, gave way to what came after, or the act came first."""
    scenario = running()
    scenario.when(RemindOfDeadline(deadline="D07/2021", revision=1, stage="r30"), by=SYSTEM, at=REMINDED_AT)
    assert {("r60", "gave_way")} == {(one.stage, one.why) for one in told(scenario).ladder if one.why}
    scenario.when(SubmitYearPlan(year=2021, plan_hash="a" * 64), by=CLUSTER, at=REMINDED_AT)
    assert {"gave_way", "met"} == {one.why for one in told(scenario).ladder if one.state == "falls_away"}


def test_the_version_of_the_tables_is_kept_with_each_due_date() -> None:
    """What has no instant of its own is left as it is, and so is everything where no version is known."""
    set_now = running().answer
    assert [None] == [one.payload.tzdata for one in set_now if isinstance(one.payload, DeadlineSet)]
    stamped = by_tables(set_now, "2026b")
    assert ["2026b"] == [one.payload.tzdata for one in stamped if isinstance(one.payload, DeadlineSet)]
    assert [one.payload.type for one in set_now] == [one.payload.type for one in stamped]
    assert set_now == by_tables(set_now, None)
    moved = by_tables(running().when(ASK, by=CLUSTER, at=ASKED_AT).when(GRANT, by=HEAD).answer, "2026b")
    assert ["2026b"] == [getattr(one.payload, "tzdata", "") for one in moved]


def test_new_tables_move_the_instant_and_never_the_date() -> None:
    """Recorded an hour off: the date stays, the timer goes by the tables of now, and the account tells both."""
    scenario = running()
    place = next(number for number, event in enumerate(scenario.history) if isinstance(event.payload, DeadlineSet))
    recorded = scenario.history[place]
    assert isinstance(recorded.payload, DeadlineSet)
    older: Payload = recorded.payload.model_copy(update={"instant": recorded.payload.instant + timedelta(hours=1)})
    replayed = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    replayed.given(*(pending(one.payload) for one in scenario.history[1:place]), pending(older))
    shown = told(replayed)
    assert (date(2020, 11, 30), datetime(2020, 11, 30, 23, tzinfo=UTC)) == (shown.due, shown.instant)
    assert shown.instant + timedelta(hours=1) == shown.recorded_instant
    fires = [item.at for item in agenda(replayed.state, replayed.rules) if item.kind is DueKind.FIRE]
    assert [max(shown.instant, replayed.state.deadlines[0].set_at)] == fires


def test_a_rule_that_is_not_in_force_on_the_day_says_when_it_is() -> None:
    """No other rule is suggested for it."""
    [rule] = (
        one.model_copy(update={"valid_from": date(2025, 1, 1)}) for one in flanders().deadlines if one.id == "D07"
    )
    pack = flanders().model_copy(update={"deadlines": (rule,)})
    with pytest.raises(Refused, match="no rule 'D07' that holds on 2024-02-29; it holds from 2025-01-01 to now"):
        forecast("D07", date(2024, 2, 29), pack, AFTER)
