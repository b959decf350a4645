"""A pact's workflow with one timer more: the smallest change that a running pact would not survive."""

from temporalio import workflow
from typing_extensions import override

from schemas.calls import StreamRun
from workflows.pact import PactWorkflow


@workflow.defn(name="Pact")
class ChangedPactWorkflow(PactWorkflow):
    """Sleeps for a second before it lives as before."""

    @workflow.init
    def __init__(self, run: StreamRun) -> None:
        super().__init__(run)

    @workflow.run
    @override
    async def run(self, run: StreamRun) -> None:
        """Break the replay of every history."""
        await workflow.sleep(1)
        await super().run(run)
