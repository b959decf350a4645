"""Walk the whole record and recompute every hash in it: the first thing that is not as it was recorded is named.

What a chain cannot see is a tail that somebody cut off together with the head row; keep ``Verification.chain``
elsewhere, and a later run says whether the record still passes through it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256 as _sha256

import asyncpg

from domain.recording import SYSTEM
from store.pool import Connection, Pool, connection

PAGE = 5_000
_NO_CHAIN = bytes(32)
_EVENT_LEAF, _EVENT_CHAIN, _OUTCOME_LEAF, _OUTCOME_CHAIN, _RECEIPT_LEAF, _RECEIPT_CHAIN = (bytes([n]) for n in range(6))
# A row as PostgreSQL sends it starts with the number of its columns (4 bytes) and ends with leaf and chain, each with
# its type (4), its length (4) and its 32 bytes.
_HASH_COLUMNS = 2
_COLUMNS, _CONTENT, _LEAF, _CHAIN = slice(4), slice(4, -80), slice(-72, -40), slice(-32, None)

_OUTCOMES = (
    "SELECT number, command_id, stream, first_position, last_position, stream_version, stream_chain, recorded_at,"
    " record_send(o) AS image FROM outcome o WHERE number > $1 ORDER BY number LIMIT $2"
)
_EVENTS = (
    "SELECT position, stream, version, recorded_at, command_id, record_send(e) AS image"
    " FROM event e WHERE position > $1 AND position <= $2 ORDER BY position"
)
_RECEIPTS = (
    "SELECT number, command_id, content_hash, body, record_send(r) AS image"
    " FROM receipt r WHERE number > $1 ORDER BY number LIMIT $2"
)
_STREAMS = "SELECT stream, version, chain FROM stream"
_OTHER_THAN_RECEIVED = (
    "SELECT o.number, o.command_id, o.first_position FROM outcome o JOIN receipt r USING (command_id)"
    " WHERE (o.stream, o.request_hash, o.received_at) IS DISTINCT FROM (r.stream, r.content_hash, r.received_at)"
    " ORDER BY o.number LIMIT 1"
)

_BY_NOBODY = (
    "SELECT e.position, e.stream, e.version, e.actor_person, r.person FROM event e LEFT JOIN receipt r"
    " USING (command_id) WHERE e.actor_person <> coalesce(r.person, $1) ORDER BY e.position LIMIT 1"
)


class _Broken(Exception):
    """The record is not as it was recorded."""

    def __init__(self, problem: "Problem") -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True)
class Problem:
    """What is wrong first, and where: the position of an event, or the row that is not one."""

    position: int | None
    where: str  # 'event 17 (pact/aster version 4)', 'outcome 12 (…)', 'log_head'
    what: str


@dataclass(frozen=True)
class Verification:
    """What was walked; ``chain`` (hexadecimal) stands for everything up to ``head``."""

    events: int
    outcomes: int
    receipts: int
    head: int  # position of the last event
    chain: str
    problem: Problem | None = None

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was recorded."""
        return self.problem is None


@dataclass
class _Walk:
    """How far the walk has come."""

    position: int = 0
    number: int = 0
    receipts: int = 0
    chain: bytes = _NO_CHAIN
    receipt_chain: bytes = _NO_CHAIN
    recorded_at: datetime | None = None
    streams: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])


async def verify(pool: Pool) -> Verification:
    """Walk events, outcomes and receipts as they stand at this instant; appending goes on meanwhile."""
    walk = _Walk()
    problem: Problem | None = None
    async with connection(pool) as lent, lent.transaction(isolation="repeatable_read", readonly=True):
        try:
            await _walk_log(lent, walk)
            await _walk_receipts(lent, walk)
            await _compare_heads(lent, walk)
            await _compare_receipts(lent, walk)
        except _Broken as broken:
            problem = broken.problem
    return Verification(walk.position, walk.number, walk.receipts, walk.position, walk.chain.hex(), problem)


