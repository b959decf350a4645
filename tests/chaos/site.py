"""A whole service in real processes, each of which can be killed and started again while commands come in."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from activities.clock import WallClock
from gateway.adopting import adopt_first_pack
from gateway.people import make_first_administrator
from gateway.submit import Gateway
from schemas.command import CommandEnvelope, Outcome
from store.failures import Unreachable
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.receipts import outcome_of
from workers.children import Child
from workers.embedded.postgres import RunningPostgres, start_postgres
from workers.embedded.temporal import RunningTemporal, start_temporal
from workflows.runtime import connect as connect_temporal
from workflows.runtime import search_attributes

PACK = Path(__file__).parents[2] / "policies" / "flanders-clusters"
PASSWORD = "only-for-tests"
ADMINISTRATOR, OFFICER = "demo-linde", "demo-aster"
PACTS = ("one", "two", "three")
_PATIENCE = timedelta(seconds=8)
_BREATH_SECONDS = 0.2  # a person with nothing but a receipt does not hand in the next command at once


class Site:
    """Postgres, Temporal, worker and relay; three pacts and an officer who records what sources say about them."""

    def __init__(self, home: Path) -> None:
        """Start everything in this folder, and end it with ``close``."""
        self._home = home
        self._stack = ExitStack()
        self.clock = WallClock()
        self.postgres = self._stack.enter_context(self._start_postgres(0))
        self.temporal = self._stack.enter_context(self._start_temporal(0))
        asyncio.run(migrate(self.postgres.url, PASSWORD))
        self.url = service_url(self.postgres.url, PASSWORD)
        environment = {
            "CLUSTERPACT_DATABASE_URL": self.url,
            "CLUSTERPACT_HOME": str(home),
            "TEMPORAL_ADDRESS": self.temporal.address,
        }
        self.worker, self.relay = (
            self._stack.enter_context(Child(f"workers.{name}", log=home / f"{name}.log", environment=environment))
            for name in ("worker", "relay")
        )

    def close(self) -> None:
        """End every process."""
        self._stack.close()

    def crash_worker(self) -> None:
        """Kill -9, and start another."""
        self.worker.kill()
        self.worker.restart()

    def crash_temporal(self) -> None:
        """Kill -9, and start it on the same port and file."""
        self.temporal.kill()
        self.temporal = self._stack.enter_context(self._start_temporal(self.temporal.port))

    def crash_postgres(self) -> None:
        """Kill -9 every process of it, and start it on the same port and data."""
        self.postgres.kill()
        self.postgres = self._stack.enter_context(self._start_postgres(self.postgres.port))

    def _start_postgres(self, port: int) -> RunningPostgres:
        return start_postgres(self._home / "postgres", port=port, durable=False)

    def _start_temporal(self, port: int) -> RunningTemporal:
        return start_temporal(self._home / "temporal", port=port, ui_port=None, search_attributes=search_attributes())


class Load:
    """People who hand in commands without end, and again whenever they got no answer."""

    def __init__(self, pool: Pool, clock: WallClock, temporal: Client) -> None:
        """Take the way in."""

        async def reach() -> Client:
            return temporal

        self.pool = pool
        self._clock = clock
        self._gateway = Gateway(pool, clock, reach, patience=_PATIENCE)
        self._numbers = itertools.count(1)
        self.kept: list[str] = []
        """Ids of commands that were acknowledged: with an outcome, or with a receipt."""
        self.answered = 0

    async def move_in(self) -> None:
        """Adopt the rules, appoint the officer, register cluster and pacts."""
        await adopt_first_pack(self.pool, PACK, self._clock.now())
        await make_first_administrator(self.pool, ADMINISTRATOR, self._clock.now())
        stream = f"people/{OFFICER}"
        await self._submit(ADMINISTRATOR, stream, {"kind": "register_person", "person": OFFICER})
        role = {"kind": "assign_role", "role": "case_officer", "valid_from": "2016-01-01"}
        await self._submit(ADMINISTRATOR, stream, role)
        for pact in PACTS:
            await self._submit(OFFICER, f"cluster/{pact}", {"kind": "register_cluster", "name": pact})
            await self._submit(OFFICER, f"pact/{pact}", {"kind": "register_pact", "cluster": pact})

    async def hand_in(self, stop: asyncio.Event) -> None:
        """One person, one command after the other, on the pacts in turn."""
        while not stop.is_set():
            number = next(self._numbers)
            await self._submit(OFFICER, f"pact/{PACTS[number % len(PACTS)]}", _claim(number))

    async def _submit(self, person: str, stream: str, command: Mapping[str, object]) -> None:
        command_id = f"command-{next(self._numbers):06}"
        envelope = CommandEnvelope.model_validate(
            {"command_id": command_id, "stream": stream, "person": person, "command": command}
        )
        while True:
            try:
                ended = await self._gateway.submit(envelope)
            except Unreachable:
                continue  # nothing is known to be kept: the same command again, as a person would
            break
        self.kept.append(command_id)
        if isinstance(ended, Outcome):
            self.answered += 1
        else:
            await asyncio.sleep(_BREATH_SECONDS)

    async def until_all_are_answered(self) -> list[Outcome]:
        """Wait for the outcome of everything that was acknowledged; the relay brings on what was left behind."""
        outcomes: list[Outcome] = []
        for command_id in self.kept:
            while (outcome := await outcome_of(self.pool, command_id)) is None:  # noqa: ASYNC110 - other processes do it
                await asyncio.sleep(0.1)
            outcomes.append(outcome)
        return outcomes


@asynccontextmanager
async def load_on(site: Site) -> AsyncGenerator[Load]:
    """Open the way in to a site, and move in."""
    pool = await connect(site.url)
    load = Load(pool, site.clock, await connect_temporal({"target_host": site.temporal.address}))
    await load.move_in()
    yield load
    await pool.close()


async def crash_again_and_again(load: Load, crash: Callable[[], None], times: int) -> None:
    """Crash something while commands are in its hands, each time once work has got going again."""
    for _ in range(times):
        before = load.answered
        while load.answered < before + 3:  # noqa: ASYNC110 - several tasks count together
            await asyncio.sleep(0.01)
        await asyncio.to_thread(crash)


def _claim(number: int) -> dict[str, object]:
    day = "2019-05-01"
    return {
        "kind": "import_historical_claim",
        "claim": f"source/{number}",
        "predicate": "lesson",
        "qualifier": str(number),
        "value": {"kind": "text", "nl": "les", "en": "lesson"},
        "effective": {"earliest": day, "latest": day},
        "grade": "secondary",
        "evidence": [{"document": f"document-{number}"}],
    }
