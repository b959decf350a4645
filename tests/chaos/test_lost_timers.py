"""Twenty deadlines without Temporal: its timers taken out of its file, or the whole of it away when they fall due."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from activities.handle import Handling
from gateway.rebuild import rebuild_workflows
from schemas.agreement.award import RecordAwardDecision
from schemas.event import Recorded
from schemas.pact import RegisterPact
from store.alarms import open_alarms
from store.deadline_log import deadline_events
from store.migrate import migrate
from store.pool import Pool
from store.views import deadlines
from tests.chaos.aim import until
from tests.chaos.fast import FastClock, started_now
from tests.chaos.fast_site import FastSite
from tests.chaos.test_deadline_kills import LIMIT_SECONDS, lent, misses, require_sound, until_all_fell_due
from tests.integration.conftest import PASSWORD
from tests.integration.still_clock import Standing
from tests.integration.test_store_handle import AWARDED, ask, staffed
from workers.settings import Settings
from workers.sweeper import Sweeper
from workflows.runtime import connect, worker

A_DAY_TAKES = timedelta(seconds=0.5)
NUMBER, A_DATE = 20, 5
"""So many deadlines, so many of them on each date."""

CONTROL = "pact/control"
"""Due a day after the others, with its timer left in place."""

_DAY = timedelta(days=1)
_LEAD = 6
"""How many times as long as moving in took is left for the timers to be set."""

_BREATH_SECONDS = 0.05


@dataclass(frozen=True)
class Asleep:
    """Workflows that all wait for their date, with a timer in Temporal's file for each."""

    pool: Pool
    clock: FastClock
    instants: Sequence[datetime]

    async def look(self, at: datetime | None = None) -> None:
        """Look once as the sweeper does in each of its periods; now, or as if no time had passed since then."""
        clock = self.clock if at is None else Standing(at)
        await Sweeper(self.pool, clock, Settings()).look()

    async def missed(self) -> list[Recorded]:
        """Give what fell due, in the order of recording."""
        return misses(await deadline_events(self.pool, upto=1_000_000))

    async def fired_alarms(self) -> list[str]:
        """Name the files of what the sweeper said that it had to fire."""
        return [alarm.stream for alarm in await open_alarms(self.pool, "fired_by_sweeper")]


def test_with_every_timer_removed_the_next_look_of_the_sweeper_fires_all_and_says_so(tmp_path: Path) -> None:
    """The one timer that is left rings, so Temporal and a worker are there; none of the others does."""
    with FastSite(tmp_path) as site:
        asyncio.run(_without_timers(site))


async def _without_timers(site: FastSite) -> None:
    async with asyncio.timeout(LIMIT_SECONDS), _asleep(site, *_names(), CONTROL) as life:
        site.kill("temporal")
        before, after = _remove_timers(site.temporals_file)
        site.start("temporal")
        while not await life.missed():  # noqa: ASYNC110 - it comes from elsewhere
            await asyncio.sleep(_BREATH_SECONDS)
        alone = await life.missed()
        await life.look()

        assert (NUMBER + 1, 1) == (before, after)
        assert [(CONTROL, "temporal")] == [(one.stream, one.causation_id) for one in alone]
        found = await require_sound(life.pool, life.clock, NUMBER + 1)
        assert {"sweeper": NUMBER, "temporal": 1} == found.totals.fired_by
        assert sorted(_names()) == sorted(await life.fired_alarms())


def test_with_temporal_away_over_twenty_deadlines_all_are_recorded_and_hold_from_their_date(tmp_path: Path) -> None:
    """The sweeper records half of them meanwhile, Temporal the other half when it is back."""
    with FastSite(tmp_path) as site:
        asyncio.run(_without_temporal(site))


async def _without_temporal(site: FastSite) -> None:
    async with asyncio.timeout(LIMIT_SECONDS), _asleep(site, *_names()) as life:
        site.kill("temporal")
        half = life.instants[NUMBER // 2 - 1] + _DAY / 2
        await until(life.clock, half)
        await life.look(half)
        meanwhile = await life.missed()
        await until(life.clock, life.instants[-1] + _DAY)
        site.start("temporal")
        await until_all_fell_due(life.pool, NUMBER)
        await life.look()

        assert _names()[: NUMBER // 2] == [one.stream for one in meanwhile]
        found = await require_sound(life.pool, life.clock, NUMBER)
        assert {"sweeper": NUMBER // 2, "temporal": NUMBER // 2} == found.totals.fired_by
        assert sorted(_names()[: NUMBER // 2]) == sorted(await life.fired_alarms())
        assert {1 + n // A_DATE for n in range(NUMBER)} == {
            1 + (event.effective.earliest - found.deadlines[0].due).days for event in await life.missed()
        }


@asynccontextmanager
async def _asleep(site: FastSite, *streams: str) -> AsyncGenerator[Asleep]:
    """Award these pacts, so many a day, and let the workflow of each set its timer, all before the first date."""
    began = time.monotonic()
    await migrate(site.postgres.url, PASSWORD, simulated=True)
    async with lent(site.url) as pool:
        await _awarded(pool, streams)
        instants = sorted(datetime.fromisoformat(row["instant"]) for row in await deadlines(pool))
        client = await connect({"target_host": site.temporal.address})
        lead = _LEAD * timedelta(seconds=time.monotonic() - began)
        clock = started_now(instants[0] - _DAY * (lead / A_DAY_TAKES), A_DAY_TAKES)
        async with worker(client, [Handling(pool, clock).handle]):
            await rebuild_workflows(pool, client)
            while _timers(site.temporals_file) < len(streams):  # noqa: ASYNC110 - Temporal sets them
                await asyncio.sleep(_BREATH_SECONDS)
            yield Asleep(pool, clock, instants)


async def _awarded(pool: Pool, streams: Sequence[str]) -> None:
    await staffed(pool)
    for n, stream in enumerate(streams):
        at = AWARDED + timedelta(days=n // A_DATE, minutes=n)
        await ask(pool, f"register-{n:02}", RegisterPact(cluster=stream.partition("/")[2]), at, stream=stream)
        award = RecordAwardDecision(decided_on=at.date(), minutes="minutes 7")
        await ask(pool, f"award-{n:04}", award, at + timedelta(seconds=1), stream=stream)


def _names() -> list[str]:
    return [f"pact/demo-{n:02}" for n in range(NUMBER)]


def _timers(file: Path) -> int:
    """Count the pacts that have a timer, while Temporal runs."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as kept:
        [[count]] = kept.execute("SELECT count(DISTINCT workflow_id) FROM timer_info_maps").fetchall()
    return int(count)


def _remove_timers(file: Path) -> tuple[int, int]:
    """Take out every timer but that of the control, as if Temporal had lost them; gives how many pacts had one."""
    with closing(sqlite3.connect(file)) as kept:
        before = _ringing(kept)
        kept.execute("DELETE FROM timer_tasks WHERE instr(data, CAST(? AS BLOB)) = 0", (CONTROL,))
        kept.commit()
        return before, _ringing(kept)


def _ringing(kept: sqlite3.Connection) -> int:
    tasks = [bytes(data) for (data,) in kept.execute("SELECT data FROM timer_tasks")]
    return sum(any(name.encode() in task for task in tasks) for name in (*_names(), CONTROL))
