"""Counting anew: under a corrected calendar or from a corrected anchor, by two people, and never a closed deadline."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from domain import pact
from domain.agenda import due_now, system_command
from domain.consequence import consequences
from domain.deadline_audit import audit
from domain.ladder import rule_for
from domain.recount import counted_anew, recounts, rule_changes, set_with
from domain.standing import Deadlines
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.period import AgreementActivated, AgreementDrafted
from schemas.count import Basis
from schemas.deadline import (
    AcceptRecomputation,
    DeadlineKind,
    DeadlineMissRevoked,
    DeadlineRecomputed,
    DeadlineStage,
    FireDeadline,
    GrantExtensionOfTime,
    ProposeRecomputation,
    RecomputationProposed,
    RequestExtensionOfTime,
)
from schemas.event import Payload
from schemas.guarantee import DeadlineEvidence
from schemas.pact import PactRegistered, PactState
from schemas.people import Actor, PersonState
from schemas.policy import ClosedDay, FixedDay, RulesState, Span, Title
from schemas.workyear import ExpectYearPlan, YearPlanExpected
from schemas.year_plan import SubmitYearPlan
from tests.unit.programme import a_policy, legal_calendar, rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM, Scenario, pending

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
AT = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)
AFTER = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
DUE, NEXT_DAY = date(2020, 11, 30), date(2020, 12, 1)
PROPOSE = ProposeRecomputation(
    deadline="D07/2021", anchor=date(2021, 1, 1), new_due=NEXT_DAY, reason="30 November became a closed day"
)
ACCEPT = AcceptRecomputation(deadline="D07/2021", anchor=date(2021, 1, 1), new_due=NEXT_DAY)


@cache
def corrected() -> RulesState:
    """The test programme, and after it the same with a calendar in which 30 November 2020 is closed."""
    before = legal_calendar("1")
    extra = ClosedDay(date=DUE, name=Title(nl="rouwdag", en="day of mourning"))
    closed = tuple(sorted((*before.closed, extra), key=lambda one: one.date))
    after = before.model_copy(update={"version": "2", "closed": closed})
    return rules_of(a_policy(), a_policy(version="2", calendars=(after,)))


def running() -> Scenario[PactState]:
    """A plan due on 30 November 2020 under the calendar of then, and a corrected calendar adopted since."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT).under(corrected()).at(AT)


def proposed() -> Scenario[PactState]:
    """A case officer has proposed the new count."""
    return running().when(PROPOSE, by=OFFICER)


def followed(scenario: Scenario[PactState], payload: Payload) -> Scenario[PactState]:
    """Record an event with the deadlines that follow from it."""
    scenario.given(payload)
    return scenario.given(*consequences([pending(payload)], OFFICER, scenario.state, scenario.now, scenario.rules))


def listed(deadlines: tuple[tuple[object, date, date], ...]) -> list[tuple[date, date]]:
    """The two dates of each line."""
    return [(now, then) for _, now, then in deadlines]


def test_open_deadlines_that_the_calendar_in_force_sets_elsewhere_are_listed() -> None:
    """Nothing moves by itself."""
    scenario = running()
    assert [(DUE, NEXT_DAY)] == listed(recounts(scenario.state, scenario.rules))
    assert DUE == scenario.state.deadlines[0].due


def test_nothing_is_listed_while_the_calendar_is_the_same_or_for_a_stream_without_deadlines() -> None:
    """Nor before any pack was adopted."""
    scenario = running()
    assert () == recounts(scenario.state, rules_of())
    assert () == recounts(PersonState(), scenario.rules)
    assert () == recounts(scenario.state, RulesState())


def test_a_date_that_a_decision_set_is_not_listed() -> None:
    """It is not what the anchor gives under any calendar."""
    scenario = running()
    scenario.when(RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 15), ground="g"), by=CLUSTER)
    scenario.when(GrantExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 15)), by=HEAD)
    assert () == recounts(scenario.state, scenario.rules)


