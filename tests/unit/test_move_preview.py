"""What a move would come to is what the act does, held against the ladder of now; nothing is recorded."""

from datetime import date

import pytest

from domain.ladder import agenda_of
from domain.move_preview import changes, extension_preview, is_selected, recount_preview, target_day
from domain.touched import touched
from schemas.count import Basis
from schemas.deadline import (
    DeadlineStage,
    DueKind,
    FireDeadline,
    GrantExtensionOfTime,
    RequestExtensionOfTime,
)
from schemas.moving import Selection, Target
from schemas.refusal import Refused
from tests.unit.programme import RULES, a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM
from tests.unit.test_recount import ACCEPT, AFTER, AT, DUE, NEXT_DAY, PROPOSE, corrected, running

LATER = date(2020, 12, 14)
WAITS = next(one for one in RULES if one.id == "D07").model_copy(update={"stops_while_suspended": True})
PACT = "pact/demo"


def test_more_time_shows_both_dates_and_the_reminders_of_each() -> None:
    """Those of the old date fall away, and those of the new one arise."""
    scenario = running()
    shown = extension_preview(PACT, scenario.state.deadlines[0], LATER, AT, scenario.rules)
    assert (DUE, LATER, 2, False) == (shown.old_due, shown.due, shown.revision, shown.cures_miss)
    assert ["r10", "r1", "r0"] == [step.stage for step in shown.falls_away if step.at > AT]
    assert ["r30", "r10", "r1", "r0"] == [step.stage for step in shown.arises]
    assert ("cluster_representative",) == shown.told_roles


def test_what_is_shown_is_what_the_grant_does() -> None:
    """The ladder after the act asks for what arises, and for nothing else."""
    scenario = running()
    shown = extension_preview(PACT, scenario.state.deadlines[0], LATER, AT, scenario.rules)
    scenario.when(RequestExtensionOfTime(deadline="D07/2021", new_due=LATER, ground="g"), by=CLUSTER)
    scenario.when(GrantExtensionOfTime(deadline="D07/2021", new_due=LATER), by=HEAD)
    asked = [one for one in agenda_of(scenario.state.deadlines, scenario.rules) if one.kind is not DueKind.FIRE]
    assert [(one.stage, one.at) for one in asked] == [(step.stage, step.at) for step in shown.arises]
    assert scenario.state.deadlines[0].due == shown.due


def test_what_no_extension_does_is_shown_with_its_refusal() -> None:
    """It stays where it is."""
    scenario = running()
    shown = extension_preview(PACT, scenario.state.deadlines[0], DUE, AT, scenario.rules)
    assert ("not_later", DUE, ()) == (shown.refused, shown.due, shown.arises)


def test_more_time_after_a_miss_shows_that_it_cures_and_which_escalations_fall_away() -> None:
    """Nobody higher is told any more."""
    scenario = running().when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER)
    shown = extension_preview(PACT, scenario.state.deadlines[0], LATER, AFTER, scenario.rules)
    assert (True, ["e1", "e10"]) == (shown.cures_miss, [step.stage for step in shown.falls_away])


def test_a_new_count_shows_what_its_acceptance_does() -> None:
    """Under the calendar in force; nothing has moved."""
    scenario = running()
    shown = recount_preview(PACT, scenario.state.deadlines[0], Basis(date(2021, 1, 1)), AT, scenario.rules)
    assert (DUE, NEXT_DAY, DUE) == (shown.old_due, shown.due, scenario.state.deadlines[0].due)
    scenario.when(PROPOSE, by=OFFICER).when(ACCEPT, by=LEADER)
    assert (shown.due, shown.revision) == (scenario.state.deadlines[0].due, scenario.state.deadlines[0].revision)


def test_a_new_count_to_a_day_that_has_passed_says_that_it_falls_due_at_once() -> None:
    """And one that shows a miss wrong says that it is revoked."""
    scenario = running()
    [deadline] = scenario.state.deadlines
    assert recount_preview(PACT, deadline, Basis(date(2020, 1, 1)), AT, scenario.rules).is_over
    missed = scenario.when(FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=AFTER).state.deadlines[0]
    assert recount_preview(PACT, missed, Basis(date(2022, 1, 1)), AFTER, scenario.rules).revokes_miss


