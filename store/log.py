"""The log: appended to in one place, read from any."""

from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from schemas.command import Outcome
from schemas.event import Recorded
from schemas.refusal import Refused
from store.clocks import DatabaseClock
from store.failures import ClockBehind, ClockWrong, Conflict
from store.grouping import Appender
from store.pool import Pool, fetch, fetchrow
from store.recorded import EVENT_COLUMNS, event_of
from store.request import Append

_LIMITS = ("may_be_ahead", "may_be_behind", "may_drift", "alike_for")
_HEAD = (
    "SELECT position, number, recorded_at, chain, clock_timestamp() AS at, is_simulated,"  # noqa: S608 - our own names
    f" {', '.join(_LIMITS)} FROM log_head, clock"
)

_appenders: dict[Pool, Appender] = {}


@dataclass(frozen=True)
class Head:
    """Where the log stands."""

    position: int  # of the last event
    number: int  # of the last outcome
    recorded_at: datetime
    chain: str  # hexadecimal; whoever keeps it can tell later that nothing before it was changed
    clock: DatabaseClock = field(compare=False)  # as it stood when this was read


async def append(pool: Pool, request: Append) -> Outcome:
    """Record events with everything that goes with them, durable on return; or give the answer the command had.

    What waits at the same time in this process goes together in one commit. Cancelling the caller does not cancel it.

    Raises:
        Conflict: the stream, or one that the decision rested on, has moved.
        Refused: ``command_id_reused``: the id belongs to a command of other content.
        ClockWrong: ``now`` or ``received_at`` has not come yet by the database's clock; nothing was written.
        ClockBehind: with ``exact_now``, when the log has been written at or after that instant.
        Unreachable: the outcome is unknown; ask again under the same command id.
    """
    answer = await appender_of(pool).append(request)
    match answer["answer"]:
        case "new" | "known":
            return _outcome(request.command_id, answer)
        case "reused":
            detail = f"{request.command_id} was used for another command of {answer['stream']}"
            raise Refused("command_id_reused", detail)
        case "clock":
            raise ClockBehind(request.stream, request.expected_version, request.expected_version)
        case "ahead":
            instant = max(request.now, request.received_at).isoformat()
            latest = answer["recorded_at"].isoformat()
            message = (
                f"the clock of this machine runs ahead of the database's ({instant}; the latest it takes is {latest})"
            )
            raise ClockWrong(message)
        case _:
            moved = answer["moved_stream"]
            seen = dict(request.reads).get(moved, request.expected_version)
            raise Conflict(moved, seen, answer["moved_version"])


def appender_of(pool: Pool) -> Appender:
    """The one coalescer of a pool in this process."""
    for closed in [known for known in _appenders if known.is_closing() and known is not pool]:
        del _appenders[closed]
    found = _appenders.get(pool)
    if found is None:
        found = _appenders[pool] = Appender(pool)
    return found


async def read_stream(pool: Pool, stream: str, upto_version: int | None = None) -> list[Recorded]:
    """All events of a stream in order, up to a version where one is given."""
    rows = await fetch(
        pool,
        f"SELECT {EVENT_COLUMNS} FROM event"  # noqa: S608 - column names of our own
        " WHERE stream = $1 AND ($2::bigint IS NULL OR version <= $2) ORDER BY version",
        stream,
        upto_version,
    )
    return [event_of(row) for row in rows]


async def read_log(pool: Pool, after_position: int = 0, limit: int = 1_000) -> list[Recorded]:
    """A page of the whole log in the order of recording; the next page starts after the last position."""
    rows = await fetch(
        pool,
        f"SELECT {EVENT_COLUMNS} FROM event WHERE position > $1 ORDER BY position LIMIT $2",  # noqa: S608
        after_position,
        limit,
    )
    return [event_of(row) for row in rows]


async def stream_version(pool: Pool, stream: str) -> int:
    """The number of events in a stream; 0 where there is none."""
    row = await fetchrow(pool, "SELECT version FROM stream WHERE stream = $1", stream)
    return 0 if row is None else row["version"]


async def all_streams(pool: Pool, category: str | None = None) -> list[str]:
    """Names of the streams of a category, such as ``pact``, or of all; sorted."""
    rows = await fetch(
        pool, "SELECT stream FROM stream WHERE $1::text IS NULL OR category = $1 ORDER BY stream", category
    )
    return [row["stream"] for row in rows]


async def head(pool: Pool) -> Head:
    """Where the log stands now."""
    row = await fetchrow(pool, _HEAD)
    if row is None:
        message = "log_head is empty: this is no database of ours, or somebody emptied it"
        raise RuntimeError(message)
    clock = DatabaseClock(row["at"], *(row[name] for name in ("is_simulated", *_LIMITS)))
    return Head(row["position"], row["number"], row["recorded_at"], row["chain"].hex(), clock)


def _outcome(command_id: str, answer: asyncpg.Record) -> Outcome:
    return Outcome(
        command_id=command_id,
        status=answer["status"],
        code=answer["code"],
        detail=answer["detail"],
        stream=answer["stream"],
        first_position=answer["first_position"],
        last_position=answer["last_position"],
        stream_version=answer["stream_version"],
        received_at=answer["received_at"],
        recorded_at=answer["recorded_at"],
    )
