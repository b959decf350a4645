"""Which Temporal server a process works with: the one that the environment names, else our own."""

import os
from typing import Any

from workers.embedded.failures import StartFailed
from workers.embedded.running import RunningInstance, discover
from workers.settings import Settings

_TEMPORAL_SWITCHES = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")


def temporal_connection() -> dict[str, Any] | None:
    """Return the arguments for ``Client.connect`` when the environment names a Temporal server; None: use our own.

    ``TEMPORAL_ADDRESS``, ``TEMPORAL_PROFILE`` or ``TEMPORAL_CONFIG_FILE`` name one. A profile file in its default place
    does not: it was put there for other work, and acts of the agency must not end up on somebody's test cluster.
    """
    if not any(os.environ.get(name) for name in _TEMPORAL_SWITCHES):
        return None
    from temporalio.envconfig import ClientConfigProfile  # noqa: PLC0415 - slow to import, and rarely asked

    connection = dict(ClientConfigProfile.load().to_client_connect_config())
    return connection if connection.get("target_host") else None


def temporal_of(settings: Settings) -> dict[str, Any]:
    """Find the Temporal server that this process works with.

    Raises:
        StartFailed: ``not_running`` when the environment names none and nothing of ours runs.
    """
    connection = temporal_connection()
    if connection is not None:
        return connection
    running = discover(settings.home)
    if running is None:
        raise StartFailed("not_running", f"nothing runs for {settings.home}: start it with `clusterpact up`")
    return connection_of(running)


def connection_of(running: RunningInstance) -> dict[str, Any]:
    """Give the arguments for ``Client.connect`` to what runs; a foreign server's key comes from the environment.

    Raises:
        StartFailed: ``no_temporal`` when this instance has none.
    """
    if running.temporal_address is None:
        raise StartFailed("no_temporal", f"what runs for {running.home} has no Temporal")
    ours = {"target_host": running.temporal_address, "namespace": running.temporal_namespace}
    return ours if running.temporal is not None else {**(temporal_connection() or {}), **ours}
