"""The doctor tells which rules are in force, and not only which ones the settings name."""

import asyncio
from datetime import date

from pydantic import SecretStr

from domain.policy import content_hash
from schemas.policy import PolicyAdopted
from store.log import append
from store.pool import Pool
from tests.house.tree import ROOT
from tests.integration.conftest import Database
from tests.integration.store_requests import an_append
from tests.integration.test_store_handle import events
from tests.unit.flanders import flanders
from workers.doctor_rules import examine_rules
from workers.finding import Finding
from workers.settings import Settings

OTHER = "example-three-year-network"


async def test_where_another_pack_is_in_force_the_doctor_tells_both(database: Database, pool: Pool) -> None:
    """Nothing to tell before one was adopted, nor where both are the same."""
    url = SecretStr(database.service_url)

    async def seen(pack: str) -> Finding:
        settings = Settings(database_url=url, lang="en", policy_pack=ROOT / "policies" / pack)
        [finding] = await asyncio.to_thread(lambda: list(examine_rules(settings, None)))
        return finding

    before = await seen(OTHER)
    adopted = PolicyAdopted(policy=flanders(), content_hash=content_hash(flanders()))
    await append(pool, an_append("adopt-first", stream="rules", payloads=events(adopted, on=date(2019, 1, 1))))
    same, other = await seen("flanders-clusters"), await seen(OTHER)

    assert (before.level, same.level, other.level) == ("ok", "ok", "warn")
    assert other.what.startswith(f"in force is flanders-clusters {flanders().version} [")
    assert f"; the settings name {OTHER} " in other.what
