"""What every workflow of a stream does between two acts: keep the queue, wait for the next date, have it handled.

It remembers where it waits and what it answered lately, and nothing of the business.
"""

from asyncio import Future, get_running_loop
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from schemas.acts import ACTS
from schemas.calls import CommandAnswer, CommandCall, HandleCall, HandleResult, StreamRun
from workflows.attributes import changes

# The record may be away for hours, so handling is tried without end. Each try is short, and a dead worker's is noticed.
_ONE_TRY = timedelta(seconds=30)
_SIGN_OF_LIFE = timedelta(seconds=5)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=60))
# Everybody wakes monthly: a changed plan takes effect, and a timer that the server lost is missed for a month at most.
_LONGEST_SLEEP = timedelta(days=30)
# Where the workers' clock is a little behind Temporal's, the date has not come yet: no frenzy of asking.
_SHORTEST_SLEEP = timedelta(seconds=1)
# A command in hand waits for a settling deadline or a clock that is a little behind; somebody waits for its answer.
_SHORTEST_DELAY = timedelta(milliseconds=200)
_ANSWERS_KEPT = 20


@dataclass(eq=False)
class _Asked:
    """A command in the queue; who sent it by update waits for the answer, who sent it by signal does not."""

    call: CommandCall
    update: str = ""
    waiting: Future[CommandAnswer] | None = None

    def answer(self, answer: CommandAnswer) -> None:
        if self.waiting is not None:
            self.waiting.set_result(answer)


class StreamLife:
    """One run of a stream's workflow: single writer, one thing at a time."""

    def __init__(self, run: StreamRun) -> None:
        self._stream = run.stream
        self._year = workflow.now().year
        self._queue = deque(_Asked(call) for call in run.queued)
        self._answered = {answer.command_id: answer for answer in run.answered}
        self._known = HandleResult(version=run.version)
        self._has_to_look = True
        self._is_delayed = False

    # ------------------------------------------------------------ from the handlers: only queue

    async def ask(self, call: CommandCall) -> CommandAnswer:
        """Wait for the command's turn and answer how it ended.

        Raises:
            ApplicationError: with the code of the refusal; it ends this update and nothing else.
        """
        update = workflow.current_update_info()
        waiting = get_running_loop().create_future()
        self._queue.append(_Asked(call, update.name if update else "", waiting))
        answer: CommandAnswer = await waiting
        if answer.status == "recorded":
            return answer
        raise ApplicationError(answer.detail, answer, type=answer.code, non_retryable=True)

    def put(self, call: CommandCall) -> None:
        """Queue a command for which nobody waits."""
        self._queue.append(_Asked(call))

    def look(self) -> None:
        """Have the record looked at, whatever the next date is."""
        self._has_to_look = True

    # ------------------------------------------------------------ the one loop

    async def live(self) -> None:
        """Wait and have things handled until nothing will happen any more; each year another run takes over."""
        while True:
            await self.wait()
            await self.handle()
            if await self.may_leave():
                break
        if not self.is_closed:
            workflow.continue_as_new(self.handed_over())

    async def wait(self) -> None:
        """Sleep until a command, a nudge or the next date; with a command that has to wait, until its time."""
        if self._is_awake():
            return
        with suppress(TimeoutError):
            await workflow.wait_condition(
                self._is_awake, timeout=self._sleep(), timeout_summary=self._known.wake_for or "monthly look"
            )

    async def handle(self) -> None:
        """Have the first command of the queue carried out, or else what is due; both bring the stream up to date."""
        asked = self._queue.popleft() if self._queue else None
        if asked is not None and self._answer_again(asked):
            return
        self._has_to_look = False
        self._known = await workflow.execute_activity(
            "handle",
            self._call(asked),
            result_type=HandleResult,
            start_to_close_timeout=_ONE_TRY,
            heartbeat_timeout=_SIGN_OF_LIFE,
            retry_policy=_RETRY,
            summary=asked.call.command_id if asked else self._known.wake_for or "what is due",
        )
        self._is_delayed = asked is not None and self._known.answer is None
        if asked is not None:
            self._answer(asked, self._known.answer)
        workflow.set_current_details(self._known.details)
        differing = changes(workflow.info().typed_search_attributes, self._known)
        workflow.upsert_search_attributes(differing)  # pyright: ignore[reportUnknownMemberType] - half typed in the SDK

    async def may_leave(self) -> bool:
        """Say whether this run can end now: a year is over or Temporal wishes it, and nobody waits for an answer.

        A handler that has its answer is let finish first: Temporal would fail an accepted update whose run ended.
        """
        if not (self.is_closed or self._year != workflow.now().year or workflow.info().is_continue_as_new_suggested()):
            return False
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() or self._is_waited_for())
        return workflow.all_handlers_finished() and not (self.is_closed and self._queue)

    @property
    def is_closed(self) -> bool:
        """Whether nothing will ever happen to the stream again."""
        return self._known.is_closed

    def handed_over(self) -> StreamRun:
        """What the next run has to know; commands that came by signal go with it."""
        return StreamRun(
            stream=self._stream,
            version=self._known.version,
            answered=tuple(self._answered.values()),
            queued=tuple(asked.call for asked in self._queue),
        )

    # ------------------------------------------------------------ inside

    def _is_awake(self) -> bool:
        return self._has_to_look or (bool(self._queue) and not self._is_delayed)

    def _is_waited_for(self) -> bool:
        return any(asked.waiting for asked in self._queue)

    def _sleep(self) -> timedelta:
        wake_at, shortest = self._known.wake_at, _SHORTEST_DELAY if self._is_delayed else _SHORTEST_SLEEP
        if wake_at is None:
            return _LONGEST_SLEEP
        return max(shortest, min(wake_at - workflow.now(), _LONGEST_SLEEP))

    def _call(self, asked: _Asked | None) -> HandleCall:
        call = HandleCall(stream=self._stream, asked_at=workflow.now())
        if asked is None:
            return call
        named = {"act": asked.update, "subject": asked.call.subject} if asked.update in ACTS else {}
        return call.model_copy(
            update={"command_id": asked.call.command_id, "content_hash": asked.call.content_hash, **named}
        )

    def _answer_again(self, asked: _Asked) -> bool:
        """Give the answer of before; Temporal forgets the ids of updates with the run, the store never does."""
        before = self._answered.get(asked.call.command_id)
        if before is None or before.content_hash != asked.call.content_hash:
            return False
        asked.answer(before)
        return True

    def _answer(self, asked: _Asked, answer: CommandAnswer | None) -> None:
        if answer is None:  # it has to wait, and keeps its place
            self._queue.appendleft(asked)
            return
        asked.answer(answer)
        if answer.status == "rejected":  # nothing was kept of it, so it may come again with its receipt
            return
        self._answered[answer.command_id] = answer
        while len(self._answered) > _ANSWERS_KEPT:
            del self._answered[next(iter(self._answered))]
