"""People and their roles: nobody has a hand in their own."""

from datetime import UTC, date, datetime

import pytest

from domain import people
from schemas.people import (
    Actor,
    AssignRole,
    DelegateRole,
    Delegation,
    HeldRole,
    PersonRegistered,
    PersonState,
    RegisterPerson,
    RevokeRole,
    RoleAssigned,
    RoleDelegated,
    RoleRevoked,
)
from tests.unit.flanders import flemish_rules
from tests.unit.scenario import SYSTEM, Scenario

ADMINISTRATOR = Actor(person="demo-gagel", role="administrator")
DEN = Actor(person="demo-den", role="head_of_unit")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def held(role: str, cluster: str | None = None) -> RoleAssigned:
    """The role, for the whole of 2026."""
    return RoleAssigned(role=role, cluster=cluster, valid_from=YEAR[0], valid_until=YEAR[1])


def lend(**changes: object) -> DelegateRole:
    """Den lends the head's role to Eik for two weeks."""
    fields = {
        "role": "head_of_unit",
        "to": "demo-eik",
        "valid_from": date(2026, 7, 1),
        "valid_until": date(2026, 7, 14),
    }
    return DelegateRole.model_validate({**fields, **changes})


@pytest.fixture
def nobody() -> Scenario[PersonState]:
    """A stream in which nothing has happened."""
    scenario = Scenario(people.decide, people.evolve, PersonState(), stream="people/demo-den", rules=flemish_rules())
    return scenario.at(NOW)


@pytest.fixture
def den(nobody: Scenario[PersonState]) -> Scenario[PersonState]:
    """Somebody who is registered and holds no role."""
    return nobody.given(PersonRegistered(person="demo-den"), by=ADMINISTRATOR)


@pytest.fixture
def head(den: Scenario[PersonState]) -> Scenario[PersonState]:
    """Somebody who holds the role of the head of the unit in 2026."""
    return den.given(held("head_of_unit"), by=ADMINISTRATOR)


def test_a_person_becomes_known_by_a_pseudonym_and_only_once(nobody: Scenario[PersonState]) -> None:
    """Asked again, it already is so."""
    nobody.when(RegisterPerson(person="demo-den"), by=ADMINISTRATOR).then(PersonRegistered(person="demo-den"))
    nobody.when(RegisterPerson(person="demo-den"), by=ADMINISTRATOR).then_nothing()
    assert PersonState(person="demo-den", version=1, is_registered=True) == nobody.state


def test_the_file_of_one_person_takes_no_other(den: Scenario[PersonState]) -> None:
    """One pseudonym, one stream."""
    den.when(RegisterPerson(person="demo-eik"), by=ADMINISTRATOR).then_refused("other_person")


def test_nobody_can_be_the_service_itself(nobody: Scenario[PersonState]) -> None:
    """Its name is taken."""
    nobody.when(RegisterPerson(person="system"), by=ADMINISTRATOR).then_refused("reserved_person")


def test_a_role_is_held_in_the_days_given(den: Scenario[PersonState]) -> None:
    """The event takes effect on the first of them."""
    assign = AssignRole(role="head_of_unit", valid_from=YEAR[0], valid_until=YEAR[1])
    den.when(assign, by=ADMINISTRATOR).then(held("head_of_unit"))
    assert YEAR[0] == den.answer[0].effective.earliest
    assert (HeldRole(role="head_of_unit", cluster=None, valid_from=YEAR[0], valid_until=YEAR[1]),) == den.state.roles


def test_the_same_role_for_the_same_days_changes_nothing(head: Scenario[PersonState]) -> None:
    """Other days are another assignment beside it."""
    head.when(AssignRole(role="head_of_unit", valid_from=YEAR[0], valid_until=YEAR[1]), by=ADMINISTRATOR).then_nothing()
    head.when(AssignRole(role="head_of_unit", valid_from=date(2027, 1, 1)), by=ADMINISTRATOR).then_types(
        "role.assigned"
    )


def test_nobody_gives_a_role_to_themselves(den: Scenario[PersonState]) -> None:
    """Not even an administrator."""
    themselves = Actor(person="demo-den", role="administrator")
    den.when(AssignRole(role="head_of_unit", valid_from=YEAR[0]), by=themselves).then_refused("four_eyes")


def test_nobody_is_given_a_role_in_their_own_name_by_a_stand_in(den: Scenario[PersonState]) -> None:
    """The one who stands in for them is their hand."""
    stand_in = Actor(person="demo-eik", role="administrator", on_behalf_of="demo-den")
    den.when(AssignRole(role="head_of_unit", valid_from=YEAR[0]), by=stand_in).then_refused("four_eyes")


def test_the_service_itself_names_an_administrator_and_nobody_else(den: Scenario[PersonState]) -> None:
    """Somebody has to be the first; from there on people do it."""
    den.when(AssignRole(role="administrator", valid_from=YEAR[0]), by=SYSTEM).then_types("role.assigned")
    den.when(AssignRole(role="head_of_unit", valid_from=YEAR[0]), by=SYSTEM).then_refused("not_bootstrap")


@pytest.mark.parametrize("role", ["emperor", "system"])
def test_a_role_that_no_person_can_hold_is_refused(den: Scenario[PersonState], role: str) -> None:
    """One that the policy does not know, and the one of the service itself."""
    den.when(AssignRole(role=role, valid_from=YEAR[0]), by=ADMINISTRATOR).then_refused("unknown_role")


