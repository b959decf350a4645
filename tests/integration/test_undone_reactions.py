"""What one file asked of another and was refused stays to be seen."""

from datetime import UTC, date, datetime

import pytest

from domain.recording import SYSTEM
from gateway.reacting import undone_reactions
from schemas.command import CommandEnvelope
from schemas.deadline import ApplyGroupExtension
from store.handle import handle
from store.pool import Pool
from store.receipts import REACTIONS, store_receipt
from tests.integration.office import OFFICER, open_office

pytestmark = pytest.mark.usefixtures("sound_deadlines")

PACT = "pact/demo-cluster"
MOVE = ApplyGroupExtension(
    deadline="D07/2021", new_due=date(2020, 12, 15), decided_by="programme/clusters/g", ground="g"
)


async def test_a_reaction_that_was_refused_is_listed_and_what_a_person_asked_is_not(pool: Pool) -> None:
    """With the file, the code and the reason."""
    async with open_office(pool, datetime(2020, 3, 2, 9, tzinfo=UTC)) as office:
        await office.done(OFFICER, PACT, "register_pact", cluster="demo-cluster")
        refused = await office.ask(OFFICER, PACT, "fix_cap_anchor", anchor="2020-01-16", reason="a letter")
        assert refused.status == "refused"
        assert await undone_reactions(pool) == []
        name = f"{REACTIONS}{'0' * 64}"
        envelope = CommandEnvelope(command_id=name, stream=PACT, person=SYSTEM.person, command=MOVE)
        await store_receipt(pool, envelope, office.clock.now())
        await handle(pool, PACT, command_id=name, now=office.clock.now())
        [undone] = await undone_reactions(pool)
        assert (undone.command_id, undone.stream, undone.code) == (name, PACT, "unknown_deadline")
