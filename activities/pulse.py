"""Signs of life of an activity: without them Temporal waits long before it gives a dead worker's task to another."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

_BEAT_SECONDS = 1.0


@asynccontextmanager
async def pulse() -> AsyncGenerator[None]:
    """Give a sign of life each second; a quick activity ends before the first and costs nothing."""
    beating = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _beat() -> None:
    while True:
        await asyncio.sleep(_BEAT_SECONDS)
        activity.heartbeat()
