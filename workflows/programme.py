"""The life of a programme: what falls due in it and belongs to no single pact."""

from temporalio import workflow

from schemas import acts
from schemas.calls import CommandAnswer, StreamRun
from workflows.acts import act
from workflows.stream import StreamWorkflow


@workflow.defn(name="Programme")
class ProgrammeWorkflow(StreamWorkflow):
    """One programme; the workflow's id is the name of its stream."""

    @workflow.init
    def __init__(self, run: StreamRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: StreamRun) -> None:  # noqa: ARG002 - Temporal hands it to both methods
        """Live as long as something is due; the next command starts it again."""
        await self._life.live()

    @act
    async def decide_group_extension(self, call: acts.DecideGroupExtensionCall) -> CommandAnswer:
        """One extension of time for many pacts is granted or refused, by a second person."""
        return await self._life.ask(call)
