"""The life of a pact, for ten years: wait for a person or for the next date, have it handled, wait again.

No rule and no business state stands here. What is decided, and what is due when, the activity ``handle`` says from the
record; so a changed rule never disturbs a running workflow, and every workflow can be made anew from the events.
"""

from temporalio import workflow

from schemas import calls
from schemas.calls import CommandAnswer, CommandCall, PactRun
from workflows.acts import act
from workflows.life import StreamLife


@workflow.defn(name="Pact")
class PactWorkflow:
    """One cluster's pact; the workflow's id is the name of its stream."""

    @workflow.init
    def __init__(self, run: PactRun) -> None:
        self._life = StreamLife(run)

    @workflow.run
    async def run(self, run: PactRun) -> None:  # noqa: ARG002 - Temporal hands it to both methods
        """Live until nothing can happen to the pact any more; each year another run takes over."""
        while True:
            await self._life.wait()
            await self._life.handle()
            if await self._life.may_leave():
                break
        if not self._life.is_closed:
            workflow.continue_as_new(self._life.handed_over())

    # ---------------------------------------------------------------- the agreement

    @act
    async def sign_agreement(self, call: calls.SignAgreementCall) -> CommandAnswer:
        """Both sides sign a period of support."""
        return await self._life.ask(call)

    @act
    async def decide_extension(self, call: calls.DecideExtensionCall) -> CommandAnswer:
        """The committee grants the next period, or refuses it."""
        return await self._life.ask(call)

    # ---------------------------------------------------------------- each year

    @act
    async def submit_year_plan(self, call: calls.SubmitYearPlanCall) -> CommandAnswer:
        """The cluster hands in its plan for the next work year."""
        return await self._life.ask(call)

    @act
    async def judge_year_plan(self, call: calls.JudgeYearPlanCall) -> CommandAnswer:
        """A second person approves the verdict on the plan, or returns it."""
        return await self._life.ask(call)

    @act
    async def submit_report(self, call: calls.SubmitReportCall) -> CommandAnswer:
        """The cluster reports on the work year that ended."""
        return await self._life.ask(call)

    @act
    async def judge_report(self, call: calls.JudgeReportCall) -> CommandAnswer:
        """A second person approves the verdict on the report."""
        return await self._life.ask(call)

    @act
    async def evaluate_pact(self, call: calls.EvaluatePactCall) -> CommandAnswer:
        """The yearly evaluation ends in a new version of the pact, or in the pact as it is."""
        return await self._life.ask(call)

    # ---------------------------------------------------------------- once in a period, or when needed

    @act
    async def complete_interim_evaluation(self, call: calls.CompleteInterimEvaluationCall) -> CommandAnswer:
        """A period of support was evaluated before its end."""
        return await self._life.ask(call)

    @act
    async def grant_extension_of_time(self, call: calls.GrantExtensionOfTimeCall) -> CommandAnswer:
        """A deadline moves, by another person than the one who asked."""
        return await self._life.ask(call)

    @act
    async def command(self, call: CommandCall) -> CommandAnswer:
        """Any other command."""
        return await self._life.ask(call)

    # ---------------------------------------------------------------- from those who do not wait

    @workflow.signal
    def command_signal(self, call: CommandCall) -> None:
        """A command whose sender reads in the record how it ended."""
        self._life.put(call)

    @workflow.signal
    def nudge(self) -> None:
        """Something may have happened: look at the record."""
        self._life.look()