def test_an_outsider_acts_for_a_named_cluster(den: Scenario[PersonState]) -> None:
    """A representative of none would represent all."""
    role = "cluster_representative"
    den.when(AssignRole(role=role, valid_from=YEAR[0]), by=ADMINISTRATOR).then_refused("cluster_needed")
    den.when(AssignRole(role=role, cluster="demo-cluster", valid_from=YEAR[0]), by=ADMINISTRATOR).then_types(
        "role.assigned"
    )


def test_a_role_does_not_end_before_it_begins(den: Scenario[PersonState]) -> None:
    """One day is the shortest."""
    day = YEAR[0]
    earlier = AssignRole(role="auditor", valid_from=day, valid_until=date(2025, 12, 31))
    den.when(earlier, by=ADMINISTRATOR).then_refused("dates_out_of_order")
    den.when(AssignRole(role="auditor", valid_from=day, valid_until=day), by=ADMINISTRATOR).then_types("role.assigned")


@pytest.mark.parametrize(
    "command", [AssignRole(role="auditor", valid_from=YEAR[0]), RevokeRole(role="auditor")], ids=["assign", "revoke"]
)
def test_nobody_holds_a_role_before_they_are_known(
    nobody: Scenario[PersonState], command: AssignRole | RevokeRole
) -> None:
    """Registering comes first."""
    nobody.when(command, by=ADMINISTRATOR).then_refused("unknown_person")


def test_a_role_taken_away_is_gone_with_what_was_lent_of_it(head: Scenario[PersonState]) -> None:
    """Otherwise it would come alive again with the next assignment."""
    head.given(held("auditor"), by=ADMINISTRATOR).when(lend(), by=DEN).then_types("role.delegated")
    head.when(RevokeRole(role="head_of_unit"), by=ADMINISTRATOR).then(RoleRevoked(role="head_of_unit"))
    assert [kept.role for kept in head.state.roles] == ["auditor"]
    assert head.state.delegations == ()


def test_a_role_is_taken_away_for_one_cluster_and_kept_for_the_other(den: Scenario[PersonState]) -> None:
    """The cluster is part of what is held."""
    den.given(held("cluster_representative", "demo-a"), held("cluster_representative", "demo-b"), by=ADMINISTRATOR)
    den.when(RevokeRole(role="cluster_representative", cluster="demo-a"), by=ADMINISTRATOR).then_types("role.revoked")
    assert [kept.cluster for kept in den.state.roles] == ["demo-b"]


def test_a_role_that_is_not_held_is_not_taken_away(head: Scenario[PersonState]) -> None:
    """A slip of the pen is told, not swallowed."""
    head.when(RevokeRole(role="auditor"), by=ADMINISTRATOR).then_refused("not_held")
    head.when(RevokeRole(role="head_of_unit", cluster="demo-a"), by=ADMINISTRATOR).then_refused("not_held")


def test_nobody_takes_a_role_from_themselves(head: Scenario[PersonState]) -> None:
    """A change of one's own roles is another's to make, in both directions."""
    head.when(RevokeRole(role="head_of_unit"), by=DEN).then_refused("four_eyes")


def test_a_role_is_lent_for_a_while_by_the_one_who_holds_it(head: Scenario[PersonState]) -> None:
    """Lending it again in the same words changes nothing."""
    lent = Delegation(role="head_of_unit", to="demo-eik", valid_from=date(2026, 7, 1), valid_until=date(2026, 7, 14))
    head.when(lend(), by=DEN).then(RoleDelegated(**lent.model_dump()))
    assert (lent,) == head.state.delegations
    head.when(lend(), by=DEN).then_nothing()


@pytest.mark.parametrize(
    ("changes", "by", "code"),
    [
        ({}, ADMINISTRATOR, "not_yours"),
        ({}, Actor(person="demo-den", role="head_of_unit", on_behalf_of="demo-eik"), "delegated_role"),
        ({"to": "demo-den"}, DEN, "self_delegation"),
        ({"role": "leading_official"}, DEN, "not_held"),
        ({"role": "auditor"}, DEN, "not_delegable"),
        ({"role": "emperor"}, DEN, "unknown_role"),
        ({"valid_until": date(2026, 6, 30)}, DEN, "dates_out_of_order"),
        ({"valid_from": date(2026, 5, 1), "valid_until": date(2026, 5, 31)}, DEN, "already_over"),
        ({"valid_until": date(2027, 1, 1)}, DEN, "not_held"),
        ({"valid_from": date(2025, 12, 31)}, DEN, "not_held"),
    ],
)
def test_a_role_is_not_lent(head: Scenario[PersonState], changes: dict[str, object], by: Actor, code: str) -> None:
    """By another, by a stand-in, to oneself, unheld, not meant for it, or for days that are over or not one's own."""
    head.when(lend(**changes), by=by).then_refused(code)


def test_a_role_can_be_lent_on_the_last_day_it_is_held(head: Scenario[PersonState]) -> None:
    """Both ends are included."""
    head.at(datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    head.when(lend(valid_from=YEAR[1], valid_until=YEAR[1]), by=DEN).then_types("role.delegated")
