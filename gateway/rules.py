"""The rules of the record: every pack that was adopted, folded from its events."""

from collections.abc import Callable

from domain.stream import fold
from schemas.event import Recorded
from schemas.policy import RulesState
from store.log import read_stream
from store.pool import Pool

RULES = "rules"


async def rules_of(pool: Pool, sees: Callable[[Recorded], bool] | None = None) -> RulesState:
    """Fold the adoptions, or those that a standpoint sees; before the first one there are no packs in it."""
    state = fold(RULES, (event for event in await read_stream(pool, RULES) if sees is None or sees(event)))
    return state if isinstance(state, RulesState) else RulesState()
