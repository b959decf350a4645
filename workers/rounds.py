"""The relay's rounds: which workflows the record wants to be there, and which have to look at it again.

What is overdue is the sweeper's: it carries that out itself, and the relay then nudges the workflow by the outbox.
"""

from dataclasses import dataclass

from store.log import stream_version
from store.pool import Pool
from store.views import streams_with_agenda

ROUND_SECONDS = 120.0
_RULES = "rules"


@dataclass(frozen=True)
class Found:
    """Streams whose workflow has to look at the record, and streams whose workflow has only to be there."""

    to_wake: tuple[str, ...] = ()
    to_start: tuple[str, ...] = ()


class Rounds:
    """Looks at every stream with something on its agenda: at once, every two minutes, and when rules were adopted."""

    def __init__(self, pool: Pool) -> None:
        """Take the record; nothing has been looked at yet, so the first round wakes everybody."""
        self._pool = pool
        self._next_round = 0.0
        self._rules_seen = -1

    async def look(self, moment: float) -> Found:
        """Say what to wake and what to start; ``moment`` counts seconds for the pauses.

        Call it after the views were refreshed.
        """
        rules_now = await stream_version(self._pool, _RULES)
        if rules_now == 0 or (rules_now == self._rules_seen and moment < self._next_round):
            return Found()
        waiting = await streams_with_agenda(self._pool)
        # Another pack moves dates: who sleeps until a date of the pack before has to look again.
        woken = waiting if rules_now != self._rules_seen else []
        self._rules_seen, self._next_round = rules_now, moment + ROUND_SECONDS
        return Found(to_wake=tuple(woken), to_start=tuple(waiting))
