"""Members counted: on a day, by class, over several clusters, and between two days."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import membership
from domain.counting import entity_of, flows, members_on
from schemas.membership import (
    ChangeMemberClass,
    ClassTold,
    EndMembership,
    MemberClass,
    MemberCount,
    MemberJoined,
    MemberLeft,
    MemberLegalEntityMerged,
    MembersState,
)
from tests.unit.scenario import Scenario

SME, LARGE, KNOWLEDGE = MemberClass.SME, MemberClass.LARGE_COMPANY, MemberClass.KNOWLEDGE_INSTITUTION
START, MIDDLE, END = date(2018, 1, 1), date(2018, 7, 1), date(2018, 12, 31)


def joined(member: str, since: date = START, member_class: MemberClass = SME) -> MemberJoined:
    """A membership that runs."""
    return MemberJoined(member=member, member_class=member_class, since=since)


def merged(member: str, into: str, since: date = MIDDLE) -> MemberLegalEntityMerged:
    """A member that became part of another organisation."""
    return MemberLegalEntityMerged(member=member, into=into, since=since)


def cluster(*events: Any) -> MembersState:  # noqa: ANN401 - any events
    """The members of a cluster after these events."""
    return Scenario(membership.decide, membership.evolve, MembersState(), stream="cluster/demo").given(*events).state


def by_class(count: MemberCount) -> list[int]:
    """How many small ones, large ones, knowledge institutions and others."""
    return [number for _, number in count.by_class]


def test_members_count_from_their_first_to_their_last_day() -> None:
    """Both included."""
    state = cluster(joined("demo-es", MIDDLE), MemberLeft(member="demo-es", last_day=END))
    days = (date(2018, 6, 30), MIDDLE, END, date(2019, 1, 1))
    assert [0, 1, 1, 0] == [members_on({"one": state}, day).total for day in days]


def test_members_count_in_the_class_of_the_day() -> None:
    """Every class is told, also without members."""
    scenario = Scenario(membership.decide, membership.evolve, MembersState(), stream="cluster/demo")
    scenario.given(joined("demo-es"), joined("demo-olm", member_class=KNOWLEDGE))
    scenario.when(ChangeMemberClass(member="demo-es", member_class=LARGE, since=MIDDLE))
    assert [1, 0, 1, 0] == by_class(members_on({"one": scenario.state}, date(2018, 6, 30)))
    assert [0, 1, 1, 0] == by_class(members_on({"one": scenario.state}, MIDDLE))


def test_an_organisation_in_two_clusters_counts_once() -> None:
    """And says in which ones it is."""
    clusters = {
        "two": cluster(joined("demo-es"), joined("demo-olm")),
        "one": cluster(joined("demo-es"), joined("demo-wilg")),
    }
    count = members_on(clusters, END)
    assert (3, [3, 0, 0, 0]) == (count.total, by_class(count))
    assert ("one", "two") == count.members[0].clusters
    assert () == count.contested


def test_clusters_that_tell_different_classes_are_shown() -> None:
    """What was told last counts; the whole is there to be settled."""
    clusters = {"one": cluster(joined("demo-es", MIDDLE, LARGE)), "two": cluster(joined("demo-es", START, SME))}
    count = members_on(clusters, END)
    assert (("demo-es",), [0, 1, 0, 0]) == (count.contested, by_class(count))
    expected = (
        ClassTold(cluster="one", member="demo-es", member_class=LARGE, since=MIDDLE),
        ClassTold(cluster="two", member="demo-es", member_class=SME, since=START),
    )
    assert expected == count.members[0].told


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_of_classes_told_on_the_same_day_that_of_the_first_cluster_counts(order: tuple[str, str]) -> None:
    """By its id, whatever the order in which the clusters were read."""
    states = {"one": cluster(joined("demo-es", START, LARGE)), "two": cluster(joined("demo-es", START, SME))}
    count = members_on({name: states[name] for name in order}, END)
    assert (("demo-es",), LARGE) == (count.contested, count.members[0].member_class)


def test_merged_organisations_count_once_from_the_merger_on() -> None:
    """In the class of the one that goes on; before it each counts by itself."""
    state = cluster(joined("demo-es", START, LARGE), joined("demo-olm", MIDDLE, SME), merged("demo-olm", "demo-es"))
    count = members_on({"one": state}, MIDDLE)
    assert (1, [0, 1, 0, 0], ()) == (count.total, by_class(count), count.contested)
    assert ("demo-es", "demo-olm") == count.members[0].entities
    early = cluster(joined("demo-es"), joined("demo-olm"), merged("demo-olm", "demo-es"))
    assert [2, 1] == [members_on({"one": early}, day).total for day in (date(2018, 6, 30), MIDDLE)]


def test_a_merger_that_one_cluster_knows_of_holds_in_every_count() -> None:
    """The organisations are the same in all of them."""
    clusters = {
        "one": cluster(joined("demo-es"), merged("demo-es", "demo-olm")),
        "two": cluster(joined("demo-olm"), joined("demo-es")),
    }
    assert ["demo-olm"] == [member.member for member in members_on(clusters, END).members]


def test_a_merger_into_an_organisation_that_is_no_member_keeps_the_class_of_the_part() -> None:
    """The whole is a member by its part."""
    state = cluster(joined("demo-es", START, KNOWLEDGE), merged("demo-es", "demo-olm"))
    [member] = members_on({"one": state}, END).members
    assert ("demo-olm", KNOWLEDGE) == (member.member, member.member_class)


def test_the_earliest_of_two_records_of_a_merger_counts() -> None:
    """Clusters may tell it differently; the order of reading decides nothing."""
    one = cluster(joined("demo-es"), merged("demo-es", "demo-olm", END))
    two = cluster(joined("demo-es"), merged("demo-es", "demo-wilg", MIDDLE))
    for clusters in ({"one": one, "two": two}, {"two": two, "one": one}):
        assert ["demo-wilg"] == [member.member for member in members_on(clusters, END).members]


@pytest.mark.parametrize(
    ("member", "expected"), [("a", "b"), ("b", "b"), ("c", "b"), ("d", "e"), ("e", "e"), ("f", "f")]
)
def test_mergers_are_followed_to_their_end(member: str, expected: str) -> None:
    """Records that go round meet in the first by name."""
    assert expected == entity_of(member, {"a": "c", "b": "c", "c": "b", "d": "e"})


def test_flows_tell_who_stayed_came_and_left() -> None:
    """Who came and left in between is on neither day."""
    scenario = Scenario(membership.decide, membership.evolve, MembersState(), stream="cluster/demo")
    scenario.given(joined("demo-es"), joined("demo-olm"), joined("demo-wilg", MIDDLE), joined("demo-linde", MIDDLE))
    scenario.when(EndMembership(member="demo-olm", last_day=MIDDLE))
    scenario.when(EndMembership(member="demo-linde", last_day=MIDDLE))
    between = flows({"one": scenario.state}, START, END)
    assert ("demo-es",) == between.staying
    assert (("demo-wilg",), ("demo-olm",)) == (between.new, between.leaving)


def test_who_moves_to_another_cluster_stays_a_member_of_the_whole() -> None:
    """It leaves the one and is new in the other."""
    gone = cluster(joined("demo-es"), MemberLeft(member="demo-es", last_day=MIDDLE))
    come = cluster(joined("demo-es", MIDDLE))
    assert ("demo-es",) == flows({"one": gone}, START, END).leaving
    assert ("demo-es",) == flows({"two": come}, START, END).new
    assert ("demo-es",) == flows({"one": gone, "two": come}, START, END).staying


def test_who_became_part_of_another_did_not_leave() -> None:
    """It is told apart, so that the numbers of both days are explained."""
    state = cluster(joined("demo-es"), joined("demo-olm"), merged("demo-olm", "demo-es"))
    between = flows({"one": state}, START, END)
    assert (("demo-es",), ("demo-olm",), ()) == (between.staying, between.absorbed, between.leaving)
    either = cluster(joined("demo-es"), joined("demo-olm"), merged("demo-es", "demo-olm"))
    assert ("demo-es",) == flows({"one": either}, START, END).absorbed
    renamed = flows({"one": cluster(joined("demo-es"), merged("demo-es", "demo-olm"))}, START, END)
    assert (("demo-olm",), (), ()) == (renamed.staying, renamed.absorbed, renamed.new)


def test_flows_go_forward() -> None:
    """The earlier day stands first."""
    with pytest.raises(ValueError, match="lies before"):
        flows({}, END, START)


NAMES = st.sampled_from(["a", "b", "c", "d"])
DAYS = st.dates(min_value=START, max_value=END)
STATES = st.lists(
    st.builds(joined, NAMES, DAYS, st.sampled_from(MemberClass))
    | st.builds(MemberLeft, member=NAMES, last_day=DAYS)
    | st.builds(merged, NAMES, NAMES, DAYS),
    max_size=12,
).map(lambda events: cluster(*events))


@given(clusters=st.dictionaries(st.sampled_from(["one", "two", "three"]), STATES), days=st.tuples(DAYS, DAYS))
def test_the_flows_explain_both_counts(clusters: dict[str, MembersState], days: tuple[date, date]) -> None:
    """Whatever was recorded: each member of each day is told once, and classes add up."""
    earlier, later = min(days), max(days)
    first, last = members_on(clusters, earlier), members_on(clusters, later)
    between = flows(clusters, earlier, later)
    assert last.total == len(between.staying) + len(between.new)
    assert first.total == len(between.staying) + len(between.leaving) + len(between.absorbed)
    assert (first.total, last.total) == (sum(by_class(first)), sum(by_class(last)))
