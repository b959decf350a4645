"""The ten years written into a real record as they were lived: every receipt and every event, in the same order."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from schemas.command import CommandEnvelope
from schemas.event import Pending, Recorded
from store.canonical import content_hash
from store.log import append
from store.pool import Pool
from store.receipts import store_receipt
from store.request import Append
from tests.life.living import ten_years

Group = tuple[Recorded, ...]
"""What one command brought."""


class Writing:
    """A record that has been written up to some event of the ten years."""

    def __init__(self, pool: Pool) -> None:
        """Begin with nothing."""
        self.pool = pool
        self._next = 0  # of the groups
        self.more: Counter[str] = Counter()  # by stream: events that others recorded meanwhile

    async def up_to(self, position: int) -> None:
        """Write every command whose events stand at or before this position."""
        ready: list[Group] = []
        while self._next < len(groups()) and groups()[self._next][-1].position <= position:
            ready.append(groups()[self._next])
            self._next += 1
        for together in _apart(ready):
            await self._write(together)

    async def _write(self, told: Sequence[Group]) -> None:
        asked = [envelopes()[group[0].command_id] for group in told if group[0].command_id in envelopes()]
        await asyncio.gather(
            *(store_receipt(self.pool, one, ten_years().agency.receipts[one.command_id].received_at) for one in asked)
        )
        await asyncio.gather(*(append(self.pool, self._append(group)) for group in told))

    def _append(self, group: Group) -> Append:
        """Write down what one command brought; the hash of what was asked follows from what came in."""
        first = group[0]
        asked = envelopes().get(first.command_id)
        outcome = ten_years().agency.outcomes.get(first.command_id)
        return Append(
            stream=first.stream,
            expected_version=first.version - 1 + self.more[first.stream],
            command_id=first.command_id,
            content_hash=content_hash(asked or first.command_id),
            actor=first.actor,
            received_at=outcome.received_at if outcome else first.recorded_at,
            now=first.recorded_at,
            events=tuple(_pending(event) for event in group),
            status="refused" if outcome is not None and outcome.status == "refused" else "recorded",
            code="recorded" if outcome is None else outcome.code,
            correlation_id=first.correlation_id,
            causation_id=first.causation_id,
        )


@cache
def groups() -> tuple[Group, ...]:
    """Give the log command by command."""
    return tuple(tuple(same) for _, same in groupby(ten_years().agency.log, key=lambda event: event.command_id))


@cache
def envelopes() -> Mapping[str, CommandEnvelope]:
    """Give what people and the service handed in, by command id."""
    return {name: kept.envelope for name, kept in ten_years().agency.receipts.items()}


def _apart(ready: Sequence[Group]) -> Iterator[list[Group]]:
    """Part them where a stream comes again: what goes into one commit is about one stream each."""
    together: list[Group] = []
    for group in ready:
        if group[0].stream in {one[0].stream for one in together}:
            yield together
            together = []
        together.append(group)
    if together:
        yield together


def _pending(event: Recorded) -> Pending:
    return Pending.model_validate({name: getattr(event, name) for name in Pending.model_fields})
