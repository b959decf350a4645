"""The sweeper: with nobody else at work every date comes, in order, once, dated by its due date, and as an alarm."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from typing import Literal, cast

import pytest
from pydantic import SecretStr

from schemas.agreement.award import RecordAwardDecision
from schemas.deadline import (
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReminded,
    GrantExtensionOfTime,
    MissRevocationProposed,
    RequestExtensionOfTime,
)
from schemas.event import Recorded
from schemas.pact import RegisterPact
from schemas.programme import OutageOverDeadline
from store.alarms import last_sweep, open_alarms, settle_alarms
from store.handle import handle
from store.log import append, read_log, stream_version
from store.outbox import open_messages
from store.pool import Pool
from store.views import agenda_upto, deadlines
from tests.house.tree import ROOT
from tests.integration.conftest import Database, run_as
from tests.integration.still_clock import Standing
from tests.integration.store_requests import an_append
from tests.integration.test_store_handle import (
    AWARDED,
    DUE,
    PACT,
    SERVICE,
    ask,
    awarded,
    day,
    events,
    programme,
    receive,
    staffed,
    types,
)
from workers.doctor_sweeper import examine_sweeper
from workers.settings import Settings
from workers.sweeper import Sweeper

pytestmark = pytest.mark.usefixtures("sound_deadlines")

Reason = Literal["received_in_time", "clock_fault"]

LATE = timedelta(seconds=35)
"""The programme's settle time of five seconds, and the sweeper's grace."""


def sweeper(pool: Pool, at: datetime) -> Sweeper:
    """A sweeper that looks at this instant."""
    return Sweeper(pool, Standing(at), Settings())


async def fallen_due(pool: Pool) -> list[Recorded]:
    """Every miss in the order of recording."""
    return [event for event in await read_log(pool, limit=10_000) if event.type == "deadline.missed"]


def dues(missed: list[Recorded]) -> list[date]:
    """The due dates that they name."""
    return [event.payload.due for event in missed if isinstance(event.payload, DeadlineMissed)]


async def many(pool: Pool, number: int) -> None:
    """So many pacts, awarded a day apart, the first by its name last."""
    await staffed(pool)
    for n in range(number):
        name, at = f"demo-{number - n:02}", AWARDED + timedelta(days=n)
        stream = f"pact/{name}"
        await ask(pool, f"register-{n:02}", RegisterPact(cluster=name), at, stream=stream)
        award = RecordAwardDecision(decided_on=at.date(), minutes="minutes 7")
        await ask(pool, f"award-{n:04}", award, at + timedelta(hours=1), stream=stream)


async def test_without_any_engine_twenty_deadlines_fall_due_in_order_of_their_dates(pool: Pool) -> None:
    """A month of nobody at work: every one is recorded late, and holds from its own due date."""
    await many(pool, 20)
    rows = sorted((row["due"], row["stream"]) for row in await deadlines(pool))
    streams = [stream for _, stream in rows]
    at = AWARDED + timedelta(days=420)

    swept = await sweeper(pool, at).look()

    missed = await fallen_due(pool)
    assert [event.stream for event in missed] == streams
    assert len(streams) == 20
    assert [event.effective.earliest for event in missed] == dues(missed) == sorted(dues(missed))
    assert {event.causation_id for event in missed} == {"sweeper"}
    assert {event.recorded_at.date() for event in missed} == {at.date()}
    assert [alarm.stream for alarm in swept.caught_up.alarms if alarm.kind == "fired_by_sweeper"] == streams
    assert swept.caught_up.overdue == ()


async def test_each_alarm_is_raised_once_and_stands_until_a_person_settles_it(pool: Pool) -> None:
    """A second look has nothing to do, and neither has one that starts from the beginning."""
    await awarded(pool)
    first = await sweeper(pool, DUE + LATE).look()
    again = [await sweeper(pool, DUE + 2 * LATE).look(), await sweeper(pool, DUE + 3 * LATE).look(reconciles=True)]
    there = await open_alarms(pool)

    settled = await settle_alarms(pool, [alarm.key for alarm in there], "demo-berk", DUE + 4 * LATE)

    assert [alarm.kind for alarm in first.caught_up.alarms] == ["fired_by_sweeper"]
    assert [one.caught_up.alarms for one in again] == [(), ()]
    assert (len(there), settled, await open_alarms(pool)) == (1, 1, [])


async def test_an_alarm_that_nobody_lived_to_raise_is_raised_from_the_events(pool: Pool) -> None:
    """The sweeper died between the miss and the alarm: the event says who carried it out."""
    await awarded(pool)
    await handle(pool, PACT, now=DUE + LATE, by="sweeper")

    swept = await sweeper(pool, DUE + 2 * LATE).look(reconciles=True)

    assert [(alarm.kind, alarm.body["deadline"]) for alarm in swept.caught_up.alarms] == [("fired_by_sweeper", "D01")]


async def test_temporal_has_its_time_first(pool: Pool) -> None:
    """Within the settle time and the grace the sweeper keeps away, and what Temporal fired is no alarm."""
    await awarded(pool)
    early = await sweeper(pool, DUE + LATE - timedelta(seconds=1)).look()
    await handle(pool, PACT, now=DUE + LATE, by="temporal")
    later = await sweeper(pool, DUE + 2 * LATE).look()

    missed = await fallen_due(pool)
    assert [event.causation_id for event in missed] == ["temporal"]
    assert (early.caught_up.alarms, later.caught_up.alarms) == ((), ())


@pytest.mark.parametrize("first", ["temporal", "sweeper"])
async def test_fired_by_both_it_falls_due_once(pool: Pool, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """Both have read the open deadline; the hook lets one of them record first, then the other."""
    await awarded(pool)
    turn = _InTurn(first)
    monkeypatch.setattr("store.handle.append", turn.append)
    now = DUE + LATE

    await asyncio.gather(
        turn.named("temporal", handle(pool, PACT, now=now, by="temporal")),
        turn.named("sweeper", sweeper(pool, now).look()),
    )

    assert [event.causation_id for event in await fallen_due(pool)] == [first]
    assert turn.met == {"temporal", "sweeper"}


async def test_what_came_in_before_it_is_decided_before_it(pool: Pool) -> None:
    """An extension that lay undecided through the outage leaves no miss behind."""
    await awarded(pool)
    wish = RequestExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1), ground="still negotiating")
    grant = GrantExtensionOfTime(deadline="D01", new_due=date(2021, 6, 1))
    await receive(pool, "early-wish", wish, DUE - timedelta(seconds=2), person="demo-berk")
    await receive(pool, "early-grant", grant, DUE - timedelta(seconds=1), person="demo-den")

    swept = await sweeper(pool, DUE + timedelta(days=3)).look()

    assert ("deadline.missed" in await types(pool), swept.caught_up.alarms) == (False, ())
    assert (await types(pool))[-1] == "deadline.extended"


async def test_of_all_the_reminders_that_passed_one_is_sent(pool: Pool) -> None:
    """Sixty, thirty and ten days before went by with nobody at work: the last of them catches up."""
    await awarded(pool)

    await sweeper(pool, DUE - timedelta(days=5)).look()

    payloads = [event.payload for event in await read_log(pool, limit=500)]
    stages = [payload.stage for payload in payloads if isinstance(payload, DeadlineReminded)]
    assert stages == ["r10"]
    assert [message.body["stage"] for message in await open_messages(pool, "notice")] == ["r10"]


async def test_deadlines_over_which_we_were_out_of_order_are_told_together(pool: Pool) -> None:
    """Whoever fired them: two days late is an outage, half a minute is none, and each is told once."""
    await many(pool, 2)
    await handle(pool, "pact/demo-02", now=DUE + timedelta(days=2), by="temporal")
    at = DUE + timedelta(days=2, hours=1)
    looks = [await sweeper(pool, at).look(), await sweeper(pool, at + LATE).look()]

    told = [[alarm.body["deadlines"] for alarm in one.caught_up.alarms if alarm.kind == "outage"] for one in looks]
    [[hit], nothing] = told
    assert isinstance(hit, list)
    assert [(one["stream"], one["due"]) for one in hit if isinstance(one, dict)] == [
        ("pact/demo-02", "2021-03-02"),
        ("pact/demo-01", "2021-03-03"),
    ]
    assert nothing == []


async def test_one_outage_is_one_event_that_names_its_deadlines(pool: Pool) -> None:
    """The sweeper dies after the first of three, and two others look at once: told once, whole, by the service."""
    await many(pool, 3)
    at = DUE + timedelta(days=4)
    await handle(pool, "pact/demo-03", now=at, by="sweeper")
    await asyncio.gather(*(sweeper(pool, at + n * LATE).look() for n in (1, 2)))
    await sweeper(pool, at + 3 * LATE).look()

    [event] = [event for event in await read_log(pool, limit=10_000) if event.type == "outage.recorded"]
    [alarm] = await open_alarms(pool, "outage")
    payload = event.payload
    assert isinstance(payload, OutageOverDeadline)
    assert (event.stream, event.actor.person) == (f"programme/{programme().id}", "system")
    assert [(one.stream, one.deadline, one.revision, str(one.due)) for one in payload.deadlines] == [
        ("pact/demo-03", "D01", 1, "2021-03-02"),
        ("pact/demo-02", "D01", 1, "2021-03-03"),
        ("pact/demo-01", "D01", 1, "2021-03-04"),
    ]
    assert (payload.began, alarm.body["position"], alarm.severity) == (DUE, event.position, "warn")


async def test_two_outages_are_two_events(pool: Pool) -> None:
    """A day of service between them parts them."""
    await many(pool, 10)
    first, second = DUE + timedelta(hours=20), DUE + timedelta(days=9) + LATE
    await handle(pool, "pact/demo-10", now=first, by="temporal")
    for n, name in enumerate(["09", "08"], start=1):
        await handle(pool, f"pact/demo-{name}", now=DUE + timedelta(days=n, seconds=6), by="temporal")
    await sweeper(pool, second).look()

    told = [event.payload for event in await read_log(pool, limit=10_000) if event.type == "outage.recorded"]
    files = [[one.stream for one in payload.deadlines] for payload in told if isinstance(payload, OutageOverDeadline)]
    assert files == [["pact/demo-10"], [f"pact/demo-{n}" for n in ("07", "04", "05", "06", "03", "02")]]


async def test_under_a_pack_of_before_an_outage_is_told_as_an_alarm(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rules do not let the service record is told all the same, and once."""
    silent = SERVICE.model_copy(update={"may": ("adopt_policy",)})
    monkeypatch.setattr("tests.integration.test_store_handle.SERVICE", silent)
    await many(pool, 2)
    at = DUE + timedelta(days=4)
    looks = [await sweeper(pool, at + n * LATE).look() for n in (0, 1)]

    told = [
        [len(cast("list[object]", one.body["deadlines"])) for one in look.caught_up.alarms if one.kind == "outage"]
        for look in looks
    ]
    assert told == [[2], []]


