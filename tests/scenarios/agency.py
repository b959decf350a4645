"""What a scenario is lived in: one protocol, and the agency in one process behind it."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.agency import Agency as Lived
from domain.dates import local_day
from domain.fleet import caught_up, idle, kept, lived, submitted
from domain.policy import content_hash
from domain.recording import SYSTEM
from schemas.command import CommandEnvelope, Outcome
from schemas.event import Recorded
from schemas.people import AssignRole, RegisterPerson
from schemas.policy import AdoptPolicy
from store.zone_tables import tables_in_use
from tests.scenarios.cast import ADMINISTRATOR
from tests.unit.flanders import flanders

PACK = Path(__file__).parents[2] / "policies" / "flanders-clusters"


class Agency(Protocol):
    """The agency as a scenario meets it: a clock, a door for commands, and a log."""

    async def open(self, at: datetime) -> None:
        """Begin at this instant, with the programme's rules and one administrator."""
        ...

    async def wait_until(self, at: datetime) -> None:
        """Let time pass; everything due on the way happens."""
        ...

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Hand a command in and wait for its outcome."""
        ...

    async def keep(self, envelope: CommandEnvelope) -> None:
        """Hand a command in while the service is down: it gets a receipt and no answer yet."""
        ...

    async def go_down(self) -> None:
        """End everything that works; time and receipts go on."""
        ...

    async def come_back(self) -> None:
        """Work again, and catch up."""
        ...

    async def log(self) -> list[Recorded]:
        """Everything recorded so far, in order."""
        ...


class InProcess:
    """The agency in this process, without any server."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.agency: Lived | None = None
        self._is_down = False

    async def open(self, at: datetime) -> None:
        """Begin as the service does: it adopts the pack and makes the first administrator."""
        self.agency = Lived(now=at, tables=tables_in_use())
        pack = flanders()
        adopt = AdoptPolicy(policy=pack, content_hash=content_hash(pack))
        await self._own_act(f"policy:{pack.id}:{pack.version}:first", "rules", adopt)
        appointed = AssignRole(role="administrator", valid_from=local_day(at, pack.terms.time_zone))
        for command in (RegisterPerson(person=ADMINISTRATOR), appointed):
            await self._own_act(f"bootstrap:{ADMINISTRATOR}:{command.kind}", f"people/{ADMINISTRATOR}", command)

    async def wait_until(self, at: datetime) -> None:
        """Live on, or let time go by."""
        self.agency = (idle if self._is_down else lived)(self._now, at)

    async def keep(self, envelope: CommandEnvelope) -> None:
        """Give it a receipt."""
        self.agency = kept(self._now, envelope)

    async def go_down(self) -> None:
        """Do nothing more."""
        self._is_down = True

    async def come_back(self) -> None:
        """Carry out what fell due and came in meanwhile."""
        self._is_down = False
        self.agency = caught_up(self._now)

    async def submit(self, envelope: CommandEnvelope) -> Outcome:
        """Submit, and let the seconds pass that a command may have to wait."""
        self.agency = submitted(self._now, envelope)
        while envelope.command_id not in self.agency.outcomes:
            rings = [at for file in self.agency.files.values() for at in file.rings if at > self.agency.now]
            self.agency = lived(self.agency, min(rings))
        return self.agency.outcomes[envelope.command_id]

    async def log(self) -> list[Recorded]:
        """The log."""
        return list(self._now.log)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self._now.now

    @property
    def _now(self) -> Lived:
        assert self.agency is not None, "the scenario has to begin on some day first"
        return self.agency

    async def _own_act(self, command_id: str, stream: str, command: AdoptPolicy | RegisterPerson | AssignRole) -> None:
        envelope = CommandEnvelope(command_id=command_id, stream=stream, person=SYSTEM.person, command=command)
        outcome = await self.submit(envelope)
        assert outcome.status == "recorded", outcome
