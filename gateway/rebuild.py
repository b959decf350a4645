"""Workflows made again from the events alone: Temporal's store may be lost at any time."""

from temporalio.client import Client

from gateway.waking import start_if_missing
from store.log import all_streams
from store.pool import Pool
from store.views import streams_with_agenda


async def rebuild_workflows(pool: Pool, client: Client) -> list[str]:
    """Start every workflow that is missing, and name them; each reads from the record what it waits for.

    Running ones are left alone. A pact always has one; any other file as long as time will bring it something, since
    the next command starts it anyway.

    Raises:
        RPCError: Temporal does not answer; what was started stays, and the rest is started the next time.
    """
    wanted = sorted({*await all_streams(pool, "pact"), *await streams_with_agenda(pool)})
    return [stream for stream in wanted if await start_if_missing(client, stream)]
