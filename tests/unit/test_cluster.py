"""Clusters: names over time, the organisation, the recognition."""

from datetime import date

import pytest

from domain import cluster
from schemas.claim import CodeValue, Evidence, Grade, ImportHistoricalClaim
from schemas.cluster import (
    ClusterOrganisationReplaced,
    ClusterRecognised,
    ClusterRecognitionEnded,
    ClusterRegistered,
    ClusterRenamed,
    ClusterState,
    EndRecognition,
    RecogniseCluster,
    RegisterCluster,
    RenameCluster,
    ReplaceClusterOrganisation,
)
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import OFFICER, Scenario, on

RENAMED = date(2017, 5, 10)
REGISTER = RegisterCluster(name="Old Name", named_since=on(date(2016, 12, 15)))
RENAME = RenameCluster(name="New Name", since=on(RENAMED))


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


def test_nothing_happens_to_a_cluster_that_is_not_registered(stream: Scenario[ClusterState]) -> None:
    """It has to be known first."""
    stream.when(RENAME, by=OFFICER).then_refused("not_registered")


def test_the_organisation_is_replaced_once(stream: Scenario[ClusterState]) -> None:
    """The cluster stays, the legal entity changes."""
    replace = ReplaceClusterOrganisation(organisation="New Body", since=on(RENAMED))
    stream.when(REGISTER, by=OFFICER).when(replace, by=OFFICER)
    stream.then(ClusterOrganisationReplaced(organisation="New Body"))
    stream.when(replace, by=OFFICER).then_nothing()


def test_recognition_is_given_and_ended(stream: Scenario[ClusterState]) -> None:
    """History stays when it ends."""
    recognise = RecogniseCluster(recognised_on=RENAMED)
    end = EndRecognition(ended_on=date(2024, 1, 1), reason="programme left")
    stream.when(REGISTER, by=OFFICER).when(end, by=OFFICER).then_refused("not_recognised")
    stream.when(recognise, by=OFFICER).then(ClusterRecognised(recognised_on=RENAMED))
    stream.when(recognise, by=OFFICER).then_nothing()
    stream.when(end, by=OFFICER).then(ClusterRecognitionEnded(ended_on=date(2024, 1, 1)))


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
