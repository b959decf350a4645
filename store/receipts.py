"""Receipts: what came in and when, kept before anything is decided about it."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import asyncpg

from domain.recording import SYSTEM
from domain.stream import initial
from schemas.command import CommandEnvelope, Outcome, Receipt
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

_SERVICES_OWN = ("import:", "bootstrap:", "policy:", OUTAGES, REACTIONS)  # the service hands these in, in its own name
_KEEP = "SELECT * FROM keep_receipt($1, $2, $3, $4, $5, $6, $7)"
_SLOW_TRIPS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def store_receipt(
    pool: Pool, envelope: CommandEnvelope, received_at: datetime, *, host: HostTime | None = None
) -> Receipt:
    """Keep what came in, durable on return; the same id and content gives the first receipt, with its time.

    ``host`` is what this machine's clock showed, where ``received_at`` is not that. While the database's clock stands
    behind the log, the receipt bears the log's last instant instead: whatever was missed by then stays missed.

    Raises:
        Refused: ``command_id_reused``: the id was used for other content; ``reserved_id``: it is of a kind that the
            service keeps for itself; ``unknown_stream``: there can be none of that name; ``unwritable_text``: it holds
            a NUL.
        ClockWrong: this machine's clock is not that of the database; nothing was kept.
        Unreachable: nothing may be acknowledged; the same envelope can be handed in again.
    """
    _require_free(envelope)
    initial(envelope.stream)  # what nobody could ever carry out is not taken in
    try:
        body = canonical(envelope)
    except ValueError as unwritable:
        raise Refused("unwritable_text", str(unwritable)) from unwritable
    new_hash = sha256(body).hexdigest()

    values = (envelope.command_id, envelope.stream, envelope.person, received_at, bytes.fromhex(new_hash), body)
    row = await _kept(pool, values, host or HostTime(received_at))
    kept = _envelope(row["body"])
    # A release that adds a field with a default writes other bytes for the same wish.
    if row["content_hash"].hex() != new_hash and canonical(kept) != body:
        raise Refused("command_id_reused", f"{envelope.command_id} was used for another command of {kept.stream}")
    return _receipt(row["number"], row["received_at"], row["content_hash"], kept)


async def _kept(pool: Pool, values: tuple[object, ...], host: HostTime) -> asyncpg.Record:
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
    message = f"{_SLOW_TRIPS} questions in a row were too long on their way"
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