async def _walk_log(lent: Connection, walk: _Walk) -> None:
    """Walk the outcomes in order, each with its events; an event that belongs to none is found at the end."""
    while True:
        outcomes = await lent.fetch(_OUTCOMES, walk.number, PAGE)
        if not outcomes:
            break
        upto = max((row["last_position"] or 0 for row in outcomes), default=0)
        events = iter(await lent.fetch(_EVENTS, walk.position, upto))
        for outcome in outcomes:
            _check_outcome(outcome, walk)
            for position in range(walk.position + 1, _last_position(outcome, walk) + 1):
                _check_event(next(events, None), position, outcome, walk)
            _check_stream(outcome, walk)
    await _refuse_strays(lent, "event", "position", walk.position)
    await _refuse_strays(lent, "outcome", "number", walk.number)


def _check_outcome(row: asyncpg.Record, walk: _Walk) -> None:
    number = walk.number + 1
    if row["number"] != number:
        raise _at_outcome(walk, f"outcome {number}", "the row is missing")
    where = f"outcome {number} ({row['command_id']})"
    image: bytes = row["image"]
    leaf = image[_LEAF]
    if leaf != _leaf(_OUTCOME_LEAF, image):
        raise _at_outcome(walk, where, "the row is not what was recorded: its leaf hash differs")
    walk.chain = _sha256(_OUTCOME_CHAIN + walk.chain + leaf).digest()
    if image[_CHAIN] != walk.chain:
        raise _at_outcome(walk, where, "it does not follow on the outcome before it: its chain hash differs")
    if walk.recorded_at is not None and row["recorded_at"] <= walk.recorded_at:
        raise _at_outcome(walk, where, "it was recorded before the outcome before it")
    walk.number, walk.recorded_at = number, row["recorded_at"]


def _last_position(outcome: asyncpg.Record, walk: _Walk) -> int:
    first: int | None = outcome["first_position"]
    last: int | None = outcome["last_position"]
    if first is None or last is None:
        return walk.position
    if first != walk.position + 1:
        raise _at_outcome(walk, f"outcome {walk.number}", f"its events start at {first} and not at {walk.position + 1}")
    return last


def _check_event(row: asyncpg.Record | None, position: int, outcome: asyncpg.Record, walk: _Walk) -> None:
    if row is None or row["position"] != position:
        what = f"the row is missing; outcome {walk.number} ({outcome['command_id']}) recorded it"
        raise _Broken(Problem(position, f"event {position}", what))
    image: bytes = row["image"]
    leaf = image[_LEAF]
    if leaf != _leaf(_EVENT_LEAF, image):
        raise _at_event(row, "the row is not what was recorded: its leaf hash differs")
    version, chain = walk.streams.get(row["stream"], (0, _NO_CHAIN))
    if row["version"] != version + 1:
        raise _at_event(row, f"the stream's next version is {version + 1}")
    chain = _sha256(_EVENT_CHAIN + chain + leaf).digest()
    if image[_CHAIN] != chain:
        raise _at_event(row, "it does not follow on the stream's event before it: its chain hash differs")
    if row["command_id"] != outcome["command_id"] or row["recorded_at"] != outcome["recorded_at"]:
        raise _at_event(row, f"outcome {walk.number} has another command or another time")
    walk.streams[row["stream"]] = (version + 1, chain)
    walk.position = position


def _check_stream(outcome: asyncpg.Record, walk: _Walk) -> None:
    """What the outcome says of its stream binds the events before it: each of them is in that chain."""
    if (outcome["stream_version"], outcome["stream_chain"]) != walk.streams.get(outcome["stream"], (0, _NO_CHAIN)):
        position = outcome["first_position"] or walk.position
        what = f"outcome {walk.number} recorded other events of {outcome['stream']} than stand here"
        raise _Broken(Problem(position, f"event {position}", what))


async def _walk_receipts(lent: Connection, walk: _Walk) -> None:
    while rows := await lent.fetch(_RECEIPTS, walk.receipts, PAGE):
        for row in rows:
            number = walk.receipts + 1
            where = f"receipt {row['number']} ({row['command_id']})"
            if row["number"] != number:
                raise _Broken(Problem(None, f"receipt {number}", "the row is missing"))
            image: bytes = row["image"]
            if image[_LEAF] != _leaf(_RECEIPT_LEAF, image):
                raise _Broken(Problem(None, where, "the row is not what came in: its leaf hash differs"))
            if row["content_hash"] != _sha256(row["body"]).digest():
                raise _Broken(Problem(None, where, "its content hash is not that of its body"))
            walk.receipt_chain = _sha256(_RECEIPT_CHAIN + walk.receipt_chain + image[_LEAF]).digest()
            if image[_CHAIN] != walk.receipt_chain:
                raise _Broken(
                    Problem(None, where, "it does not follow on the receipt before it: its chain hash differs")
                )
            walk.receipts = number
    await _refuse_strays(lent, "receipt", "number", walk.receipts)


