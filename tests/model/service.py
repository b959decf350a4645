"""The service as the model sees it: one stream that is asked, that lives through time, and what it recorded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from domain import stream as streams
from domain.authority import authorise
from domain.correction import needs_refold
from domain.recording import SYSTEM, provisional
from schemas.command import COMMANDS, Command, CommandEnvelope
from schemas.deadline import DueItem
from schemas.event import Pending, Recorded, payload_from_store
from schemas.pact import PactState
from schemas.people import Actor, Delegation, HeldRole, PersonState
from schemas.policy import RulesState
from schemas.refusal import Refused
from tests.model.deadlines import Fields
from tests.model.machine import CAST, LENT, Step
from tests.model.reckoning import local
from tests.unit.flanders import flanders, flemish_rules

RECORDED, NOTHING = "recorded", "nothing"


@dataclass(frozen=True)
class Answer:
    """What came of a step: ``recorded``, ``nothing``, or the code of a refusal; and what was recorded all the same."""

    code: str
    events: tuple[Recorded, ...] = ()


@cache
def quiet_rules() -> RulesState:
    """The pack without its ladders: the same due dates, and nobody is reminded of them."""
    silent = tuple(rule.model_copy(update={"reminders": (), "escalations": ()}) for rule in flanders().deadlines)
    return RulesState(version=1, policies=(flanders().model_copy(update={"deadlines": silent}),))


def rules_of(*, with_ladders: bool) -> RulesState:
    """The pack, whole or quiet."""
    return flemish_rules() if with_ladders else quiet_rules()


@cache
def person(name: str) -> PersonState:
    """Somebody of the cast, as their stream would fold."""
    if name not in CAST:
        return PersonState()
    return PersonState(
        person=name,
        version=1,
        is_registered=True,
        roles=tuple(
            HeldRole(role=held.role, cluster=held.cluster, valid_from=held.since, valid_until=held.until)
            for held in CAST[name]
        ),
        delegations=tuple(
            Delegation(role=role, to=taker, valid_from=since, valid_until=until)
            for (giver, taker), (role, since, until) in LENT.items()
            if giver == name
        ),
    )


class Service:
    """One stream between its neighbours. It is cheap to copy: what was recorded is never changed."""

    def __init__(
        self, stream: str, now: datetime, around: Mapping[str, streams.State] | None = None, *, with_ladders: bool
    ) -> None:
        """Begin with an empty stream."""
        self.stream, self.now, self.around = stream, now, around or {}
        self.rules = rules_of(with_ladders=with_ladders)
        self.state = streams.initial(stream)
        self.log: tuple[Recorded, ...] = ()
        self.done: frozenset[str] = frozenset()
        self.rings: tuple[int, list[tuple[datetime, DueItem]]] = (-1, [])

    def copy(self) -> "Service":
        """The same life up to here."""
        other = Service.__new__(Service)
        other.__dict__.update(self.__dict__)
        return other

    def ask(self, step: Step) -> Answer:
        """Ask what a step asks; time has been let pass up to it."""
        self.now = step.at
        answer = self.try_out(step)
        self._keep(answer.events)
        return answer

    def try_out(self, step: Step) -> Answer:
        """Say what would come of a step, and keep nothing."""
        by = Actor(person=step.person, role=step.role or "", on_behalf_of=step.behalf)
        command: Command = COMMANDS.validate_python(step.command)
        try:
            by = self._authorised(step, command)
            pending = self._decided(command, by, step.at)
        except Refused as refused:
            left = [event for event in refused.events if isinstance(event, Pending)]
            return Answer(refused.code, self._recorded(left, by, step.at))
        return Answer(RECORDED if pending else NOTHING, self._recorded(pending, by, step.at))

    def live_until(self, until: datetime) -> list[Recorded]:
        """Let time pass: what falls due is carried out in order, each when its timer rings."""
        brought: list[Recorded] = []
        while (item := self._first_by(until)) is not None:
            self.now = max(self.now, streams.ready_at(item, self.rules))
            self.done |= {item.key}
            self.rings = (-1, [])
            events = self._recorded(self._time_asks(streams.system_command(item)), SYSTEM, self.now)
            self._keep(events)
            brought += events
        self.now = until
        return brought

    def _first_by(self, until: datetime) -> DueItem | None:
        """What rings first; listed anew when something was recorded."""
        if self.rings[0] != len(self.log):
            items = [item for item in streams.agenda(self.state, self.rules) if item.key not in self.done]
            ringing = sorted(((streams.ready_at(item, self.rules), item) for item in items), key=_order)
            self.rings = (len(self.log), ringing)
        if self.rings[1] and self.rings[1][0][0] <= until:
            return self.rings[1][0][1]
        return None

    def _time_asks(self, command: Command) -> list[Pending]:
        try:
            return self._decided(command, SYSTEM, self.now)
        except Refused:
            return []

    def _authorised(self, step: Step, command: Command) -> Actor:
        if step.person == SYSTEM.person:
            return SYSTEM
        envelope = CommandEnvelope(
            command_id="model-0001",
            stream=self.stream,
            person=step.person,
            role=step.role,
            on_behalf_of=step.behalf,
            command=command,
        )
        principal = None if step.behalf is None else person(step.behalf)
        cluster = self.state.cluster if isinstance(self.state, PactState) else None
        return authorise(envelope, person(step.person), principal, self.rules, cluster, local(step.at))

    def _decided(self, command: Command, by: Actor, at: datetime) -> list[Pending]:
        names = streams.streams_read(self.stream, command, self.state)
        around = {name: self.around.get(name) or _neighbour(name) for name in names}
        return streams.decide(self.stream, command, by, self.state, at, self.rules, around, self.log)

    def _recorded(self, pending: Iterable[Pending], by: Actor, at: datetime) -> tuple[Recorded, ...]:
        """Put events on the wire and read them back, as the store does."""
        made = provisional(
            list(pending),
            stream=self.stream,
            version=len(self.log),
            actor=by,
            now=at,
            command_id=f"model-{len(self.log) + 1:04}",
        )
        return tuple(
            event.model_copy(update={"position": event.version, "payload": payload_from_store(over_the_wire(event))})
            for event in made
        )

    def _keep(self, events: tuple[Recorded, ...]) -> None:
        self.log = (*self.log, *events)
        if any(needs_refold(event) for event in events):
            self.state = streams.fold(self.stream, self.log)
            return
        for event in events:
            self.state = streams.evolve(self.stream, self.state, event)


def over_the_wire(event: Recorded) -> Fields:
    """The payload as the store keeps it."""
    written: Fields = json.loads(event.payload.model_dump_json())
    return written


def morning(day: date, hour: int = 9) -> datetime:
    """An hour of a day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _order(ringing: tuple[datetime, DueItem]) -> tuple[datetime, str]:
    return ringing[0], ringing[1].key


def _neighbour(name: str) -> streams.State:
    kind, _, own = name.partition("/")
    return person(own) if kind == "people" else streams.initial(name)
