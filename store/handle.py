"""The one way from a command to events: bring a stream up to date, each step in one transaction.

What came in (receipts) and what time brings (the agenda) are carried out in one merged order of time, at the same
instant the agenda first: a plan handed in two seconds after its deadline finds the miss recorded, or has it recorded
in the same append where nobody was quicker. Nothing is carried out before its time: a deadline waits for the policy's
settle time, and what came in at or after it waits with it, since what came in before it may still be on its way; so
does a receipt whose instant has not come yet.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zlib import crc32

from domain.agenda import agenda, due_now, ready_at, system_command
from domain.stream import State, needs_history
from schemas.alarm import Driver
from schemas.command import Outcome, Receipt
from schemas.deadline import DueItem
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.beside import bar_to, touched_by
from store.clocks import HostTime
from store.deciding import answer_item, answer_receipt, item_key, stuck_key
from store.failures import ClockBehind, Conflict
from store.firing import require_clocks
from store.folding import fold_streams
from store.ground import Ground, neighbours_of, people_of
from store.log import Head, append, head, read_stream
from store.overtaking import with_what_overtook_it
from store.pool import Pool, fetch
from store.receipts import outcome_of, pending_receipts, receipt_of
from store.request import Append
from store.together import TICK, fallen_due_before, together
from store.views import refresh_views
from store.zone_tables import tables_in_use

RULES = "rules"
CONFLICT_LIMIT = 64
"""How often in a row others may be quicker before the caller is told; each of them has got ahead meanwhile."""

_CARRIED_OUT = (
    "SELECT o.command_id FROM outcome o WHERE o.command_id = ANY ($1)"
    " AND NOT EXISTS (SELECT FROM receipt r WHERE r.command_id = o.command_id)"
)
_SPREAD = 997  # microseconds over which appends that met at one instant are spread


@dataclass(frozen=True)
class Handled:
    """Where the stream stands now; ``wake_at`` is the business time at which there will be something to do.

    ``outcome`` is that of the command asked for; None while it has to wait, at the longest until ``wake_at``.
    """

    stream: str
    version: int
    state: State
    rules: RulesState
    outcome: Outcome | None = None
    next_item: DueItem | None = None
    wake_at: datetime | None = None  # of the next item, with its settle time, or of a receipt that waits


@dataclass(frozen=True)
class _Standing:
    """All that the next step rests on, as it was read."""

    ground: Ground
    receipts: list[Receipt]
    agenda: tuple[DueItem, ...]  # what time brings, without what was tried here and led nowhere
    due: tuple[DueItem, ...]
    waits: bool  # what came in first has to wait
    last: Head  # where the log stood, and what the database's clock showed


async def handle(  # noqa: PLR0913 - all but two are named by whoever calls
    pool: Pool,
    stream: str,
    *,
    command_id: str | None = None,
    now: datetime,
    wake: bool = False,
    by: Driver | None = None,
    upto: datetime | None = None,
    host: HostTime | None = None,
) -> Handled:
    """Carry out all that has come in for a stream and all that is due by ``now``, and say what comes next.

    Each step is recorded or refused for good under its own command id. ``wake`` has the relay nudge the stream's
    workflow about what is recorded here, for callers that are not that workflow. ``by`` is kept as the cause of what
    time asked for. ``upto`` leaves what lies after that instant for another call, so that many streams can catch up in
    one order of time. ``host`` is what this machine's clock showed, where ``now`` was not read just before.

    Raises:
        Refused: ``no_receipt``: nothing came in for this stream under ``command_id``; ``unknown_stream``.
        Conflict: others kept changing what the decision rested on.
        ClockWrong: ``clock_wrong``: the clock behind ``now`` is not that of the database; ``clocks_disagree``:
            something is due, and one of the clocks has jumped.
        Unreachable: the database is away; calling again takes up where this ended.
    """
    conflicts = spread = 0
    host = host or HostTime(now)
    while True:
        standing = await _read(pool, stream, now, upto, host)
        receipt, item = _next(standing)
        await require_clocks(pool, host, standing.last, fires=item is not None)
        if receipt is None and item is None:
            if stream == RULES:
                await refresh_views(pool, now)
            return await _handled(pool, standing, command_id, now)
        at = max(now, standing.last.recorded_at + (1 + spread) * TICK)
        try:
            await append(pool, await _answer(pool, standing, receipt, item, at, wakes=wake, by=by))
            conflicts = spread = 0
        except Conflict as conflict:
            conflicts += 1
            if conflicts == CONFLICT_LIMIT:
                raise
            if isinstance(conflict, ClockBehind):
                spread = crc32(stream.encode()) % _SPREAD


async def _read(pool: Pool, stream: str, now: datetime, upto: datetime | None, host: HostTime) -> _Standing:
    receipts = await pending_receipts(pool, stream, limit=1)
    last = await head(pool)
    folded = await fold_streams(pool, (stream, RULES))
    ground = Ground(folded[stream], folded[RULES], tables=tables_in_use())
    items = await _without_stuck(pool, ground, agenda(ground.at.state, ground.rule_book))
    # By the log alone nothing fires: it may have been written while a clock was fast.
    due_by = now if last.clock.is_simulated else min(now, host.later())
    due = _due(items, ground.at.state, ground.rule_book, due_by)
    waits = bool(receipts) and _has_to_wait(receipts[0], items, ground.rule_book, now, last)
    if upto is not None:
        due = tuple(item for item in due if item.at <= upto)
        waits = waits or (bool(receipts) and receipts[0].received_at > upto)
    return _Standing(ground, receipts, items, due, waits, last)


def _due(items: tuple[DueItem, ...], state: State, rules: RulesState, now: datetime) -> tuple[DueItem, ...]:
    """What has come by now and is ready; never what has yet to come, whatever a receipt says about the time."""
    come = {item.key for item in due_now(state, rules, now)}
    return tuple(item for item in items if item.key in come and ready_at(item, rules) <= now)


def _has_to_wait(receipt: Receipt, items: tuple[DueItem, ...], rules: RulesState, now: datetime, last: Head) -> bool:
    """Whether its instant has not come yet, or a deadline that fell due before it is still settling.

    What the log has come to has come, though the clocks were put back since; a deadline falls due by the clocks alone.
    """
    return receipt.received_at > max(now, _reached(last)) or any(
        item.at <= min(receipt.received_at, now) and ready_at(item, rules) > now for item in items
    )


def _reached(last: Head) -> datetime:
    """Give the instant up to which time has passed by the log; in a story every workflow has a time of its own."""
    return datetime.min.replace(tzinfo=UTC) if last.clock.is_simulated else last.recorded_at


async def _without_stuck(pool: Pool, ground: Ground, items: tuple[DueItem, ...]) -> tuple[DueItem, ...]:
    """Leave out what was tried on this state; an answer to somebody's command says nothing of what time brings."""
    keys = {key: item.key for item in items for key in (item_key(ground.at.stream, item), stuck_key(ground, item))}
    if not keys:
        return items
    rows = await fetch(pool, _CARRIED_OUT, list(keys))
    stuck = {keys[row["command_id"]] for row in rows}
    return tuple(item for item in items if item.key not in stuck)


