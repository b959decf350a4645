"""A pact's life in one process: the same decisions and the same order of time as on the servers, without any of them.

Time jumps from one thing to do to the next. The timer for the end of a due date rings so many seconds after it as the
policy lets receipts settle; a command in between waits for it, as in the store, and is judged by its own receipt.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import reduce

from domain.pact import agenda, decide, due_now, evolve, ready_at, system_command
from domain.recording import SYSTEM, provisional
from schemas.command import CommandEnvelope, PactCommand
from schemas.deadline import DueItem
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.simulation import Simulated

Script = Iterable[tuple[datetime, CommandEnvelope]]
RECORDED = "recorded"


def named_actor(envelope: CommandEnvelope) -> Actor:
    """Take the envelope at its word: the person, in the role it names."""
    return Actor(person=envelope.person, role=envelope.role or "", on_behalf_of=envelope.on_behalf_of)


def simulate(
    stream: str,
    script: Script,
    rules: RulesState,
    *,
    since: datetime,
    until: datetime,
    history: Sequence[Recorded] = (),
    acting: Callable[[CommandEnvelope], Actor] = named_actor,
) -> Simulated:
    """Live a pact from one instant to another: commands when they are received, and between them what time brings.

    ``history`` is what the stream already holds; positions and versions count on from it. Nobody is authorised here.
    As in the store, an item of the agenda that was carried out is never carried out again under the same key.
    """
    held = frozenset(event.command_id for event in history)
    state = reduce(evolve, history, PactState())
    life = Simulated(stream=stream, state=state, events=tuple(history), carried_out=held)
    steps = sorted(script, key=lambda step: step[0])
    now = since
    while True:
        life = _carried_on(life, steps, now, rules, acting)
        if now >= until:
            return life
        asked = next((at for at, _ in steps if at > now), until)
        now = _next_instant(life, asked, until, now, rules)


def _carried_on(
    life: Simulated,
    steps: list[tuple[datetime, CommandEnvelope]],
    now: datetime,
    rules: RulesState,
    acting: Callable[[CommandEnvelope], Actor],
) -> Simulated:
    """Carry out what came in and what time brought, in one order of time, and take those commands off the steps.

    A command waits for the deadlines that fell due before it until receipts have settled, and what came after it waits
    with it.
    """
    while steps and steps[0][0] <= now:
        received_at, envelope = steps[0]
        life = _caught_up(life, received_at, now, rules)
        if _come(life, received_at, now, rules):
            return life
        life = _asked(life, envelope, acting(envelope), received_at, now, rules)
        del steps[0]
    return _caught_up(life, now, now, rules)


def _caught_up(life: Simulated, upto: datetime, now: datetime, rules: RulesState) -> Simulated:
    """Carry out what came by ``upto`` and may be carried out now, one item at a time: each may change what follows."""
    while True:
        item = next((one for one in _come(life, upto, now, rules) if ready_at(one, rules) <= now), None)
        if item is None:
            return life
        pending = decide(system_command(item), SYSTEM, life.state, now, rules)
        if not pending:
            message = f"{item.key} brought nothing and would stay on the agenda"
            raise ValueError(message)
        life = _recorded(life, pending, SYSTEM, now, _key(life, item))


def _come(life: Simulated, upto: datetime, now: datetime, rules: RulesState) -> tuple[DueItem, ...]:
    """List what came by ``upto``, without what something later overtook by now and what was carried out before."""
    come = (item for item in due_now(life.state, rules, now) if item.at <= upto)
    return tuple(item for item in come if _key(life, item) not in life.carried_out)


def _key(life: Simulated, item: DueItem) -> str:
    return f"system:{life.stream}|{item.key}"


def _asked(
    life: Simulated, envelope: CommandEnvelope, by: Actor, received_at: datetime, now: datetime, rules: RulesState
) -> Simulated:
    """Ask one command, judged by its receipt; what a refusal leaves behind is recorded too."""
    if not isinstance(envelope.command, PactCommand):
        return _ended(life, envelope.command_id, "wrong_stream")
    try:
        pending = decide(envelope.command, by, life.state, received_at, rules)
    except Refused as refused:
        left = [event for event in refused.events if isinstance(event, Pending)]
        return _ended(_recorded(life, left, by, now, envelope.command_id), envelope.command_id, refused.code)
    return _ended(_recorded(life, pending, by, now, envelope.command_id), envelope.command_id, RECORDED)


def _next_instant(life: Simulated, asked: datetime, until: datetime, now: datetime, rules: RulesState) -> datetime:
    to_come = (item for item in agenda(life.state, rules) if _key(life, item) not in life.carried_out)
    rings = (ready_at(item, rules) for item in to_come)
    return min((asked, until, *(at for at in rings if at > now)))


def _recorded(life: Simulated, pending: Sequence[Pending], by: Actor, now: datetime, command_id: str) -> Simulated:
    made = provisional(
        pending, stream=life.stream, version=life.state.version, actor=by, now=now, command_id=command_id
    )
    events = [event.model_copy(update={"position": event.version}) for event in made]
    return life.model_copy(
        update={
            "state": reduce(evolve, events, life.state),
            "events": (*life.events, *events),
            "carried_out": life.carried_out | {command_id},
        }
    )


def _ended(life: Simulated, command_id: str, code: str) -> Simulated:
    return life.model_copy(update={"outcomes": (*life.outcomes, (command_id, code))})