def test_a_closed_deadline_is_neither_listed_nor_counted_anew() -> None:
    """It keeps the date it was met by."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    scenario = running().when(plan, by=CLUSTER)
    assert () == recounts(scenario.state, scenario.rules)
    scenario.when(PROPOSE, by=OFFICER).then_refused("not_running")


def test_a_proposal_moves_nothing() -> None:
    """It says what it would come to."""
    scenario = proposed().then(
        RecomputationProposed(deadline="D07/2021", revision=1, due=DUE, anchor=date(2021, 1, 1), new_due=NEXT_DAY)
    )
    assert (DUE, 1) == (scenario.state.deadlines[0].due, scenario.state.deadlines[0].revision)
    assert "30 November became a closed day" == scenario.answer[0].reason


def test_the_same_proposal_again_changes_nothing() -> None:
    """Nor does proposing what stands already."""
    proposed().when(PROPOSE, by=OFFICER).then_nothing()
    as_it_is = PROPOSE.model_copy(update={"new_due": DUE})
    running().when(as_it_is, by=OFFICER).then_nothing()


def test_another_proposal_takes_the_place_of_the_one_that_waited() -> None:
    """From another anchor: a year later."""
    other = PROPOSE.model_copy(update={"anchor": date(2022, 1, 1), "new_due": date(2021, 11, 30)})
    scenario = proposed().when(other, by=OFFICER).then_types("deadline.recomputation_proposed")
    scenario.when(ACCEPT, by=HEAD).then_refused("content_changed")


def test_a_date_that_the_rule_does_not_give_is_refused() -> None:
    """The refusal shows the right one."""
    scenario = running().when(PROPOSE.model_copy(update={"new_due": date(2020, 12, 7)}), by=OFFICER)
    scenario.then_refused("content_changed")
    assert scenario.refusal is not None
    assert "2020-12-01" in scenario.refusal.detail


def test_accepting_moves_the_deadline_under_a_new_revision_and_keeps_the_old_date() -> None:
    """The calendar version is the one it was counted with."""
    scenario = proposed().when(ACCEPT, by=HEAD)
    scenario.then(
        DeadlineRecomputed(
            deadline="D07/2021",
            revision=2,
            rule_version="1",
            calendar_version="2",
            anchor=date(2021, 1, 1),
            raw_due=DUE,
            old_due=DUE,
            due=NEXT_DAY,
            instant=datetime(2020, 12, 1, 23, 0, tzinfo=UTC),
        )
    )
    deadline = scenario.state.deadlines[0]
    assert (NEXT_DAY, "2", 2, None) == (
        deadline.due,
        deadline.calendar_version,
        deadline.revision,
        deadline.recomputation,
    )
    assert () == recounts(scenario.state, scenario.rules)


def test_accepting_again_changes_nothing() -> None:
    """It already is so."""
    proposed().when(ACCEPT, by=HEAD).when(ACCEPT, by=HEAD).then_nothing()


def test_who_proposed_does_not_accept_nor_does_anyone_in_their_name() -> None:
    """Four eyes by person."""
    proposed().when(ACCEPT, by=Actor(person=OFFICER.person, role="head_of_unit")).then_refused("four_eyes")
    delegate = Actor(person="demo-gagel", role="head_of_unit", on_behalf_of=OFFICER.person)
    proposed().when(ACCEPT, by=delegate).then_refused("four_eyes")


def test_what_nobody_proposed_cannot_be_accepted() -> None:
    """There are two steps."""
    running().when(ACCEPT, by=HEAD).then_refused("not_proposed")


def test_a_calendar_corrected_once_more_before_the_acceptance_asks_for_another_proposal() -> None:
    """What was seen is no longer what the rule gives."""
    proposed().under(rules_of()).when(ACCEPT, by=HEAD).then_refused("content_changed")


def test_a_right_day_that_has_passed_falls_due_once_it_is_accepted_and_not_before() -> None:
    """A corrected anchor misses nothing by itself; two people let it."""
    earlier = {"anchor": date(2020, 1, 1), "new_due": date(2019, 12, 2)}
    scenario = running().when(PROPOSE.model_copy(update=earlier), by=OFFICER)
    assert ["r30"] == [item.stage for item in due_now(scenario.state, scenario.rules, AT)]
    scenario.when(ACCEPT.model_copy(update=earlier), by=HEAD).then_types("deadline.recomputed")
    [item] = due_now(scenario.state, scenario.rules, AT)
    scenario.when(system_command(item), by=SYSTEM).then_types("deadline.missed")
    assert date(2019, 12, 2) == scenario.answer[0].effective.earliest


def test_a_miss_under_a_wrong_count_is_revoked_with_the_acceptance() -> None:
    """By two people, effective on the day that was missed by mistake; the deadline runs until the right day."""
    seen = {"anchor": date(2022, 1, 1), "new_due": date(2021, 11, 30)}
    scenario = running().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER)
    scenario.when(PROPOSE.model_copy(update=seen), by=OFFICER)
    scenario.when(ACCEPT.model_copy(update=seen), by=LEADER)
    scenario.then_types("deadline.miss_revoked", "deadline.recomputed")
    deadline = scenario.state.deadlines[0]
    assert (DeadlineStage.OPEN, (), 2) == (deadline.stage, deadline.missed_revisions, deadline.revision)
    revoked = DeadlineMissRevoked(deadline="D07/2021", revision=1, due=DUE, reason="corrected_fact")
    assert (revoked, DUE, AFTER.date()) == (
        scenario.answer[0].payload,
        scenario.answer[0].effective.earliest,
        scenario.answer[0].decided_on,
    )


def test_a_miss_stands_where_the_right_day_has_passed_too() -> None:
    """It was missed on either day."""
    scenario = running().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER)
    scenario.when(PROPOSE, by=OFFICER).when(ACCEPT, by=HEAD).then_types("deadline.recomputed")
    assert (1,) == scenario.state.deadlines[0].missed_revisions


def test_another_anchor_than_the_one_that_was_seen_is_not_accepted() -> None:
    """Two anchors can come to one date; the approval is of the anchor too."""
    other = ACCEPT.model_copy(update={"anchor": date(2021, 1, 2)})
    proposed().when(other, by=HEAD).then_refused("content_changed")


def test_who_proposed_first_does_not_accept_what_another_person_proposed_again() -> None:
    """Both had a hand in it; a third person accepts."""
    running().when(PROPOSE, by=HEAD).when(PROPOSE, by=OFFICER).when(ACCEPT, by=HEAD).then_refused("four_eyes")
    running().when(PROPOSE, by=HEAD).when(PROPOSE, by=OFFICER).when(ACCEPT, by=LEADER).then_types("deadline.recomputed")


DRAFTED = AgreementDrafted(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), text_hash="a" * 64)
BEGAN_LATER = ProposeRecomputation(
    deadline="D02/1", anchor=date(2018, 7, 1), new_due=date(2021, 6, 30), reason="began on 1 July"
)


def with_a_period(drafted: AgreementDrafted) -> Scenario[PactState]:
    """A period that runs from the first of January 2018, whatever the file says of it now."""
    activated = AgreementActivated(
        period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2018, 1, 1)
    )
    return followed(running().given(drafted), activated)


def test_the_end_of_a_period_is_counted_anew_from_what_the_file_says_since() -> None:
    """Its first day was recorded wrongly and is corrected: that is no more time, it is another date."""
    scenario = with_a_period(DRAFTED.model_copy(update={"start": date(2018, 7, 1), "end": date(2021, 6, 30)}))
    accept = AcceptRecomputation(deadline="D02/1", anchor=date(2018, 7, 1), new_due=date(2021, 6, 30))
    scenario.when(BEGAN_LATER, by=OFFICER).when(accept, by=HEAD).then_types("deadline.recomputed")


def test_the_end_of_a_period_does_not_count_from_a_day_that_somebody_names() -> None:
    """The file says which day it is; to move it, correct that day."""
    scenario = with_a_period(DRAFTED).when(BEGAN_LATER, by=OFFICER).then_refused("not_the_recorded_day")
    assert scenario.refusal is not None
    assert "2018-01-01" in scenario.refusal.detail


def test_an_end_whose_day_the_file_does_not_record_is_not_counted_anew() -> None:
    """Nothing says what it should be."""
    scenario = followed(
        running(),
        AgreementActivated(period=7, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2018, 1, 1)),
    )
    anew = BEGAN_LATER.model_copy(update={"deadline": "D02/7"})
    scenario.when(anew, by=OFFICER).then_refused("not_the_recorded_day")


def test_a_recorded_day_that_changed_since_the_proposal_is_not_accepted() -> None:
    """What was proposed no longer is what the file says."""
    scenario = with_a_period(DRAFTED.model_copy(update={"start": date(2018, 7, 1), "end": date(2021, 6, 30)}))
    accept = AcceptRecomputation(deadline="D02/1", anchor=date(2018, 7, 1), new_due=date(2021, 6, 30))
    scenario.when(BEGAN_LATER, by=OFFICER).given(DRAFTED)
    scenario.when(accept, by=HEAD).then_refused("not_the_recorded_day")


def test_the_cap_moves_only_with_its_anchor() -> None:
    """Fixing another anchor sets another cap."""
    scenario = followed(running(), CapAnchorFixed(anchor=date(2018, 1, 1), cap=date(2027, 12, 31)))
    anew = ProposeRecomputation(deadline="D03", anchor=date(2019, 1, 1), new_due=date(2028, 12, 31), reason="g")
    scenario.when(anew, by=OFFICER).then_refused("validity_end")


def test_the_open_deadlines_of_the_same_act_are_found() -> None:
    """Those that may rest on an event that was corrected."""
    scenario = running()
    expected = next(event for event in scenario.history if isinstance(event.payload, YearPlanExpected))

    def of(position: int) -> Deadlines:
        return set_with(scenario.history, position, scenario.state)

    assert ["D07/2021"] == [one.id for one in of(expected.position)]
    assert () == of(1)
    scenario.when(SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan"), by=CLUSTER)
    assert () == of(expected.position)


def test_another_anchor_is_no_more_time_than_the_role_may_grant() -> None:
    """Neither at once nor in several steps: what it adds counts as granted."""
    limited = tuple(
        one.model_copy(update={"extends_by_days": 30}) if one.id == HEAD.role else one for one in a_policy().roles
    )
    rules = rules_of(a_policy(), a_policy(version="3", roles=limited))
    seen = {"anchor": date(2022, 1, 1), "new_due": date(2021, 11, 30)}
    scenario = running().under(rules).when(PROPOSE.model_copy(update=seen), by=OFFICER)
    scenario.when(ACCEPT.model_copy(update=seen), by=HEAD).then_refused("takes_higher_role")
    scenario.when(ACCEPT.model_copy(update=seen), by=LEADER).then_types("deadline.recomputed")
    assert 365 == scenario.state.deadlines[0].granted_days


def test_no_chain_of_counts_and_grants_is_more_time_than_the_role_may_grant() -> None:
    """Another anchor, a grant, the same anchor again: only what that takes away is free to be granted anew."""
    by_days = tuple(
        one.model_copy(update={"fixed_day": None, "span": Span(days=60)}) if one.id == "D07" else one
        for one in a_policy().deadlines
    )
    limited = tuple(
        one.model_copy(update={"extends_by_days": 30}) if one.id == HEAD.role else one for one in a_policy().roles
    )
    scenario = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    scenario.under(rules_of(a_policy(deadlines=by_days, roles=limited)))
    scenario.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT).at(AT)
    first = scenario.state.deadlines[0]

    def counted_from(anchor: date) -> None:
        payload = counted_anew(scenario.state.deadlines[0], Basis(anchor), "", AT, scenario.rules)[-1].payload
        assert isinstance(payload, DeadlineRecomputed)
        own = {"deadline": first.id, "anchor": anchor, "new_due": payload.due}
        scenario.when(PROPOSE.model_copy(update=own), by=OFFICER).when(ACCEPT.model_copy(update=own), by=HEAD)

    counted_from(first.anchor + timedelta(days=25))
    held = scenario.state.deadlines[0].granted_days
    for _ in range(3):
        to = scenario.state.deadlines[0].due + timedelta(days=1)
        scenario.when(RequestExtensionOfTime(deadline=first.id, new_due=to, ground="busy"), by=CLUSTER)
        scenario.when(GrantExtensionOfTime(deadline=first.id, new_due=to), by=HEAD)
        counted_from(scenario.state.deadlines[0].anchor)
    assert held == scenario.state.deadlines[0].granted_days > 0
    counted_from(first.anchor + timedelta(days=50))
    scenario.then_refused("takes_higher_role")
    counted_from(first.anchor)
    assert (first.due, 0) == (scenario.state.deadlines[0].due, scenario.state.deadlines[0].granted_days)


EARLIER = date(2020, 11, 20)


def changed_rule(**changes: object) -> RulesState:
    """The test programme, and after it one whose plans are due ten days earlier by a second version of their rule."""
    told: dict[str, Any] = {"version": "2", "fixed_day": FixedDay(month=11, day=20, year_offset=-1), **changes}
    later = tuple(one.model_copy(update=told) if one.id == "D07" else one for one in a_policy().deadlines)
    other = legal_calendar("1").model_copy(update={"id": "office", "version": "9"})
    return rules_of(a_policy(), a_policy(version="2", deadlines=later, calendars=(legal_calendar("1"), other)))


BY_RULE = {"new_due": EARLIER, "rule_version": "2"}


def by_rule(**changes: object) -> Scenario[PactState]:
    """Two people take the later version of the rule over."""
    scenario = running().under(changed_rule(**changes)).when(PROPOSE.model_copy(update=BY_RULE), by=OFFICER)
    return scenario.when(ACCEPT.model_copy(update=BY_RULE), by=HEAD)


def found(scenario: Scenario[PactState]) -> list[tuple[str, str]]:
    """What the audit of deadlines finds in the whole of the scenario's record."""
    evidence = DeadlineEvidence(events=tuple(scenario.history), rules=scenario.rules, now=AT)
    return [(one.invariant, one.detail) for one in audit(evidence)]


