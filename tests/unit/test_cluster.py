"""Clusters: names over time, the organisation, the recognition."""

from datetime import date
from typing import Literal

import pytest
from pydantic import ValidationError

from domain import cluster
from schemas.claim import CodeValue, Evidence, Grade, ImportHistoricalClaim
from schemas.cluster import (
    ActivitiesTakenOver,
    ClusterCommand,
    ClusterMerged,
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterRegistered,
    ClusterRenamed,
    ClusterSplit,
    ClusterState,
    EndRecognition,
    NamedSince,
    RecogniseCluster,
    RecordReorganisation,
    RegisterCluster,
    RenameCluster,
    ReplaceClusterOrganisation,
)
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import OFFICER, Scenario, on

RENAMED = date(2017, 5, 10)
REGISTER = RegisterCluster(name="Old Name", named_since=on(date(2016, 12, 15)))
RENAME = RenameCluster(name="New Name", since=on(RENAMED))
ENDED, TOMORROW = date(2020, 1, 1), date(2020, 3, 3)
RECOGNISE = RecogniseCluster(recognised_on=RENAMED)
END = EndRecognition(ended_on=ENDED, reason="programme left")
NUMBER = "0123456749"
"""Ten digits of which the last two are right; nobody's."""


@pytest.fixture
def stream() -> Scenario[ClusterState]:
    """A cluster that nobody has registered."""
    rules = rules_of(a_policy(predicates=("participation",)))
    return Scenario(cluster.decide, cluster.evolve, ClusterState(), stream="cluster/demo", rules=rules)


def test_a_cluster_is_registered_once(stream: Scenario[ClusterState]) -> None:
    """Under its first known name, which does not change any more."""
    stream.when(REGISTER, by=OFFICER).then(ClusterRegistered(name="Old Name"))
    stream.when(REGISTER, by=OFFICER).then_nothing()
    stream.when(RegisterCluster(name="Other"), by=OFFICER).then_refused("already_registered")


def test_a_renamed_cluster_is_found_by_both_names(stream: Scenario[ClusterState]) -> None:
    """The former name stays as a dated alias."""
    stream.when(REGISTER, by=OFFICER).when(RENAME, by=OFFICER)
    stream.then(ClusterRenamed(name="New Name", former_name="Old Name"))
    assert on(RENAMED) == stream.answer[0].effective
    expected = (True, True, False)
    assert expected == tuple(cluster.is_called(stream.state, n) for n in ("old name", "New Name", "Other"))
    stream.when(RENAME, by=OFFICER).then_nothing()


def test_a_first_name_without_a_known_day_has_none(stream: Scenario[ClusterState]) -> None:
    """The day of entry is ours; a later name stands after it, whatever its day."""
    stream.when(RegisterCluster(name="Old Name"), by=OFFICER)
    stream.then(ClusterRegistered(name="Old Name", is_since_known=False)).when(RENAME, by=OFFICER)
    names = (NamedSince(name="Old Name", since=None), NamedSince(name="New Name", since=on(RENAMED)))
    assert names == stream.state.names


def test_a_first_name_with_a_known_day_keeps_it(stream: Scenario[ClusterState]) -> None:
    """As its source words it."""
    stream.when(REGISTER, by=OFFICER).then(ClusterRegistered(name="Old Name"))
    assert (NamedSince(name="Old Name", since=REGISTER.named_since),) == stream.state.names


@pytest.mark.parametrize(
    ("rename", "code"),
    [
        (RenameCluster(name="New Name", since=on(date(2018, 1, 1))), "same_name"),
        (RenameCluster(name="Third", since=on(date(2017, 1, 1))), "earlier_than_last_name"),
    ],
)
def test_a_name_follows_another_one_in_time(stream: Scenario[ClusterState], rename: RenameCluster, code: str) -> None:
    """A gap in the past is filled by a correction, not by a rename."""
    stream.when(REGISTER, by=OFFICER).when(RENAME, by=OFFICER).when(rename, by=OFFICER).then_refused(code)


def test_a_second_name_does_not_precede_a_first_with_a_known_day(stream: Scenario[ClusterState]) -> None:
    """Names stand in order of time."""
    earlier = RenameCluster(name="New Name", since=on(date(2016, 12, 14)))
    stream.when(REGISTER, by=OFFICER).when(earlier, by=OFFICER).then_refused("earlier_than_last_name")


def test_nothing_happens_to_a_cluster_that_is_not_registered(stream: Scenario[ClusterState]) -> None:
    """It has to be known first."""
    stream.when(RENAME, by=OFFICER).then_refused("not_registered")


def test_the_organisation_is_replaced_once(stream: Scenario[ClusterState]) -> None:
    """The cluster stays, the legal entity changes."""
    replace = ReplaceClusterOrganisation(organisation="New Body", since=on(RENAMED))
    stream.when(REGISTER, by=OFFICER).when(replace, by=OFFICER)
    stream.then(ClusterOrganisationReplaced(organisation="New Body"))
    stream.when(replace, by=OFFICER).then_nothing()


def test_the_organisation_carries_its_enterprise_number(stream: Scenario[ClusterState]) -> None:
    """A number that comes later is recorded; another organisation without one has none."""
    register = RegisterCluster(name="Old Name", organisation="Body", enterprise_number=NUMBER)
    stream.when(register, by=OFFICER)
    first = stream.state.enterprise_number
    stream.when(ReplaceClusterOrganisation(organisation="Body", since=on(RENAMED)), by=OFFICER).then_nothing()
    stream.when(ReplaceClusterOrganisation(organisation="New Body", since=on(RENAMED)), by=OFFICER)
    assert (NUMBER, None) == (first, stream.state.enterprise_number)
    numbered = ReplaceClusterOrganisation(organisation="New Body", enterprise_number=NUMBER, since=on(RENAMED))
    stream.when(numbered, by=OFFICER)
    stream.then(ClusterOrganisationReplaced(organisation="New Body", enterprise_number=NUMBER))
    stream.when(numbered, by=OFFICER).then_nothing()