async def _refuse_strays(lent: Connection, table: str, column: str, last: int) -> None:
    """Name a row outside of 1..last: nothing that was recorded speaks of it."""
    stray = await lent.fetchval(
        f"SELECT min({column}) FROM {table} WHERE {column} < 1 OR {column} > $1",  # noqa: S608 - names of our own
        last,
    )
    if stray is not None:
        where = f"{table} {stray}"
        position = stray if table == "event" else None
        raise _Broken(Problem(position, where, f"nobody recorded it: the record ends at {last}"))


async def _compare_heads(lent: Connection, walk: _Walk) -> None:
    """The head row and the rows of the streams must say what the walk found."""
    head = await lent.fetchrow("SELECT position, number, recorded_at, chain FROM log_head")
    if head is None:
        raise _Broken(Problem(None, "log_head", "the row is missing"))
    if head["position"] > walk.position or head["number"] > walk.number:
        gone = walk.position + 1 if head["position"] > walk.position else None
        what = f"the head counts {head['position']} events and {head['number']} outcomes; the rest is missing"
        raise _Broken(Problem(gone, "log_head" if gone is None else f"event {gone}", what))
    found = (walk.position, walk.number, walk.chain)
    if (head["position"], head["number"], head["chain"]) != found:
        raise _Broken(Problem(None, "log_head", f"the log holds {walk.position} events and {walk.number} outcomes"))
    if walk.recorded_at is not None and head["recorded_at"] != walk.recorded_at:
        raise _Broken(Problem(None, "log_head", f"the last outcome was recorded at {walk.recorded_at.isoformat()}"))
    streams = {row["stream"]: (row["version"], row["chain"]) for row in await lent.fetch(_STREAMS)}
    for stream in sorted({*streams, *walk.streams}):
        if streams.get(stream) != walk.streams.get(stream):
            raise _Broken(Problem(None, f"stream {stream}", "its row does not say what its events say"))


async def _compare_receipts(lent: Connection, walk: _Walk) -> None:
    """Receipts against their head, and against the answers and acts: what a person did, that person handed in."""
    head = await lent.fetchrow("SELECT number, chain FROM receipt_head")
    if head is None or (head["number"], head["chain"]) != (walk.receipts, walk.receipt_chain):
        counted = 0 if head is None else head["number"]
        what = f"it counts {counted} receipts, {walk.receipts} are here"
        raise _Broken(Problem(None, "receipt_head", what))
    other = await lent.fetchrow(_OTHER_THAN_RECEIVED)
    if other is not None:
        where = f"outcome {other['number']} ({other['command_id']})"
        what = "its stream, content or time is not that of the receipt"
        raise _Broken(Problem(other["first_position"], where, what))
    act = await lent.fetchrow(_BY_NOBODY, SYSTEM.person)
    if act is not None:
        handed_in = "nobody handed it in" if act["person"] is None else f"{act['person']} handed it in"
        raise _at_event(act, f"it is said to be an act of {act['actor_person']}, and {handed_in}")


def _leaf(domain: bytes, image: bytes) -> bytes:
    """Hash a row's image as it was before its leaf and chain were known."""
    columns = int.from_bytes(image[_COLUMNS]) - _HASH_COLUMNS
    return _sha256(domain + columns.to_bytes(4) + image[_CONTENT]).digest()


def _at_event(row: asyncpg.Record, what: str) -> _Broken:
    where = f"event {row['position']} ({row['stream']} version {row['version']})"
    return _Broken(Problem(row["position"], where, what))


def _at_outcome(walk: _Walk, where: str, what: str) -> _Broken:
    return _Broken(Problem(walk.position + 1, where, what))
