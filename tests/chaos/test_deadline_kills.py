"""Kill -9 of worker, Temporal, Postgres and sweeper in turn, while a deadline falls due every second or so."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from gateway.guarantee import audit_deadlines, certify
from store.alarms import open_alarms
from store.deadline_log import deadline_events, fired_without_alarm
from store.failures import Unreachable
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.verify import verify
from store.views import deadlines
from tests.chaos.fast import FastClock, started_now
from tests.integration.conftest import PASSWORD
from tests.integration.test_store_handle import DUE
from tests.integration.test_sweeper import dues, many
from workers.children import Child
from workers.embedded.postgres import RunningPostgres, start_postgres
from workers.embedded.temporal import RunningTemporal, start_temporal
from workflows.runtime import search_attributes

KILLS, DEADLINES, A_DAY_TAKES = 22, 16, timedelta(seconds=1)
LIMIT_SECONDS = 240  # far beyond what it takes: a deadline that never falls due fails the test
GRACE = timedelta(days=2)
_BREATH_SECONDS = 0.2


class FastSite:
    """Postgres, Temporal, worker, relay and sweeper under a fast clock; each can be killed."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        """Start the servers; the processes start with the clock."""
        self._home, self._stack = home, stack
        self.postgres = self._start_postgres(0)
        self.temporal = self._start_temporal(0)
        self.url = service_url(self.postgres.url, PASSWORD)
        self.children: dict[str, Child] = {}

    def work(self, clock: FastClock) -> None:
        """Start those who work, looking often enough for days that take a second."""
        environment = {
            "CLUSTERPACT_DATABASE_URL": self.url,
            "CLUSTERPACT_HOME": str(self._home),
            "CLUSTERPACT_SWEEP_SECONDS": "1",
            "TEMPORAL_ADDRESS": self.temporal.address,
        }
        for name in ("worker", "relay", "sweeper"):
            log = self._home / f"{name}.log"
            child = Child("tests.chaos.fast", name, *clock.arguments(), log=log, environment=environment)
            self.children[name] = self._stack.enter_context(child)

    def crash(self, victim: str) -> None:
        """Kill -9, and start it again with what it had."""
        if victim == "postgres":
            self.postgres.kill()
            self.postgres = self._start_postgres(self.postgres.port)
        elif victim == "temporal":
            self.temporal.kill()
            self.temporal = self._start_temporal(self.temporal.port)
        else:
            self.children[victim].kill()
            self.children[victim].restart()

    def _start_postgres(self, port: int) -> RunningPostgres:
        return self._stack.enter_context(start_postgres(self._home / "postgres", port=port, durable=False))

    def _start_temporal(self, port: int) -> RunningTemporal:
        return self._stack.enter_context(
            start_temporal(self._home / "temporal", port=port, ui_port=None, search_attributes=search_attributes())
        )


def test_whatever_is_killed_around_them_deadlines_fall_due_once_and_on_their_date(tmp_path: Path) -> None:
    """Sixteen of them, and twenty-two kills; afterwards every invariant holds."""
    with ExitStack() as stack:
        site = FastSite(tmp_path, stack)
        asyncio.run(live_through(site, KILLS, DEADLINES, LIMIT_SECONDS))


async def live_through(site: FastSite, kills: int, number: int, limit_seconds: float) -> None:
    """Kill in turn while so many deadlines fall due, and hold the record against the invariants."""
    await migrate(site.postgres.url, PASSWORD, simulated=True)
    async with asyncio.timeout(limit_seconds), _lent(site.url) as pool:
        await many(pool, number)
        clock = started_now(DUE - timedelta(days=2), A_DAY_TAKES)
        site.work(clock)
        victims = itertools.cycle(("worker", "sweeper", "temporal", "postgres"))
        for victim in itertools.islice(victims, kills):
            await asyncio.to_thread(site.crash, victim)
            await asyncio.sleep(_BREATH_SECONDS)
        await _until_all_fell_due(pool, number)
        await _require_sound(pool, clock, number)


async def _until_all_fell_due(pool: Pool, number: int) -> None:
    """Wait for the outcome of each; the test's own time limit ends a wait in vain."""
    while True:
        try:
            rows = await deadlines(pool)
        except Unreachable:
            continue
        if sum(row["stage"] == "missed" for row in rows) == number:
            return
        await asyncio.sleep(_BREATH_SECONDS)


async def _require_sound(pool: Pool, clock: FastClock, number: int) -> None:
    now = clock.now()
    events = await deadline_events(pool, upto=1_000_000)
    missed = [event for event in events if event.type == "deadline.missed"]
    certificate = await certify(pool, now)

    assert {1: number} == Counter(Counter(event.stream for event in missed).values())
    assert [event.effective.latest for event in missed] == dues(missed)
    assert await audit_deadlines(pool, now, GRACE) == ()
    assert certificate.totals.outcomes == {"missed": number}
    assert set(certificate.totals.fired_by) <= {"temporal", "sweeper"}
    assert await _until_all_alarms_are_raised(pool) == certificate.totals.fired_by.get("sweeper", 0)
    assert (await verify(pool)).problem is None


async def _until_all_alarms_are_raised(pool: Pool) -> int:
    """Wait for those that a killed sweeper owed: the next one finds them in the events."""
    while await fired_without_alarm(pool):  # noqa: ASYNC110 - another process raises them
        await asyncio.sleep(_BREATH_SECONDS)
    return len(await open_alarms(pool, "fired_by_sweeper"))


@asynccontextmanager
async def _lent(url: str) -> AsyncGenerator[Pool]:
    pool = await connect(url, max_size=4)
    yield pool
    await pool.close()
