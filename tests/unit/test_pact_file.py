"""The pact files of a cluster: one under its own name, and those that follow it under another legal basis."""

from collections.abc import Mapping

import pytest

from domain import stream
from domain.around import State
from domain.pact_file import MOST
from schemas.pact import PactDocument, PactRegistered, PactStage, PactState, RegisterPact
from schemas.refusal import Refused
from tests.unit.programme import rules_of
from tests.unit.scenario import MORNING, OFFICER

FIRST = PactState(cluster="demo", pact=PactDocument(stage=PactStage.ENDED, legal_basis="demo decree"))
SECOND = RegisterPact(cluster="demo", succeeds="demo", legal_basis="other decree")


def registered(name: str, command: RegisterPact, around: Mapping[str, State]) -> str:
    """How it ends: the code of the refusal, or the cluster of the file that is opened."""
    neighbours = {each: around.get(each, PactState()) for each in stream.streams_read(name, command, PactState())}
    try:
        [event] = stream.decide(name, command, OFFICER, PactState(), MORNING, rules_of(), neighbours)
    except Refused as refused:
        return refused.code
    assert isinstance(event.payload, PactRegistered)
    return event.payload.cluster


def test_the_first_file_of_a_cluster_has_its_name() -> None:
    """Another one beside it would have a cap of its own."""
    assert "demo" == registered("pact/demo", RegisterPact(cluster="demo"), {})
    assert "other_file" == registered("pact/demo-2", RegisterPact(cluster="demo"), {"pact/demo": FIRST})


def test_a_file_under_another_legal_basis_has_the_next_number() -> None:
    """And the one after that the number after it."""
    around = {"pact/demo": FIRST}
    assert "demo" == registered("pact/demo-2", SECOND, around)
    assert "other_file" == registered("pact/demo-3", SECOND, around)
    assert "other_file" == registered("pact/demo", SECOND, around)
    second = FIRST.model_copy(update={"pact": PactDocument(stage=PactStage.ENDED, legal_basis="other decree")})
    third = RegisterPact(cluster="demo", succeeds="demo-2", legal_basis="demo decree")
    assert "demo" == registered("pact/demo-3", third, {"pact/demo-2": second})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SECOND.model_copy(update={"succeeds": "other"}), "unknown_file"),
        (SECOND.model_copy(update={"succeeds": "heath"}), "unknown_file"),
        (SECOND.model_copy(update={"legal_basis": "demo decree"}), "same_basis"),
        (SECOND.model_copy(update={"legal_basis": None}), "same_basis"),
    ],
)
def test_a_file_follows_one_of_its_own_cluster_under_another_basis(command: RegisterPact, code: str) -> None:
    """A file that nobody opened, or one of another cluster, is none to follow."""
    around = {"pact/demo": FIRST, "pact/heath": FIRST.model_copy(update={"cluster": "heath"})}
    assert code == registered("pact/demo-2", command, around)


def test_files_in_a_row_come_to_an_end() -> None:
    """What looks for all of them knows where to stop."""
    last = RegisterPact(cluster="demo", succeeds=f"demo-{MOST}", legal_basis="other decree")
    assert "too_many_files" == registered(f"pact/demo-{MOST + 1}", last, {f"pact/demo-{MOST}": FIRST})
