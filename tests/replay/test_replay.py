"""Histories of a pact's year, a question and a budget, recorded on real servers, against the workflows of today."""

from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from tests.replay.changed import ChangedPactWorkflow
from tests.replay.record import STORIES
from workflows.runtime import replayer

CONTINUED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
YEAR = [path for path in HISTORIES if path.stem.startswith("year-2020")]


def _history(path: Path) -> WorkflowHistory:
    name = path.stem.rpartition("-run-")[0]
    return WorkflowHistory.from_json(STORIES[name].stream, path.read_text(encoding="utf-8"))


def test_every_story_was_recorded() -> None:
    """A workflow whose history nobody kept could break unseen."""
    assert {path.stem.rpartition("-run-")[0] for path in HISTORIES} == set(STORIES)


def test_a_year_was_recorded_with_its_turns() -> None:
    """Each run but the last ends by handing over to the next."""
    handed_over = [_history(path).events[-1].event_type == CONTINUED for path in YEAR]

    assert len(handed_over) >= 2
    assert handed_over == [True] * (len(handed_over) - 1) + [False]


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_todays_workflow_replays_what_was_lived(path: Path) -> None:
    """Otherwise every workflow that runs now would stand still after the next release."""
    await replayer().replay_workflow(_history(path))


@pytest.mark.parametrize("path", YEAR, ids=lambda path: path.stem)
async def test_a_workflow_with_one_timer_more_fails_the_replay(path: Path) -> None:
    """So the check bites."""
    with pytest.raises(NondeterminismError):
        await replayer(workflows=[ChangedPactWorkflow]).replay_workflow(_history(path))
