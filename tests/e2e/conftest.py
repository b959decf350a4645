"""A Temporal server that can skip time, a real Postgres, and an agency on both with a story that begins in 2020."""

import itertools
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from store.pool import Pool
from tests.e2e.agency import Agency, open_agency
from tests.integration.conftest import database, pool, postgres_server, sound_deadlines, template
from workers.embedded.temporal import RunningTemporal, start_temporal
from workflows.runtime import connect, search_attributes

__all__ = ["database", "pool", "postgres_server", "sound_deadlines", "template"]

SKIPS_ENOUGH = 100_000  # the server's own limit of 200 would end a long fast-forward in silence
_numbers = itertools.count(1)
BEGIN = datetime(2020, 1, 6, 8, tzinfo=UTC)


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


@pytest.fixture
async def agency(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Agency]:
    """Open an agency with the programme's own rules, its people, and one pact that nothing has happened to."""
    async with open_agency(pool, skipper, f"p{next(_numbers)}", BEGIN) as agency:
        yield agency