def _next(standing: _Standing) -> tuple[Receipt | None, DueItem | None]:
    """Choose what comes first in time; exactly one of both, or none."""
    receipt = standing.receipts[0] if standing.receipts and not standing.waits else None
    item = standing.due[0] if standing.due else None
    if receipt is not None and item is not None:
        return (None, item) if item.at <= receipt.received_at else (receipt, None)
    return receipt, item


async def _answer(
    pool: Pool,
    standing: _Standing,
    receipt: Receipt | None,
    item: DueItem | None,
    at: datetime,
    *,
    wakes: bool,
    by: Driver | None,
) -> Append:
    """Answer what comes first; a correction is tried on the whole history, and a late command brings the miss along."""
    waiting = standing.receipts[0] if item is not None and standing.receipts and not standing.waits else None
    if waiting is not None:
        fallen_due = fallen_due_before(standing.ground, standing.agenda, waiting, at, wakes=wakes, by=by)
        if fallen_due is not None:
            ground = await _around(pool, fallen_due.ground, waiting, None)
            late = at + len(fallen_due.appends) * TICK
            seen_at = standing.ground.at.version
            answer = answer_receipt(ground, waiting, late, wakes=wakes, seen_at=seen_at)
            return together(fallen_due, await with_what_overtook_it(pool, ground, waiting.envelope, answer))
    ground = await _around(pool, standing.ground, receipt, item)
    if receipt is not None and needs_history(receipt.envelope.command):
        ground = replace(ground, history=await read_stream(pool, ground.at.stream, ground.at.version))
    answer = _answered(ground, receipt, item, at, wakes=wakes, by=by)
    return answer if receipt is None else await with_what_overtook_it(pool, ground, receipt.envelope, answer)


async def _around(pool: Pool, ground: Ground, receipt: Receipt | None, item: DueItem | None) -> Ground:
    """Read whose roles decide, and the other streams that the decision rests on."""
    people: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    if receipt is not None:
        people = people_of(receipt.envelope)
        command = receipt.envelope.command
        neighbours = (*neighbours_of(ground.at, command), *await touched_by(pool, ground.at, command))
    elif item is not None:
        neighbours = neighbours_of(ground.at, system_command(item))
    folded = await fold_streams(pool, [*people, *neighbours])
    barred = None if receipt is None else await bar_to(pool, ground.at, receipt.envelope)
    return replace(
        ground,
        people={stream: folded[stream] for stream in people},
        neighbours={stream: folded[stream] for stream in neighbours},
        barred=barred,
    )


def _answered(
    ground: Ground, receipt: Receipt | None, item: DueItem | None, at: datetime, *, wakes: bool, by: Driver | None
) -> Append:
    if receipt is not None:
        return answer_receipt(ground, receipt, at, wakes=wakes)
    if item is None:
        message = "there is nothing to answer"
        raise ValueError(message)
    return answer_item(ground, item, at, wakes=wakes, by=by)


async def _handled(pool: Pool, standing: _Standing, command_id: str | None, now: datetime) -> Handled:
    ground = standing.ground
    outcome = None if command_id is None else await _outcome_of(pool, ground.at.stream, command_id)
    ready = [(ready_at(item, ground.rule_book), item) for item in standing.agenda]
    following = [one for one in ready if one[0] > now]
    wake_at, item = min(following, key=lambda one: (one[0], one[1].key), default=(None, None))
    if standing.waits and standing.receipts[0].received_at > max(now, _reached(standing.last)):
        wake_at = min(wake_at or standing.receipts[0].received_at, standing.receipts[0].received_at)
    return Handled(ground.at.stream, ground.at.version, ground.at.state, ground.rule_book, outcome, item, wake_at)


async def _outcome_of(pool: Pool, stream: str, command_id: str) -> Outcome | None:
    """How the command ended; None where it came in and has to wait."""
    outcome = await outcome_of(pool, command_id)
    if outcome is not None and outcome.stream == stream:
        return outcome
    receipt = await receipt_of(pool, command_id)
    if receipt is not None and receipt.stream == stream:
        return None
    came = "nothing came in" if receipt is None else f"a command for {receipt.stream} came in"
    raise Refused("no_receipt", f"{came} under {command_id}, none for {stream}")
