"""The worker: a process that runs workflows and their activities until it is told to stop."""

import asyncio
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.clock import Clock, WallClock
from activities.handle import Handling
from store.pool import Pool
from workers.engine import temporal_of
from workers.entry import enter
from workers.logs import configure_logs
from workers.presence import present
from workers.reach import reach_record, record_url
from workers.reach_temporal import configure_engine_logs, reach_temporal
from workers.service_role import warn_of_owner
from workers.settings import Settings
from workers.stopping import told_to_stop
from workflows.runtime import register_search_attributes, worker

log = structlog.get_logger()


def run_worker(settings: Settings, *, clock: Clock | None = None, parent: int | None = None) -> int:
    """Work until SIGTERM or SIGINT, finish what is in hand, and return the exit code.

    With ``parent``, also stop when that process is no longer our parent. End the process with ``workers.entry.leave``.

    Raises:
        StartFailed: nothing runs for the settings' home, and the environment names no servers; ``versions_differ``:
            others live that run with other versions.
    """
    configure_logs("worker")
    configure_engine_logs()
    asyncio.run(_work(settings, temporal_of(settings), clock or WallClock(), parent))
    return 0


async def _work(settings: Settings, connection: dict[str, Any], clock: Clock, parent: int | None) -> None:
    async with told_to_stop(parent) as stop:
        pool = await reach_record(record_url(settings), stop)
        client = await reach_temporal(connection, stop)
        if pool is not None and client is not None:
            async with present(pool, "worker", settings, stop):
                await _serve(pool, client, clock, stop)
            await pool.close()
            log.info("stopped")


async def _serve(pool: Pool, client: Client, clock: Clock, stop: asyncio.Event) -> None:
    try:
        await register_search_attributes(client)
    except RPCError as refused:
        # A managed server has its administrators register them; without them Temporal refuses our upserts.
        log.warning("search_attributes_not_registered", because=str(refused))
    await warn_of_owner(pool)
    async with worker(client, [Handling(pool, clock).handle]):
        log.info("working", namespace=client.namespace)
        await stop.wait()
        log.info("finishing")


if __name__ == "__main__":
    enter("workers.worker", run_worker)
