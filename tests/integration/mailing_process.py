"""A mailer in a process of its own, for the tests that kill it: it looks once, at a time that it is told."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from multiprocessing.context import ForkServerContext, ForkServerProcess

from store.pool import connect
from tests.integration.still_clock import Standing
from workers.mail import mailer_of
from workers.settings import Settings

MAILING: ForkServerContext = multiprocessing.get_context("forkserver")
MAILING.set_forkserver_preload([__name__])
_SECONDS = 20  # far beyond what a look takes: one that hangs fails the test


@asynccontextmanager
async def mailing(url: str, port: int, at: datetime) -> AsyncGenerator[ForkServerProcess]:
    """Let it look; whatever the test has left of it is ended."""
    process = MAILING.Process(target=_look, args=(url, port, at))
    await asyncio.to_thread(process.start)
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()


async def kill(process: ForkServerProcess) -> int | None:
    """Kill it as a machine does that loses power, and give how it ended."""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    return await ended(process)


async def ended(process: ForkServerProcess) -> int | None:
    """Wait for its end, and give how it ended."""
    await asyncio.to_thread(process.join, _SECONDS)
    return process.exitcode


def _look(url: str, port: int, at: datetime) -> None:
    settings = Settings.model_validate(
        {
            "smtp_url": f"smtp+plain://127.0.0.1:{port}",
            "mail_from": "pacten@example.org",
            "mail_spread_minutes": 0,
        }
    )
    asyncio.run(_look_once(settings, url, at))


async def _look_once(settings: Settings, url: str, at: datetime) -> None:
    pool = await connect(url)
    mailer = mailer_of(settings, pool, Standing(at))
    assert mailer is not None
    await mailer.look()
    await pool.close()
