"""The words in which scenarios are told: on a day, somebody does something, and then this stands in the record."""

import itertools
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.answer import answer
from domain.knowledge import known
from domain.stream import State, fold
from gateway.answers import read_sentences
from schemas.answer import Answer, Knowledge, Statement
from schemas.command import CommandEnvelope, Outcome
from schemas.deadline import Deadline
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState
from tests.scenarios.agency import PACK, Agency

BRUSSELS = ZoneInfo("Europe/Brussels")
MORNING = "10:00"
NAME = "duin"
"""The invented cluster of every scenario that needs only one."""


class Story:
    """One scenario as it is told; without a ``stream`` among its fields, everything is about the cluster's own pact."""

    def __init__(self, agency: Agency, name: str) -> None:
        """Take what it is lived in, and the name by which its commands differ from those of other stories.

        Real servers are shared, and an update asked for again under its id gets the answer that it had.
        """
        self.agency = agency
        self.name = name
        self.pact = f"pact/{NAME}"
        self._now: datetime | None = None
        self._numbers = itertools.count(1)

    async def on(self, day: str, time: str = MORNING, *, zone: str | None = None) -> None:
        """Go to that local day and time; the first one begins the story. An instant of another zone stays in it."""
        local = datetime.fromisoformat(f"{day}T{time}")
        at = local.replace(tzinfo=BRUSSELS).astimezone(UTC) if zone is None else local.replace(tzinfo=ZoneInfo(zone))
        if self._now is None:
            await self.agency.open(at)
        else:
            assert self._now < at, f"{day} {time} has passed"
            await self.agency.wait_until(at)
        self._now = at

    async def does(self, person: str, kind: str, /, **fields: object) -> Outcome:
        """Let somebody do what succeeds."""
        outcome = await self.agency.submit(self.envelope(person, kind, **fields))
        assert outcome.status == "recorded", f"{kind}: {outcome.code}: {outcome.detail}"
        return outcome

    async def fails(self, person: str, kind: str, /, *, code: str, **fields: object) -> Outcome:
        """Let somebody try what is refused for this reason."""
        outcome = await self.agency.submit(self.envelope(person, kind, **fields))
        assert (outcome.status, outcome.code) == ("refused", code), f"{kind}: {outcome}"
        return outcome

    async def hands_in(self, person: str, kind: str, /, **fields: object) -> str:
        """Let somebody hand in what only gets a receipt for now; gives the command's id."""
        envelope = self.envelope(person, kind, **fields)
        await self.agency.keep(envelope)
        return envelope.command_id

    async def approves(self, person: str, kind: str, /, **fields: object) -> Outcome:
        """Let somebody decide on what was proposed last for this, exactly as it stands in the record."""
        return await self.does(person, kind, proposal_hash=await self.proposal(**fields), **fields)

    async def proposal(self, **fields: object) -> str:
        """Give the hash of the newest proposal that these fields fit."""
        return await self.seen("proposal_hash", **fields)

    async def seen(self, field: str, /, **fields: object) -> str:
        """Give what stands in this field of the newest event that has it and that the other fields fit."""
        stream = self._stream(fields)
        for event in reversed(await self.events(stream=stream)):
            told = event.payload.model_dump(mode="json")
            if told.get(field) and all(told[name] == value for name, value in fields.items() if name in told):
                return str(told[field])
        message = f"nothing in {stream} has a {field} for {fields}"
        raise AssertionError(message)

    def envelope(self, person: str, kind: str, /, **fields: object) -> CommandEnvelope:
        """Write a command down, under a new id unless one is given; ``acting_as`` names the role."""
        stream = self._stream(fields)
        command_id = str(fields.pop("command_id", f"{self.name}-{next(self._numbers):04}-{kind}"))
        own = {own: fields.pop(name) for name, own in _OF_THE_ENVELOPE.items() if name in fields}
        told = {"command_id": command_id, "stream": stream, "person": person, **own}
        return CommandEnvelope.model_validate({**told, "command": {"kind": kind, **fields}})

    async def events(self, *types: str, stream: str | None = None) -> list[Recorded]:
        """Give a stream's events, all or of some types."""
        name = stream or self.pact
        return [one for one in await self.agency.log() if one.stream == name and (not types or one.type in types)]

    async def told(self, *types: str, stream: str | None = None) -> list[str]:
        """Give the types of a stream's events, all or some, in order."""
        return [event.type for event in await self.events(*types, stream=stream)]

    async def then(self, kind: str, /, **fields: object) -> Recorded:
        """Expect that an event of this type with these fields was recorded, and give the last such."""
        stream = self._stream(fields)
        found = [one for one in await self.events(kind, stream=stream) if _fits(one, fields)]
        others = [one.payload.model_dump(mode="json") for one in await self.events(kind, stream=stream)]
        assert found, f"no {kind} with {fields}; there are {others or await self.told(stream=stream)}"
        return found[-1]

    async def then_no(self, kind: str, /, **fields: object) -> None:
        """Expect that no event of this type with these fields was recorded."""
        stream = self._stream(fields)
        assert [] == [one for one in await self.events(kind, stream=stream) if _fits(one, fields)]

    async def deadline(self, name: str, *, stream: str | None = None) -> Deadline:
        """Give a deadline as it stands."""
        deadlines: tuple[Deadline, ...] = getattr(await self.state(stream), "deadlines", ())
        found = [one for one in deadlines if one.id == name]
        assert found, f"no deadline {name} among {[one.id for one in deadlines]}"
        return found[-1]

    async def due(self, name: str, *, stream: str | None = None) -> tuple[str, str]:
        """Give the due date of a deadline and where it stands."""
        deadline = await self.deadline(name, stream=stream)
        return deadline.due.isoformat(), deadline.stage.value

    async def state(self, stream: str | None = None) -> State:
        """Give what decisions about a stream read."""
        name = stream or self.pact
        return fold(name, await self.events(stream=name))

    async def file(self, stream: str | None = None) -> PactState:
        """Give a pact's file."""
        state = await self.state(stream)
        assert isinstance(state, PactState)
        return state

    async def rules(self) -> RulesState:
        """Give the rules as they were adopted."""
        state = fold("rules", await self.events(stream="rules"))
        assert isinstance(state, RulesState)
        return state

    async def knowledge(self, as_of: str, known_on: str | None = None) -> Knowledge:
        """Give what answers about that day are drawn from, as known at the end of another day, or by now."""
        known_at = (
            self.now if known_on is None else datetime.fromisoformat(f"{known_on}T23:59").replace(tzinfo=BRUSSELS)
        )
        return known(await self.agency.log(), date.fromisoformat(as_of), known_at)

    async def answer(self, as_of: str, known_on: str | None = None) -> Answer:
        """Answer the five questions in English about that day, as known at the end of another day, or by now."""
        day = date.fromisoformat(as_of)
        return answer(await self.knowledge(as_of, known_on), day, self.now, read_sentences(PACK, "en"))

    async def says(self, predicate: str, as_of: str, known_on: str | None = None) -> list[Statement]:
        """Give what the answer about that day says of a predicate."""
        told = await self.answer(as_of, known_on)
        return [one for part in told.parts for one in part.statements if one.predicate == predicate]

    @property
    def now(self) -> datetime:
        """What time it is, at least."""
        assert self._now is not None, "the scenario has to begin on some day first"
        return self._now

    def _stream(self, fields: dict[str, object]) -> str:
        """Take the stream out of what was told of an act; the cluster's own pact where none was."""
        return str(fields.pop("stream", None) or self.pact)


_OF_THE_ENVELOPE = {
    "acting_as": "role",
    "on_behalf_of": "on_behalf_of",
    "expected_version": "expected_version",
    "part_of": "correlation_id",
    "documents": "evidence",
}
"""What a scenario says of the envelope, and what it is called there."""


def _fits(event: Recorded, fields: dict[str, Any]) -> bool:
    told = event.payload.model_dump(mode="json")
    return all(name in told and told[name] == value for name, value in fields.items())
