"""An office with its people and a record, and no Temporal: what waits is carried out as the relay would."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from temporalio.client import Client
from typing_extensions import override

from activities.clock import WallClock
from gateway.adopting import adopt_first_pack
from gateway.handing_in import Archive, Hand
from gateway.people import make_first_administrator
from gateway.submit import Deferred, Gateway
from schemas.command import COMMANDS, Outcome
from schemas.question.whole import QuestionState
from store.documents import Documents, PostgresDocuments
from store.folding import fold_streams
from store.handle import handle
from store.pool import Pool
from store.receipts import outcome_of

PACK = Path(__file__).parents[2] / "policies" / "flanders-clusters"
ADMINISTRATOR, OFFICER, HEAD, LEADER, LIAISON = "demo-linde", "demo-berk", "demo-den", "demo-eik", "demo-hazelaar"
CLUSTER, OTHER_CLUSTER, AUDITOR = "demo-aster", "demo-braam", "demo-kornoelje"
ROLES = {
    OFFICER: ("case_officer", None),
    HEAD: ("head_of_unit", None),
    LEADER: ("leading_official", None),
    LIAISON: ("cabinet_liaison", None),
    AUDITOR: ("auditor", None),
    CLUSTER: ("cluster_representative", "demo-cluster"),
    OTHER_CLUSTER: ("cluster_representative", "other-cluster"),
}


class StoryClock(WallClock):
    """Tells the time of a story, a second later each time."""

    def __init__(self, begin: datetime) -> None:
        """Begin then."""
        self.at = begin

    @override
    def now(self) -> datetime:
        """Tell the time and let a second pass."""
        self.at += timedelta(seconds=1)
        return self.at


class Office:
    """Everybody who has to do with a question, over a real record."""

    def __init__(self, pool: Pool, begin: datetime, documents: Documents | None = None) -> None:
        """Take the record, and where its bytes are; the story begins then."""
        self.pool = pool
        self.clock = StoryClock(begin)
        self.archive = Archive(pool, documents or PostgresDocuments(pool))
        self.gateway = Gateway(pool, self.clock, _away, documents=documents)
        self._numbers = count(1)

    def hand(self, person: str, what: str = "act") -> Hand:
        """The person's next intention."""
        return Hand(person=person, command_id=f"office-{next(self._numbers):04}-{what}")

    async def ended(self, answer: Outcome | Deferred) -> Outcome:
        """Carry out what waits, and give its outcome."""
        if isinstance(answer, Outcome):
            return answer
        receipt = answer.receipt
        await handle(self.pool, receipt.stream, command_id=receipt.command_id, now=self.clock.now())
        outcome = await outcome_of(self.pool, receipt.command_id)
        assert outcome is not None
        return outcome

    async def ask(self, person: str, stream: str, kind: str, /, **fields: object) -> Outcome:
        """Hand a command in and give its outcome."""
        command = COMMANDS.validate_python({"kind": kind, **fields})
        return await self.ended(await self.gateway.submit(self.hand(person, kind).envelope(stream, command)))

    async def done(self, person: str, stream: str, kind: str, /, **fields: object) -> Outcome:
        """Hand a command in that has to succeed."""
        outcome = await self.ask(person, stream, kind, **fields)
        assert outcome.status == "recorded", outcome
        return outcome

    async def question(self, stream: str) -> QuestionState:
        """The question as it stands."""
        state = (await fold_streams(self.pool, [stream]))[stream].state
        assert isinstance(state, QuestionState)
        return state

    async def move_in(self) -> None:
        """Adopt the rules and give everybody a role."""
        await adopt_first_pack(self.pool, PACK, self.clock.now())
        await make_first_administrator(self.pool, ADMINISTRATOR, self.clock.now())
        for person, (role, cluster) in ROLES.items():
            stream = f"people/{person}"
            await self.done(ADMINISTRATOR, stream, "register_person", person=person)
            held = {"role": role, "cluster": cluster, "valid_from": "2016-01-01"}
            await self.done(ADMINISTRATOR, stream, "assign_role", **held)


@asynccontextmanager
async def open_office(pool: Pool, begin: datetime, documents: Documents | None = None) -> AsyncGenerator[Office]:
    """Open an office at that time."""
    office = Office(pool, begin, documents)
    await office.move_in()
    yield office


async def _away() -> Client:
    """Find no Temporal."""
    message = "no Temporal here"
    raise RuntimeError(message)
