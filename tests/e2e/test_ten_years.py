"""The first of the ten years through the real gateway; ``make soak`` lives them all, to the last day."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from temporalio.testing import TimeSkipper

from schemas.command import CommandEnvelope
from store.pool import Pool
from tests.life.cast import ADMINISTRATOR, HEAD, PROGRAMME
from tests.life.serving import lived_served, require_sound
from tests.scenarios.served import Served

UNTIL = datetime(2018, 1, 15, 12, tzinfo=UTC)
"""Past the New Year on which the second cohort begins."""


@pytest.fixture
async def served(pool: Pool, skipper: TimeSkipper) -> AsyncIterator[Served]:
    """An agency on real servers, with a record of its own."""
    agency = Served(pool, skipper)
    yield agency
    await agency.close()


async def test_the_first_year_through_the_gateway_is_that_of_one_process(served: Served) -> None:
    """The same events in every file, a sound record, and the same answers from rebuilt views."""
    await lived_served(served, UNTIL)
    await require_sound(served.pool, [date(2018, 1, 1)], UNTIL)


async def test_a_file_to_which_time_brings_nothing_more_is_left_behind(served: Served) -> None:
    """Its workflow ends with the last thing that falls due in it, and the time of all others goes on."""
    await served.open(datetime(2023, 1, 2, 9, tzinfo=UTC))
    person = f"people/{HEAD}"
    await _asked(served, ADMINISTRATOR, person, "register_person", person=HEAD)
    await _asked(served, ADMINISTRATOR, person, "assign_role", role="head_of_unit", valid_from="2023-01-01")
    basis = {"basis": "decree", "title": "a decree", "valid_from": "2016-06-01", "valid_until": "2023-03-31"}
    await _asked(served, HEAD, PROGRAMME, "record_legal_basis", **basis)
    await served.wait_until(datetime(2023, 6, 1, 9, tzinfo=UTC))
    told = [event.type for event in await served.log() if event.stream == PROGRAMME]
    assert "deadline.reached" == told[-1]


async def _asked(served: Served, person: str, stream: str, kind: str, /, **fields: object) -> None:
    command = {"kind": kind, **fields}
    asked = {"command_id": f"behind-{kind}", "stream": stream, "person": person, "command": command}
    outcome = await served.submit(CommandEnvelope.model_validate(asked))
    assert outcome.code == "recorded", outcome
