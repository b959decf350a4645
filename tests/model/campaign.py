"""Lives at random: one seed, one life; what the model and the service do not agree on is made as short as it gets."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from domain import stream as streams
from schemas.event import Recorded
from tests.model import invariants
from tests.model.deadlines import Fields
from tests.model.machine import Machine, No, Step, Yes, somebody
from tests.model.reckoning import local
from tests.model.service import NOTHING, RECORDED, Service, over_the_wire

ONCE_EACH = frozenset({"transfer_reservation"})
"""Asked again, it is another act: its command id alone tells the two apart."""

TRIES = 8
WHOLE = 8  # of so many lives one is folded from its very first event


@dataclass(frozen=True)
class Start:
    """Where a life begins."""

    machine: Machine
    service: Service

    def copy(self) -> tuple[Machine, Service]:
        """A life of its own from here."""
        return deepcopy(self.machine), self.service.copy()


class Disagreement(AssertionError):
    """Model and service do not agree, or something that never fails has failed."""


@dataclass
class Life:
    """A machine and a service that live through the same steps."""

    machine: Machine
    service: Service

    def live(self, step: Step) -> str:
        """Let time pass up to the step, take it, and compare; gives the answer's code."""
        self.pass_time(step.at)
        before, state = len(self.service.log), self.service.state
        expected = self._expected(step)
        answer = self.service.ask(step)
        self._compare(expected, answer.code, answer.events, step)
        if answer.code != RECORDED:
            own = [event for event in answer.events if event.type != "extension.refused_because_cap"]
            _agree("what a refusal left", [], own)
            if not answer.events:
                _agree("the state", True, self.service.state is state)
        self._check(before)
        if any(streams.needs_refold(event) for event in answer.events):
            known = streams.fold(self.service.stream, self.service.log[:before])
            _agree("what was known before a correction", True, known == state)
        if answer.code == RECORDED and step.command["kind"] not in ONCE_EACH:
            self._again(step)
        return answer.code

    def pass_time(self, until: datetime) -> None:
        """Let both live on; what the service did by itself has to be what time brings in the model."""
        before = len(self.service.log)
        brought = self.service.live_until(until)
        machine = self.machine
        for event in brought:
            machine.now, machine.today = event.recorded_at, local(event.recorded_at)
            self._time_brought(over_the_wire(event), event)
        machine.now, machine.today = until, local(until)
        _agree("what time should have brought", [], machine.overdue())
        due = [name for name, clock in machine.clocks.clocks.items() if machine.clocks.is_due(clock, until)]
        _agree("deadlines that should have fallen due", [], due)
        if brought:
            self._same_view()
            self._check(before)

    def _time_brought(self, event: Fields, recorded: Recorded) -> None:
        kind, clocks = event["type"], self.machine.clocks
        if kind in {"deadline.missed", "deadline.reached"}:
            clock = clocks.clocks[event["deadline"]]
            if not clocks.is_due(clock, recorded.recorded_at):
                raise Disagreement(f"{event['deadline']} fell due at {recorded.recorded_at}, not by {clock}")
            clock.stage = "reached" if clock.row["kind"] == "validity" else "missed"
            self.machine.fell_due(event)
        elif kind in {"deadline.reminded", "deadline.escalated"}:
            clock = clocks.clocks[event["deadline"]]
            _agree("who is told", "open" if kind == "deadline.reminded" else "missed", clock.stage)
        elif not kind.startswith("deadline."):
            self.machine.absorb(event)
            self._follow(event, recorded, by_time=True)

    def _follow(self, event: Fields, recorded: Recorded, *, by_time: bool) -> None:
        self.machine.told(recorded.version, event, recorded.actor.role)
        self.machine.clocks.position, on = recorded.version, recorded.effective.latest
        since, lifted = self.machine.followed()
        known = self.machine.known_since(by_time=by_time)
        self.machine.clocks.follow(event, on, known, since, lifted)

    def _expected(self, step: Step) -> Yes | str | None:
        try:
            return self.machine.predict(step)
        except No as no:
            return no.code

    def _compare(self, expected: Yes | str | None, code: str, events: Sequence[Recorded], step: Step) -> None:
        if isinstance(expected, str):
            if expected == "not_allowed":
                _agree("whether it is refused", True, code not in {RECORDED, NOTHING})
            else:
                _agree("the answer", expected, code)
            return
        own = [event.type for event in events if not event.type.startswith("deadline.")]
        if expected is None:
            raise Disagreement(f"the model does not know {step.command['kind']}")
        if expected == Yes():
            _agree("the answer", NOTHING, code)
        else:
            _agree("the answer", RECORDED, code)
            more = expected.then()
            if "deadline." not in (*expected.events, "")[0]:
                _agree("the events", [*expected.events, *(more if isinstance(more, tuple) else ())], own)
        for event in events:
            self._follow(over_the_wire(event), event, by_time=False)
        self._same_view()

    def _same_view(self) -> None:
        state = self.service.state
        _agree("where everything stands", self.machine.view(), self.machine.seen(state))
        clocks = {
            name: (clock.stage, clock.due, clock.revision, clock.taken_over)
            for name, clock in self.machine.clocks.clocks.items()
        }
        seen = {one.id: (str(one.stage), one.due, one.revision, one.taken_over) for one in state.deadlines}  # type: ignore[union-attr]
        _agree("the deadlines", clocks, seen)

    def _check(self, before: int) -> None:
        invariants.check(before, self.service.log, self.service.state, self.service.now)

    def _again(self, step: Step) -> None:
        """What was just recorded, asked again, brings nothing or a refusal."""
        again = self.service.try_out(step)
        if again.code == RECORDED:
            raise Disagreement(f"asked again, it brings {[event.type for event in again.events]}")


