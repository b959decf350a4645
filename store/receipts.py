"""Receipts: what came in and when, kept before anything is decided about it."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import asyncpg

from domain.recording import SYSTEM
from domain.stream import initial
from schemas.command import CommandEnvelope, Outcome, Receipt, Refusal, Undecided
from schemas.refusal import Refused
from store.canonical import canonical
from store.clocks import HostTime
from store.failures import CLOCK_AHEAD_STATE, CLOCK_BEHIND_STATE, ClockWrong, Unreachable
from store.pool import WRITE_SECONDS, Pool, answered, connection, fetch, fetchrow, patiently
from store.recorded import OUTCOME_COLUMNS, outcome_from

TIMES_OWN = "system:"
"""What time brings is carried out under such ids, and nothing comes in under one."""

REACTIONS = "reaction:"
"""What an event asks of another stream comes in under such ids, which follow from the event's own command."""

OUTAGES = "outage:"
"""Over which deadlines the service was out of order is recorded under such ids, which follow from the deadlines."""

REUSED = "reused:"
"""What came in under an id that stands for something else is kept under such ids, refused and for ever."""

_SERVICES_OWN = ("import:", "bootstrap:", "policy:", OUTAGES, REACTIONS, REUSED)  # handed in in the service's own name
_KEEP = "SELECT * FROM keep_receipt($1, $2, $3, $4, $5, $6, $7)"
_SLOW_TRIPS = 20
_LONGEST_ID = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def store_receipt(
    pool: Pool, envelope: CommandEnvelope, received_at: datetime, *, host: HostTime | None = None
) -> Receipt:
    """Keep what came in, durable on return; the same id and content gives the first receipt, with its time.

    ``host`` is what this machine's clock showed, where ``received_at`` is not that. While the database's clock stands
    behind the log, the receipt comes no earlier than what last fell due in its stream: what was missed stays missed.

    Raises:
        Refused: ``command_id_reused``: the id was used for other content, and the attempt is kept as one that will be
            refused; ``reserved_id``: it is of a kind that the service keeps for itself; ``unknown_stream``: there can
            be none of that name; ``unwritable_text``: it holds a NUL.
        ClockWrong: this machine's clock is not that of the database; nothing was kept.
        Unreachable: nothing may be acknowledged; the same envelope can be handed in again.
    """
    _require_free(envelope)
    initial(envelope.stream)  # what nobody could ever carry out is not taken in
    host = host or HostTime(received_at)
    body = _body(envelope)
    kept = await _kept(pool, envelope, body, received_at, host)
    # A release that adds a field with a default writes other bytes for the same wish.
    if kept.content_hash != sha256(body).hexdigest() and canonical(kept.envelope) != body:
        attempt = envelope.model_copy(update={"command_id": _id_of_reuse(envelope.command_id, body)})
        await _kept(pool, attempt, canonical(attempt), received_at, host)
        raise reused(envelope.command_id)
    return kept


def reused(command_id: str) -> Refused:
    """Turn away what came in under an id that stands for another command; of which file is nobody's business."""
    return Refused("command_id_reused", f"{command_id} was used for another command")


def reused_id(receipt: Receipt) -> str | None:
    """Give the id under which this was handed in, where it stood for another command; none where it did not."""
    if not receipt.command_id.startswith(REUSED):
        return None
    return receipt.command_id.split(":", maxsplit=2)[2]


def _id_of_reuse(command_id: str, body: bytes) -> str:
    """Make the id of the attempt follow from all that it asks: tried again, it is the same attempt."""
    return f"{REUSED}{sha256(body).hexdigest()[:16]}:{command_id}"[:_LONGEST_ID]


def _body(envelope: CommandEnvelope) -> bytes:
    try:
        return canonical(envelope)
    except ValueError as unwritable:
        raise Refused("unwritable_text", str(unwritable)) from unwritable


