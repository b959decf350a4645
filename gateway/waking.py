"""Three ways to a stream's workflow, all of which leave a running one in its place."""

from datetime import timedelta
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from schemas.calls import StreamRun
from workflows.runtime import TASK_QUEUE, type_of

_PATIENCE = timedelta(seconds=10)  # with a server that takes requests and answers none


def start_with(stream: str) -> WithStartWorkflowOperation[Any, Any]:
    """Start the workflow together with an update, or give the update to the one that runs."""
    return WithStartWorkflowOperation(
        type_of(stream),
        StreamRun(stream=stream),
        id=stream,
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )


async def wake(client: Client, stream: str) -> None:
    """Have the workflow look at the record, starting it where it is missing."""
    await client.start_workflow(
        type_of(stream),
        StreamRun(stream=stream),
        id=stream,
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal="nudge",
        rpc_timeout=_PATIENCE,
    )


async def start_if_missing(client: Client, stream: str) -> bool:
    """Start the workflow unless it runs; answer whether it had to be."""
    try:
        await client.start_workflow(
            type_of(stream),
            StreamRun(stream=stream),
            id=stream,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            rpc_timeout=_PATIENCE,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
