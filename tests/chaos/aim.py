"""Kills aimed at deadlines: just before, at and just after the instant at which one falls due."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from typing_extensions import override

from tests.chaos.fast import FastClock
from tests.chaos.fast_site import FastSite

VICTIMS = ("worker", "temporal", "postgres", "sweeper")
BESIDE = (timedelta(hours=-1), timedelta(), timedelta(hours=3))
"""How far from an instant a kill is aimed; with days that take a second these are hundredths of one."""

NEAR = timedelta(days=2)


@dataclass(frozen=True)
class Kill:
    """One that was carried out, by the business clock."""

    victim: str
    at: datetime
    was_at_work: bool  # and not still on its way back from the one before


@dataclass(frozen=True)
class Toll:
    """What so many kills hit."""

    kills: tuple[Kill, ...]
    recorded: Mapping[datetime, datetime]
    """Of every deadline: the instant at which it fell due, and when that was recorded."""

    @property
    def near(self) -> int:
        """How many fell within two days of the instant of a deadline."""
        return sum(any(abs(kill.at - due) <= NEAR for due in self.recorded) for kill in self.kills)

    @override
    def __str__(self) -> str:
        """Say it in a line."""
        closest = [min(abs(kill.at - due) for due in self.recorded) for kill in self.kills]
        hours = sum(one <= timedelta(hours=6) for one in closest)
        open_ones = sum(any(due <= kill.at <= at for due, at in self.recorded.items()) for kill in self.kills)
        victims = ", ".join(f"{count} {name}" for name, count in Counter(k.victim for k in self.kills).items())
        return (
            f"{len(self.kills)} kills ({victims}): {self.near} within two simulated days of a due date, {hours} within"
            f" six hours, {open_ones} while a deadline was due and not recorded,"
            f" {sum(kill.was_at_work for kill in self.kills)} of a process at work"
        )


async def kill_around(
    site: FastSite, clock: FastClock, instants: Sequence[datetime], first: int = 0
) -> tuple[Kill, ...]:
    """Kill once for each instant, in turn, beginning with the victim of this number.

    Each is started again while the others go on; before its next turn it is waited for.
    """
    kills: list[Kill] = []
    coming_back = {victim: asyncio.create_task(asyncio.sleep(0)) for victim in VICTIMS}
    for victim, at in zip(_from(first), _aims(instants), strict=False):
        await coming_back[victim]
        await until(clock, at)
        kills.append(Kill(victim, clock.now(), site.is_at_work(victim)))
        await asyncio.to_thread(site.kill, victim)
        coming_back[victim] = asyncio.create_task(asyncio.to_thread(site.start, victim))
    await asyncio.gather(*coming_back.values())
    return tuple(kills)


def _from(first: int) -> Iterator[str]:
    return itertools.islice(itertools.cycle(VICTIMS), first, None)


def _aims(instants: Sequence[datetime]) -> Iterator[datetime]:
    """Three ways beside the instants and four victims: after twelve kills each victim was hit in each way."""
    return (at + beside for at, beside in zip(instants, itertools.cycle(BESIDE), strict=False))


async def until(clock: FastClock, at: datetime) -> None:
    """Wait until the business clock is there."""
    await asyncio.sleep(max(0.0, (clock.workflow(at) - clock.workflow(clock.now())).total_seconds()))
