"""Members of a cluster: dated spells, dated classes, and organisations that became one."""

from datetime import date
from typing import Any

import pytest

from domain import membership
from schemas.membership import (
    AdmitMember,
    ChangeMemberClass,
    EndMembership,
    MemberClass,
    MemberJoined,
    MemberLeft,
    MemberLegalEntityMerged,
    Membership,
    MemberSizeClassChanged,
    MembersState,
    MergeMember,
)
from tests.unit.scenario import MORNING, Scenario, on

SME, LARGE, OTHER = MemberClass.SME, MemberClass.LARGE_COMPANY, MemberClass.OTHER
TODAY = MORNING.date()
TOMORROW = date(2020, 3, 3)
JOINED, GREW, LEFT = date(2018, 1, 1), date(2019, 1, 1), date(2019, 6, 30)

ADMIT = AdmitMember(member="demo-linde", member_class=SME, since=JOINED)
GROW = ChangeMemberClass(member="demo-linde", member_class=LARGE, since=GREW)
END = EndMembership(member="demo-linde", last_day=LEFT)
MERGE = MergeMember(member="demo-linde", into="demo-olm", since=GREW)


def members() -> Scenario[MembersState]:
    """A cluster without members."""
    return Scenario(membership.decide, membership.evolve, MembersState(), stream="cluster/demo")


def admitted() -> Scenario[MembersState]:
    """With one member."""
    return members().when(ADMIT)


def left() -> Scenario[MembersState]:
    """With one former member."""
    return admitted().when(END)


def changed(command: Any, **fields: object) -> Any:  # noqa: ANN401 - any command
    """The command with other fields."""
    return command.model_copy(update=fields)


def test_a_member_is_admitted_once() -> None:
    """From its first day on, which may be long past."""
    scenario = admitted().then(MemberJoined(member="demo-linde", member_class=SME, since=JOINED))
    assert on(JOINED) == scenario.answer[0].effective
    spell = Membership(member="demo-linde", since=JOINED, classes=((JOINED, SME),))
    assert (spell,) == scenario.state.spells
    scenario.when(ADMIT).then_nothing()


@pytest.mark.parametrize(
    "again",
    [
        changed(ADMIT, since=date(2019, 1, 1)),
        changed(ADMIT, since=date(2017, 1, 1)),
        changed(ADMIT, member_class=LARGE),
        changed(ADMIT, since=date(2017, 1, 1), last_day=JOINED),
    ],
)
def test_two_spells_of_one_organisation_never_overlap(again: AdmitMember) -> None:
    """A second one begins after the last day of the first, or ends before its first."""
    admitted().when(again).then_refused("already_member")


def test_a_membership_ends_and_may_begin_again() -> None:
    """Each spell has its own first and last day."""
    scenario = left().then(MemberLeft(member="demo-linde", last_day=LEFT))
    scenario.when(END).then_nothing()
    scenario.when(changed(ADMIT, since=LEFT)).then_refused("already_member")
    scenario.when(changed(ADMIT, since=date(2019, 7, 1), member_class=LARGE)).then_types("member.joined")
    assert [LEFT, None] == [spell.last_day for spell in scenario.state.spells]
    scenario.when(changed(END, last_day=date(2020, 1, 31))).then_types("member.left")
    assert [LEFT, date(2020, 1, 31)] == [spell.last_day for spell in scenario.state.spells]


