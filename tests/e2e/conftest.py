"""A Temporal server of our own for the whole session, a virtual clock for each workflow, and a scripted record."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from workers.embedded.temporal import RunningTemporal, start_temporal
from workflows.runtime import connect, search_attributes

SKIPS_ENOUGH = 100_000  # the server's own limit of 200 would end a long fast-forward in silence


@pytest.fixture(scope="session")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTemporal]:
    """Start a server that can skip time and keeps nothing."""
    folder = tmp_path_factory.mktemp("temporal")
    with start_temporal(
        folder, ui_port=None, time_skipping=True, durable=False, search_attributes=search_attributes()
    ) as server:
        yield server
    time.sleep(1)  # the SDK's threads crash an interpreter that leaves at once


@pytest.fixture
async def client(temporal: RunningTemporal) -> Client:
    """Connect as every process of ours does."""
    return await connect({"target_host": temporal.address, "namespace": temporal.namespace})


@pytest.fixture
def skipper(client: Client) -> TimeSkipper:
    """Let virtual clocks be moved; they run at their own pace until asked."""
    return TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS_ENOUGH))
