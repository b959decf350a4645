"""What every workflow of a stream can be asked, whatever the stream is about."""

from temporalio import workflow

from schemas.acts import GrantExtensionOfTimeCall
from schemas.calls import CommandAnswer, CommandCall, StreamRun
from workflows.acts import act
from workflows.life import StreamLife


class StreamWorkflow:
    """The ways in that all of them share; each adds the named acts of its own life.

    No rule and no business state stands here. What is decided, and what is due when, the activity ``handle`` says from
    the record; so a changed rule never disturbs a running workflow, and each can be made anew from the events.
    """

    def __init__(self, run: StreamRun) -> None:
        """Take over what the run before handed on."""
        self._life = StreamLife(run)

    @act
    async def grant_extension_of_time(self, call: GrantExtensionOfTimeCall) -> CommandAnswer:
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
