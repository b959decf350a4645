"""The rules of the record: every pack that was adopted, folded from its events."""

from collections.abc import Callable

from domain.programme import CATEGORY, stream_named
from domain.stream import category, fold
from schemas.event import Recorded
from schemas.policy import RulesState
from store.log import all_streams, read_stream
from store.pool import Pool

RULES = "rules"


async def rules_of(pool: Pool, sees: Callable[[Recorded], bool] | None = None) -> RulesState:
    """Fold the adoptions, or those that a standpoint sees; before the first one there are no packs in it."""
    state = fold(RULES, (event for event in await read_stream(pool, RULES) if sees is None or sees(event)))
    return state if isinstance(state, RulesState) else RulesState()


async def require_programme(pool: Pool, stream: str) -> None:
    """Let nobody begin a file for a programme without rules; what waits in one that has begun can be decided.

    Raises:
        Refused: ``unknown_programme``.
    """
    if category(stream) != CATEGORY or stream in await all_streams(pool, CATEGORY):
        return
    rules = await rules_of(pool)
    if rules.policies:
        stream_named(stream.partition("/")[2], rules)


async def programme_stream(pool: Pool, programme: str | None) -> str:
    """Give the file of the programme named, or of the one whose rules are in force.

    Raises:
        Refused: ``unknown_programme``; ``no_policy``.
    """
    return stream_named(programme, await rules_of(pool))