@pytest.mark.parametrize(("reason", "told"), [("received_in_time", ["missed_though_received"]), ("clock_fault", [])])
async def test_a_miss_that_a_receipt_took_back_is_an_alarm(pool: Pool, reason: Reason, told: list[str]) -> None:
    """Firing should have seen what came in before; what two people decide needs none. The event says which it is."""
    await awarded(pool)
    await handle(pool, PACT, now=DUE + LATE, by="temporal")
    due = date(2021, 3, 2)
    is_early = reason == "received_in_time"
    revoked = DeadlineMissRevoked(deadline="D01", revision=1, due=due, reason=reason)
    met = DeadlineMet(deadline="D01", revision=1, due=due, days_late=0 if is_early else 1)
    asked = MissRevocationProposed(deadline="D01", revision=1, due=due, ground="clock_fault", grounds="it jumped")
    payloads = events(*((revoked, met) if is_early else (met, asked, revoked)), on=due)
    at, version = DUE + 2 * LATE, await stream_version(pool, PACT)
    received = DUE - timedelta(seconds=1) if is_early else at
    request = an_append("revoke-01", stream=PACT, version=version, now=at, received_at=received, payloads=payloads)
    await append(pool, request)

    looks = [await sweeper(pool, DUE + n * LATE).look() for n in (3, 4)]

    raised = [[alarm.kind for alarm in look.caught_up.alarms] for look in looks]
    assert raised == [told, []]
    assert {alarm.severity for alarm in await open_alarms(pool)} <= {"page"}


