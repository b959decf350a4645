"""Which running deadlines end at another instant, now that the tables of time zones are newer."""

from domain.new_tables import moved_instants
from domain.policy import current
from gateway.rules import rules_of
from schemas.guarantee import MovedInstant
from store.pool import Pool
from store.views import deadlines


async def list_moved_instants(pool: Pool) -> list[MovedInstant]:
    """List them over all files; none where no rules were adopted yet.

    Raises:
        Unreachable: the record is away.
    """
    rules = await rules_of(pool)
    if not rules.policies:
        return []
    return moved_instants(await deadlines(pool), current(rules).terms.time_zone)
