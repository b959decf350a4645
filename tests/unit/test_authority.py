"""Who may do what: every role against every command, and every reason to say no."""

from datetime import date

import pytest

from domain.authority import FIRST_OF_ALL, SYSTEM_ONLY, authorise, is_system_only, nobodys
from domain.vocabulary import COMMANDS, allowed
from schemas.command import CommandEnvelope
from schemas.people import Actor, Delegation, HeldRole, PersonState
from schemas.policy import Role, RulesState
from schemas.refusal import Refused
from schemas.workyear import StartWorkYear
from tests.unit.flanders import flanders, flemish_rules

ROLES = {role.id: role for role in flanders().roles}
TODAY = date(2026, 6, 15)
OWN = "demo-cluster"


def asking(kind: str, **changes: str) -> CommandEnvelope:
    """An envelope whose command is of this kind; what the command holds is nobody's business here."""
    some = StartWorkYear(year=2026)
    envelope = CommandEnvelope(command_id="test-0001", stream="pact/demo", person="demo-berk", command=some)
    return envelope.model_copy(update={"command": COMMANDS[kind].model_construct(), **changes})


def holding(role: str, *, cluster: str | None = None, first: date = TODAY, last: date | None = TODAY) -> HeldRole:
    """A role held on this one day, unless told otherwise."""
    return HeldRole(role=role, cluster=cluster, valid_from=first, valid_until=last)


def person(*roles: HeldRole, name: str = "demo-berk", lent: tuple[Delegation, ...] = ()) -> PersonState:
    """Somebody who is registered and holds these roles."""
    return PersonState(person=name, version=1, is_registered=True, roles=roles, delegations=lent)


def lent(role: str, first: date = TODAY, last: date = TODAY) -> Delegation:
    """A role lent to the one who asks."""
    return Delegation(role=role, to="demo-berk", valid_from=first, valid_until=last)


def answer(
    envelope: CommandEnvelope,
    who: PersonState,
    principal: PersonState | None = None,
    *,
    cluster: str | None = OWN,
    rules: RulesState | None = None,
) -> Actor | str:
    """The actor, or the code of the refusal."""
    try:
        return authorise(envelope, who, principal, flemish_rules() if rules is None else rules, cluster, TODAY)
    except Refused as refused:
        return refused.code


# --------------------------------------------------------------------------------- every role, every command


@pytest.mark.parametrize("kind", sorted(COMMANDS))
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system"}))
def test_a_role_may_exactly_what_the_policy_lists(role: str, kind: str) -> None:
    """For its own cluster and on its only day, so that nothing else can be the reason."""
    who = person(holding(role, cluster=OWN))
    expected = Actor(person="demo-berk", role=role) if kind in allowed(ROLES[role].may) else "not_allowed"
    assert ("system_only" if kind in SYSTEM_ONLY else expected) == answer(asking(kind), who)


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_the_service_itself_may_exactly_what_its_role_lists(kind: str) -> None:
    """It needs no registration, and it stands in for nobody."""
    system = asking(kind, person="system")
    expected = Actor(person="system", role="system") if kind in allowed(ROLES["system"].may) else "not_allowed"
    assert expected == answer(system, PersonState())
    assert answer(asking(kind, person="system", on_behalf_of="demo-den"), PersonState()) == "no_delegation"


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_somebody_without_a_role_may_nothing(kind: str) -> None:
    """The answer is no unless a role says yes."""
    assert answer(asking(kind), person()) in {"not_allowed", "system_only"}


def test_every_command_is_somebodys() -> None:
    """A person's, or the service's where only time asks; any other was forgotten in the policy."""
    assert nobodys(flanders()) == ()


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_a_command_that_no_role_may_send_is_told_by_name(kind: str) -> None:
    """As a new command would be, before a role lists it."""
    roles = tuple(role.model_copy(update={"may": tuple(sorted(allowed(role.may) - {kind}))}) for role in ROLES.values())
    assert nobodys(flanders().model_copy(update={"roles": roles})) == (kind,)


def test_what_only_time_asks_for_is_what_the_commands_say_of_themselves() -> None:
    """Their first line begins with the word."""
    of_the_system = {kind for kind, command in COMMANDS.items() if (command.__doc__ or "").startswith("System:")}
    assert of_the_system == SYSTEM_ONLY
    assert all(is_system_only(kind) for kind in of_the_system)
    assert not is_system_only("submit_year_plan")


