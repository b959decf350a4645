"""Clocks that are wrong: whoever has one refuses, nothing bears its time, and what jumped fires nothing."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from temporalio.exceptions import ApplicationError

from activities.clock import WallClock
from activities.failures import told_to_temporal
from gateway.submit import Gateway
from schemas.agreement.award import RecordAwardDecision
from schemas.alarm import Alarm
from schemas.command import CommandEnvelope
from schemas.deadline import DeadlineMissed, DeadlineStage
from schemas.pact import RegisterPact
from store.alarms import open_alarms
from store.clocks import ClockWatch, DatabaseClock, HostTime, elapsed_seconds, watch_with
from store.failures import ClockWrong
from store.folding import Folded, fold_streams
from store.handle import handle
from store.log import head, read_log
from store.pool import Pool
from store.receipts import pending_receipts, store_receipt
from tests.e2e.test_relay import nowhere
from tests.integration.conftest import Database, run_as
from tests.integration.store_requests import an_envelope
from tests.integration.test_store_handle import PACT, a_claim, ask, awarded, pact_of, receive, staffed
from workers import catching_up, outages
from workers.settings import Settings
from workers.silence import SweeperWatch
from workers.sweeper import Sweeper

pytestmark = pytest.mark.usefixtures("sound_deadlines")

OFF = timedelta(minutes=5)
DAY_SECONDS = 86_400.0
REAL = "UPDATE clusterpact.clock SET is_simulated = false"


class Shifted:
    """The clock of a machine that is off by so much."""

    may_lag = False

    def __init__(self, by: timedelta) -> None:
        """Take by how much it is ahead."""
        self.by = by

    def now(self) -> datetime:
        """Tell what it shows."""
        return datetime.now(UTC) + self.by

    def business(self, asked_at: datetime) -> datetime:
        """Tell the same."""
        del asked_at
        return self.now()

    def workflow(self, at: datetime) -> datetime:
        """Tell the same instant."""
        return at


class Counted:
    """Elapsed time of a machine whose other clocks somebody sets; the seconds by which they were set."""

    def __init__(self) -> None:
        """Set nothing yet."""
        self.jumped = 0.0

    def __call__(self) -> float:
        """Tell how long it has run, on a scale that ends where the other clocks stand."""
        return elapsed_seconds() - self.jumped


async def codes(pool: Pool) -> list[str]:
    """The kinds of the open alarms."""
    return [alarm.kind for alarm in await open_alarms(pool)]


@pytest.mark.parametrize(("off", "how"), [(OFF, "ahead of"), (-OFF, "behind")], ids=["fast", "slow"])
async def test_a_server_whose_clock_is_wrong_takes_nothing_in(
    database: Database, pool: Pool, off: timedelta, how: str
) -> None:
    """Five minutes, either way: nothing is kept, so no receipt bears its time; with the clock right it goes."""
    await run_as(database.owner_url, REAL)
    wrong, right = (Gateway(pool, Shifted(by), nowhere) for by in (off, timedelta(0)))

    with pytest.raises(ClockWrong, match=f"300.0 s {how} the database's") as refused:
        await wrong.submit(an_envelope(1))
    nothing = await pending_receipts(pool)
    await right.submit(an_envelope(1))

    received = [row["received_at"] for row in await pool.fetch("SELECT received_at FROM receipt")]
    assert (refused.value.code, nothing, len(received)) == ("clock_wrong", [], 1)
    assert abs(received[0] - datetime.now(UTC)) < OFF / 2


@pytest.mark.parametrize("off", [OFF, -OFF], ids=["fast", "slow"])
async def test_a_worker_whose_clock_is_wrong_decides_nothing(database: Database, pool: Pool, off: timedelta) -> None:
    """What came in waits for one whose clock is right; the alarm names the machine, and Temporal tries again."""
    await awarded(pool)
    await run_as(database.owner_url, REAL)
    await receive(pool, "claim-0001", a_claim(1), datetime.now(UTC))
    number = (await head(pool)).number

    with pytest.raises(ApplicationError) as refused, told_to_temporal():
        await handle(pool, PACT, now=Shifted(off).now())
    waits = (await head(pool)).number
    mended = await handle(pool, PACT, command_id="claim-0001", now=datetime.now(UTC))

    assert (refused.value.type, refused.value.non_retryable, waits) == ("clock_wrong", False, number)
    assert mended.outcome is not None
    assert await codes(pool) == ["clock_wrong"]


async def test_how_far_a_clock_may_be_off_is_data_of_the_record(database: Database, pool: Pool) -> None:
    """One row for all processes; a slow trip alone is no slow clock."""
    await run_as(database.owner_url, REAL, "UPDATE clusterpact.clock SET may_be_behind = '10 minutes'")
    at = datetime.now(UTC) - OFF

    receipt = await store_receipt(pool, an_envelope(1), at)

    assert receipt.received_at == at


async def test_what_waited_before_it_was_sent_bears_the_time_at_which_it_came(database: Database, pool: Pool) -> None:
    """Its server read the clock a minute ago and has counted since: the clock is right, and the receipt is in time."""
    await run_as(database.owner_url, REAL)
    came = datetime.now(UTC) - timedelta(minutes=1)

    receipt = await store_receipt(pool, an_envelope(1), came, host=HostTime(came, elapsed_seconds() - 60))

    assert receipt.received_at == came


async def test_after_the_databases_clock_was_put_back_the_log_goes_on(database: Database, pool: Pool) -> None:
    """By an hour: each instant is just after the last one, and nothing that was missed comes in in time."""
    await awarded(pool)
    await handle(pool, PACT, now=datetime.now(UTC) + timedelta(hours=1))
    await run_as(database.owner_url, REAL)
    before = await head(pool)

    receipt = await store_receipt(pool, a_wish("claim-0001"), datetime.now(UTC))
    handled = await handle(pool, PACT, command_id="claim-0001", now=datetime.now(UTC))

    missed = [event for event in await read_log(pool) if isinstance(event.payload, DeadlineMissed)]
    assert handled.outcome is not None
    assert [receipt.received_at] == [event.recorded_at for event in missed]
    assert timedelta(0) < handled.outcome.recorded_at - before.recorded_at < timedelta(milliseconds=1)


async def test_what_comes_in_before_its_deadline_is_in_time_however_far_the_log_has_come(
    database: Database, pool: Pool
) -> None:
    """Due tomorrow, the log four days ahead of clocks that were set right: carried out today, judged as of today."""
    now = datetime.now(UTC)
    award_at = now - timedelta(days=364)
    await staffed(pool)
    await ask(pool, "register-pact", RegisterPact(cluster="demo-linde"), award_at)
    award = RecordAwardDecision(decided_on=award_at.date(), minutes="minutes of the award")
    await ask(pool, "record-award", award, award_at + timedelta(hours=1))
    runs = pact_of(await handle(pool, PACT, now=now)).deadlines[0]
    ahead = "UPDATE clusterpact.log_head SET recorded_at = now() + interval '4 days'"
    await run_as(database.owner_url, REAL, ahead)

    receipt = await store_receipt(pool, a_wish("claim-0001"), datetime.now(UTC))
    handled = await handle(pool, PACT, command_id="claim-0001", now=datetime.now(UTC))

    assert now < receipt.received_at < runs.instant
    assert handled.outcome is not None
    assert (receipt.received_at, "recorded") == (handled.outcome.received_at, handled.outcome.status)
    assert (DeadlineStage.OPEN, 0) == (pact_of(handled).deadlines[0].stage, await fired(pool))
    await run_as(database.owner_url, "UPDATE clusterpact.clock SET is_simulated = true")
    await handle(pool, PACT, now=runs.instant + timedelta(days=5))
    assert await fired(pool) == 1


async def test_where_clocks_jump_a_day_and_back_nothing_fires_meanwhile(database: Database, pool: Pool) -> None:
    """Host and database agree, and the time that has passed does not: commands go on, deadlines wait for a person."""
    await awarded(pool)
    await run_as(database.owner_url, REAL)
    counted = Counted()
    watch_with(pool, ClockWatch(counted))
    await handle(pool, "cluster/demo-aster", now=datetime.now(UTC))

    counted.jumped = DAY_SECONDS
    with pytest.raises(ClockWrong, match=r"jumped \+86400.0 s and the database's \+86400.0 s") as refused:
        await handle(pool, PACT, now=datetime.now(UTC))
    await receive(pool, "received-1", an_envelope(1).command, datetime.now(UTC), stream="cluster/demo-aster")
    command = await handle(pool, "cluster/demo-aster", command_id="received-1", now=datetime.now(UTC))
    meanwhile = await fired(pool)
    counted.jumped = 0.0
    await handle(pool, PACT, now=datetime.now(UTC))

    assert (refused.value.code, meanwhile, await fired(pool)) == ("clocks_disagree", 0, 1)
    assert command.outcome is not None
    assert await codes(pool) == ["clocks_disagree"]


async def test_a_slow_first_read_is_no_jump(database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks are held against each other as of the moment at which the database told its own."""
    await awarded(pool)
    await run_as(database.owner_url, REAL, "UPDATE clusterpact.clock SET may_drift = '0.2 seconds'")
    reading = fold_streams

    async def slow(asked: Pool, streams: Sequence[str]) -> dict[str, Folded]:
        await asyncio.sleep(0.5)
        return await reading(asked, streams)

    monkeypatch.setattr("store.handle.fold_streams", slow)
    await handle(pool, "cluster/demo-aster", now=datetime.now(UTC))
    monkeypatch.undo()
    await handle(pool, PACT, now=datetime.now(UTC))

    assert await fired(pool) == 1


