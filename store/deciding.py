"""From what came in, or what is due, to the one append that answers it. No IO: everything read is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from domain.agenda import system_command
from domain.authority import authorise
from domain.correcting import left_standing
from domain.dates import local_day
from domain.overtaking import CONFLICT
from domain.policy import current
from domain.recording import SYSTEM, provisional
from domain.ruling import by_tables
from domain.stream import State, category, decide, evolve, fold, is_dated, needs_refold
from domain.waiting import Followed, followed, followed_from_the_start
from schemas.alarm import Driver
from schemas.command import Command, CommandEnvelope, CommandId, Receipt
from schemas.deadline import DueItem
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from store.canonical import content_hash
from store.folding import Folded
from store.ground import Ground
from store.projection import asks, notices, view_rows
from store.receipts import TIMES_OWN, cause_of, reused, reused_id
from store.request import Append, Message

NOTHING_TO_DO = "nothing_to_do"


@dataclass(frozen=True)
class _Order:
    """What is asked, by which key, and when."""

    command_id: str
    content_hash: str
    received_at: datetime
    now: datetime
    correlation_id: str | None = None
    causation_id: str | None = None
    wakes: bool = False


def answer_receipt(
    ground: Ground, receipt: Receipt, now: datetime, *, wakes: bool, seen_at: int | None = None
) -> Append:
    """Answer a person's command, judged by the time of its receipt and recorded at ``now``.

    ``seen_at`` is the version to hold against the one that the person saw, where this is not the ground's: a miss that
    is recorded with the command is nobody's change.
    """
    envelope = receipt.envelope
    by = Actor(person=envelope.person, role=envelope.role or "", on_behalf_of=envelope.on_behalf_of)
    order = _Order(
        command_id=receipt.command_id,
        content_hash=receipt.content_hash,
        received_at=receipt.received_at,
        now=now,
        correlation_id=envelope.correlation_id,
        causation_id=cause_of(envelope),
        wakes=wakes,
    )
    try:
        _require_own_id(receipt)
        by = _authorised(ground, receipt)
        _require_seen(envelope, seen_at or ground.at.version)
        events = _decided(ground, envelope.command, by, receipt.received_at)
        if events and ground.barred is not None:
            raise ground.barred
    except Refused as refused:
        return _refused(ground, order, by, refused)
    return _recorded(ground, order, by, [_with_grounds(event, envelope) for event in events])


def item_key(stream: str, item: DueItem) -> str:
    """The command id of what time asks for: its business identity, the same from whichever side it is carried out."""
    return f"{TIMES_OWN}{item.key}" if item.key.startswith(f"{stream}|") else f"{TIMES_OWN}{stream}|{item.key}"


def stuck_key(ground: Ground, item: DueItem) -> str:
    """The id under which it stands that an item led nowhere on this state and under these rules.

    A change of either has it tried again, so that no deadline is lost to a calendar that was adopted too late.
    """
    return f"{item_key(ground.at.stream, item)}|{ground.at.version}.{ground.rules.version}"


def answer_item(
    ground: Ground, item: DueItem, now: datetime, *, wakes: bool, by: Driver | CommandId | None = None
) -> Append:
    """Carry out what time asks for; what is refused, or changes nothing, stands in the record all the same.

    ``by`` is who carried it out, or the late command it goes with: the cause of the events, and no part of what they
    say.
    """
    command = system_command(item)
    asked = content_hash({"stream": ground.at.stream, "command": command})
    stuck = _Order(stuck_key(ground, item), asked, received_at=item.at, now=now)
    try:
        events = _decided(ground, command, SYSTEM, now)
    except Refused as refused:
        return _refused(ground, stuck, SYSTEM, refused)
    if not events:
        return _append(ground, stuck, SYSTEM, [], code=NOTHING_TO_DO)
    key = item_key(ground.at.stream, item)
    order = _Order(key, asked, received_at=item.at, now=now, causation_id=by, wakes=wakes)
    return _recorded(ground, order, SYSTEM, events)


def left_by(ground: Ground, append: Append) -> State:
    """Give the state that an append on this ground leaves behind."""
    recorded = provisional(
        append.events,
        stream=append.stream,
        version=append.expected_version,
        actor=append.actor,
        now=append.now,
        command_id=append.command_id,
    )
    return _after(ground, recorded)


def _decided(ground: Ground, command: Command, by: Actor, now: datetime) -> list[Pending]:
    at = ground.at
    decided = decide(at.stream, command, by, at.state, now, ground.rule_book, ground.around, ground.history)
    return by_tables(decided, ground.tables)


def _authorised(ground: Ground, receipt: Receipt) -> Actor:
    envelope = receipt.envelope
    principal = None if envelope.on_behalf_of is None else ground.person(envelope.on_behalf_of)
    return authorise(
        envelope,
        ground.person(envelope.person),
        principal,
        ground.rule_book,
        _cluster_of(ground.at),
        _today(receipt.received_at, ground.rule_book),
    )


def _cluster_of(at: Folded) -> str | None:
    """The cluster that a stream belongs to, for roles that reach one cluster only."""
    if isinstance(at.state, PactState):
        return at.state.cluster
    return at.stream.partition("/")[2] if category(at.stream) == "cluster" else None


def _today(instant: datetime, rules: RulesState) -> date:
    """The local day; before any policy names a time zone, the day in UTC."""
    return local_day(instant, current(rules).terms.time_zone if rules.policies else "UTC")


def _require_own_id(receipt: Receipt) -> None:
    first = reused_id(receipt)
    if first is not None:
        raise reused(first)


def _require_seen(envelope: CommandEnvelope, version: int) -> None:
    seen = envelope.expected_version
    if seen is not None and seen != version:
        raise Refused(CONFLICT, f"{envelope.stream} is at version {version}, you saw {seen}")


def _with_grounds(event: Pending, envelope: CommandEnvelope) -> Pending:
    """Give an event the evidence and the reason that came with the command, unless it has its own."""
    evidence, reason = event.evidence or envelope.evidence, event.reason or envelope.reason
    if (evidence, reason) == (event.evidence, event.reason):
        return event
    return event.model_copy(update={"evidence": evidence, "reason": reason})


def _recorded(ground: Ground, order: _Order, by: Actor, events: Sequence[Pending]) -> Append:
    code = "recorded" if events else NOTHING_TO_DO
    return _append(ground, order, by, events, code=code, detail=left_standing(events))


def _refused(ground: Ground, order: _Order, by: Actor, refused: Refused) -> Append:
    """A refusal is an answer for ever too; some leave facts behind, such as the arithmetic of the cap."""
    left = [event for event in refused.events if isinstance(event, Pending)]
    return _append(ground, order, by, left, code=refused.code, detail=refused.detail)


def _append(
    ground: Ground, order: _Order, by: Actor, events: Sequence[Pending], *, code: str, detail: str = ""
) -> Append:
    at, rules = ground.at, ground.rule_book
    provisionally = provisional(
        events, stream=at.stream, version=at.version, actor=by, now=order.now, command_id=order.command_id
    )
    after = _after(ground, provisionally)
    views = view_rows(at.stream, after, rules, _followed(ground, provisionally)) if events else None
    return Append(
        stream=at.stream,
        expected_version=at.version,
        command_id=order.command_id,
        content_hash=order.content_hash,
        actor=by,
        received_at=order.received_at,
        now=order.now,
        events=tuple(events),
        reads=ground.reads,
        status="recorded" if code in ("recorded", NOTHING_TO_DO) else "refused",
        code=code,
        detail=detail,
        correlation_id=order.correlation_id,
        causation_id=order.causation_id,
        views=views,
        messages=_messages(at, provisionally, after, rules, wakes=order.wakes),
        exact_now=bool(views),
    )


def _after(ground: Ground, events: Sequence[Recorded]) -> State:
    """Continue the state, or with a correction of an earlier event fold everything again, the correction included."""
    at = ground.at
    if any(needs_refold(event) for event in events):
        return fold(at.stream, [*ground.history, *events])
    return reduce(lambda state, event: evolve(at.stream, state, event), events, at.state)


def _followed(ground: Ground, events: Sequence[Recorded]) -> Followed:
    """Follow what waits through these events; a correction has the whole file followed anew."""
    at = ground.at
    if any(needs_refold(event) for event in events):
        return followed_from_the_start(at.stream, [*ground.history, *events])
    return followed(at.stream, at.state, events)


def _messages(
    at: Folded, events: Sequence[Recorded], after: State, rules: RulesState, *, wakes: bool
) -> tuple[Message, ...]:
    told = (*notices(at.stream, events, after, rules), *asks(events))
    if not events:
        return told
    version = events[-1].version
    if wakes and is_dated(at.stream):
        told = (*told, Message("wake", f"wake|{at.stream}|{version}", {"version": version}))
    if at.stream == "rules":  # everybody's rows show what the rules in force make of them
        told = (*told, Message("views", f"views|{at.stream}|{version}", {"version": version}))
    return told
