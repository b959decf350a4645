"""Another programme's pack on real servers: a network's three years, handed in at the gateway."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from temporalio.testing import TimeSkipper

from domain.recording import SYSTEM
from gateway.guarantee import audit_deadlines, certify
from schemas.event import Recorded
from store.pool import Pool
from store.verify import verify
from tests.scenarios.served import Served, require_the_same_files
from tests.unit.network import BEGIN, EVERYTHING, FOLDER, three_years


@pytest.fixture
async def served(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Served]:
    """An agency that runs this one programme."""
    agency = Served(pool, skipper, FOLDER)
    yield agency
    await agency.close()


async def test_a_network_lives_its_three_years_on_real_servers(served: Served) -> None:
    """Every command goes as it went in one process, and every file holds the same events."""
    expected = three_years().agency
    await served.open(BEGIN)
    for kept in expected.receipts.values():
        if kept.envelope.person == SYSTEM.person:
            continue  # the service's own beginning, which opening was
        await served.wait_until(kept.received_at)
        outcome = await served.submit(kept.envelope)
        assert expected.outcomes[kept.envelope.command_id].code == outcome.code, outcome
    await served.wait_until(EVERYTHING)
    require_the_same_files(_about_networks(expected.log), _about_networks(await served.log()))
    assert (await verify(served.pool)).problem is None
    assert await audit_deadlines(served.pool, EVERYTHING, timedelta(days=1)) == ()
    certificate = await certify(served.pool, EVERYTHING)
    assert {"met": 7, "met_late": 1, "reached": 1} == {**certificate.totals.outcomes}


def _about_networks(log: Sequence[Recorded]) -> list[Recorded]:
    """Leave out the rules and the people, whose beginning is made in other words here."""
    return [event for event in log if event.stream.startswith(("pact/", "cluster/"))]