@pytest.mark.parametrize(
    ("jump", "alike", "goes_on"),
    [(60, 540, False), (60, 660, True), (DAY_SECONDS, 660, False), (DAY_SECONDS, DAY_SECONDS + 60, True)],
)
def test_what_jumped_is_a_new_beginning_when_it_has_run_alike_for_long(
    jump: float, alike: float, goes_on: bool
) -> None:
    """A machine that was paused for a minute: ten minutes on. Clocks set wrong by a day: not before a day."""
    counted = Counted()
    watch = ClockWatch(counted)
    host, clock = at_once(0.0)
    readings = ((0.0, 0.0), (jump + 1, 1.0), (jump + alike / 2, alike / 2), (jump + alike + 1, alike + 1.0))

    for shown, passed in readings:
        counted.jumped = -passed
        host, clock = at_once(shown)
        watch.require_right(host, clock, clock.at)

    if goes_on:
        watch.require_agreement(host, clock)
        return
    with pytest.raises(ClockWrong, match="restart this process; it goes on when they have run alike for"):
        watch.require_agreement(host, clock)


def test_clocks_that_do_not_run_alike_begin_nothing() -> None:
    """Each look finds another jump: it begins to count again, however long that lasts."""
    counted = Counted()
    watch = ClockWatch(counted)
    host, clock = at_once(0.0)
    for hour in range(30):
        counted.jumped = -3600.0 * hour
        host, clock = at_once(3660.0 * hour)
        watch.require_right(host, clock, clock.at)

    with pytest.raises(ClockWrong, match="jumped"):
        watch.require_agreement(host, clock)