def live(start: Start, steps: Sequence[Step]) -> Life:
    """Live through given steps and fold the record from scratch; raises what went wrong."""
    life = Life(*start.copy())
    for step in steps:
        life.live(step)
    _from_scratch(start, life.service, is_whole=True)
    return life


def random_life(start: Start, seed: int, length: int) -> list[Step]:
    """Live through a life of its own; raises ``Disagreement`` with the shortest life that still fails."""
    rng = Random(seed)
    life = Life(*start.copy())
    life.machine.focus(rng)
    steps: list[Step] = []
    try:
        for _ in range(rng.randint(max(length - 4, 1), length + 4)):
            at = _next_moment(life, rng)
            step = _next_step(life.machine, at, steps, rng)
            steps.append(step)
            life.live(step)
        _from_scratch(start, life.service, is_whole=seed % WHOLE == 0)
    except Exception as wrong:
        raise Disagreement(_told(start, seed, steps, wrong)) from wrong
    return steps


def campaign(starts: Sequence[Start], seeds: range, length: int = 12) -> int:
    """Live as many lives as there are seeds, from each start in turn; gives the number of steps."""
    return sum(len(random_life(starts[seed % len(starts)], seed, length)) for seed in seeds)


def first_failure(starts: Sequence[Start], seeds: range, length: int = 12) -> Disagreement | None:
    """Live until model and service disagree."""
    for seed in seeds:
        try:
            random_life(starts[seed % len(starts)], seed, length)
        except Disagreement as found:
            return found
    return None


def shortest(steps: list[Step], fails: Callable[[list[Step]], bool]) -> list[Step]:
    """Leave steps out, halves first and then one by one, as long as it still fails."""
    size = max(len(steps) // 2, 1)
    while size:
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if fails(fewer):
                steps = fewer
            else:
                at += size
        size //= 2
    return steps


def _told(start: Start, seed: int, steps: list[Step], wrong: Exception) -> str:
    def fails(fewer: list[Step]) -> bool:
        try:
            live(start, fewer)
        except Exception as other:  # noqa: BLE001 - whatever is raised is a finding
            return type(other) is type(wrong)
        return False

    short = shortest(list(steps), fails) if fails(steps) else steps
    try:
        live(start, short)
        last: Exception = wrong
    except Exception as other:  # noqa: BLE001 - whatever is raised is a finding
        last = other
    lines = "\n  ".join(map(str, short))
    return f"seed {seed}, {start.service.stream}, {len(short)} of {len(steps)} steps:\n  {lines}\n{last!r}"


def _next_moment(life: Life, rng: Random) -> datetime:
    """Mostly soon, sometimes weeks later, sometimes about the day on which something falls due."""
    now, chance = life.machine.now, rng.random()
    at = now + timedelta(minutes=rng.randint(1, 90))
    if chance > 0.92:
        open_ones = [clock.due for clock in life.machine.clocks.clocks.values() if clock.stage == "open"]
        ahead = [due for due in open_ones if 0 <= (due - local(now)).days < 400]
        if ahead:
            at = now + (rng.choice(ahead) - local(now)) + timedelta(days=rng.randint(-1, 1))
    elif chance > 0.8:
        at = now + timedelta(days=rng.randint(20, 90), minutes=rng.randint(0, 60))
    elif chance > 0.45:
        at = now + timedelta(days=rng.randint(1, 12))
    return max(at, now + timedelta(minutes=1))


def _next_step(machine: Machine, at: datetime, told: Sequence[Step], rng: Random) -> Step:
    """Mostly what the model would accept; sometimes the first thing that comes to mind, or something said before."""
    wishes = _wishes(machine, at, told, rng)
    step = next(wishes)
    if rng.random() < 0.2:
        return step
    machine.today = local(at)
    for wish in (step, *wishes):
        if _is_accepted(machine, wish):
            return wish
        step = wish
    return step


def _wishes(machine: Machine, at: datetime, told: Sequence[Step], rng: Random) -> Iterator[Step]:
    if told and rng.random() < 0.04:
        said = rng.choice(told)
        yield Step(at, said.person, said.role, said.behalf, said.command)
    for _ in range(TRIES):
        command = machine.draw(rng)
        yield Step(at, *somebody(command["kind"], rng), command)


def _is_accepted(machine: Machine, step: Step) -> bool:
    try:
        verdict = machine.predict(step)
    except No:
        return False
    return verdict is not None and bool(verdict.events)


def _from_scratch(start: Start, service: Service, *, is_whole: bool) -> None:
    """The record alone gives the state: from its first event, or from where the life began."""
    told = service.log[len(start.service.log) :]
    if is_whole or any(streams.needs_refold(event) for event in told):
        folded = streams.fold(service.stream, service.log)
    else:
        folded = start.service.state
        for event in told:
            folded = streams.evolve(service.stream, folded, event)
    if service.state != folded:
        raise Disagreement("folded from scratch, the record gives another state")


def _agree(what: str, expected: object, actual: object) -> None:
    if expected != actual:
        raise Disagreement(f"{what}: the model says {_differing(expected, actual)}")


def _differing(expected: object, actual: object) -> str:
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = [key for key in {**expected, **actual} if expected.get(key) != actual.get(key)]
        return "; ".join(f"{key} {_differing(expected.get(key), actual.get(key))}" for key in keys)
    return f"{expected!r}, the service {actual!r}"
