"""How far a role moves a deadline: the policy's days in all, and beyond them a higher role."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.preparation import proposal_hash
from schemas.change import ApproveChange, RequestChange, TimeChange
from schemas.deadline import GrantExtensionOfTime, RequestExtensionOfTime
from schemas.people import Actor
from schemas.programme import DecideGroupExtension, GroupItem, ProposeGroupExtension
from tests.unit.flanders import flanders
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, Scenario
from tests.unit.test_second_person import a_file, with_a_plan_expected

File = Scenario[Any]
NAME, DUE = "D07/2021", date(2020, 11, 30)
IN_TIME = datetime(2020, 9, 2, 9, tzinfo=UTC)
[REACH] = [role.extends_by_days for role in flanders().roles if role.extends_by_days is not None]
FOR_A_LEADER = Actor(person="demo-eik", role="head_of_unit", on_behalf_of="demo-den")
"""A higher official who stands in for the head of unit."""


def asked(days: int, file: File | None = None) -> tuple[File, GrantExtensionOfTime]:
    """A file on which the cluster asks for a date so many days after the first one, and the grant of it."""
    new_due = DUE + timedelta(days)
    pact = file or with_a_plan_expected().at(IN_TIME)
    pact.when(RequestExtensionOfTime(deadline=NAME, new_due=new_due, ground="illness"), by=CLUSTER)
    return pact, GrantExtensionOfTime(deadline=NAME, new_due=new_due)


def test_up_to_its_days_the_lower_role_grants() -> None:
    """The last one included."""
    file, grant = asked(REACH)
    file.when(grant, by=HEAD).then_types("deadline.extended")


@pytest.mark.parametrize("by", [HEAD, FOR_A_LEADER])
def test_beyond_them_it_takes_the_higher_role(by: Actor) -> None:
    """Whoever stands in for the lower one reaches no further than it does."""
    file, grant = asked(REACH + 1)
    file.when(grant, by=by).then_refused("takes_higher_role")
    file.when(grant, by=LEADER).then_types("deadline.extended")


def test_many_small_moves_make_no_large_one() -> None:
    """What was granted before counts, whoever granted it."""
    file, grant = asked(REACH - 1)
    file.when(grant, by=HEAD)
    again, more = asked(REACH + 1, file)
    again.when(more, by=HEAD).then_refused("takes_higher_role")
    again.when(more, by=LEADER).then_types("deadline.extended")


def test_a_change_that_was_asked_for_reaches_no_further() -> None:
    """There is no other way to the same date."""
    wish = TimeChange(deadline=NAME, new_due=DUE + timedelta(REACH + 1))
    file = with_a_plan_expected().at(IN_TIME)
    file.when(RequestChange(change="later", wish=wish, grounds="illness"), by=CLUSTER)
    approve = ApproveChange(change="later", proposal_hash=file.state.changes[0].proposal_hash)
    file.when(approve, by=HEAD).then_refused("takes_higher_role")
    file.when(approve, by=LEADER).then_types("change.approved", "deadline.extended")


def test_a_list_for_many_pacts_reaches_no_further() -> None:
    """Each deadline on it by itself; refused as a whole."""
    around = {"pact/demo": with_a_plan_expected().state}
    for days, code in ((REACH, None), (REACH + 1, "takes_higher_role")):
        item = GroupItem(pact="demo", deadline=NAME, new_due=DUE + timedelta(days))
        wish = ProposeGroupExtension(group="storm", items=(item,), ground="storm")
        file = a_file("programme/demo", around=around).at(IN_TIME).when(wish, by=OFFICER)
        granted = DecideGroupExtension(
            group="storm", proposal_hash=proposal_hash(wish), decision="granted", reason="storm"
        )
        file.when(granted, by=HEAD)
        assert code == (file.refusal and file.refusal.code)
