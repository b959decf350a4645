"""The first three of the ten years through the real gateway; ``make soak`` lives them all."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from temporalio.testing import TimeSkipper

from store.pool import Pool
from tests.life.serving import lived_served, require_sound
from tests.scenarios.served import Served

UNTIL = datetime(2019, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
async def served(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Served]:
    """An agency on real servers, with a record of its own."""
    agency = Served(pool, skipper)
    yield agency
    await agency.close()


async def test_three_years_through_the_gateway_are_those_of_one_process(served: Served) -> None:
    """The same events in every file, a sound record, and the same answers from rebuilt views."""
    await lived_served(served, UNTIL)
    await require_sound(served.pool, [date(2018, 1, 1), date(2019, 1, 1)], UNTIL)