async def _kept(pool: Pool, envelope: CommandEnvelope, body: bytes, received_at: datetime, host: HostTime) -> Receipt:
    """Have it kept, or give what was kept first under its id."""
    values = (envelope.command_id, envelope.stream, envelope.person, received_at, sha256(body).digest(), body)
    row = await _asked_to_keep(pool, values, host)
    return _receipt(row["number"], row["received_at"], row["content_hash"], _envelope(row["body"]))


async def _asked_to_keep(pool: Pool, values: tuple[object, ...], host: HostTime) -> asyncpg.Record:
    """Have it kept; again while the only trouble is how long the question was on its way."""

    async def attempt() -> asyncpg.Record:
        async with connection(pool) as lent:
            asking = lent.fetchrow(_KEEP, *values, host.later())
            row = await answered(lent, asking, WRITE_SECONDS)
            if row is None:
                message = "keep_receipt gave no row"
                raise RuntimeError(message)
            return row

    for _ in range(_SLOW_TRIPS):
        try:
            return await patiently(attempt)
        except asyncpg.PostgresError as failure:
            if failure.sqlstate == CLOCK_AHEAD_STATE:
                raise _ahead(failure) from failure
            if failure.sqlstate != CLOCK_BEHIND_STATE:
                raise
            _require_only_slow(failure, host)
    message = (
        f"{_SLOW_TRIPS} questions in a row were too long on their way, or the clock of this machine is slow:"
        " what it showed lay too far behind the database's each time (clusterpact doctor)"
    )
    raise Unreachable(message)


def _ahead(failure: asyncpg.PostgresError) -> ClockWrong:
    """Name by how much, where it is the clock; what came in can also claim a time of its own."""
    if failure.detail is None:
        return ClockWrong(f"this lies ahead of the database's clock ({failure})")
    return ClockWrong.ahead(*_spans(failure))


def _spans(failure: asyncpg.PostgresError) -> tuple[timedelta, timedelta]:
    first, second = (timedelta(seconds=float(part)) for part in str(failure.detail).split())
    return first, second


def _require_only_slow(failure: asyncpg.PostgresError, host: HostTime) -> None:
    """Tell a slow trip from a slow clock, which shows less even now than the database's did then."""
    database, allowed = _spans(failure)
    behind = _EPOCH + database - host.later()
    if behind > allowed:
        raise ClockWrong.behind(behind, allowed) from failure


async def receipt_of(pool: Pool, command_id: str) -> Receipt | None:
    """The receipt of a command, or None where nothing came in under this id."""
    row = await fetchrow(
        pool, "SELECT number, received_at, content_hash, body FROM receipt WHERE command_id = $1", command_id
    )
    return (
        None
        if row is None
        else _receipt(row["number"], row["received_at"], row["content_hash"], _envelope(row["body"]))
    )


async def pending_receipts(pool: Pool, stream: str | None = None, limit: int = 10_000) -> list[Receipt]:
    """What came in and has no outcome yet, for one stream or for all; oldest first."""
    rows = await fetch(
        pool,
        "SELECT number, received_at, content_hash, body FROM receipt r WHERE ($1::text IS NULL OR r.stream = $1)"
        " AND NOT EXISTS (SELECT FROM outcome o WHERE o.command_id = r.command_id)"
        " ORDER BY received_at, number LIMIT $2",
        stream,
        limit,
    )
    return [_receipt(row["number"], row["received_at"], row["content_hash"], _envelope(row["body"])) for row in rows]


async def streams_with_pending(pool: Pool) -> list[str]:
    """Streams for which something came in that has no outcome yet, the longest waiting first; no body is read."""
    rows = await fetch(
        pool,
        "SELECT stream FROM receipt r WHERE NOT EXISTS (SELECT FROM outcome o WHERE o.command_id = r.command_id)"
        " GROUP BY stream ORDER BY min(number)",
    )
    return [row["stream"] for row in rows]


