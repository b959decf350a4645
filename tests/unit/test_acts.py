"""The named acts: each of them somewhere, each of them something that can be asked there."""

import pytest

from domain.stream import DATED
from domain.vocabulary import COMMANDS
from schemas.acts import ACTS
from schemas.calls import CommandCall
from workflows.runtime import WORKFLOW_OF, has_act, type_of

BESIDE = {"command", "command_signal", "nudge", "run"}
"""What every workflow has and names no act."""


def test_every_stream_with_deadlines_has_its_workflow() -> None:
    """And no other one has: it would wait for nothing."""
    assert set(WORKFLOW_OF) == DATED
    assert [type_of(f"{category}/x") for category in sorted(DATED)] == ["Budget", "Pact", "Programme", "Question"]


def test_every_update_of_a_workflow_is_a_named_act_and_the_other_way_round() -> None:
    """Otherwise nobody could send it, or nobody would take it."""
    named = {name for workflow in WORKFLOW_OF.values() for name in dir(workflow) if not name.startswith("_")}

    assert named - BESIDE == set(ACTS)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_carries_commands_that_bear_its_subject(name: str) -> None:
    """The fields that Temporal shows are fields of the command."""
    subject = set(ACTS[name].model_fields) - set(CommandCall.model_fields)

    assert ACTS[name].kinds
    assert [subject - set(COMMANDS[kind].model_fields) for kind in sorted(ACTS[name].kinds)] == [
        set[str]() for _ in ACTS[name].kinds
    ]


def test_an_act_is_named_only_where_the_workflow_has_it() -> None:
    """A command that came to the wrong stream is refused there by its general name."""
    assert has_act("question/1", "freeze_snapshot")
    assert not has_act("pact/one", "freeze_snapshot")
    assert not has_act("cluster/one", "freeze_snapshot")