def test_no_role_of_a_person_lists_what_only_time_asks_for() -> None:
    """It would be refused all the same; the policy should not pretend."""
    assert not [role.id for role in ROLES.values() if role.id != "system" and SYSTEM_ONLY & allowed(role.may)]


def test_no_policy_can_hand_a_system_command_to_a_person() -> None:
    """A role that lists one is still refused."""
    generous = Role(id="case_officer", title=ROLES["case_officer"].title, may=tuple(sorted(SYSTEM_ONLY)))
    rules = RulesState(version=1, policies=(flanders().model_copy(update={"roles": (generous,)}),))
    assert answer(asking("fire_deadline"), person(holding("case_officer")), rules=rules) == "system_only"


@pytest.mark.parametrize("decision", sorted({pair.decision for pair in flanders().four_eyes} - {FIRST_OF_ALL}))
def test_the_service_itself_takes_no_decision_that_needs_a_second_person(decision: str) -> None:
    """It prepares and decides nothing of the programme; the first policy alone, before there is anybody."""
    assert decision not in allowed(ROLES["system"].may)


# -------------------------------------------------------------------------------------- before any policy


def test_before_any_policy_only_the_service_itself_adopts_one() -> None:
    """And nobody does anything else."""
    none = RulesState()
    system = Actor(person="system", role="system")
    assert system == answer(asking(FIRST_OF_ALL, person="system"), PersonState(), rules=none)
    assert answer(asking("register_person", person="system"), PersonState(), rules=none) == "not_allowed"
    assert answer(asking(FIRST_OF_ALL), person(holding("rule_manager")), rules=none) == "no_policy"


def test_the_service_itself_has_one_role() -> None:
    """It does not put on another's."""
    assert answer(asking("register_pact", person="system", role="case_officer"), PersonState()) == "not_allowed"


def test_a_person_does_not_put_on_the_role_of_the_service() -> None:
    """Even one who was somehow given it."""
    assert answer(asking("register_pact", role="system"), person(holding("system"))) == "unknown_role"
    assert answer(asking("register_pact"), person(holding("system"))) == "not_allowed"


# ---------------------------------------------------------------------------------------------- who and when


def test_somebody_who_is_not_known_may_nothing() -> None:
    """Nor one whose file is another's."""
    assert answer(asking("register_pact"), PersonState()) == "unknown_person"
    assert answer(asking("register_pact"), person(holding("case_officer"), name="demo-eik")) == "unknown_person"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 6, 15), date(2026, 6, 15), Actor(person="demo-berk", role="case_officer")),
        (date(2026, 6, 15), None, Actor(person="demo-berk", role="case_officer")),
        (date(2026, 6, 16), None, "role_expired"),
        (date(2026, 1, 1), date(2026, 6, 14), "role_expired"),
    ],
)
def test_a_role_holds_on_its_first_and_on_its_last_day(first: date, last: date | None, expected: Actor | str) -> None:
    """Not on the day before, not on the day after."""
    assert expected == answer(asking("register_pact"), person(holding("case_officer", first=first, last=last)))


@pytest.mark.parametrize("cluster", ["other-cluster", None])
def test_a_representative_acts_for_the_own_cluster_only(cluster: str | None) -> None:
    """Not for another, and not on a stream that is no cluster's."""
    representative = holding("cluster_representative", cluster=OWN)
    assert answer(asking("submit_year_plan"), person(representative), cluster=cluster) == "other_cluster"
    unbound = person(holding("cluster_representative", cluster=None))
    assert answer(asking("submit_year_plan"), unbound, cluster=cluster) == "other_cluster"


def test_an_officer_whose_role_was_given_for_one_cluster_keeps_to_it() -> None:
    """One whose role was given for none reaches all."""
    bound, free = person(holding("case_officer", cluster=OWN)), person(holding("case_officer"))
    assert answer(asking("confirm_complete"), bound, cluster="other-cluster") == "other_cluster"
    assert answer(asking("confirm_complete"), bound, cluster=None) == "other_cluster"
    assert Actor(person="demo-berk", role="case_officer") == answer(asking("confirm_complete"), bound)
    assert Actor(person="demo-berk", role="case_officer") == answer(asking("confirm_complete"), free, cluster="any")


