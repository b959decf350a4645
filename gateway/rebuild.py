"""Workflows made again from the events alone: Temporal's store may be lost at any time."""

from temporalio.client import Client

from domain.stream import is_dated
from gateway.waking import start_if_missing
from store.log import all_streams
from store.pool import Pool


async def rebuild_workflows(pool: Pool, client: Client) -> list[str]:
    """Start every workflow that is missing, and name them; each reads from the record what it waits for.

    Running ones are left alone. One whose stream is over looks at the record, finds nothing to wait for, and ends.

    Raises:
        RPCError: Temporal does not answer; what was started stays, and the rest is started the next time.
    """
    dated = [stream for stream in await all_streams(pool) if is_dated(stream)]
    return [stream for stream in dated if await start_if_missing(client, stream)]
