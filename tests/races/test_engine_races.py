"""What carries deadlines out fails, doubles or lies; and the past is taken over twice: R29, R32 to R34."""

from datetime import datetime, timedelta

import pytest

from gateway.record import import_history
from schemas.command import Outcome
from store.alarms import open_alarms
from store.log import append
from store.pool import Pool
from store.request import Append
from tests.integration.still_clock import Standing
from tests.races.agency import Doing
from tests.races.race import END, SETTLED, Race, orders
from tests.scenarios.agency import PACK
from workers.settings import Settings
from workers.sweeper import Sweeper

D07 = "D07/2021"
LATE = END + timedelta(seconds=35)
"""Settled, and the sweeper's grace has passed, too."""

NO_FACT = ("deadline.missed", "deadline.reminded", "deadline.escalated")


def sweeper(race: Race, at: datetime) -> Doing:
    """What the sweeper does at that instant."""

    async def doing() -> None:
        await Sweeper(race.postgres.pool, Standing(at), Settings()).look()

    return doing


async def fired_alarms(race: Race) -> list[object]:
    """Of which deadlines the sweeper said that it had to fire them."""
    return [one.body["deadline"] for one in await open_alarms(race.postgres.pool, "fired_by_sweeper")]


@orders("one", "two")
async def test_r29_the_past_is_taken_over_once_and_nobody_is_told_off(awaited: Race, first: str) -> None:
    """Two imports of one file at once: facts, no reminder, no miss, and each row once."""
    history = PACK / "history-2016-2020.yaml"
    length, rows = len(await awaited.postgres.log()), {}

    def importing(name: str) -> Doing:
        async def doing() -> None:
            rows[name] = await import_history(awaited.postgres.pool, history, now=awaited.postgres.now)

        return doing

    await awaited.run(first, one=importing("one"), two=importing("two"))
    imported = (await awaited.postgres.log())[length:]
    again = len(imported)
    await import_history(awaited.postgres.pool, history, now=awaited.postgres.now)
    assert again == len(await awaited.postgres.log()) - length
    assert {True} == {one.backfill for one in imported if one.type == "claim.imported"}
    assert [] == [one.type for one in imported if one.type in NO_FACT]
    assert len({one.command_id for one in imported}) == sum(one.type != "deadline.set" for one in imported)


@orders("timer", "sweeper")
async def test_r32_where_the_timer_is_lost_the_sweeper_fires_and_says_so(awaited: Race, first: str) -> None:
    """Both find it late: once, by whoever records first; alone, the sweeper is enough."""
    await awaited.just_before(END)
    await awaited.run(first, timer=awaited.timer(LATE), sweeper=sweeper(awaited, LATE))
    assert {"timer", "sweeper"} == set(awaited.turns.met)
    [missed] = await awaited.events("deadline.missed")
    assert {"timer": "temporal", "sweeper": "sweeper"}[first] == missed.causation_id
    assert ([] if first == "timer" else [D07]) == await fired_alarms(awaited)


@orders("one", "two")
async def test_r33_fired_early_and_twice_it_falls_due_once(awaited: Race, first: str) -> None:
    """A timer that rings too early finds nothing to do and is set again; of two that ring in time one records."""
    await awaited.just_before(END)
    for early in (END - timedelta(seconds=1), SETTLED - timedelta(microseconds=1)):
        await awaited.timer(early)()
    await awaited.then_no("deadline.missed")
    await awaited.run(first, one=awaited.timer(SETTLED), two=awaited.timer(SETTLED + timedelta(seconds=1)))
    assert {"one", "two"} == set(awaited.turns.met)
    length = len(await awaited.events())
    await awaited.timer(SETTLED)()
    assert (length, ["deadline.missed"]) == (len(await awaited.events()), await awaited.told("deadline.missed"))


@orders("death", "record")
async def test_r34_nothing_is_said_to_be_done_that_is_not_recorded(
    awaited: Race, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies before or after the commit: no answer either way, and the sweeper finds what is missing."""

    async def dying(pool: Pool, request: Append) -> Outcome:
        if first == "record":
            await append(pool, request)
        raise _Died(request.command_id)

    await awaited.just_before(END)
    with monkeypatch.context() as fault:
        fault.setattr("store.handle.append", dying)
        with pytest.raises(_Died):
            await awaited.timer(LATE)()
    await sweeper(awaited, LATE)()
    assert ["deadline.missed"] == await awaited.told("deadline.missed")
    assert ([D07] if first == "death" else []) == await fired_alarms(awaited)


class _Died(Exception):
    """The worker is gone."""
