"""The life of a question of parliament: term, snapshot, approvals of the answer, embargo, promises."""

from temporalio import workflow

from schemas import acts
from schemas.calls import CommandAnswer, StreamRun
from workflows.acts import act
from workflows.stream import StreamWorkflow


@workflow.defn(name="Question")
class QuestionWorkflow(StreamWorkflow):
    """One written question; the workflow's id is the name of its stream."""

    @workflow.init
    def __init__(self, run: StreamRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: StreamRun) -> None:  # noqa: ARG002 - Temporal hands it to both methods
        """Live until the answer is public, or the question withdrawn, and every promise in it was kept."""
        await self._life.live()

    @act
    async def freeze_snapshot(self, call: acts.FreezeSnapshotCall) -> CommandAnswer:
        """What was known is frozen, for the answer to rest on."""
        return await self._life.ask(call)

    @act
    async def approve_answer_part(self, call: acts.ApproveAnswerPartCall) -> CommandAnswer:
        """One level approves one part of the answer."""
        return await self._life.ask(call)

    @act
    async def release_answer(self, call: acts.ReleaseAnswerCall) -> CommandAnswer:
        """The whole answer goes to the cabinet."""
        return await self._life.ask(call)

    @act
    async def record_answer_sent(self, call: acts.RecordAnswerSentCall) -> CommandAnswer:
        """The minister answered; the embargo begins."""
        return await self._life.ask(call)

    @act
    async def keep_promise(self, call: acts.KeepPromiseCall) -> CommandAnswer:
        """What was promised to parliament was done."""
        return await self._life.ask(call)
