"""An agency as a value: its files, each with what waits and what time will bring, its one log, and what time it is."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from domain import stream as streams
from domain.agenda import agenda, ready_at
from domain.stream import State
from schemas.command import CommandEnvelope, Outcome
from schemas.deadline import DueItem
from schemas.event import Recorded
from schemas.people import Actor
from schemas.policy import RulesState

RULES = "rules"


@dataclass(frozen=True)
class Kept:
    """A command and when it came in."""

    received_at: datetime
    envelope: CommandEnvelope


@dataclass(frozen=True)
class File:
    """One stream: its events, what they fold to, what came in and waits, and what time will bring."""

    stream: str
    state: State
    events: tuple[Recorded, ...] = ()
    waiting: tuple[Kept, ...] = ()
    asked: tuple[DueItem, ...] = ()  # the whole agenda
    agenda: tuple[DueItem, ...] = ()  # without what was carried out or led nowhere
    rings: tuple[datetime, ...] = ()  # when an item of the agenda may be carried out, in order
    seen: tuple[int, int] = (-1, -1)  # the versions of stream and rules under which the agenda was listed
    settled: frozenset[str] = frozenset()  # keys of what time asked for and got, or got nowhere with

    @property
    def version(self) -> int:
        """The number of its events."""
        return len(self.events)


Acting = Callable[["Agency", Kept], Actor]
"""Who acts with a command, in which role; may refuse."""


@dataclass(frozen=True)
class Agency:
    """Everything recorded so far, and what time it is; ``acting`` none: authorised as the rules and people say."""

    now: datetime
    files: Mapping[str, File] = field(default_factory=lambda: MappingProxyType({}))
    log: tuple[Recorded, ...] = ()
    receipts: Mapping[str, Kept] = field(default_factory=lambda: MappingProxyType({}))  # by command id
    outcomes: Mapping[str, Outcome] = field(default_factory=lambda: MappingProxyType({}))  # by command id
    acting: Acting | None = None
    tables: str | None = None  # version of the time zones' tables, kept with each due date

    @property
    def rules(self) -> RulesState:
        """The rules as far as they were adopted."""
        state = self.state(RULES)
        return state if isinstance(state, RulesState) else RulesState()

    def file(self, stream: str) -> File:
        """One stream; of one without events, its beginning. ``unknown_stream`` where there can be none."""
        return self.files.get(stream) or File(stream, streams.initial(stream))

    def state(self, stream: str) -> State:
        """What decisions about a stream read."""
        return self.file(stream).state


def replayed(events: Iterable[Recorded], now: datetime) -> Agency:
    """Build an agency from a log, with nothing waiting; what was carried out before is known by its command id."""
    own: dict[str, list[Recorded]] = {}
    log = tuple(events)
    for event in log:
        own.setdefault(event.stream, []).append(event)
    files = {stream: file_of(stream, told) for stream, told in own.items()}
    return Agency(now=now, log=log, files=MappingProxyType(files))


def file_of(stream: str, events: Sequence[Recorded]) -> File:
    """Open a stream with what it holds."""
    settled = frozenset(event.command_id for event in events)
    return File(stream, streams.fold(stream, events), events=tuple(events), settled=settled)


def with_file(agency: Agency, file: File) -> Agency:
    """Put a file in the place of the one of the same name."""
    return replace(agency, files=MappingProxyType({**agency.files, file.stream: file}))


def listed(agency: Agency, stream: str) -> File:
    """List the agenda anew where the stream or the rules moved since."""
    file, rules = agency.file(stream), agency.rules
    seen = (file.version, rules.version)
    if file.seen == seen:
        return file
    asked = agenda(file.state, rules)
    items = tuple(
        item for item in asked if file.settled.isdisjoint({item_key(file, item), stuck_key(file, item, rules)})
    )
    return replace(
        file, asked=asked, agenda=items, rings=tuple(sorted(ready_at(item, rules) for item in items)), seen=seen
    )


def next_ring(file: File, now: datetime) -> datetime | None:
    """Give the next instant at which something in this file may be carried out."""
    place = bisect_right(file.rings, now)
    return file.rings[place] if place < len(file.rings) else None


def item_key(file: File, item: DueItem) -> str:
    """Name what time asks for as the store does: the same from whichever side it is carried out."""
    return f"system:{item.key}" if item.key.startswith(f"{file.stream}|") else f"system:{file.stream}|{item.key}"


def stuck_key(file: File, item: DueItem, rules: RulesState) -> str:
    """Name it as it stands now: what led nowhere is tried again when file or rules have moved."""
    return f"{item_key(file, item)}|{file.version}.{rules.version}"
