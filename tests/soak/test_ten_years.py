"""All ten years through the real gateway, on real Postgres and Temporal."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from temporalio.testing import TimeSkipper

from store.pool import Pool
from tests.life.living import ENDS_AT
from tests.life.serving import lived_served, require_sound
from tests.scenarios.served import Served


@pytest.fixture
async def served(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Served]:
    """An agency on real servers, with a record of its own."""
    agency = Served(pool, skipper)
    yield agency
    await agency.close()


async def test_ten_years_through_the_gateway_are_those_of_one_process(served: Served) -> None:
    """The same events in every file, a sound record, and the same answers from rebuilt views."""
    await lived_served(served, ENDS_AT)
    await require_sound(served.pool, [date(year, 1, 1) for year in range(2018, 2028)], ENDS_AT)
