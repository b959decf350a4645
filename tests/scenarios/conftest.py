"""A story for every scenario, in one process or on real servers."""

from collections.abc import AsyncIterator, Iterator
from zlib import crc32

import pytest
from temporalio.testing import TimeSkipper

from domain.deadline_audit import audit
from schemas.guarantee import DeadlineEvidence
from store.pool import Pool
from tests.e2e.conftest import client, database, pool, postgres_server, skipper, template, temporal
from tests.integration.soundness import require_sound_deadlines
from tests.scenarios.agency import InProcess
from tests.scenarios.served import Served
from tests.scenarios.story import Story

__all__ = ["client", "database", "pool", "postgres_server", "skipper", "template", "temporal"]


@pytest.fixture
def in_process() -> Iterator[InProcess]:
    """An agency in this process; in the end its deadlines have to keep every invariant."""
    agency = InProcess()
    yield agency
    if agency.agency is not None:
        lived = agency.agency
        received = {name: outcome.received_at for name, outcome in lived.outcomes.items()}
        evidence = DeadlineEvidence(events=lived.log, rules=lived.rules, now=lived.now, received=received)
        assert () == audit(evidence)


@pytest.fixture
async def served(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Served]:
    """An agency on real servers, with a record of its own; in the end one process has to give the same events."""
    agency = Served(pool, skipper)
    yield agency
    await agency.close()
    await require_sound_deadlines(pool)
    await agency.require_the_same_in_one_process()


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    """A story that nothing has happened in; a test says with ``@also_served`` that real servers have to tell it too."""
    name = f"story-{crc32(request.node.nodeid.encode()):08x}"
    return Story(request.getfixturevalue(getattr(request, "param", "in_process")), name)