@pytest.mark.parametrize("number", ["0123456750", "012345674", "2123456701", "0123.456.749", "012345674x"])
def test_an_enterprise_number_is_held_to_its_check_digits(number: str) -> None:
    """Ten digits, the last two of which follow from the others."""
    with pytest.raises(ValidationError):
        RegisterCluster(name="Old Name", enterprise_number=number)


def test_recognition_is_given_and_ended(stream: Scenario[ClusterState]) -> None:
    """History stays when it ends."""
    stream.when(REGISTER, by=OFFICER).when(END, by=OFFICER).then_refused("not_recognised")
    stream.when(RECOGNISE, by=OFFICER).then(ClusterRecognised(recognised_on=RENAMED))
    stream.when(RECOGNISE, by=OFFICER).then_nothing()
    stream.when(END, by=OFFICER).then(ClusterRecognitionEnded(ended_on=ENDED))
    assert "programme left" == stream.answer[0].reason
    stream.when(END, by=OFFICER).then_nothing()
    stream.when(END.model_copy(update={"ended_on": RENAMED}), by=OFFICER).then_refused("not_recognised")


def test_a_cluster_that_left_was_recognised_until_then(stream: Scenario[ClusterState]) -> None:
    """Counts of earlier days stay what they were."""
    stream.when(REGISTER, by=OFFICER).when(RECOGNISE, by=OFFICER).when(END, by=OFFICER)
    days = (date(2017, 5, 9), RENAMED, date(2019, 12, 31), ENDED)
    assert [False, True, True, False] == [cluster.is_recognised_on(stream.state, day) for day in days]


def test_a_cluster_may_be_recognised_again(stream: Scenario[ClusterState]) -> None:
    """Not before the former recognition ended."""
    stream.when(REGISTER, by=OFFICER).when(RECOGNISE, by=OFFICER).when(END, by=OFFICER)
    stream.when(RECOGNISE, by=OFFICER).then_refused("earlier_than_end")
    stream.when(RecogniseCluster(recognised_on=ENDED), by=OFFICER).then_types("cluster.recognised")
    assert [RENAMED, ENDED] == [spell.recognised_on for spell in stream.state.recognitions]
    assert cluster.is_recognised_on(stream.state, ENDED)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecogniseCluster(recognised_on=date(2018, 1, 1)), "already_recognised"),
        (RecogniseCluster(recognised_on=TOMORROW), "in_future"),
        (EndRecognition(ended_on=TOMORROW, reason="later"), "in_future"),
        (EndRecognition(ended_on=date(2017, 5, 9), reason="earlier"), "before_recognition"),
        (RecordReorganisation(sort="merged_into", other="demo-other", on=on(TOMORROW)), "in_future"),
        (RecordReorganisation(sort="merged_into", other="demo", on=on(RENAMED)), "same_cluster"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    stream: Scenario[ClusterState], command: ClusterCommand, code: str
) -> None:
    """With a code that says why."""
    stream.when(REGISTER, by=OFFICER).when(RECOGNISE, by=OFFICER).when(command, by=OFFICER).then_refused(code)


REORGANISED = on(date(2018, 12, 1))


@pytest.mark.parametrize(
    ("sort", "payload", "again"),
    [
        ("merged_into", ClusterMerged(into="demo-other"), "already_merged"),
        ("split_from", ClusterSplit(origin="demo-other"), "already_split"),
        ("took_over_activities_of", ActivitiesTakenOver(origin="demo-other"), None),
    ],
)
def test_a_reorganisation_is_a_relation_with_its_day(
    stream: Scenario[ClusterState],
    sort: Literal["merged_into", "split_from", "took_over_activities_of"],
    payload: ClusterMerged | ClusterSplit | ActivitiesTakenOver,
    again: str | None,
) -> None:
    """Nothing else moves; activities may be taken over in several steps."""
    command = RecordReorganisation(sort=sort, other="demo-other", on=REORGANISED, remark="by decision")
    stream.when(REGISTER, by=OFFICER)
    before = stream.state
    stream.when(command, by=OFFICER).then(payload)
    assert ("by decision", REORGANISED) == (stream.answer[0].reason, stream.answer[0].effective)
    relations = ((sort, "demo-other", REORGANISED),)
    counted = {"version": 2, "claims": stream.state.claims}
    assert before.model_copy(update={**counted, "relations": relations}) == stream.state
    assert (REORGANISED,) == cluster.reorganised(stream.state)
    stream.when(command, by=OFFICER).then_nothing()
    stream.when(command.model_copy(update={"on": on(date(2019, 1, 1))}), by=OFFICER)
    stream.then_types(payload.type) if again is None else stream.then_refused(again)


def test_claims_about_a_cluster_stand_in_its_stream(stream: Scenario[ClusterState]) -> None:
    """A source may speak of a cluster that is not registered here yet."""
    command = ImportHistoricalClaim(
        claim="one",
        predicate="participation",
        value=CodeValue(code="not_listed"),
        effective=on(RENAMED),
        grade=Grade.SECONDARY,
        evidence=(Evidence(document="press"),),
    )
    stream.when(command, by=OFFICER).then_types("claim.imported")
    expected = ("one", 1)
    assert expected == (stream.state.claims.claims[0].claim, stream.state.version)
