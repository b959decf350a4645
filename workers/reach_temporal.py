"""How a process reaches Temporal: patiently, since it may start later or go away; and what its client says."""

import asyncio
from typing import Any

from temporalio.client import Client
from temporalio.runtime import LoggingConfig, LoggingFormat, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError

from workers.reach import reach
from workflows.runtime import connect as connect_temporal


async def reach_temporal(connection: dict[str, Any], stop: asyncio.Event) -> Client | None:
    """Connect to Temporal, however long that takes; None when we are to stop first."""
    return await reach(lambda: connect_temporal(connection), "temporal", stop, RPCError, RuntimeError)


class TemporalWay:
    """One client, which connects with its first request and finds a restarted server by itself."""

    def __init__(self, connection: dict[str, Any]) -> None:
        """Take the arguments for ``Client.connect``."""
        self._connection = connection
        self._client: Client | None = None

    async def __call__(self) -> Client:
        """Give the client, whether Temporal answers or not."""
        if self._client is None:
            self._client = await connect_temporal(self._connection, lazy=True)
        return self._client


def configure_engine_logs() -> None:
    """Have the SDK's core write JSON too, not in the colours of a terminal; before any client exists."""
    config = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), format=LoggingFormat.JSON)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=config)), error_if_already_set=False)
