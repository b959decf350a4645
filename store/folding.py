"""States of streams, folded from their events; what was folded before is kept and only continued.

A kept state is used only while the event it ends with still stands in the log with the same chain hash, so dropping
all of them, or pointing the same process at a restored database, changes nothing but the time it takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import itemgetter

import asyncpg

from domain.stream import State, evolve, fold, initial, needs_refold
from store.pool import Pool, fetch
from store.recorded import EVENT_COLUMNS, event_of

KEPT_STREAMS = 512

# The event that a kept state ends with comes without its body: it is only compared.
_READ = f"""
SELECT e.* FROM unnest($1::text[], $2::bigint[]) AS known (stream, version)
CROSS JOIN LATERAL (
  SELECT {EVENT_COLUMNS.removesuffix("body")} chain, CASE WHEN event.version > known.version THEN body END AS body
  FROM event WHERE event.stream = known.stream AND event.version >= known.version ORDER BY event.version
) e
"""  # noqa: S608 - column names of our own


@dataclass(frozen=True)
class Folded:
    """A stream at a version: its state and the chain hash of its last event."""

    stream: str
    version: int
    state: State
    chain: bytes = b""


_kept: dict[Pool, dict[str, Folded]] = {}


async def fold_streams(pool: Pool, streams: Sequence[str]) -> dict[str, Folded]:
    """Read streams as they stand now, each as far as it had come when it was read.

    Raises:
        Refused: ``unknown_stream`` for a name of no category.
    """
    kept = _kept_of(pool)
    known = {stream: kept.get(stream) or Folded(stream, 0, initial(stream)) for stream in streams}
    rows = await fetch(pool, _READ, list(known), [folded.version for folded in known.values()])
    by_stream = {stream: list(group) for stream, group in groupby(rows, itemgetter("stream"))}
    found: dict[str, Folded] = {}
    for stream, start in known.items():
        new = _continued(start, by_stream.get(stream, []))
        if new is None:  # the kept state belongs to another history, or what it rests on was corrected since
            kept.pop(stream, None)  # another reader may have dropped it meanwhile
            new = (await fold_streams(pool, [stream]))[stream]
        found[stream] = new
    _keep(kept, found)
    return found


def _continued(start: Folded, rows: Sequence[asyncpg.Record]) -> Folded | None:
    if start.version:
        if not rows or (rows[0]["version"], rows[0]["chain"]) != (start.version, start.chain):
            return None
        rows = rows[1:]
    if not rows:
        return start
    events = [event_of(row) for row in rows]
    if not start.version:
        state = fold(start.stream, events)
    elif any(needs_refold(event) for event in events):
        return None
    else:
        state = reduce(lambda state, event: evolve(start.stream, state, event), events, start.state)
    return Folded(start.stream, rows[-1]["version"], state, rows[-1]["chain"])


def _kept_of(pool: Pool) -> dict[str, Folded]:
    for closed in [known for known in _kept if known.is_closing() and known is not pool]:
        del _kept[closed]
    return _kept.setdefault(pool, {})


def _keep(kept: dict[str, Folded], found: dict[str, Folded]) -> None:
    """Keep the latest, the least recently used ones give way."""
    for stream, folded in found.items():
        kept.pop(stream, None)
        if folded.version:
            kept[stream] = folded
    while len(kept) > KEPT_STREAMS:
        del kept[next(iter(kept))]
