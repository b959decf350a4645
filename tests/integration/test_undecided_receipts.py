"""What came in and is decided by nobody has somebody woken, once, until it is decided."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from schemas.agreement.award import RecordAwardDecision
from schemas.pact import RegisterPact
from store.alarms import open_alarms, settle_alarms
from store.handle import handle
from store.pool import Pool
from tests.integration.conftest import Database
from tests.integration.still_clock import Standing
from tests.integration.test_store_handle import AWARDED, PACT, receive, staffed
from workers.doctor_sweeper import examine_sweeper
from workers.settings import Settings
from workers.sweeper import Sweeper

pytestmark = pytest.mark.usefixtures("sound_deadlines")

MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


async def two_wait(pool: Pool) -> None:
    """A pact and its award came in a second apart, and no worker was there."""
    await staffed(pool)
    award = RecordAwardDecision(decided_on=AWARDED.date(), minutes="minutes 7")
    await receive(pool, "waits-first", RegisterPact(cluster="demo-linde"), AWARDED)
    await receive(pool, "waits-second", award, AWARDED + SECOND)


async def undecided(pool: Pool, after: timedelta, **settings: float) -> list[tuple[str, str, object]]:
    """What the sweeper has somebody woken for, so long after the first of them came in."""
    await Sweeper(pool, Standing(AWARDED + after), Settings.model_validate(settings)).look()
    found = await open_alarms(pool, "receipt_undecided")
    return [(alarm.stream, alarm.severity, alarm.body["undecided"]) for alarm in found]


async def test_a_receipt_that_waits_too_long_is_one_alarm_until_it_is_decided(pool: Pool) -> None:
    """Not before a minute, once for the file, again where somebody closed it, and over with the outcome."""
    await two_wait(pool)

    early = await undecided(pool, MINUTE - SECOND)
    late = [await undecided(pool, MINUTE + n * SECOND) for n in (1, 2)]
    await settle_alarms(pool, [one.key for one in await open_alarms(pool)], "demo-den", AWARDED + 2 * MINUTE)
    again = await undecided(pool, 2 * MINUTE)
    await handle(pool, PACT, command_id="waits-second", now=AWARDED + 2 * MINUTE)

    assert (early, late, again) == ([], [[(PACT, "page", 2)]] * 2, [(PACT, "page", 2)])
    assert await undecided(pool, 3 * MINUTE) == []


async def test_how_long_is_a_setting(pool: Pool) -> None:
    """Half a minute where somebody wants it so."""
    await two_wait(pool)

    assert await undecided(pool, MINUTE / 2, undecided_seconds=30) == [(PACT, "page", 1)]


async def test_the_doctor_counts_them_and_says_how_long_the_first_has_waited(database: Database, pool: Pool) -> None:
    """By today's clock, beside what else the record says."""
    settings = Settings(database_url=SecretStr(database.service_url), lang="en")
    await two_wait(pool)

    found = await asyncio.to_thread(lambda: list(examine_sweeper(settings, None)))

    [receipts] = [one for one in found if one.name == "receipts"]
    assert (receipts.level, receipts.what.partition(" the ")[0]) == ("fail", "2 undecided,")
    assert receipts.what_to_do == "see whether the worker runs, and read its log"
