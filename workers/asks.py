"""The relay's deliveries to ourselves: what one stream's events ask of another."""

from datetime import datetime

import structlog

from gateway.reacting import ASK, carry_out_ask
from schemas.command import Outcome
from store.clocks import HostTime
from store.outbox import OutboxMessage, open_messages
from store.pool import Pool
from workers.apart import apart
from workers.patience import Patience

_POLL_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


class Asks:
    """Carries out each open message; one that fails is tried less and less often, and stops no other."""

    def __init__(self, pool: Pool) -> None:
        """Take the record."""
        self._pool = pool
        self._patience: dict[str, Patience] = {}

    async def look(self, now: datetime, moment: float) -> None:
        """Carry out what is open at this business time; ``moment`` counts seconds for the pauses.

        Raises:
            Unreachable: the record is away.
        """
        host = HostTime(now)
        messages = await open_messages(self._pool, ASK)
        self._patience = {message.key: self._patience.get(message.key) or _patience() for message in messages}
        for message in messages:
            patience = self._patience[message.key]
            if patience.is_over(moment):
                patience.spend(moment)
                with apart(message.body["stream"]):
                    _tell(message, await carry_out_ask(self._pool, message, now, host))


def _patience() -> Patience:
    return Patience(_POLL_SECONDS, longest=_LONGEST_PAUSE_SECONDS)


def _tell(message: OutboxMessage, outcome: Outcome | None) -> None:
    """What follows by itself should never be refused; if it is, a person has to know."""
    if outcome is not None and outcome.status == "refused":
        log.warning("reaction_refused", stream=outcome.stream, cause=message.body["cause"], code=outcome.code)
