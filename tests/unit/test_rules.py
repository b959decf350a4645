"""Adopting a policy pack: once, whole, and never under a version that already stands for something else."""

from datetime import UTC, datetime

import pytest

from domain import rules
from domain.policy import calendar_of, content_hash, current, rule_of
from schemas.people import Actor
from schemas.policy import (
    AdoptPolicy,
    Calendar,
    DeadlineRule,
    Policy,
    PolicyAdopted,
    PolicyProposed,
    ProposePolicy,
    RulesState,
    Span,
)
from tests.unit.flanders import calendar, flanders, rule
from tests.unit.scenario import LEADER, SYSTEM, Scenario

NEW_YEAR_IN_BRUSSELS = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


MANAGER = Actor(person="demo-hulst", role="rule_manager")
LENT = Actor(person="demo-wilg", role="leading_official", on_behalf_of=MANAGER.person)


def adopt(policy: Policy) -> AdoptPolicy:
    """The command for this pack, with its true hash."""
    return AdoptPolicy(policy=policy, content_hash=content_hash(policy))


def propose(policy: Policy) -> ProposePolicy:
    """The step before it."""
    return ProposePolicy(policy=policy, content_hash=content_hash(policy))


def adoption(policy: Policy) -> AdoptPolicy:
    """The adoption of what was put up, by its hash alone."""
    return AdoptPolicy(content_hash=content_hash(policy))


def the_next(
    version: str = "2027.1",
    deadlines: tuple[DeadlineRule, ...] | None = None,
    calendars: tuple[Calendar, ...] | None = None,
) -> Policy:
    """The pack under another version, with other parts where they are given."""
    parts = {"deadlines": deadlines, "calendars": calendars}
    return flanders().model_copy(update={"version": version, **{name: part for name, part in parts.items() if part}})


def later(changed: DeadlineRule) -> tuple[DeadlineRule, ...]:
    """The deadlines of the pack with one of them changed."""
    return tuple(changed if listed.id == changed.id else listed for listed in flanders().deadlines)


@pytest.fixture
def stream() -> Scenario[RulesState]:
    """The stream of rules, empty."""
    return Scenario(rules.decide, rules.evolve, RulesState(), stream="rules", rules=RulesState())


@pytest.fixture
def adopted(stream: Scenario[RulesState]) -> Scenario[RulesState]:
    """The stream in which the pack has been adopted."""
    stream.given(PolicyAdopted(policy=flanders(), content_hash=content_hash(flanders())))
    return stream


def test_the_first_pack_comes_into_force_on_the_local_day(stream: Scenario[RulesState]) -> None:
    """At half past midnight in Brussels it is already the new year."""
    stream.at(NEW_YEAR_IN_BRUSSELS).when(adopt(flanders()), by=SYSTEM)
    stream.then(PolicyAdopted(policy=flanders(), content_hash=content_hash(flanders())))
    assert stream.answer[0].effective.earliest.isoformat() == "2027-01-01"
    assert flanders() == current(stream.state)
    assert stream.state.version == 1


def test_the_pack_in_force_adopted_again_changes_nothing(adopted: Scenario[RulesState]) -> None:
    """It already is so."""
    adopted.when(adopt(flanders())).then_nothing()


def test_a_pack_that_is_not_the_one_that_was_seen_is_refused(stream: Scenario[RulesState]) -> None:
    """The hash binds the decision to the content."""
    stream.when(AdoptPolicy(policy=flanders(), content_hash="0" * 64)).then_refused("content_changed")


def test_the_same_version_with_other_content_is_refused(adopted: Scenario[RulesState]) -> None:
    """A version of a pack stands for one content."""
    adopted.when(adopt(flanders().model_copy(update={"predicates": ("lesson",)}))).then_refused("policy_version_reused")


def test_a_rule_changed_under_its_old_version_is_refused(adopted: Scenario[RulesState]) -> None:
    """What was computed with it must be computable again."""
    changed = rule("D08").model_copy(update={"span": Span(working_days=11)})
    adopted.when(adopt(the_next(deadlines=later(changed)))).then_refused("rule_version_reused")


def test_a_calendar_changed_under_its_old_version_is_refused(adopted: Scenario[RulesState]) -> None:
    """A day taken off the list is another list."""
    changed = calendar("legal").model_copy(update={"closed": calendar("legal").closed[1:]})
    adopted.when(adopt(the_next(calendars=(changed, calendar("office"))))).then_refused("calendar_version_reused")


def test_a_version_refused_once_stays_taken_though_other_packs_came_between(adopted: Scenario[RulesState]) -> None:
    """Every pack ever adopted counts, not only the one in force."""
    second = rule("D08").model_copy(update={"version": "9", "span": Span(working_days=11)})
    adopted.when(propose(the_next(deadlines=later(second))), by=MANAGER).when(
        adopt(the_next(deadlines=later(second))), by=LEADER
    ).then_types("policy.adopted")
    third = rule("D08").model_copy(update={"span": Span(working_days=12)})
    adopted.when(adopt(the_next("2027.2", deadlines=later(third)))).then_refused("rule_version_reused")