async def test_many_fired_in_a_day_have_somebody_woken(pool: Pool) -> None:
    """One a day is a warning each; three in a day are a page."""
    await many(pool, 6)
    one_a_day = [await sweeper(pool, DUE + timedelta(days=n) + LATE).look() for n in range(3)]
    together = await sweeper(pool, DUE + timedelta(days=7)).look()

    assert [alarm.severity for look in one_a_day for alarm in look.caught_up.alarms] == ["warn"] * 3
    assert [(alarm.kind, alarm.severity) for alarm in together.caught_up.alarms] == [
        *[("fired_by_sweeper", "warn")] * 3,
        ("outage", "warn"),
        ("fired_often", "page"),
    ]


async def test_a_few_minutes_late_is_no_outage(pool: Pool) -> None:
    """The line is drawn by a setting."""
    await awarded(pool)
    await handle(pool, PACT, now=DUE + timedelta(minutes=4), by="temporal")

    swept = await sweeper(pool, DUE + timedelta(minutes=5)).look()

    assert [alarm.kind for alarm in swept.caught_up.alarms] == []


async def test_the_workflow_is_told_of_what_was_done_without_it(pool: Pool) -> None:
    """The relay nudges it as soon as there is a Temporal again."""
    await awarded(pool)
    await sweeper(pool, DUE + LATE).look()

    assert [message.stream for message in await open_messages(pool, "wake")] == [PACT]