def test_a_later_version_of_a_rule_is_listed_with_both_dates_and_moves_nothing() -> None:
    """Beside it a count of calendars has nothing to say."""
    scenario = running().under(changed_rule())
    listed_now = rule_changes(scenario.state, scenario.rules)
    assert [(DUE, EARLIER, "2")] == [(old, new, version) for _, old, new, version in listed_now]
    assert () == recounts(scenario.state, scenario.rules)
    assert DUE == scenario.state.deadlines[0].due


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": date(2021, 1, 2)},
        {"anchor": "expected_on"},
        {"subject": ()},
        {"opened_by": ("pact.registered",)},
        {"kind": DeadlineKind.VALIDITY, "shift": "none"},
    ],
)
def test_a_version_for_other_anchors_or_of_another_thing_is_not_listed_nor_taken(changes: dict[str, object]) -> None:
    """A date counted from something else is no count of this deadline."""
    scenario = running().under(changed_rule(**changes))
    assert () == rule_changes(scenario.state, scenario.rules)
    scenario.when(PROPOSE.model_copy(update=BY_RULE), by=OFFICER).then_refused("rule_not_in_force")


def test_two_people_take_a_later_version_over_and_the_record_bears_it_out() -> None:
    """Envelope and payload name it, the ladder follows it, and the audit counts by it: I16 and I18 hold."""
    scenario = by_rule(legal_basis="new decree").then_types("deadline.recomputed")
    [event], [deadline] = scenario.answer, scenario.state.deadlines
    assert ("new decree", "2") == (event.legal_basis, event.rule_version)
    assert (EARLIER, "2", "legal", 2) == (
        deadline.due,
        deadline.rule_version,
        deadline.calendar,
        deadline.revision,
    )
    assert () == rule_changes(scenario.state, scenario.rules)
    assert [] == found(scenario)
    assert "2" == rule_for(deadline, scenario.rules).version


