"""The words in which races are told: what each side does, who is first, and how both ended."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.command import CommandEnvelope, Outcome
from schemas.refusal import Refused
from store.pool import Pool
from tests.races.agency import Doing, OnPostgres
from tests.races.turns import Answers, Turns
from tests.scenarios.story import Story

END = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
"""Midnight in Brussels at the end of 30 November 2020, the due date of the plan for 2021."""

SETTLED = END + timedelta(seconds=5)
"""The first instant at which it may fall due."""

AFTER = SETTLED + timedelta(seconds=1)
"""Later than whoever overtakes: nothing but what was read turns the one that was overtaken away."""

WAITS = "waits"


def orders(*names: str) -> pytest.MarkDecorator:
    """Have a race run once for each side, with that one first."""
    return pytest.mark.parametrize("first", names)


class Race(Story):
    """A story that comes to two things at once."""

    def __init__(self, pool: Pool, name: str, turns: Turns) -> None:
        """Take the record and the hook."""
        self.postgres = OnPostgres(pool)
        super().__init__(self.postgres, name)
        self.turns = turns

    def door(self, person: str, kind: str, /, **fields: object) -> Doing:
        """Hand a command in at the door, when its turn comes."""
        return self.postgres.door(self.envelope(person, kind, **fields))

    def door_at(self, at: datetime, now: datetime, person: str, kind: str, /, **fields: object) -> Doing:
        """Hand in what was received at that instant, and have it carried out at another."""
        return self.postgres.door(self.envelope(person, kind, **fields), at, now)

    def again(self, envelope: CommandEnvelope) -> Doing:
        """Hand in what is written down already."""
        return self.postgres.door(envelope)

    def timer(self, now: datetime) -> Doing:
        """Carry out what time has brought to the pact by then."""
        return self.postgres.timer(self.pact, now)

    async def run(self, first: str, /, **sides: Doing) -> dict[str, str]:
        """Let this side go first and the others after it; gives the code with which each ended."""
        ordered = {first: sides[first], **sides}
        return _codes(await self.turns.race(ordered))

    async def overtaken(self, **sides: Doing) -> dict[str, str]:
        """Let them read in this order and record in the other: whoever looked first is overtaken.

        Its own clock has to be ahead of the others', or the order of the log alone would turn it away.
        """
        answers = await self.turns.race(sides, records_last_first=True)
        return _codes(answers)

    async def just_before(self, instant: datetime) -> None:
        """Live on until a minute before."""
        await self.postgres.wait_until(instant - timedelta(minutes=1))


def _codes(answers: Answers) -> dict[str, str]:
    return {name: one.code if isinstance(one, Outcome | Refused) else WAITS for name, one in answers.items()}
