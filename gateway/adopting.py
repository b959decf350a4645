"""The first rules of a record that has none: after that, only a person with the role for it adopts a pack."""

from datetime import datetime
from pathlib import Path

from domain.policy import content_hash
from domain.recording import SYSTEM
from gateway.policy_files import read_pack
from schemas.command import CommandEnvelope, Outcome
from schemas.policy import AdoptPolicy
from store.handle import handle
from store.log import stream_version
from store.pool import Pool
from store.receipts import outcome_of, store_receipt

_RULES = "rules"


async def adopt_first_pack(pool: Pool, folder: Path, now: datetime) -> Outcome | None:
    """Adopt the pack of this folder in the service's own name; None where rules were adopted before.

    Raises:
        PolicyError: the pack is wrong; every problem with its file, line and field.
    """
    if await stream_version(pool, _RULES):
        return None
    policy = read_pack(folder)
    adopt = AdoptPolicy(policy=policy, content_hash=content_hash(policy))
    command_id = f"policy:{policy.id}:{policy.version}:first"
    envelope = CommandEnvelope(command_id=command_id, stream=_RULES, person=SYSTEM.person, command=adopt)
    await store_receipt(pool, envelope, now)
    await handle(pool, _RULES, command_id=command_id, now=now)
    return await outcome_of(pool, command_id)
