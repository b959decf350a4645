"""An agency with its people, one pact, a worker and a clock: what a story on real servers is told with."""

import hashlib
import itertools
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from activities.clock import SimulatedClock
from activities.handle import Handling
from domain.policy import content_hash
from domain.preparation import proposal_hash
from domain.stream import is_dated
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.submit import Deferred, Gateway
from schemas.agreement.award import ProposeAward
from schemas.command import CommandEnvelope, Outcome
from schemas.event import Recorded
from schemas.policy import AdoptPolicy, Policy
from store.log import all_streams, read_stream
from store.pool import Pool
from workers.business_time import BusinessTime
from workflows.pact import PactWorkflow
from workflows.runtime import worker

PACK = Path(__file__).parents[2] / "policies" / "flanders-clusters"
OFFICER, HEAD, LEADER, SECRETARY, CLUSTER = "demo-aster", "demo-berk", "demo-ceder", "demo-eik", "demo-den"
ADMINISTRATOR, LIAISON = "demo-linde", "demo-hazelaar"
ROLES = {
    OFFICER: "case_officer",
    HEAD: "head_of_unit",
    LEADER: "leading_official",
    SECRETARY: "committee_secretary",
    CLUSTER: "cluster_representative",
    LIAISON: "cabinet_liaison",
}
RULES_MANAGER = "demo-hulst"
HASH = "5f" * 32
AWARD = ProposeAward(grounds="eleven companies take part")


def document(name: str) -> str:
    """The SHA-256 of an invented document."""
    return hashlib.sha256(name.encode()).hexdigest()


class Agency:
    """One pact file and everybody who has to do with it."""

    def __init__(self, pool: Pool, skipper: TimeSkipper, name: str, clock: SimulatedClock) -> None:
        """Take the record, the engine and the clock; ``name`` is the id of pact and cluster."""
        self.pool = pool
        self.skipper = skipper
        self.client: Client = skipper.client
        self.name = name
        self.pact = f"pact/{name}"
        self.clock = clock
        self.gateway = Gateway(pool, clock, self.reach)
        self.time = BusinessTime(pool, skipper, clock)
        self.handed_in: list[str] = []
        """Command ids, in order."""
        self._numbers = itertools.count(1)

    async def reach(self) -> Client:
        """Reach Temporal."""
        return self.client

    @property
    def workflow(self) -> WorkflowHandle[PactWorkflow, None]:
        """The pact's newest run."""
        return self.client.get_workflow_handle_for(PactWorkflow.run, self.pact)

    def envelope(self, person: str, kind: str, /, *, stream: str | None = None, **fields: object) -> CommandEnvelope:
        """Write a command down, under a new id unless one is given."""
        command_id = str(fields.pop("command_id", f"{self.name}-{next(self._numbers):04}-{kind}"))
        self.handed_in.append(command_id)
        return CommandEnvelope.model_validate(
            {
                "command_id": command_id,
                "stream": stream or self.pact,
                "person": person,
                "command": {"kind": kind, **fields},
            }
        )

    async def ask(self, person: str, kind: str, /, *, stream: str | None = None, **fields: object) -> Outcome:
        """Hand a command in and give its outcome."""
        ended = await self.gateway.submit(self.envelope(person, kind, stream=stream, **fields))
        assert isinstance(ended, Outcome), ended
        return ended

    async def done(self, person: str, kind: str, /, *, stream: str | None = None, **fields: object) -> Outcome:
        """Hand a command in that has to succeed."""
        outcome = await self.ask(person, kind, stream=stream, **fields)
        assert outcome.status == "recorded", outcome
        return outcome

    async def defer(self, person: str, kind: str, /, **fields: object) -> Deferred:
        """Hand a command in that cannot be carried out now."""
        ended = await self.gateway.submit(self.envelope(person, kind, stream=None, **fields))
        assert isinstance(ended, Deferred), ended
        return ended

    async def skip_to(self, instant: datetime) -> None:
        """Let the pact's clock run to a business time; everything that is due on the way happens."""
        now = await self.skipper.get_current_time(self.workflow)
        span = self.clock.workflow(instant) - now
        assert span > timedelta(0), f"{instant} has passed: it is {self.clock.business(now)}"
        assert await self.skipper.fast_forward(self.workflow, span)
        self.clock.skipped_to(await self.skipper.get_current_time(self.workflow))

    async def events(self, *types: str) -> list[Recorded]:
        """The pact's events, all or of some types."""
        return [event for event in await read_stream(self.pool, self.pact) if not types or event.type in types]

    async def types(self) -> list[str]:
        """The types of the pact's events, in order."""
        return [event.type for event in await self.events()]

    async def move_in(self) -> None:
        """Adopt the rules, give everybody a role, register cluster and pact."""
        await adopt_first_pack(self.pool, PACK, self.clock.now())
        await make_first_administrator(self.pool, ADMINISTRATOR, self.clock.now())
        for person, role in ROLES.items():
            await self._appoint(person, role)
        await self.done(OFFICER, "register_cluster", stream=f"cluster/{self.name}", name="Testcluster")
        await self.done(OFFICER, "register_pact", cluster=self.name)
        await self.done(OFFICER, "propose_award", grounds=AWARD.grounds)
        await self.done(HEAD, "endorse_award", proposal_hash=proposal_hash(AWARD))

    async def _appoint(self, person: str, role: str) -> None:
        stream = f"people/{person}"
        cluster = self.name if person == CLUSTER else None
        await self.done(ADMINISTRATOR, "register_person", stream=stream, person=person)
        await self.done(
            ADMINISTRATOR, "assign_role", stream=stream, role=role, cluster=cluster, valid_from="2016-01-01"
        )

    async def put_up(self, policy: Policy) -> AdoptPolicy:
        """Have a rule manager put up a pack; give the command with which another person adopts it."""
        stream, seen = f"people/{RULES_MANAGER}", content_hash(policy)
        await self.done(ADMINISTRATOR, "register_person", stream=stream, person=RULES_MANAGER)
        await self.done(ADMINISTRATOR, "assign_role", stream=stream, role="rule_manager", valid_from="2016-01-01")
        told = policy.model_dump(mode="json")
        await self.done(RULES_MANAGER, "propose_policy", stream="rules", policy=told, content_hash=seen)
        return AdoptPolicy(content_hash=seen)

    async def sign(self, start: str, signed_on: str) -> None:
        """Grant support, fix the day from which the cap counts, and sign the first period of three years."""
        await self.done(SECRETARY, "record_award_decision", decided_on=signed_on, minutes="minutes 1")
        await self.done(OFFICER, "draft_agreement", start=start, text_hash=HASH)
        await self.done(HEAD, "fix_cap_anchor", anchor=start, reason="first day of support")
        await self.done(LEADER, "sign_agreement", period=1, text_hash=HASH, signed_on=signed_on)


@asynccontextmanager
async def open_agency(pool: Pool, skipper: TimeSkipper, name: str, begin: datetime) -> AsyncGenerator[Agency]:
    """Open an agency whose business time begins then, with a worker of its own."""
    agency = Agency(pool, skipper, name, SimulatedClock.beginning(begin))
    async with worker(skipper.client, [Handling(pool, agency.clock).handle]):
        await agency.move_in()
        yield agency
        for stream in filter(is_dated, await all_streams(pool)):
            with suppress(RPCError):
                await skipper.client.get_workflow_handle(stream).terminate(rpc_timeout=timedelta(seconds=1))
