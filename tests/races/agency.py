"""The agency over a real Postgres and nothing else: every instant of the agenda is kept, and doors can be held."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from domain.question_draft import view_hash
from domain.stream import is_dated
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.reacting import carry_out_asks
from schemas.alarm import Driver
from schemas.command import CommandEnvelope, Outcome
from schemas.event import Recorded
from schemas.question.draft import FreezeSnapshot
from schemas.refusal import Refused
from store.handle import handle
from store.log import all_streams, read_log
from store.pool import Pool, fetch
from store.receipts import outcome_of, store_receipt
from store.snapshots import note_snapshot
from tests.scenarios.agency import PACK
from tests.scenarios.cast import ADMINISTRATOR, CONTENTS

TICK = timedelta(microseconds=1)
_PAGE = 5_000

Doing = Callable[[], Awaitable[Outcome | Refused | None]]
"""What one side of a race does."""


class OnPostgres:
    """One record and a clock that others set; whoever carries something out says so."""

    def __init__(self, pool: Pool) -> None:
        """Take the record."""
        self.pool = pool
        self.now: datetime | None = None

    async def open(self, at: datetime) -> None:
        """Move in, or go on where a copied record ends."""
        self.now = at
        if await all_streams(self.pool, "people"):
            await self.wait_until(at)
            return
        await adopt_first_pack(self.pool, PACK, at)
        await make_first_administrator(self.pool, ADMINISTRATOR, at)

    async def wait_until(self, at: datetime) -> None:
        """Live on, file by file, each through every instant of its agenda."""
        for stream in filter(is_dated, await all_streams(self.pool)):
            handled = await handle(self.pool, stream, now=self._at)
            while handled.wake_at is not None and handled.wake_at <= at:
                handled = await handle(self.pool, stream, now=handled.wake_at)
        self.now = at
        await carry_out_asks(self.pool, at)

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Keep it a moment later than what came before, and carry it out."""
        if isinstance(envelope.command, FreezeSnapshot):
            drawn = CONTENTS[envelope.command.answer_hash]
            await note_snapshot(self.pool, envelope.stream, drawn, view_hash(envelope.command))
        await self.keep(envelope)
        await handle(self.pool, envelope.stream, command_id=envelope.command_id, now=self._at)
        outcome = await outcome_of(self.pool, envelope.command_id)
        assert outcome is not None, f"{envelope.command_id} waits"
        return outcome

    async def keep(self, envelope: CommandEnvelope) -> None:
        """Give it a receipt a moment later than what came before."""
        await self.keep_at(envelope, self._tick())

    async def keep_at(self, envelope: CommandEnvelope, at: datetime) -> None:
        """Give it a receipt of that instant."""
        await store_receipt(self.pool, envelope, at)

    async def go_down(self) -> None:
        """Nobody works here but who is called."""

    async def come_back(self) -> None:
        """Nobody works here but who is called."""

    async def log(self) -> list[Recorded]:
        """The log."""
        events: list[Recorded] = []
        while page := await read_log(self.pool, events[-1].position if events else 0, _PAGE):
            events += page
        return events

    async def in_one_append(self, *command_ids: str) -> bool:
        """Whether the database took all of these in one transaction."""
        rows = await fetch(self.pool, "SELECT xmin::text FROM outcome WHERE command_id = ANY ($1)", command_ids)
        return len(command_ids) == len(rows) and len({row["xmin"] for row in rows}) == 1

    def door(self, envelope: CommandEnvelope, at: datetime | None = None, now: datetime | None = None) -> Doing:
        """Give what the door does: keep it as received then, carry it out, and answer as the record does."""

        async def doing() -> Outcome | Refused | None:
            received_at = self._tick() if at is None else at
            try:
                await store_receipt(self.pool, envelope, received_at)
            except Refused as refused:
                return refused
            await handle(self.pool, envelope.stream, command_id=envelope.command_id, now=now or received_at)
            return await outcome_of(self.pool, envelope.command_id)

        return doing

    def timer(self, stream: str, now: datetime, by: Driver = "temporal") -> Doing:
        """Give what a timer does, and the sweeper with it: carry out what has come by then."""

        async def doing() -> None:
            await handle(self.pool, stream, now=now, by=by)

        return doing

    def _tick(self) -> datetime:
        self.now = self._at + TICK
        return self.now

    @property
    def _at(self) -> datetime:
        assert self.now is not None, "a race has to begin on some day first"
        return self.now
