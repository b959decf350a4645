"""The relay's rounds: what the record itself says should be awake, whoever forgot to tell, and what is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from domain.policy import current
from schemas.policy import RulesState
from store.canonical import instant_text
from store.folding import fold_streams
from store.log import stream_version
from store.pool import Pool
from store.views import agenda_upto, streams_with_agenda
from workers.patience import Patience

ROUND_SECONDS = 120.0
_GRACE = timedelta(minutes=1)
"""How long after a date and its settle time somebody else may still be at it."""

_LONGEST_ALARM_PAUSE_SECONDS = 3_600.0
_RULES = "rules"

log = structlog.get_logger()


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
        self._overdue: dict[str, Patience] = {}

    async def look(self, now: datetime, moment: float) -> Found:
        """Say what to wake and what to start at this business time; ``moment`` counts seconds for the pauses.

        Call it after the views were refreshed. An item that is overdue is told as an alarm, then less and less often.
        """
        rules_now = await stream_version(self._pool, _RULES)
        if rules_now == 0 or (rules_now == self._rules_seen and moment < self._next_round):
            return Found()
        late = await self._late(now, moment)
        waiting = await streams_with_agenda(self._pool)
        # Another pack moves dates: who sleeps until a date of the pack before has to look again.
        woken = sorted({*late, *waiting}) if rules_now != self._rules_seen else late
        self._rules_seen, self._next_round = rules_now, moment + ROUND_SECONDS
        return Found(to_wake=tuple(woken), to_start=tuple(waiting))

    async def _late(self, now: datetime, moment: float) -> list[str]:
        """Raise the alarm for what should have been carried out by now, and name the streams."""
        upto = now - await self._settle_time() - _GRACE
        items = {f"{row['stream']}|{row['key']}": row for row in await agenda_upto(self._pool, instant_text(upto))}
        self._overdue = {key: self._overdue.get(key) or _alarm_patience() for key in items}
        alarmed = {key: item for key, item in items.items() if self._overdue[key].is_over(moment)}
        for key, item in alarmed.items():
            self._overdue[key].spend(moment)
            _tell(item)
        return sorted({item["stream"] for item in alarmed.values()})

    async def _settle_time(self) -> timedelta:
        rules = (await fold_streams(self._pool, [_RULES]))[_RULES].state
        if not isinstance(rules, RulesState):
            message = f"{_RULES} folds to {type(rules).__name__}"
            raise TypeError(message)
        return timedelta(seconds=current(rules).terms.settle_seconds)


def _alarm_patience() -> Patience:
    return Patience(ROUND_SECONDS / 2, longest=_LONGEST_ALARM_PAUSE_SECONDS)


def _tell(item: dict[str, Any]) -> None:
    log.warning("overdue_agenda_item", stream=item["stream"], item=item["key"], at=item["at"], summary=item["summary"])