async def test_rows_that_lost_a_deadline_cost_none(database: Database, pool: Pool) -> None:
    """The first look holds them against the events, mends them, says so, and carries out what was due."""
    await awarded(pool)
    await run_as(database.owner_url, "DELETE FROM clusterpact.view_row")
    blind = await agenda_upto(pool, "9999")

    swept = await sweeper(pool, DUE + LATE).look(reconciles=True)

    assert blind == []
    assert swept.reconciled is not None
    assert swept.reconciled.differing == (PACT,)
    assert dues(await fallen_due(pool)) == [date(2021, 3, 2)]
    assert {alarm.kind for alarm in await open_alarms(pool)} == {"projection_differs", "fired_by_sweeper"}
    assert [row["stage"] for row in await deadlines(pool, PACT)] == ["missed"]


async def test_the_events_are_recounted_once_a_day(pool: Pool) -> None:
    """A day's first look does; and the sweeper leaves word of each look."""
    await awarded(pool)
    looks = [await sweeper(pool, DUE - timedelta(hours=hours)).look() for hours in (40, 39, 12)]
    last = await last_sweep(pool)

    assert [look.reconciled is not None for look in looks] == [True, False, True]
    assert last is not None
    assert (last.looked_at, last.reconciled_at) == (DUE - timedelta(hours=12), DUE - timedelta(hours=12))