def test_one_of_several_roles_has_to_be_named() -> None:
    """The record says in which role somebody acted, so nobody guesses it."""
    both = person(holding("case_officer"), holding("reviewer"))
    assert answer(asking("propose_correction"), both) == "role_unclear"
    assert Actor(person="demo-berk", role="reviewer") == answer(asking("propose_correction", role="reviewer"), both)
    assert Actor(person="demo-berk", role="case_officer") == answer(asking("confirm_complete"), both)


@pytest.mark.parametrize(
    ("role", "code"), [("emperor", "unknown_role"), ("auditor", "not_allowed"), ("head_of_unit", "not_allowed")]
)
def test_a_role_that_is_named_has_to_exist_to_allow_it_and_to_be_held(role: str, code: str) -> None:
    """The officer holds none of these for this."""
    assert code == answer(asking("propose_correction", role=role), person(holding("case_officer")))


# ------------------------------------------------------------------------------------------- in another's name


def test_a_stand_in_stays_visible_beside_the_one_who_lent_the_role() -> None:
    """The record names both."""
    den = person(holding("head_of_unit"), name="demo-den", lent=(lent("head_of_unit"),))
    actor = answer(asking("evaluate_pact", on_behalf_of="demo-den"), person(), den)
    assert Actor(person="demo-berk", role="head_of_unit", on_behalf_of="demo-den") == actor


YESTERDAY, TOMORROW = date(2026, 6, 14), date(2026, 6, 16)
DEN = holding("head_of_unit")
FORMER = holding("head_of_unit", first=YESTERDAY, last=YESTERDAY)


@pytest.mark.parametrize(
    ("principal", "code"),
    [
        (None, "unknown_person"),
        (PersonState(person="demo-den"), "unknown_person"),
        (person(DEN, name="demo-eik", lent=(lent("head_of_unit"),)), "unknown_person"),
        (person(DEN, name="demo-den"), "no_delegation"),
        (person(DEN, name="demo-den", lent=(lent("leading_official"),)), "no_delegation"),
        (
            person(DEN, name="demo-den", lent=(lent("head_of_unit").model_copy(update={"to": "demo-eik"}),)),
            "no_delegation",
        ),
        (person(DEN, name="demo-den", lent=(lent("head_of_unit", YESTERDAY, YESTERDAY),)), "delegation_expired"),
        (person(DEN, name="demo-den", lent=(lent("head_of_unit", TOMORROW, TOMORROW),)), "delegation_expired"),
        (person(name="demo-den", lent=(lent("head_of_unit"),)), "not_allowed"),
        (
            person(
                holding("head_of_unit", first=YESTERDAY, last=YESTERDAY), name="demo-den", lent=(lent("head_of_unit"),)
            ),
            "role_expired",
        ),
    ],
)
def test_nobody_stands_in_without_a_role_lent_for_today_by_one_who_holds_it(
    principal: PersonState | None, code: str
) -> None:
    """Unknown, not lent, lent to another, over, not begun, or no longer held by the one who lent it."""
    assert code == answer(asking("evaluate_pact", on_behalf_of="demo-den"), person(), principal)


def test_a_role_of_ones_own_is_no_role_in_anothers_name() -> None:
    """Who names somebody needs what that person lent."""
    own = person(holding("head_of_unit"))
    den = person(DEN, name="demo-den")
    assert answer(asking("evaluate_pact", on_behalf_of="demo-den"), own, den) == "no_delegation"


def test_what_was_lent_reaches_no_further_than_what_is_held() -> None:
    """A role held for one cluster stands in for that cluster."""
    den = person(holding("head_of_unit", cluster=OWN), name="demo-den", lent=(lent("head_of_unit"),))
    asked = asking("evaluate_pact", on_behalf_of="demo-den")
    assert answer(asked, person(), den, cluster="other-cluster") == "other_cluster"


def test_a_stand_in_takes_up_only_the_role_that_was_lent() -> None:
    """Of two that would do, the other stays where it is."""
    den = person(DEN, holding("leading_official"), name="demo-den", lent=(lent("head_of_unit"),))
    asked = asking("grant_extension_of_time", on_behalf_of="demo-den")
    assert Actor(person="demo-berk", role="head_of_unit", on_behalf_of="demo-den") == answer(asked, person(), den)