@pytest.mark.parametrize(("name", "is_taken"), [("D07", True), ("D07/2021", True), ("D07/2022", False), ("D0", False)])
def test_a_selection_takes_a_rule_or_one_of_its_instances(name: str, is_taken: bool) -> None:
    """Only what runs."""
    [deadline] = running().state.deadlines
    assert is_taken == is_selected(deadline, Selection(deadline=name))
    assert not is_selected(deadline.model_copy(update={"stage": "met"}), Selection(deadline=name))


def test_so_many_days_on_is_shifted_off_a_closed_day_as_the_rule_says() -> None:
    """Twelve days after 30 November 2020 is a Saturday."""
    scenario = running()
    [deadline] = scenario.state.deadlines
    assert date(2020, 12, 14) == target_day(deadline, Target(by_days=12), scenario.rules)
    assert LATER == target_day(deadline, Target(new_due=LATER), scenario.rules)
    with pytest.raises(Refused, match="no_target"):
        target_day(deadline, Target(), scenario.rules)


@pytest.mark.parametrize("days", [99_999_999, 10**12])
def test_more_days_than_a_date_can_hold_are_refused(days: int) -> None:
    """A number typed wrong is told, not a fault."""
    scenario = running()
    [deadline] = scenario.state.deadlines
    with pytest.raises(Refused, match="calendar_exhausted"):
        target_day(deadline, Target(by_days=days), scenario.rules)


def test_a_pack_says_which_running_deadlines_it_is_about() -> None:
    """By a corrected calendar, by a changed rule, by a rule that is gone; the same pack is about none."""
    scenario = running().under(rules_of())
    [deadline] = scenario.state.deadlines
    same, calendar = a_policy(version="2"), corrected().policies[-1]
    assert () == touched(PACT, scenario.state, scenario.rules, same)
    [moved] = touched(PACT, scenario.state, scenario.rules, calendar)
    assert (("calendar_changed",), DUE, NEXT_DAY, True) == (
        moved.why,
        moved.due,
        moved.would_be,
        moved.can_be_recounted,
    )
    stricter = tuple(
        one.model_copy(update={"version": "2", "reminders": ()}) if one.id == "D07" else one for one in RULES
    )
    [changed] = touched(PACT, scenario.state, scenario.rules, a_policy(version="2", deadlines=stricter))
    assert (("rule_changed",), DUE, False) == (changed.why, changed.would_be, changed.can_be_recounted)
    without = tuple(one for one in RULES if one.id != "D07")
    [gone] = touched(PACT, scenario.state, scenario.rules, a_policy(version="2", deadlines=without))
    assert (("rule_gone",), None, deadline.id) == (gone.why, gone.would_be, gone.deadline)


def test_before_any_rules_nothing_is_touched() -> None:
    """Nothing runs there."""
    scenario = running()
    assert () == touched(PACT, scenario.state, rules_of().model_copy(update={"policies": ()}), a_policy())


def test_what_a_suspension_stops_and_a_resumption_moves_is_shown() -> None:
    """From the file before and after the act: its reminders fall away, and come again for the later date."""
    stopping = rules_of(a_policy(deadlines=(WAITS,)))
    before = running().under(stopping).state
    [open_one] = before.deadlines
    stands = open_one.model_copy(update={"stage": DeadlineStage.STOPPED, "stopped_since": AT.date()})
    during = before.model_copy(update={"deadlines": (stands,)})
    later = open_one.model_copy(update={"due": LATER, "revision": 2, "set_at": AT})
    after = before.model_copy(update={"deadlines": (later,)})
    [stopped] = changes(PACT, before, during, (), AT, stopping)
    assert (DUE, DeadlineStage.STOPPED, ()) == (stopped.due, stopped.stage, stopped.arises)
    assert stopped.falls_away
    [resumed] = changes(PACT, during, after, (), AT, stopping)
    assert (DUE, LATER, ("cluster_representative",)) == (resumed.old_due, resumed.due, resumed.told_roles)
    assert () == changes(PACT, before, before, (), AT, stopping)
    none = before.model_copy(update={"deadlines": ()})
    [new] = changes(PACT, none, before, (), AT, stopping)
    assert (True, DUE) == (new.is_new, new.due)
