"""The doctor's look at the rules: the pack that the settings name, beside the one that is in force in the record."""

import asyncio
from collections.abc import Iterator

import asyncpg

from domain.policy import content_hash, current
from gateway.policy_files import read_pack
from gateway.rules import rules_of
from schemas.pack import PolicyError
from schemas.policy import Policy
from store.failures import Unreachable
from store.pool import connect
from workers.embedded.own_loop import run_apart
from workers.embedded.running import RunningInstance
from workers.finding import Finding, Said, found, plain
from workers.settings import Settings

_ADOPT = Said(
    "wat in het register staat, geldt; neem het andere over met clusterpact policy adopt, of wijs"
    " CLUSTERPACT_POLICY_PACK naar wat geldt",
    "what the record has counts; adopt the other one with clusterpact policy adopt, or point"
    " CLUSTERPACT_POLICY_PACK to what counts",
)


def examine_rules(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine the pack of the settings; where another one is in force, tell both."""
    lang, folder = settings.lang, settings.policy_pack
    try:
        policy = read_pack(folder)
    except PolicyError as wrong:
        todo = Said(
            f"verbeter de bestanden (clusterpact policy check {folder}), of wijs CLUSTERPACT_POLICY_PACK elders",
            f"mend the files (clusterpact policy check {folder}), or point CLUSTERPACT_POLICY_PACK elsewhere",
        )
        first = str(wrong).splitlines()[0]
        yield found(lang, "policy_pack", "fail", plain(f"{folder}: {first}"), todo)
        return
    named, force = f"{policy.id} {policy.version}", _in_force(settings, running)
    if force is None or content_hash(force) == content_hash(policy):
        yield found(lang, "policy_pack", "ok", plain(f"{named} ({folder})"))
        return
    both = Said(
        f"van kracht is {_told(force)}; de instellingen noemen {_told(policy)} ({folder})",
        f"in force is {_told(force)}; the settings name {_told(policy)} ({folder})",
    )
    yield found(lang, "policy_pack", "warn", both, _ADOPT)


def _told(policy: Policy) -> str:
    """Name a pack with the start of its hash: a text that was changed under the same version is another one."""
    return f"{policy.id} {policy.version} [{content_hash(policy)[:8]}]"


def _in_force(settings: Settings, running: RunningInstance | None) -> Policy | None:
    """Ask the record; none before any was adopted, and where it cannot be asked, which others say."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    elif running is not None and running.is_postgres_running:
        url = running.database_url
    else:
        return None
    try:
        return run_apart(lambda: _ask(url))
    except (OSError, TimeoutError, ValueError, Unreachable, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None


async def _ask(url: str) -> Policy | None:
    async with asyncio.timeout(10):
        pool = await connect(url, max_size=1)
        try:
            rules = await rules_of(pool)
            return current(rules) if rules.policies else None
        finally:
            await pool.close()
