"""Set once for client, worker and replayer: converter, sandbox, queue; so that what one writes the others can read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.failure.v1 import Failure
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError
from temporalio.worker import Replayer, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from typing_extensions import override

from workflows.attributes import KEYS
from workflows.budget import BudgetWorkflow
from workflows.pact import PactWorkflow
from workflows.programme import ProgrammeWorkflow
from workflows.question import QuestionWorkflow

TASK_QUEUE = "clusterpact"
WORKFLOW_OF: Mapping[str, type] = {
    "budget": BudgetWorkflow,
    "pact": PactWorkflow,
    "programme": ProgrammeWorkflow,
    "question": QuestionWorkflow,
}
"""The workflow of a stream, by the category in the stream's name; its type is the category with a capital."""
WORKFLOWS: Sequence[type] = tuple(WORKFLOW_OF.values())

# Pydantic models loaded twice would be strangers to each other. Rules stay inside, where a stray clock is caught.
_PASSED_THROUGH = ("schemas", "pydantic", "pydantic_core", "annotated_types", "typing_extensions")
_GRACE = timedelta(seconds=10)
# A stream whose worker died is not kept waiting for it: any worker can replay the short history of a year.
_STICKY = timedelta(seconds=2)


def type_of(stream: str) -> str:
    """Give the type of the workflow that drives a stream; ``KeyError`` where none does."""
    return WORKFLOW_OF[stream.partition("/")[0]].__name__.removesuffix("Workflow")


def has_act(stream: str, name: str) -> bool:
    """Tell whether the workflow of a stream has a named update."""
    return hasattr(WORKFLOW_OF.get(stream.partition("/")[0]), name)


class FailureConverter(DefaultFailureConverter):
    """Writes a refusal as the answer that it is, without the trace of where in our code it was told."""

    @override
    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Write a failure; a bug keeps its trace."""
        super().to_failure(exception, payload_converter, failure)
        if isinstance(exception, ApplicationError) and exception.non_retryable:
            failure.stack_trace = ""


CONVERTER: DataConverter = replace(pydantic_data_converter, failure_converter_class=FailureConverter)


def sandbox() -> SandboxedWorkflowRunner:
    """Build the sandbox in which workflows run and are replayed."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PASSED_THROUGH))


async def connect(connection: Mapping[str, Any], *, lazy: bool = False) -> Client:
    """Connect a client that speaks our messages; a lazy one connects with its first request.

    Raises:
        RuntimeError: Temporal does not answer there.
    """
    arguments: dict[str, Any] = {**connection, "data_converter": CONVERTER, "lazy": lazy}
    return await Client.connect(**arguments)


def worker(
    client: Client, activities: Sequence[Callable[..., Any]], *, workflows: Sequence[type] = WORKFLOWS
) -> Worker:
    """Build a worker for all our workflows; leaving it gives running activities ten seconds to end."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=workflows,
        activities=activities,
        workflow_runner=sandbox(),
        graceful_shutdown_timeout=_GRACE,
        sticky_queue_schedule_to_start_timeout=_STICKY,
    )


def replayer(*, workflows: Sequence[type] = WORKFLOWS) -> Replayer:
    """Build what replays recorded histories against the workflows of today."""
    return Replayer(workflows=workflows, workflow_runner=sandbox(), data_converter=CONVERTER)


def search_attributes() -> dict[str, str]:
    """Name each attribute that we set, with its type as Temporal's command line writes it: ``KeywordList``."""
    return {key.name: key.indexed_value_type.name.title().replace("_", "") for key in KEYS}


async def register_search_attributes(client: Client) -> tuple[str, ...]:
    """Tell the namespace which attributes we set; answer which it did not know yet.

    Raises:
        RPCError: the server refuses, as a managed one may: then an administrator registers them.
    """
    operator = client.operator_service
    known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
    missing = [key for key in KEYS if key.name not in known.custom_attributes]
    if missing:
        request = AddSearchAttributesRequest(namespace=client.namespace)
        for key in missing:
            request.search_attributes[key.name] = IndexedValueType.ValueType(key.indexed_value_type)
        await operator.add_search_attributes(request)
    return tuple(key.name for key in missing)