async def undecided_receipts(pool: Pool, *, until: datetime | None = None) -> list[Undecided]:
    """What has no outcome yet and came in by an instant, if one is given: file by file, the longest waiting first."""
    rows = await fetch(
        pool,
        "SELECT stream, min(number) AS number, min(received_at) AS received_at, count(*) AS receipts FROM receipt r"
        " WHERE ($1::timestamptz IS NULL OR received_at <= $1)"
        " AND NOT EXISTS (SELECT FROM outcome o WHERE o.command_id = r.command_id)"
        " GROUP BY stream ORDER BY min(number)",
        until,
    )
    return [Undecided.model_validate(dict(row)) for row in rows]


async def outcome_of(pool: Pool, command_id: str) -> Outcome | None:
    """How a command ended, or None while it has not."""
    row = await fetchrow(
        pool,
        f"SELECT {OUTCOME_COLUMNS} FROM outcome WHERE command_id = $1",  # noqa: S608 - column names of our own
        command_id,
    )
    return None if row is None else outcome_from(row)


async def refused_outcomes(pool: Pool, prefix: str) -> list[Outcome]:
    """Give the refusals of commands whose ids begin so, the latest first."""
    rows = await fetch(
        pool,
        f"SELECT {OUTCOME_COLUMNS} FROM outcome"  # noqa: S608 - column names of our own
        " WHERE status = 'refused' AND starts_with(command_id, $1) ORDER BY number DESC",
        prefix,
    )
    return [outcome_from(row) for row in rows]


async def refusals(pool: Pool, *, code: str | None = None, limit: int = 200) -> list[Refusal]:
    """Give what people asked and were refused, the latest first: all of it, or what ended with one code."""
    rows = await fetch(
        pool,
        "SELECT o.recorded_at, o.code, o.detail, r.received_at, r.content_hash, r.number, r.body"
        " FROM outcome o JOIN receipt r USING (command_id)"
        " WHERE o.status = 'refused' AND ($1::text IS NULL OR o.code = $1) ORDER BY o.number DESC LIMIT $2",
        code,
        limit,
    )
    return [_refusal(row) for row in rows]


def cause_of(envelope: CommandEnvelope) -> str | None:
    """The command whose events asked for this one; None for what somebody asked."""
    return envelope.correlation_id if envelope.command_id.startswith(REACTIONS) else None


def _require_free(envelope: CommandEnvelope) -> None:
    """Refuse ids that follow from what they stand for: under one, somebody could answer for the service in advance."""
    is_ours = envelope.person == SYSTEM.person and envelope.on_behalf_of is None
    taken = (TIMES_OWN,) if is_ours else (TIMES_OWN, *_SERVICES_OWN)
    if envelope.command_id.startswith(taken):
        start = envelope.command_id.partition(":")[0]
        raise Refused("reserved_id", f"ids that begin with {start}: are the service's own; choose another one")


def _refusal(row: asyncpg.Record) -> Refusal:
    receipt = _receipt(row["number"], row["received_at"], row["content_hash"], _envelope(row["body"]))
    envelope = receipt.envelope
    return Refusal(
        recorded_at=row["recorded_at"],
        received_at=receipt.received_at,
        stream=receipt.stream,
        person=envelope.person,
        on_behalf_of=envelope.on_behalf_of,
        kind=envelope.command.kind,
        code=row["code"],
        detail=row["detail"],
        command_id=reused_id(receipt) or receipt.command_id,
        content_hash=receipt.content_hash,
    )


def _envelope(body: bytes) -> CommandEnvelope:
    return CommandEnvelope.model_validate(json.loads(body), extra="ignore")


def _receipt(number: int, received_at: datetime, kept_hash: bytes, envelope: CommandEnvelope) -> Receipt:
    return Receipt(
        number=number,
        command_id=envelope.command_id,
        received_at=received_at,
        stream=envelope.stream,
        content_hash=kept_hash.hex(),
        envelope=envelope,
    )
