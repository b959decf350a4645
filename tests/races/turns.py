"""The hook of every race: all sides read and decide, and then they record one after another, in the order told."""

import asyncio

import pytest

from schemas.command import Outcome
from schemas.refusal import Refused
from store.log import append
from store.pool import Pool
from store.request import Append
from tests.races.agency import Doing

Answers = dict[str, Outcome | Refused | None]


class Turns:
    """Stands before every append of ``store.handle``: who has decided waits until those before it have ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of ``append`` for the length of a test; outside a race it is what it was."""
        self._names: dict[object, str] = {}
        self._ended: dict[str, asyncio.Event] = {}
        self._decided: dict[str, asyncio.Event] = {}
        self._order: list[str] = []
        self.met: list[str] = []
        """Who had decided before anybody recorded, in the order in which they may record."""
        monkeypatch.setattr("store.handle.append", self._append)

    async def race(self, sides: dict[str, Doing], *, records_last_first: bool = False) -> Answers:
        """Let each side begin when the one before it has read and decided; then let them record in this order.

        Or in the other, so that who looked first finds that somebody was quicker.

        A side that has nothing to record, or is turned away at the door, waits for nobody.
        """
        self._order, self.met = list(sides)[:: -1 if records_last_first else 1], []
        self._ended = {name: asyncio.Event() for name in sides}
        self._decided = {name: asyncio.Event() for name in sides}
        tasks: list[asyncio.Task[Outcome | Refused | None]] = []
        for name, doing in sides.items():
            tasks.append(asyncio.create_task(self._side(name, doing)))
            await self._decided[name].wait()
        return dict(zip(sides, await asyncio.gather(*tasks), strict=True))

    async def _side(self, name: str, doing: Doing) -> Outcome | Refused | None:
        self._names[asyncio.current_task()] = name
        try:
            return await doing()
        finally:
            self._decided[name].set()
            self._ended[name].set()

    async def _append(self, pool: Pool, request: Append) -> Outcome:
        name = self._names.get(asyncio.current_task())
        if name is not None and name not in self.met:
            self.met.append(name)
            self._decided[name].set()
            before = self._order[: self._order.index(name)]
            await asyncio.gather(*(self._decided[other].wait() for other in self._order))
            await asyncio.gather(*(self._ended[other].wait() for other in before))
        return await append(pool, request)