def test_a_new_version_of_a_rule_leaves_the_old_one_readable(adopted: Scenario[RulesState]) -> None:
    """Running deadlines are looked up under what they were computed with."""
    changed = rule("D08").model_copy(update={"version": "9", "span": Span(working_days=11)})
    adopted.when(propose(the_next(deadlines=later(changed))), by=MANAGER).when(
        adopt(the_next(deadlines=later(changed))), by=LEADER
    ).then_types("policy.adopted")
    assert rule("D08") == rule_of(adopted.state, "D08", rule("D08").version)
    assert changed == rule_of(adopted.state, "D08", "9")
    assert calendar("legal") == calendar_of(adopted.state, "legal", "2026.1")
    assert current(adopted.state).version == "2027.1"


def test_an_earlier_pack_can_come_into_force_again(adopted: Scenario[RulesState]) -> None:
    """Going back is a decision like any other; the content is what it was."""
    adopted.when(propose(the_next()), by=MANAGER).when(adopt(the_next()), by=LEADER).then_types("policy.adopted")
    adopted.when(propose(flanders()), by=MANAGER).when(adopt(flanders()), by=LEADER).then_types("policy.adopted")
    assert flanders() == current(adopted.state)
    assert len(adopted.state.policies) == 3


def test_a_pack_that_contradicts_itself_is_refused_whatever_way_it_comes_in(stream: Scenario[RulesState]) -> None:
    """Files are checked when they are read; a command is checked here."""
    stream.when(adopt(flanders().model_copy(update={"calendars": ()}))).then_refused("policy_unsound")
    assert stream.refusal is not None
    assert "deadlines[0].calendar: unknown calendar legal" in stream.refusal.detail


def test_a_pack_that_is_put_up_changes_nothing_until_another_person_adopts_it(adopted: Scenario[RulesState]) -> None:
    """The one who put it up does not, nor does anybody in their name."""
    newer = the_next()
    adopted.when(propose(newer), by=MANAGER)
    adopted.then(PolicyProposed(policy=newer, content_hash=content_hash(newer)))
    assert flanders() == current(adopted.state)
    for person in (MANAGER, LENT):
        adopted.when(adoption(newer), by=person).then_refused("four_eyes")
    adopted.when(adoption(newer), by=LEADER)
    adopted.then(PolicyAdopted(policy=newer, content_hash=content_hash(newer)))
    assert (newer, None) == (current(adopted.state), adopted.state.proposal)


def test_nobody_adopts_what_was_not_put_up(adopted: Scenario[RulesState]) -> None:
    """Not with the pack in hand, and not what another one has replaced meanwhile."""
    first, second = the_next("2027.1"), the_next("2027.2")
    adopted.when(adoption(first), by=LEADER).then_refused("not_proposed")
    adopted.when(adopt(first), by=LEADER).then_refused("step_missing")
    adopted.when(propose(first), by=MANAGER).when(propose(second), by=MANAGER)
    adopted.when(adoption(first), by=LEADER).then_refused("content_changed")
    adopted.when(adopt(first), by=LEADER).then_refused("step_missing")
    adopted.when(adoption(second), by=LEADER).then_types("policy.adopted")


def test_who_put_up_the_pack_before_a_change_keeps_a_hand_in_it(adopted: Scenario[RulesState]) -> None:
    """Until one comes into force."""
    adopted.when(propose(the_next("2027.1")), by=LEADER).when(propose(the_next("2027.2")), by=MANAGER)
    adopted.when(adoption(the_next("2027.2")), by=LEADER).then_refused("four_eyes")


def test_the_service_adopts_no_second_pack_by_itself(adopted: Scenario[RulesState]) -> None:
    """Only the first, since nobody could have put that up."""
    adopted.when(adopt(the_next()), by=SYSTEM).then_refused("step_missing")


def test_what_already_waits_or_is_in_force_is_not_put_up_again(adopted: Scenario[RulesState]) -> None:
    """It already is so."""
    adopted.when(propose(the_next()), by=MANAGER).when(propose(the_next()), by=MANAGER).then_nothing()
    adopted.when(propose(flanders()), by=MANAGER).then_nothing()


def test_a_pack_that_could_not_be_adopted_is_not_put_up_either(adopted: Scenario[RulesState]) -> None:
    """Its faults are told at once."""
    adopted.when(propose(the_next().model_copy(update={"calendars": ()})), by=MANAGER).then_refused("policy_unsound")
    lie = ProposePolicy(policy=the_next(), content_hash="0" * 64)
    adopted.when(lie, by=MANAGER).then_refused("content_changed")
