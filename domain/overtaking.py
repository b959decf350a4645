"""What stood in the way of a command: the events after which it was refused, and how they differ from what was sent.

Found by trying the command on the file as it stood before each event, from the last one back: the first event without
which it would have ended otherwise is the one that overtook it. Where a version was named, it is all events since.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate

from pydantic import JsonValue

from domain.around import NOTHING, Around, State
from domain.correction import amended
from domain.stream import decide, evolve, initial
from schemas.command import CommandEnvelope, Overtaking, SentField
from schemas.event import Recorded
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

CONFLICT = "conflict"
_TOLD = 3
_OWN = frozenset({"kind", "type"})


def overtaking(
    envelope: CommandEnvelope,
    code: str,
    by: Actor,
    history: Sequence[Recorded],
    now: datetime,
    rules: RulesState,
    around: Around = NOTHING,
) -> tuple[Overtaking, ...]:
    """Name what overtook a command that was refused with this code; nothing where it never would have been taken."""
    if code == CONFLICT:
        found: Iterable[Recorded] = (one for one in history if one.version > (envelope.expected_version or 0))
    else:
        found = _turned_away_by(envelope, code, by, history, now, rules, around)
    return tuple(_compared(envelope, event) for event in found)


def in_words(overtaken_by: Sequence[Overtaking]) -> str:
    """Tell it in one line: what, by whom, when, and what was sent instead; nothing of nothing."""
    if not overtaken_by:
        return ""
    told = [_one_in_words(one) for one in overtaken_by[:_TOLD]]
    more = len(overtaken_by) - _TOLD
    return "; ".join([*told, f"and {more} more"] if more > 0 else told)


def _turned_away_by(
    envelope: CommandEnvelope,
    code: str,
    by: Actor,
    history: Sequence[Recorded],
    now: datetime,
    rules: RulesState,
    around: Around,
) -> tuple[Recorded, ...]:
    stream, events = envelope.stream, amended(history)
    states: list[State] = list(
        accumulate(events, lambda state, event: evolve(stream, state, event), initial=initial(stream))
    )

    def ends_so(number: int) -> bool:
        upto = events[number - 1].version if number else 0
        try:
            decide(stream, envelope.command, by, states[number], now, rules, around, history[:upto])
        except Refused as refused:
            return refused.code == code or number < len(events)
        return False

    for number in range(len(events), 0, -1):
        if not ends_so(number):
            return ()
        if not ends_so(number - 1):
            return (events[number - 1],)
    return ()


def _compared(envelope: CommandEnvelope, event: Recorded) -> Overtaking:
    sent = envelope.command.model_dump(mode="json")
    recorded: dict[str, JsonValue] = event.payload.model_dump(mode="json")
    return Overtaking(
        position=event.position,
        type=event.type,
        by=event.actor.person,
        on_behalf_of=event.actor.on_behalf_of,
        recorded_at=event.recorded_at,
        fields=tuple(
            SentField(field=name, sent=sent[name], recorded=value)
            for name, value in recorded.items()
            if name in sent and name not in _OWN and sent[name] != value
        ),
    )


def _one_in_words(one: Overtaking) -> str:
    person = one.by if one.on_behalf_of is None else f"{one.by} for {one.on_behalf_of}"
    what = f"{one.type} was recorded by {person} at {one.recorded_at:%Y-%m-%dT%H:%M:%SZ}"
    fields = ", ".join(f"{field.field} {field.recorded}, you sent {field.sent}" for field in one.fields)
    return f"{what}: {fields}" if fields else what
