"""What the service does in its own name: past the door for people, and with a receipt like everybody's."""

from datetime import datetime

from schemas.command import CommandEnvelope, Outcome
from schemas.refusal import Refused
from store.clocks import HostTime
from store.handle import handle
from store.pool import Pool
from store.receipts import outcome_of, store_receipt


async def carry_out(pool: Pool, envelope: CommandEnvelope, now: datetime, host: HostTime | None = None) -> Outcome:
    """Keep the command, have it carried out here and now, and give its outcome; the same again gives the same.

    ``host`` is when ``now`` was read, where that was not just before.

    Raises:
        Refused: ``no_receipt``: it still waits, because it is dated ahead of what has settled.
    """
    host = host or HostTime(now)
    await store_receipt(pool, envelope, now, host=host)
    await handle(pool, envelope.stream, command_id=envelope.command_id, now=now, host=host)
    outcome = await outcome_of(pool, envelope.command_id)
    if outcome is None:
        raise Refused("no_receipt", f"{envelope.command_id} is kept and waits")
    return outcome
