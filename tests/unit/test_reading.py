"""Who may read which documents: by the classes of the roles held today, as far as each role reaches."""

from datetime import date

import pytest

from domain.reading import cluster_of, readable
from schemas.cluster import ClusterState
from schemas.document import Confidentiality
from schemas.pact import PactState
from schemas.people import HeldRole, PersonState
from schemas.question.whole import QuestionState
from tests.unit.flanders import flemish_rules

TODAY = date(2020, 3, 2)
PUBLIC, INTERNAL, BUSINESS = Confidentiality.PUBLIC, Confidentiality.INTERNAL, Confidentiality.BUSINESS_CONFIDENTIAL


def somebody(role: str, cluster: str | None = None, begin: date = TODAY, end: date | None = TODAY) -> PersonState:
    """A person with one role."""
    held = HeldRole(role=role, cluster=cluster, valid_from=begin, valid_until=end)
    return PersonState(person="demo-aster", is_registered=True, roles=(held,))


@pytest.mark.parametrize(
    ("person", "cluster", "classes"),
    [
        (somebody("auditor"), None, {PUBLIC, INTERNAL, BUSINESS}),
        (somebody("auditor"), "demo", {PUBLIC, INTERNAL, BUSINESS}),
        (somebody("cabinet_liaison"), "demo", {PUBLIC, INTERNAL}),
        (somebody("administrator"), "demo", set[Confidentiality]()),
        (somebody("cluster_representative", "demo"), "demo", {PUBLIC, BUSINESS}),
        (somebody("cluster_representative", "demo"), "other", set[Confidentiality]()),
        (somebody("cluster_representative", "demo"), None, set[Confidentiality]()),
        (somebody("cluster_representative"), "demo", set[Confidentiality]()),
        (somebody("cluster_representative"), None, set[Confidentiality]()),
        (somebody("case_officer", "demo"), "demo", {PUBLIC, INTERNAL, BUSINESS}),
        (somebody("case_officer", "demo"), "other", set[Confidentiality]()),
        (somebody("no_such_role"), "demo", set[Confidentiality]()),
        (somebody("auditor", begin=date(2020, 3, 3), end=None), None, set[Confidentiality]()),
        (somebody("auditor", begin=date(2020, 1, 1), end=date(2020, 3, 1)), None, set[Confidentiality]()),
        (somebody("auditor", end=None), None, {PUBLIC, INTERNAL, BUSINESS}),
        (somebody("auditor").model_copy(update={"is_registered": False}), None, set[Confidentiality]()),
    ],
)
def test_a_role_reads_its_classes_where_and_while_it_holds(
    person: PersonState, cluster: str | None, classes: set[Confidentiality]
) -> None:
    """Nothing that no role says."""
    assert readable(person, cluster, flemish_rules(), TODAY) == classes


def test_several_roles_read_what_any_of_them_reads() -> None:
    """Each as far as it reaches."""
    own, staff = somebody("cluster_representative", "demo"), somebody("cabinet_liaison")
    both = own.model_copy(update={"roles": (*own.roles, *staff.roles)})
    assert readable(both, "demo", flemish_rules(), TODAY) == {PUBLIC, INTERNAL, BUSINESS}
    assert readable(both, "other", flemish_rules(), TODAY) == {PUBLIC, INTERNAL}


def test_a_pact_and_a_cluster_belong_to_a_cluster_and_a_question_to_none() -> None:
    """The pact says whose it is."""
    states = (("pact/x", PactState(cluster="demo")), ("cluster/demo", ClusterState()), ("question/1", QuestionState()))
    assert [cluster_of(stream, state) for stream, state in states] == ["demo", "demo", None]
