"""The life of a budget year: from the envelope that is foreseen to the year that is closed."""

from temporalio import workflow

from schemas import acts
from schemas.calls import CommandAnswer, StreamRun
from workflows.acts import act
from workflows.stream import StreamWorkflow


@workflow.defn(name="Budget")
class BudgetWorkflow(StreamWorkflow):
    """The means of one year; the workflow's id is the name of its stream."""

    @workflow.init
    def __init__(self, run: StreamRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: StreamRun) -> None:  # noqa: ARG002 - Temporal hands it to both methods
        """Live until the year is closed and nothing is due in it any more."""
        await self._life.live()

    @act
    async def approve_envelope(self, call: acts.ApproveEnvelopeCall) -> CommandAnswer:
        """A second person approves the year's maximum, or its revision."""
        return await self._life.ask(call)

    @act
    async def reserve_for_cluster(self, call: acts.ReserveForClusterCall) -> CommandAnswer:
        """An amount is reserved for a cluster."""
        return await self._life.ask(call)

    @act
    async def resolve_over_allocation(self, call: acts.ResolveOverAllocationCall) -> CommandAnswer:
        """A second person decides how reservations come under the envelope again."""
        return await self._life.ask(call)

    @act
    async def close_budget_year(self, call: acts.CloseBudgetYearCall) -> CommandAnswer:
        """Nothing is reserved or committed in the year any more."""
        return await self._life.ask(call)
