"""What an event asks of other streams: asked by the service itself, in its own name, and carried out once."""

from datetime import datetime
from hashlib import sha256

from domain.recording import SYSTEM
from schemas.command import CommandEnvelope, Outcome
from store.clocks import HostTime
from store.handle import handle
from store.outbox import OutboxMessage, mark_delivered, open_messages
from store.pool import Pool
from store.receipts import REACTIONS, outcome_of, refused_outcomes, store_receipt

ASK = "ask"


async def carry_out_ask(
    pool: Pool, message: OutboxMessage, now: datetime, host: HostTime | None = None
) -> Outcome | None:
    """Ask what the message says, as of the instant of its cause, and give the outcome; None where it has to wait.

    The command's id follows from the message, so the same again, or by two at once, leads to one act. Whoever dies in
    between leaves the message open or a receipt behind, and either one is taken up again. ``host`` is when ``now`` was
    read, where that was not just before.

    Raises:
        Conflict: others kept changing what the decision rested on.
        Unreachable: the record is away.
    """
    envelope = envelope_of(message)
    at, host = max(now, message.recorded_at), host or HostTime(now)
    await store_receipt(pool, envelope, message.recorded_at, host=host)
    await handle(pool, envelope.stream, command_id=envelope.command_id, now=at, wake=True, by="relay", host=host)
    await mark_delivered(pool, [message.key], at)
    return await outcome_of(pool, envelope.command_id)


async def carry_out_asks(pool: Pool, now: datetime) -> int:
    """Carry out every open one, and what they in turn lead to; give how many there were."""
    count, host = 0, HostTime(now)
    while messages := await open_messages(pool, ASK):
        for message in messages:
            await carry_out_ask(pool, message, now, host)
        count += len(messages)
    return count


async def undone_reactions(pool: Pool) -> list[Outcome]:
    """Give what the service asked of other streams and was refused, the latest first: somebody has to look at it.

    Raises:
        Unreachable: the record is away.
    """
    return await refused_outcomes(pool, REACTIONS)


def envelope_of(message: OutboxMessage) -> CommandEnvelope:
    """Give the command that a message asks for, in the service's own name; it names its cause as correlation."""
    return CommandEnvelope.model_validate(
        {
            "command_id": f"{REACTIONS}{sha256(message.key.encode()).hexdigest()}",
            "stream": message.body["stream"],
            "person": SYSTEM.person,
            "command": message.body["command"],
            "correlation_id": message.body["cause"],
        }
    )
