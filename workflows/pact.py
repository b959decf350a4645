"""The life of a pact, for ten years: wait for a person or for the next date, have it handled, wait again."""

from temporalio import workflow

from schemas import acts
from schemas.calls import CommandAnswer, StreamRun
from workflows.acts import act
from workflows.stream import StreamWorkflow


@workflow.defn(name="Pact")
class PactWorkflow(StreamWorkflow):
    """One cluster's pact; the workflow's id is the name of its stream."""

    @workflow.init
    def __init__(self, run: StreamRun) -> None:
        super().__init__(run)

    @workflow.run
    async def run(self, run: StreamRun) -> None:  # noqa: ARG002 - Temporal hands it to both methods
        """Live until nothing can happen to the pact any more; each year another run takes over."""
        await self._life.live()

    # ---------------------------------------------------------------- the agreement

    @act
    async def sign_agreement(self, call: acts.SignAgreementCall) -> CommandAnswer:
        """Both sides sign a period of support."""
        return await self._life.ask(call)

    @act
    async def decide_extension(self, call: acts.DecideExtensionCall) -> CommandAnswer:
        """The committee grants the next period, or refuses it."""
        return await self._life.ask(call)

    @act
    async def approve_change(self, call: acts.ApproveChangeCall) -> CommandAnswer:
        """A change to the running agreement is approved, and applies itself."""
        return await self._life.ask(call)

    @act
    async def terminate_agreement(self, call: acts.TerminateAgreementCall) -> CommandAnswer:
        """The committee ends support before its time."""
        return await self._life.ask(call)

    # ---------------------------------------------------------------- each year

    @act
    async def submit_year_plan(self, call: acts.SubmitYearPlanCall) -> CommandAnswer:
        """The cluster hands in its plan for the next work year."""
        return await self._life.ask(call)

    @act
    async def judge_year_plan(self, call: acts.JudgeYearPlanCall) -> CommandAnswer:
        """A second person approves the verdict on the plan, or returns it."""
        return await self._life.ask(call)

    @act
    async def submit_report(self, call: acts.SubmitReportCall) -> CommandAnswer:
        """The cluster reports on the work year that ended."""
        return await self._life.ask(call)

    @act
    async def judge_report(self, call: acts.JudgeReportCall) -> CommandAnswer:
        """A second person approves the verdict on the report."""
        return await self._life.ask(call)

    @act
    async def evaluate_pact(self, call: acts.EvaluatePactCall) -> CommandAnswer:
        """The yearly evaluation ends in a new version of the pact, or in the pact as it is."""
        return await self._life.ask(call)

    # ---------------------------------------------------------------- once in a period, or when needed

    @act
    async def complete_interim_evaluation(self, call: acts.CompleteInterimEvaluationCall) -> CommandAnswer:
        """A period of support was evaluated before its end."""
        return await self._life.ask(call)

    @act
    async def judge_remedial_plan(self, call: acts.JudgeRemedialPlanCall) -> CommandAnswer:
        """A second person approves the verdict on a remedial plan."""
        return await self._life.ask(call)
