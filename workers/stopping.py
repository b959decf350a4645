"""When a process is to stop: it was told to, or the one that started it has gone."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

_PARENT_CHECK_SECONDS = 1.0
_TOLD = (signal.SIGTERM, signal.SIGINT)


@asynccontextmanager
async def told_to_stop(parent: int | None = None) -> AsyncGenerator[asyncio.Event]:
    """Yield an event that is set by SIGTERM, by SIGINT, or when ``parent`` is no longer our parent process."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _TOLD:
        loop.add_signal_handler(number, stop.set)
    watch = None if parent is None else asyncio.create_task(_watch(parent, stop))
    try:
        yield stop
    finally:
        if watch is not None:
            watch.cancel()
        for number in _TOLD:
            loop.remove_signal_handler(number)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not once we are to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _watch(parent: int, stop: asyncio.Event) -> None:
    """A killed parent sends nothing; its children find themselves with another one."""
    while os.getppid() == parent and not stop.is_set():
        await pause(stop, _PARENT_CHECK_SECONDS)
    stop.set()
