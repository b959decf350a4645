"""The activity behind every workflow: have the record brought up to date, and say what the workflow waits for next."""

from datetime import datetime

from temporalio import activity

from activities.clock import Clock
from activities.failures import told_to_temporal
from activities.pulse import pulse
from activities.showing import shown
from schemas.acts import ACTS
from schemas.calls import CommandAnswer, HandleCall, HandleResult
from schemas.command import Outcome, Receipt
from schemas.refusal import Refused
from store.handle import Handled, handle
from store.log import head
from store.pool import Pool
from store.receipts import receipt_of


class Handling:
    """The record and the clock of one worker process."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        """Take both for as long as the process lives."""
        self._pool = pool
        self._clock = clock

    @activity.defn(name="handle")
    async def handle(self, call: HandleCall) -> HandleResult:
        """Carry out what came in and what is due. Called again, it finds what is done and answers the same.

        A refusal is an answer: ``refused`` where the record keeps it, ``rejected`` where nothing was kept because the
        call does not fit a receipt (``no_receipt``, ``receipt_mismatch``, ``other_act``). No answer to a command means
        that it has to wait until ``wake_at``: a deadline that fell due before it is still settling.
        """
        async with pulse():
            with told_to_temporal():
                return await self._handle(call)

    async def _handle(self, call: HandleCall) -> HandleResult:
        try:
            receipt = await self._receipt(call)
        except Refused as refused:
            handled = await self._bring_up_to_date(call, None)
            return self._result(handled, _rejected(call, refused))
        handled = await self._bring_up_to_date(call, receipt)
        return self._result(handled, _answer(handled.outcome, receipt))

    async def _receipt(self, call: HandleCall) -> Receipt | None:
        """Hold the call against what came in: anybody on Temporal can send a call, but has no receipt to show."""
        if call.command_id is None:
            return None
        receipt = await receipt_of(self._pool, call.command_id)
        if receipt is None or receipt.stream != call.stream:
            raise Refused("no_receipt", f"nothing came in for {call.stream} under {call.command_id}")
        if receipt.content_hash != call.content_hash:
            raise Refused("receipt_mismatch", f"{call.command_id} came in with other content")
        if call.act is not None:
            _require_act(call, call.act, receipt)
        return receipt

    async def _bring_up_to_date(self, call: HandleCall, receipt: Receipt | None) -> Handled:
        now = await self._now(call, receipt)
        command_id = None if receipt is None else receipt.command_id
        return await handle(self._pool, call.stream, command_id=command_id, now=now, by="temporal")

    async def _now(self, call: HandleCall, receipt: Receipt | None) -> datetime:
        """Tell the business time; what came in has come, and what was recorded has happened, in simulations too."""
        now = self._clock.business(call.asked_at)
        if not self._clock.may_lag:
            return now
        recorded_at = (await head(self._pool)).recorded_at
        return max(now, recorded_at, recorded_at if receipt is None else receipt.received_at)

    def _result(self, handled: Handled, answer: CommandAnswer | None) -> HandleResult:
        return shown(handled, answer=answer, wake_at=self._in_workflow_time(handled.wake_at))

    def _in_workflow_time(self, at: datetime | None) -> datetime | None:
        return None if at is None else self._clock.workflow(at)


def _require_act(call: HandleCall, act: str, receipt: Receipt) -> None:
    """Refuse a command that came by the name of another act, or about another year, period or deadline."""
    command = receipt.envelope.command
    fits = command.kind in ACTS[act].kinds if act in ACTS else False
    if not fits or any(getattr(command, name, None) != value for name, value in call.subject.items()):
        raise Refused("other_act", f"{act} of {call.subject} is not what {call.command_id} asks: {command.kind}")


def _answer(outcome: Outcome | None, receipt: Receipt | None) -> CommandAnswer | None:
    if receipt is None or outcome is None:  # nothing was asked, or it has to wait
        return None
    return CommandAnswer(
        command_id=outcome.command_id,
        content_hash=receipt.content_hash,
        status=outcome.status,
        code=outcome.code,
        detail=outcome.detail,
        stream_version=outcome.stream_version or 0,
        first_position=outcome.first_position,
        last_position=outcome.last_position,
    )


def _rejected(call: HandleCall, refused: Refused) -> CommandAnswer:
    return CommandAnswer(
        command_id=call.command_id or "",
        content_hash=call.content_hash or "",
        status="rejected",
        code=refused.code,
        detail=refused.detail,
    )
