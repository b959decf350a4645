"""The words in which the ten years are told: on a day, somebody asks something, and it is done or refused.

A few things can only be named once they have happened, such as the position of an event: such a field is a function of
the log so far.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from domain.preparation import proposal_hash
from domain.vocabulary import COMMANDS
from schemas.command import CommandEnvelope
from schemas.event import Recorded
from schemas.model import Model

BRUSSELS = ZoneInfo("Europe/Brussels")
MORNING = "10:00"

Seen = Sequence[Recorded]
Late = Callable[[Seen], object]
"""What a field holds, said with the log so far."""


@dataclass(frozen=True)
class Step:
    """One command of the script; ``refused`` is the code that it has to be refused with."""

    at: datetime
    stream: str
    person: str
    kind: str
    fields: Mapping[str, object]
    command_id: str = ""
    refused: str | None = None
    role: str | None = None
    on_behalf_of: str | None = None

    def envelope(self, log: Seen) -> CommandEnvelope:
        """Write the command down as it is handed in, after everything in the log."""
        told = {name: value(log) if callable(value) else value for name, value in self.fields.items()}
        return CommandEnvelope.model_validate(
            {
                "command_id": self.command_id,
                "stream": self.stream,
                "person": self.person,
                "role": self.role,
                "on_behalf_of": self.on_behalf_of,
                "command": {"kind": self.kind, **told},
            }
        )


@dataclass
class Chapter:
    """A part of the script, about one stream unless told otherwise."""

    stream: str
    steps: list[Step] = field(default_factory=list[Step])
    _now: datetime | None = None

    def on(self, day: date | str, time: str = MORNING) -> None:
        """Go to that local day and time."""
        at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BRUSSELS)
        self._now = at.astimezone(UTC)

    def does(self, person: str, kind: str, /, **fields: object) -> BaseModel:
        """Let somebody ask what is done; gives the command.

        Beside the fields of the command: ``stream``, ``acting_as`` a role, ``on_behalf_of`` somebody.
        """
        return self._asks(person, kind, None, fields)

    def fails(self, person: str, kind: str, code: str, /, **fields: object) -> None:
        """Let somebody ask what is refused with this code."""
        self._asks(person, kind, code, fields)

    def _asks(self, person: str, kind: str, refused: str | None, fields: Mapping[str, object]) -> BaseModel:
        assert self._now is not None, "a chapter begins on some day"
        told = dict(fields)
        role, principal = told.pop("acting_as", None), told.pop("on_behalf_of", None)
        step = Step(
            at=self._now,
            stream=str(told.pop("stream", self.stream)),
            person=person,
            kind=kind,
            fields=told,
            refused=refused,
            role=None if role is None else str(role),
            on_behalf_of=None if principal is None else str(principal),
        )
        self.steps.append(step)
        is_early = not any(callable(value) for value in told.values())
        return COMMANDS[kind].model_validate({"kind": kind, **told}) if is_early else Model()


def as_seen(command: BaseModel) -> str:
    """Give the hash under which the record keeps a proposal."""
    assert isinstance(command, Model)
    return proposal_hash(command)


def happened(stream: str, event: str, /, **fields: object) -> Callable[[Seen], Recorded]:
    """Find the last event of this type on the stream with these fields."""

    def find(log: Seen) -> Recorded:
        for recorded in reversed(log):
            if (recorded.stream, recorded.type) == (stream, event) and _fits(recorded, fields):
                return recorded
        message = f"no {event} with {fields} on {stream}"
        raise LookupError(message)

    return find


def position_of(stream: str, event: str, /, **fields: object) -> Late:
    """Say where in the record that event stands."""
    find = happened(stream, event, **fields)
    return lambda log: find(log).position


def hash_in(stream: str, event: str, name: str, /, **fields: object) -> Late:
    """Give a hash that the event holds in the field of this name."""
    find = happened(stream, event, **fields)
    return lambda log: getattr(find(log).payload, name)


def in_order(chapters: Iterable[Chapter]) -> tuple[Step, ...]:
    """Bring everything that is told into one order of time, each under an id that later changes leave alone."""
    told = sorted((step for chapter in chapters for step in chapter.steps), key=lambda step: step.at)
    times: Counter[str] = Counter()
    steps: list[Step] = []
    for step in told:
        name = f"life:{step.at:%Y-%m-%d}:{step.stream}:{step.kind}"
        times[name] += 1
        steps.append(replace(step, command_id=f"{name}:{times[name]}"))
    return tuple(steps)


def before(end: date, days: int) -> date:
    """Give the day so many days before another."""
    return end - timedelta(days=days)


def _fits(event: Recorded, fields: Mapping[str, Any]) -> bool:
    told = event.payload.model_dump(mode="json") if fields else {}
    return all(name in told and told[name] == value for name, value in fields.items())