def test_a_later_version_may_count_by_another_calendar() -> None:
    """Its name goes into the record, which otherwise leaves it out."""
    scenario = by_rule(calendar="office")
    [deadline] = scenario.state.deadlines
    assert ("office", "9") == (deadline.calendar, deadline.calendar_version)
    assert "office" == scenario.answer[0].payload.model_dump()["calendar"]
    assert [] == found(scenario)
    assert {"calendar"}.isdisjoint(proposed().when(ACCEPT, by=HEAD).answer[0].payload.model_dump())


def test_who_accepts_names_the_version_that_was_proposed() -> None:
    """The same day by another version of the rule is another decision."""
    scenario = running().under(changed_rule()).when(PROPOSE.model_copy(update=BY_RULE), by=OFFICER)
    scenario.when(ACCEPT.model_copy(update={"new_due": EARLIER}), by=HEAD).then_refused("content_changed")
    scenario.under(rules_of()).when(ACCEPT.model_copy(update=BY_RULE), by=HEAD).then_refused("rule_not_in_force")


def test_one_person_does_not_take_a_later_version_over() -> None:
    """Four eyes, as for any other count."""
    scenario = running().under(changed_rule()).when(PROPOSE.model_copy(update=BY_RULE), by=OFFICER)
    mine = Actor(person=OFFICER.person, role="head_of_unit")
    scenario.when(ACCEPT.model_copy(update=BY_RULE), by=mine).then_refused("four_eyes")