def at_once(seconds: float) -> tuple[HostTime, DatabaseClock]:
    """Give what host and database show together, so long after some day."""
    at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=seconds)
    second = timedelta(seconds=1)
    clock = DatabaseClock(at, False, second, second, 5 * second, timedelta(minutes=10))
    return HostTime(at), clock


@pytest.mark.parametrize(("module", "query"), [(catching_up, "agenda_upto"), (outages, "fired_between")])
async def test_a_slow_question_of_the_sweeper_is_no_slow_clock(
    database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch, module: ModuleType, query: str
) -> None:
    """It read the clock before it asked: what is late is carried out, and told as an outage."""
    await awarded(pool)
    limit = "UPDATE clusterpact.clock SET may_be_behind = '0.2 seconds'"
    await run_as(database.owner_url, REAL, limit)
    asking = getattr(module, query)

    async def slow(*asked: object, **more: object) -> object:
        await asyncio.sleep(0.4)
        return await asking(*asked, **more)

    monkeypatch.setattr(module, query, slow)
    await Sweeper(pool, WallClock(), Settings()).look()

    assert await fired(pool) == 1
    assert "clock_wrong" not in await codes(pool)


async def test_what_stands_in_the_way_of_an_outage_keeps_no_alarm_back(
    database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look ends with the trouble, and what fell due is told all the same."""
    await awarded(pool)
    await run_as(database.owner_url, REAL)

    async def refused(*asked: object) -> list[Alarm]:
        raise ClockWrong(str(asked[0]))

    monkeypatch.setattr(catching_up, "record_outages", refused)
    with pytest.raises(ClockWrong):
        await Sweeper(pool, WallClock(), Settings()).look()

    assert "fired_by_sweeper" in await codes(pool)


async def fired(pool: Pool) -> int:
    """How many deadlines were missed."""
    return len([event for event in await read_log(pool) if event.type == "deadline.missed"])


def a_wish(command_id: str) -> CommandEnvelope:
    """A command to the pact."""
    return CommandEnvelope(command_id=command_id, stream=PACT, person="demo-ficus", command=a_claim(1))


async def test_a_clock_that_was_put_back_is_an_alarm_until_it_has_come_there(database: Database, pool: Pool) -> None:
    """The sweeper looks on, and a person reads how far back it is."""
    await awarded(pool)
    await run_as(database.owner_url, REAL)
    sweeper = Sweeper(pool, WallClock(), Settings())
    await sweeper.look()
    await run_as(database.owner_url, "UPDATE clusterpact.log_head SET recorded_at = recorded_at + interval '1 hour'")
    await sweeper.look()
    back = await open_alarms(pool, "clock_put_back")
    await run_as(database.owner_url, "UPDATE clusterpact.log_head SET recorded_at = recorded_at - interval '1 hour'")
    await sweeper.look()

    assert [alarm.severity for alarm in back] == ["page"]
    assert await open_alarms(pool, "clock_put_back") == []


async def test_a_sweeper_that_is_silent_is_an_alarm_until_it_looks(database: Database, pool: Pool) -> None:
    """The relay sees it after three minutes; the dead raise no alarm."""
    await awarded(pool)
    await run_as(database.owner_url, REAL)
    began, silent = datetime.now(UTC), Settings().sweeper_silent_after
    raised: list[list[str]] = []
    for after in (silent, silent + timedelta(seconds=1)):
        await SweeperWatch(pool, silent, began).look(began + after, 0.0)
        raised.append(await codes(pool))
    await Sweeper(pool, WallClock(), Settings()).look()

    assert (raised, await open_alarms(pool, "sweeper_silent")) == ([[], ["sweeper_silent"]], [])
