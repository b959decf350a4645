"""The one way in for a command: a receipt first, then Temporal, and in the end whatever the store says."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from activities.clock import Clock
from domain.recording import SYSTEM
from domain.stream import is_dated
from gateway.rules import require_programme
from gateway.waking import start_with
from schemas.acts import ACTS
from schemas.calls import CommandAnswer, CommandCall
from schemas.command import Command, CommandEnvelope, Outcome, Receipt
from schemas.document import EraseDocument
from schemas.people import EraseDirectoryEntry
from schemas.refusal import Refused
from store.directory import erase_names
from store.documents import Documents, erase_pending
from store.handle import handle
from store.overtaking import overtaking_of
from store.pool import Pool
from store.receipts import outcome_of, store_receipt
from workflows.runtime import has_act

PATIENCE = timedelta(seconds=15)
"""How long a person waits for the outcome before only the receipt is given."""

_HEALTH = timedelta(seconds=2)
_GENERAL = "command"

TemporalClient = Callable[[], Awaitable[Client]]
"""Gives a client, the same one again and again; may raise RuntimeError while Temporal does not answer."""


@dataclass(frozen=True)
class Deferred:
    """The command is kept and will be carried out, judged by its receipt's time; its outcome is not known yet."""

    receipt: Receipt


class Gateway:
    """What command line and HTTP edge hand commands to."""

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        temporal: TemporalClient,
        *,
        patience: timedelta = PATIENCE,
        documents: Documents | None = None,
    ) -> None:
        """Take the record, the business clock, the way to Temporal, and where the bytes are if not in the record."""
        self._pool = pool
        self._clock = clock
        self._temporal = temporal
        self._patience = patience
        self._documents = documents

    async def submit(self, envelope: CommandEnvelope) -> Outcome | Deferred:
        """Keep the command and have it carried out; the same id again gives the same outcome, for ever.

        Raises:
            Refused: ``command_id_reused``: the id stands for another command, and only the attempt was kept;
                ``system_only``: somebody asks in the name of the service itself; ``unknown_programme``: no rules are
                those of such a programme. Nothing was kept.
            Unreachable: the record is away; nothing is known to be kept, so the same command may be sent again.
        """
        if SYSTEM.person in {envelope.person, envelope.on_behalf_of}:
            raise Refused("system_only", "nobody who comes through this door is the service itself")
        await require_programme(self._pool, envelope.stream)
        receipt = await store_receipt(self._pool, envelope, self._clock.now())
        outcome = await outcome_of(self._pool, receipt.command_id)
        if outcome is not None:
            return await self._told(envelope, outcome)
        if is_dated(receipt.stream):
            await self._have_it_carried_out(receipt)
        else:
            await handle(self._pool, receipt.stream, command_id=receipt.command_id, now=self._clock.now())
        # However the update ended, what the store says is true: an answer may get lost on its way after the act.
        outcome = await outcome_of(self._pool, receipt.command_id)
        if outcome is None:
            return Deferred(receipt)
        await self._take_away(envelope.command, outcome)
        return await self._told(envelope, outcome)

    async def _told(self, envelope: CommandEnvelope, outcome: Outcome) -> Outcome:
        """Name what overtook a command that was refused."""
        return outcome.model_copy(update={"overtaken_by": await overtaking_of(self._pool, envelope, outcome)})

    async def _take_away(self, command: Command, outcome: Outcome) -> None:
        """Remove at once what the recorded decision erases; where this fails, the relay does it."""
        if outcome.first_position is None:
            return
        match command:
            case EraseDirectoryEntry():
                await erase_names(self._pool)
            case EraseDocument():
                await erase_pending(self._pool, self._documents, outcome.first_position - 1)
            case _:
                pass

    async def _have_it_carried_out(self, receipt: Receipt) -> None:
        """Ask the workflow, starting it where it is missing; a failure here leaves the command to the relay."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await _update(await self._temporal(), receipt)
        except (
            RPCError,
            RuntimeError,  # what connecting and the health check raise
            TimeoutError,
            WorkflowUpdateFailedError,
            WorkflowUpdateRPCTimeoutOrCancelledError,
        ):
            # The client wraps a cancellation of ours in an error of its own; whoever cancelled us is to be obeyed.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None


def named_call(receipt: Receipt) -> tuple[str, CommandCall]:
    """Choose the update for a command: the act's own where this stream's workflow has it, or the general one."""
    command = receipt.envelope.command
    reference = {"command_id": receipt.command_id, "content_hash": receipt.content_hash}
    for name, call in ACTS.items():
        if command.kind in call.kinds and has_act(receipt.stream, name):
            subject = {
                field: getattr(command, field) for field in call.model_fields if field not in CommandCall.model_fields
            }
            return name, call.model_validate({**reference, **subject})
    return _GENERAL, CommandCall.model_validate(reference)


async def _update(client: Client, receipt: Receipt) -> None:
    # Asked first, because the client itself would go on trying for ten seconds and more.
    async with asyncio.timeout(_HEALTH.total_seconds()):
        await client.service_client.check_health(timeout=_HEALTH)
    name, call = named_call(receipt)
    await client.execute_update_with_start_workflow(  # pyright: ignore[reportUnknownMemberType] - half typed in the SDK
        name,
        call,
        id=receipt.command_id,
        result_type=CommandAnswer,
        start_workflow_operation=start_with(receipt.stream),
    )