def test_what_was_missed_stays_missed_under_its_own_rule() -> None:
    """Another rule of later makes no miss a mistake."""
    scenario = running().under(changed_rule(fixed_day=FixedDay(month=12, day=15, year_offset=-1)))
    later = {**BY_RULE, "new_due": date(2020, 12, 15)}
    scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER)
    assert () == rule_changes(scenario.state, scenario.rules)
    scenario.when(PROPOSE.model_copy(update=later), by=OFFICER).then_refused("rule_not_in_force")


def test_a_count_without_a_version_keeps_the_rule() -> None:
    """What is counted anew for another reason does not take a later rule along."""
    scenario = running().under(changed_rule())
    scenario.when(PROPOSE.model_copy(update={"new_due": EARLIER}), by=OFFICER).then_refused("content_changed")
    seen = {"anchor": date(2022, 1, 1), "new_due": date(2021, 11, 30)}
    scenario.when(PROPOSE.model_copy(update=seen), by=OFFICER).when(ACCEPT.model_copy(update=seen), by=HEAD)
    assert "1" == scenario.state.deadlines[0].rule_version


def test_a_record_that_takes_a_version_over_unasked_is_found() -> None:
    """I18: the proposal said nothing of the rule."""
    scenario = by_rule()
    history = tuple(
        one.model_copy(update={"payload": one.payload.model_copy(update={"rule_version": None})})
        if isinstance(one.payload, RecomputationProposed)
        else one
        for one in scenario.history
    )
    evidence = DeadlineEvidence(events=history, rules=scenario.rules, now=AT)
    assert ["I18"] == [one.invariant for one in audit(evidence)]