async def test_what_nobody_can_carry_out_is_an_alarm_until_it_is_gone(database: Database, pool: Pool) -> None:
    """A row for a date that the file does not have stands for anything that stays late; closing it does not mend it."""
    await awarded(pool)
    body = {"stream": PACT, "key": "x", "at": "2020-01-01T00:00:00.000000Z", "kind": "fire", "summary": "x"}
    plant = {**body, "deadline": None}
    row = f"('agenda_view', '{PACT}', 'x', '{json.dumps(plant)}')"
    await run_as(database.owner_url, f"INSERT INTO clusterpact.view_row VALUES {row}")  # noqa: S608
    at = AWARDED + timedelta(days=1)
    await sweeper(pool, at).look()  # the day's recount takes the row away
    await run_as(database.owner_url, f"INSERT INTO clusterpact.view_row VALUES {row}")  # noqa: S608

    late = await sweeper(pool, at + timedelta(minutes=1)).look()
    alarms = await open_alarms(pool, "overdue")
    await settle_alarms(pool, [alarm.key for alarm in alarms], "demo-berk", at)
    standing = await sweeper(pool, at + timedelta(seconds=90)).look()
    await run_as(database.owner_url, "DELETE FROM clusterpact.view_row WHERE key = 'x'")
    after = await sweeper(pool, at + timedelta(minutes=2)).look()

    assert [(alarm.kind, alarm.severity) for alarm in standing.caught_up.alarms] == [("overdue", "page")]
    assert (late.caught_up.overdue, [alarm.body["item"] for alarm in alarms]) == ((f"{PACT}|x",), ["x"])
    assert (after.caught_up.overdue, await open_alarms(pool, "overdue")) == ((), [])


async def test_the_doctor_says_who_watches_and_what_is_open(database: Database, pool: Pool) -> None:
    """First nobody ever looked; then somebody looked long ago, by today's clock, and had something to do."""
    settings = Settings(database_url=SecretStr(database.service_url), lang="en")
    await awarded(pool)
    before = await asyncio.to_thread(lambda: list(examine_sweeper(settings, None)))
    await sweeper(pool, DUE + LATE).look()
    after = await asyncio.to_thread(lambda: list(examine_sweeper(settings, None)))

    assert [(one.name, one.level, one.what) for one in before] == [
        ("sweeper", "warn", "has never looked"),
        ("alarms", "ok", "none"),
        ("receipts", "ok", "all decided"),
    ]
    assert [(one.name, one.level) for one in after] == [("sweeper", "fail"), ("alarms", "warn"), ("receipts", "ok")]
    assert "1 fired_by_sweeper" in after[1].what


async def test_one_look_for_a_scheduler_of_ones_own(database: Database, pool: Pool) -> None:
    """The command carries out what is late and loads no engine for it."""
    await awarded(pool)
    environment = {**os.environ, "CLUSTERPACT_DATABASE_URL": database.service_url, "PYTHONPATH": str(ROOT)}
    script = "import sys; from cli.main import app; app(['sweeper', '--once', '--json'], standalone_mode=False);"
    script += " print([name for name in sys.modules if name.startswith('temporalio')], file=sys.stderr)"

    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], check=False, capture_output=True, text=True, env=environment
    )

    told = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (0, "[]")
    assert f"{PACT}|deadline|D01|1|fire" in told["caught_up"]["carried_out"]
    assert [event.effective for event in await fallen_due(pool)] == [day(date(2021, 3, 2))]


class _InTurn:
    """Holds both back before their first append, then lets one through before the other."""

    def __init__(self, first: str) -> None:
        self._first = first
        self._names: dict[object, str] = {}
        self._is_done = asyncio.Event()
        self._are_there = asyncio.Barrier(2)
        self.met: set[str] = set()

    async def named(self, name: str, doing: object) -> object:
        """Run as this one."""
        task = asyncio.current_task()
        self._names[task] = name
        return await doing  # type: ignore[misc]

    async def append(self, pool: Pool, request: object) -> object:
        """Meet the other one once, then go in turn."""
        name = self._names[asyncio.current_task()]
        if name not in self.met:
            self.met.add(name)
            await self._are_there.wait()
            if name != self._first:
                await self._is_done.wait()
        try:
            return await append(pool, request)  # type: ignore[arg-type]
        finally:
            if name == self._first:
                self._is_done.set()
