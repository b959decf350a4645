"""Histories of a pact's year, recorded on real servers, against the workflow of today."""

from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from tests.replay.changed import ChangedPactWorkflow
from workflows.runtime import replayer

CONTINUED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def _history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json("pact/recorded", path.read_text(encoding="utf-8"))


def test_a_year_was_recorded_with_its_turns() -> None:
    """Each run but the last ends by handing over to the next."""
    handed_over = [_history(path).events[-1].event_type == CONTINUED for path in HISTORIES]

    assert len(handed_over) >= 2
    assert handed_over == [True] * (len(handed_over) - 1) + [False]


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_todays_workflow_replays_what_was_lived(path: Path) -> None:
    """Otherwise every pact that runs now would stand still after the next release."""
    await replayer().replay_workflow(_history(path))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_workflow_with_one_timer_more_fails_the_replay(path: Path) -> None:
    """So the check bites."""
    with pytest.raises(NondeterminismError):
        await replayer(workflows=[ChangedPactWorkflow]).replay_workflow(_history(path))
