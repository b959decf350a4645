"""Everything that the ten years pass through: each command that was carried out, each state, and what fits them.

A pair of a state and a command is tried once or twice for each stage in which the subject of the command can stand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from domain.around import Around, State
from domain.correction import needs_refold
from domain.recording import SYSTEM
from domain.stream import category, decide, evolve, fold, initial, needs_history, streams_read
from domain.vocabulary import COMMANDS
from schemas.agreement.period import ActivateAgreement, AgreementActivated
from schemas.budget.reservation import ReleaseReservation, ReservationReleased
from schemas.budget.whole import BeginBudgetYear, BudgetYearOpened
from schemas.command import Command
from schemas.deadline import (
    ApplyGroupExtension,
    DeadlineEscalated,
    DeadlineExtended,
    DeadlineMissed,
    DeadlineReached,
    DeadlineReminded,
    EscalateDeadline,
    FireDeadline,
    RemindOfDeadline,
)
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.refusal import Refused
from schemas.workyear import ExpectYearPlan, ReportExpected, StartWorkYear, WorkYearStarted, YearPlanExpected
from tests.cube.stages import stage_of
from tests.golden.samples import samples_of
from tests.life.cast import PROGRAMME
from tests.life.living import ten_years
from tests.life.programme import COVID

EACH = 4
"""So many pairs are tried for each stage, of the script and of the samples each."""

_TOGETHER = f"{PROGRAMME}/{COVID}"


@dataclass(frozen=True)
class Moment:
    """A state of a stream, and when it stood so."""

    stream: str
    state: State
    now: datetime


@dataclass(frozen=True)
class Act:
    """A command that was carried out, the state that it met, and what it brought."""

    moment: Moment
    command: Command
    by: Actor
    brought: tuple[Recorded, ...]


@dataclass(frozen=True)
class Pair:
    """A command put to a state; ``stage`` is where its subject stands there."""

    moment: Moment
    command: Command
    stage: str
    by: Actor


@cache
def acts() -> tuple[Act, ...]:
    """Give every command that recorded something, people's and the service's own."""
    asked = {told.envelope.command_id: told.envelope.command for told in ten_years().steps}
    return tuple(act for events in _streams().values() for act in _acts(events, asked))


@cache
def moments() -> Mapping[str, tuple[Moment, ...]]:
    """Give, for each stream, the states that its commands met, the first and the last."""
    found: dict[str, dict[int, Moment]] = defaultdict(dict)
    for stream in _streams():
        found[stream][0] = Moment(stream, initial(stream), ten_years().agency.log[0].recorded_at)
    for act in acts():
        found[act.moment.stream][id(act.moment.state)] = act.moment
    agency = ten_years().agency
    for stream in _streams():
        found[stream][-1] = Moment(stream, agency.state(stream), agency.now)
    return {stream: tuple(states.values()) for stream, states in found.items()}


@cache
def pairs() -> tuple[Pair, ...]:
    """Put commands of the script to states of their own stream, and a sample of each to the last state of others."""
    return tuple(pair for found in (_of_the_script(), _samples()) for pair in _wanted(found))


def outcome_of(pair: Pair, by: Actor | None = None) -> list[Pending] | Refused:
    """Decide; what is no answer and no refusal goes on its way."""
    moment, agency = pair.moment, ten_years().agency
    try:
        names = streams_read(moment.stream, pair.command, moment.state)
        around: Around = {name: agency.state(name) for name in names}
        actor = by or pair.by
        history = _streams()[moment.stream][: moment.state.version] if needs_history(pair.command) else []
        return decide(moment.stream, pair.command, actor, moment.state, moment.now, agency.rules, around, history)
    except Refused as refused:
        return refused


def _wanted(found: Iterable[Pair]) -> Iterator[Pair]:
    counted: Counter[tuple[str, str]] = Counter()
    for pair in found:
        known = (pair.command.kind, pair.stage)
        counted[known] += 1
        if counted[known] <= EACH:
            yield pair


def _streams() -> dict[str, list[Recorded]]:
    told: dict[str, list[Recorded]] = defaultdict(list)
    for event in ten_years().agency.log:
        told[event.stream].append(event)
    return told


def _acts(events: list[Recorded], asked: Mapping[str, Command]) -> Iterator[Act]:
    """Walk along a stream, command by command."""
    stream = events[0].stream
    state, walked = initial(stream), list[Recorded]()
    for command_id, group in groupby(events, key=lambda event: event.command_id):
        brought = tuple(group)
        command = asked.get(command_id) or _own(brought[0])
        if command is not None:
            moment = Moment(stream, state, brought[0].recorded_at)
            yield Act(moment, command, brought[0].actor, brought)
        for event in brought:
            walked.append(event)
            state = fold(stream, walked) if needs_refold(event) else evolve(stream, state, event)


def _own(first: Recorded) -> Command | None:
    """Say what time, or an event on another stream, asked for, by what it brought."""
    match first.payload:
        case DeadlineReminded(deadline=name, revision=revision, stage=stage):
            return RemindOfDeadline(deadline=name, revision=revision, stage=stage)
        case DeadlineMissed(deadline=name, revision=revision) | DeadlineReached(deadline=name, revision=revision):
            return FireDeadline(deadline=name, revision=revision)
        case DeadlineEscalated(deadline=name, revision=revision, stage=stage):
            return EscalateDeadline(deadline=name, revision=revision, stage=stage)
        case DeadlineExtended(deadline=name, due=due):
            return ApplyGroupExtension(deadline=name, new_due=due, decided_by=_TOGETHER, ground="all stay at home")
        case AgreementActivated(period=period):
            return ActivateAgreement(period=period)
        case YearPlanExpected(year=year):
            return ExpectYearPlan(year=year)
        case WorkYearStarted(year=year):
            return StartWorkYear(year=year)
        case ReportExpected(year=year):
            return StartWorkYear(year=year + 1)
        case BudgetYearOpened():
            return BeginBudgetYear()
        case ReservationReleased(line=line):
            return ReleaseReservation(line=line, reason="support ended")
        case _:
            return None


def _of_the_script() -> Iterator[Pair]:
    instances: dict[str, list[tuple[Command, Actor]]] = defaultdict(list)
    for act in acts():
        instances[act.moment.stream].append((act.command, act.by))
        yield _pair(act.moment, act.command, act.by)
    for stream, known in moments().items():
        chosen = _a_few(instances[stream])
        for moment in known:
            for command, by in chosen:
                yield _pair(moment, command, by)


def _a_few(known: list[tuple[Command, Actor]]) -> list[tuple[Command, Actor]]:
    """Take some of each kind: the first, one in the middle and the last."""
    kinds: dict[str, list[tuple[Command, Actor]]] = defaultdict(list)
    for command, by in known:
        kinds[command.kind].append((command, by))
    return [same[place] for same in kinds.values() for place in sorted({0, len(same) // 2, len(same) - 1})]


def _samples() -> Iterator[Pair]:
    """Put a sample of every command to the first and the last state of one stream of each category."""
    chosen = {category(stream): known for stream, known in moments().items()}
    for known in chosen.values():
        for moment in (known[0], known[-1]):
            for kind in sorted(COMMANDS):
                command: Any = samples_of(COMMANDS[kind])[0]
                if _is_known(moment, command):
                    yield _pair(moment, command, SYSTEM)


def _is_known(moment: Moment, command: Command) -> bool:
    told = outcome_of(Pair(moment, command, "", SYSTEM))
    return not isinstance(told, Refused) or told.code != "wrong_stream"


def _pair(moment: Moment, command: Command, by: Actor) -> Pair:
    return Pair(moment, command, stage_of(moment.state, command), by)
