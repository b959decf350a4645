"""One business clock over many workflows, each of which skips time for itself.

The business clock is that of the workflow that has come furthest. One that stands behind learns from the record how
late it is (``Clock.may_lag``), so nobody has to be kept in step who has nothing to do.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.clock import SimulatedClock
from domain.policy import current
from gateway.reacting import carry_out_asks
from gateway.rules import rules_of
from gateway.waking import start_if_missing, wake
from store.canonical import instant_text
from store.outbox import mark_delivered, open_messages
from store.pool import Pool
from store.views import agenda_upto

_MARGIN = timedelta(seconds=10)  # a timer due in exactly the span asked for may lie milliseconds beyond it
_SETTLE_SECONDS = 0.05


class BusinessTime:
    """Lets simulated time pass, and does meanwhile what a relay does elsewhere."""

    def __init__(self, pool: Pool, skipper: TimeSkipper, clock: SimulatedClock) -> None:
        """Take the record, the engine, and the clock that gateway and worker share."""
        self._pool = pool
        self._skipper = skipper
        self._clock = clock

    async def skip_to(self, stream: str, business: datetime) -> None:
        """Let a stream's clock run to this business time; everything due on the way happens on its own timer.

        Raises:
            RuntimeError: the workflow ended before, or the server does not skip time.
        """
        if not await self._reaches(stream, business):
            message = f"{stream} ended before {business:%Y-%m-%d}"
            raise RuntimeError(message)

    async def skip_all_to(self, business: datetime) -> None:
        """Let the business clock run to this time; what is due on the way happens in one order of time.

        Each item of an agenda is brought on by the timer of its own workflow, and what it asks of other streams is
        carried out before the next one. Workflows to which time brings nothing until then stay where they are.

        Raises:
            RuntimeError: a workflow ended before its time, or the server does not skip time.
        """
        await self.deliver()
        tried: set[tuple[str, str]] = set()
        settle = await self._settle_time()
        while (item := await self._next_item(business - settle, tried)) is not None:
            tried.add((item["stream"], item["key"]))
            reaches = await self._reaches(item["stream"], datetime.fromisoformat(item["at"]) + settle)
            if not reaches and item == await self._next_item(business - settle, set()):
                message = f"{item['stream']} ended before {item['at']}"
                raise RuntimeError(message)
        self._clock.skipped_to(self._clock.workflow(business))

    async def deliver(self) -> None:
        """Carry out what streams ask of one another, and wake those whom the record wants awake."""
        while True:
            asked = await carry_out_asks(self._pool, self._clock.now())
            messages = await open_messages(self._pool, "wake")
            if not asked and not messages:
                return
            for stream in dict.fromkeys(message.stream for message in messages):
                await self.wake(stream)
            await mark_delivered(self._pool, [message.key for message in messages], self._clock.now())

    async def wake(self, stream: str) -> None:
        """Have a workflow look at the record, and wait until it has."""
        await wake(self._skipper.client, stream)
        await self._is_at_rest(self._handle(stream))

    async def _reaches(self, stream: str, business: datetime) -> bool:
        """Let a stream's clock run to this time; false where its workflow ended first, as with the last item."""
        handle = self._handle(stream)
        if await start_if_missing(self._skipper.client, stream):
            await self._is_at_rest(handle)
        ahead = self._clock.workflow(business) - await self._skipper.get_current_time(handle)
        reaches = ahead <= timedelta(0) or await self._skipper.fast_forward(handle, ahead + _MARGIN)
        if reaches:
            await self._is_at_rest(handle)
            self._clock.skipped_to(await self._skipper.get_current_time(handle))
        else:
            self._clock.skipped_to(self._clock.workflow(business))
        await self.deliver()
        return reaches

    async def _next_item(self, upto: datetime, tried: set[tuple[str, str]]) -> dict[str, Any] | None:
        """Give the earliest item of all agendas that was not brought on before: one may lead nowhere."""
        items = await agenda_upto(self._pool, instant_text(upto))
        return next((item for item in items if (item["stream"], item["key"]) not in tried), None)

    async def _settle_time(self) -> timedelta:
        rules = await rules_of(self._pool)
        return timedelta(seconds=current(rules).terms.settle_seconds if rules.policies else 0)

    async def _is_at_rest(self, handle: WorkflowHandle[Any, Any]) -> None:
        """Wait until the workflow has handled what came due and sleeps again."""
        while True:
            raw = (await handle.describe()).raw_description
            if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
                return
            await asyncio.sleep(_SETTLE_SECONDS)

    def _handle(self, stream: str) -> WorkflowHandle[Any, Any]:
        return self._skipper.client.get_workflow_handle(stream)
