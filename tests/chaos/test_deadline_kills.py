"""Kill -9 of worker, Temporal, Postgres and sweeper in turn, each aimed at the instant of another deadline."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from gateway.guarantee import audit_deadlines, certify
from schemas.event import Recorded
from schemas.guarantee import Certificate
from store.alarms import open_alarms
from store.deadline_log import deadline_events, fired_without_alarm
from store.failures import Unreachable
from store.migrate import migrate
from store.pool import Pool, connect
from store.verify import verify
from store.views import deadlines
from tests.chaos.aim import Toll, kill_around
from tests.chaos.fast import FastClock, started_now
from tests.chaos.fast_site import FastSite
from tests.integration.conftest import PASSWORD
from tests.integration.test_sweeper import dues, many

KILLS, A_DAY_TAKES = 50, timedelta(seconds=0.8)
LIMIT_SECONDS = 240  # far beyond what it takes: a deadline that never falls due fails the test
GRACE = timedelta(days=2)
_LEAD = timedelta(days=4)  # for who works to get to work
_BREATH_SECONDS = 0.2


def test_whatever_is_killed_around_them_deadlines_fall_due_once_and_on_their_date(
    tmp_path: Path, says: Callable[[str], None]
) -> None:
    """Fifty kills, just before, at or just after as many instants; afterwards every invariant holds."""
    with FastSite(tmp_path) as site:
        toll = asyncio.run(live_through(site, KILLS, A_DAY_TAKES, LIMIT_SECONDS))
    says(str(toll))
    assert (KILLS, KILLS) == (len(toll.kills), toll.near)


async def live_through(
    site: FastSite, kills: int, a_day_takes: timedelta, limit_seconds: float, first: int = 0
) -> Toll:
    """Kill around as many deadlines, a day apart, and hold the record against the invariants."""
    await migrate(site.postgres.url, PASSWORD, simulated=True)
    async with asyncio.timeout(limit_seconds), lent(site.url) as pool:
        await many(pool, kills)
        instants = sorted(datetime.fromisoformat(row["instant"]) for row in await deadlines(pool))
        clock = started_now(instants[0] - _LEAD, a_day_takes)
        site.work(clock)
        killed = await kill_around(site, clock, instants, first)
        await until_all_fell_due(pool, kills)
        found = await require_sound(pool, clock, kills)
    return Toll(killed, {one.instant: one.fired_at for one in found.deadlines if one.fired_at is not None})


async def until_all_fell_due(pool: Pool, number: int) -> None:
    """Wait for the outcome of each; the test's own time limit ends a wait in vain."""
    while True:
        try:
            rows = await deadlines(pool)
        except Unreachable:
            continue
        if sum(row["stage"] == "missed" for row in rows) == number:
            return
        await asyncio.sleep(_BREATH_SECONDS)


async def require_sound(pool: Pool, clock: FastClock, number: int) -> Certificate:
    """Hold so many deadlines that all fell due against the invariants, and certify them."""
    now = clock.now()
    missed = misses(await deadline_events(pool, upto=1_000_000))
    certificate = await certify(pool, now)

    assert {1: number} == Counter(Counter(event.stream for event in missed).values())
    assert [event.effective.latest for event in missed] == dues(missed)
    assert certificate.totals.outcomes == {"missed": number}
    assert set(certificate.totals.fired_by) <= {"temporal", "sweeper"}
    assert await _until_all_alarms_are_raised(pool) == certificate.totals.fired_by.get("sweeper", 0)
    assert await audit_deadlines(pool, now, GRACE) == ()
    assert (await verify(pool)).problem is None
    return certificate


def misses(events: Sequence[Recorded]) -> list[Recorded]:
    """Those that fell due, in the order of recording."""
    return [event for event in events if event.type == "deadline.missed"]


async def _until_all_alarms_are_raised(pool: Pool) -> int:
    """Wait for those that a killed sweeper owed: the next one finds them in the events."""
    while await fired_without_alarm(pool):  # noqa: ASYNC110 - another process raises them
        await asyncio.sleep(_BREATH_SECONDS)
    return len(await open_alarms(pool, "fired_by_sweeper"))


@asynccontextmanager
async def lent(url: str) -> AsyncGenerator[Pool]:
    """Connect to a record for a while."""
    pool = await connect(url, max_size=4)
    yield pool
    await pool.close()
