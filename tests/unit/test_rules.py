"""Adopting a policy pack: once, whole, and never under a version that already stands for something else."""

from datetime import UTC, datetime

import pytest

from domain import rules
from domain.policy import calendar_of, content_hash, current, rule_of
from schemas.policy import AdoptPolicy, Calendar, DeadlineRule, Policy, PolicyAdopted, RulesState, Span
from tests.unit.flanders import calendar, flanders, rule
from tests.unit.scenario import SYSTEM, Scenario

NEW_YEAR_IN_BRUSSELS = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def adopt(policy: Policy) -> AdoptPolicy:
    """The command for this pack, with its true hash."""
    return AdoptPolicy(policy=policy, content_hash=content_hash(policy))


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
    adopted.when(adopt(the_next(deadlines=later(second)))).then_types("policy.adopted")
    third = rule("D08").model_copy(update={"span": Span(working_days=12)})
    adopted.when(adopt(the_next("2027.2", deadlines=later(third)))).then_refused("rule_version_reused")


def test_a_new_version_of_a_rule_leaves_the_old_one_readable(adopted: Scenario[RulesState]) -> None:
    """Running deadlines are looked up under what they were computed with."""
    changed = rule("D08").model_copy(update={"version": "9", "span": Span(working_days=11)})
    adopted.when(adopt(the_next(deadlines=later(changed)))).then_types("policy.adopted")
    assert rule("D08") == rule_of(adopted.state, "D08", rule("D08").version)
    assert changed == rule_of(adopted.state, "D08", "9")
    assert calendar("legal") == calendar_of(adopted.state, "legal", "2026.1")
    assert current(adopted.state).version == "2027.1"


def test_an_earlier_pack_can_come_into_force_again(adopted: Scenario[RulesState]) -> None:
    """Going back is a decision like any other; the content is what it was."""
    adopted.when(adopt(the_next())).then_types("policy.adopted")
    adopted.when(adopt(flanders())).then_types("policy.adopted")
    assert flanders() == current(adopted.state)
    assert len(adopted.state.policies) == 3


def test_a_pack_that_contradicts_itself_is_refused_whatever_way_it_comes_in(stream: Scenario[RulesState]) -> None:
    """Files are checked when they are read; a command is checked here."""
    stream.when(adopt(flanders().model_copy(update={"calendars": ()}))).then_refused("policy_unsound")
    assert stream.refusal is not None
    assert "deadlines[0].calendar: unknown calendar legal" in stream.refusal.detail