def test_a_whole_spell_of_the_past_is_recorded_at_once() -> None:
    """Before the one that runs."""
    early = changed(ADMIT, since=date(2016, 5, 1), last_day=date(2017, 5, 31))
    scenario = admitted().when(early).then_types("member.joined", "member.left")
    assert [date(2017, 5, 31), None] == [spell.last_day for spell in scenario.state.spells]
    scenario.when(early).then_nothing()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (changed(ADMIT, member="demo-wilg", since=TOMORROW), "in_future"),
        (changed(ADMIT, member="demo-wilg", last_day=TOMORROW), "in_future"),
        (changed(ADMIT, member="demo-wilg", last_day=date(2017, 12, 31)), "before_membership"),
        (changed(END, last_day=TOMORROW), "in_future"),
        (changed(END, last_day=date(2017, 12, 31)), "before_membership"),
        (changed(END, member="demo-wilg"), "not_member"),
        (changed(GROW, since=TOMORROW), "in_future"),
        (changed(GROW, since=date(2017, 12, 31)), "not_member"),
        (changed(GROW, member="demo-wilg"), "not_member"),
        (changed(GROW, since=JOINED), "already_recorded"),
        (changed(MERGE, since=TOMORROW), "in_future"),
        (changed(MERGE, into="demo-linde"), "same_member"),
        (changed(MERGE, member="demo-wilg"), "not_member"),
        (changed(MERGE, since=JOINED), "admitted_later"),
    ],
)
def test_what_cannot_be_is_refused(command: Any, code: str) -> None:  # noqa: ANN401 - any command
    """With a code that says why."""
    admitted().when(command).then_refused(code)


def test_an_ended_membership_ends_once() -> None:
    """Another last day is a correction; a class cannot change after it."""
    left().when(changed(END, last_day=date(2019, 7, 31))).then_refused("already_ended")
    left().when(changed(GROW, since=date(2019, 7, 1))).then_refused("not_member")
    left().when(changed(GROW, since=LEFT)).then_types("member.class_changed")


def test_a_membership_lasts_as_long_as_its_member_is_known_in_a_class() -> None:
    """A last day before the latest class would leave a class without a membership."""
    admitted().when(changed(GROW, since=date(2019, 7, 1))).when(END).then_refused("before_membership")


def test_a_class_changes_on_a_day() -> None:
    """The former class holds until then; what already holds is nothing new."""
    scenario = admitted().when(GROW)
    scenario.then(MemberSizeClassChanged(member="demo-linde", member_class=LARGE, since=GREW))
    [spell] = scenario.state.spells
    assert (JOINED, SME) == membership.class_on(spell, date(2018, 12, 31))
    assert (GREW, LARGE) == membership.class_on(spell, GREW)
    scenario.when(GROW).then_nothing()
    scenario.when(changed(GROW, since=date(2019, 2, 1))).then_nothing()


def test_a_class_told_later_takes_its_place_in_time() -> None:
    """Between those that were known."""
    scenario = admitted().when(GROW).when(changed(GROW, member_class=OTHER, since=date(2018, 6, 1)))
    [spell] = scenario.state.spells
    assert [SME, OTHER, LARGE] == [member_class for _, member_class in spell.classes]


def test_a_member_becomes_part_of_another_organisation_once() -> None:
    """Which need not be a member itself; after that only the other one is admitted."""
    scenario = left().when(MERGE)
    scenario.then(MemberLegalEntityMerged(member="demo-linde", into="demo-olm", since=GREW))
    scenario.when(MERGE).then_nothing()
    scenario.when(changed(MERGE, into="demo-wilg")).then_refused("already_merged")
    scenario.when(changed(ADMIT, since=date(2019, 7, 1))).then_refused("merged_member")


def test_a_spell_of_before_a_merger_may_still_be_recorded() -> None:
    """The organisation was itself then."""
    early = changed(ADMIT, since=date(2016, 5, 1), last_day=date(2017, 5, 31))
    admitted().when(MERGE).when(early).then_types("member.joined", "member.left")


def test_organisations_do_not_become_part_of_each_other_in_a_circle() -> None:
    """However long the way round."""
    scenario = members()
    for member in ("demo-linde", "demo-olm", "demo-wilg"):
        scenario.when(changed(ADMIT, member=member))
    scenario.when(MERGE).when(changed(MERGE, member="demo-olm", into="demo-wilg"))
    scenario.when(changed(MERGE, member="demo-wilg", into="demo-linde")).then_refused("merged_in_circle")
    scenario.when(changed(MERGE, member="demo-wilg", into="demo-es")).then_types("member.merged")


def test_events_of_an_organisation_that_is_no_member_pass_by() -> None:
    """Folding never fails."""
    gone = MemberLeft(member="demo-wilg", last_day=LEFT)
    grown = MemberSizeClassChanged(member="demo-wilg", member_class=SME, since=GREW)
    assert MembersState() == members().given(gone, grown).state
