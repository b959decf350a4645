"""The first rules of a record that has none: after that, only a person with the role for it adopts a pack."""

from datetime import datetime
from pathlib import Path

from domain.policy import content_hash
from domain.recording import SYSTEM
from gateway.own_acts import carry_out
from gateway.policy_files import read_pack
from gateway.rules import RULES
from schemas.command import CommandEnvelope, Outcome
from schemas.policy import AdoptPolicy
from store.clocks import HostTime
from store.log import stream_version
from store.pool import Pool


async def adopt_first_pack(pool: Pool, folder: Path, now: datetime, host: HostTime | None = None) -> Outcome | None:
    """Adopt the pack of this folder in the service's own name; None where rules were adopted before.

    ``host`` is when ``now`` was read, where that was not just before.

    Raises:
        PolicyError: the pack is wrong; every problem with its file, line and field.
    """
    host = host or HostTime(now)
    if await stream_version(pool, RULES):
        return None
    policy = read_pack(folder)
    adopt = AdoptPolicy(policy=policy, content_hash=content_hash(policy))
    command_id = f"policy:{policy.id}:{policy.version}:first"
    envelope = CommandEnvelope(command_id=command_id, stream=RULES, person=SYSTEM.person, command=adopt)
    return await carry_out(pool, envelope, now, host)
