"""Group append: whatever waits in this process goes in one round trip and one commit, each with its own answer."""

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import islice

import asyncpg

from store.failures import Unreachable
from store.pool import CONNECT_SECONDS, WRITE_SECONDS, Connection, Pool, answered, patiently
from store.request import Append

GROUP_LIMIT = 256
WAITING_LIMIT = 10_000
IDLE_SECONDS = 0.05
"""How long a connection is kept after the last append: fetching one for each append costs half as much as appending."""
_STATEMENT = "SELECT * FROM append($1::append_request[])"
_TAKEN = ("new", "known")

_Waiting = tuple[Append, asyncio.Future[asyncpg.Record]]


class Appender:
    """The one way of a process to the append function. Alone, a request goes at once: there is no timer.

    A group that fails is carried out again: as it is when the connection failed or fell silent, since every member is
    resolved by its command id; one by one when the database refused it, so that one bad member does not sink others.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[_Waiting] = deque()
        self._at_work: asyncio.Task[None] | None = None
        self._lent: Connection | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._giving_back: asyncio.Task[None] | None = None

    async def append(self, request: Append) -> asyncpg.Record:
        """Wait for the answer; who stops waiting leaves the request to its fate.

        Raises:
            Unreachable: too many wait already, or the database stayed away; the outcome is unknown.
            asyncpg.PostgresError: the database refuses this request.
        """
        if len(self._waiting) >= WAITING_LIMIT:
            message = f"{WAITING_LIMIT} appends wait for the database"
            raise Unreachable(message)
        answer: asyncio.Future[asyncpg.Record] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, answer))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        while self._waiting:
            group = self._next_group()
            try:
                await self._carry_out(group)
            except BaseException as failure:
                for _, answer in (*group, *self._waiting):
                    _fail(answer, Unreachable(f"stopped while at work: {failure!r}"))
                self._waiting.clear()
                raise
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest)

    def _next_group(self) -> list[_Waiting]:
        """Take who waits longest, one for each stream: a second one would rest on what the first one changes."""
        group: list[_Waiting] = []
        left: list[_Waiting] = []
        streams: set[str] = set()
        while self._waiting and len(group) < GROUP_LIMIT:
            one = self._waiting.popleft()
            if one[0].stream in streams:
                left.append(one)
            else:
                streams.add(one[0].stream)
                group.append(one)
        self._waiting.extendleft(reversed(left))
        # Recorded instants never go back: who states the earlier one goes first.
        group.sort(key=lambda one: one[0].now)
        return group

    async def _carry_out(self, group: list[_Waiting]) -> None:
        try:
            answers = await self._send([request for request, _ in group])
        except Exception as failure:  # noqa: BLE001 - handed to the callers, all of it
            if len(group) == 1 or isinstance(failure, Unreachable):
                for _, answer in group:
                    _fail(answer, failure)
                return
            for one in group:
                await self._carry_out([one])
            return
        for (_, answer), row in zip(group, answers, strict=True):
            if not answer.done():
                answer.set_result(row)

    async def _send(self, requests: list[Append]) -> list[asyncpg.Record]:
        async def attempt() -> list[asyncpg.Record]:
            if self._lent is None:
                self._lent = await self._pool.acquire(timeout=CONNECT_SECONDS)
            lent = self._lent
            try:
                asking = lent.fetch(_STATEMENT, [one.wire for request in requests for one in (*request.ahead, request)])
                return _one_each(requests, await answered(lent, asking, WRITE_SECONDS))
            except BaseException:
                self._lent = None
                lent.terminate()  # whatever failed, this connection is not used again
                await self._pool.release(lent)
                raise

        return await patiently(attempt)

    def _rest(self) -> None:
        """Give the connection back, so that others can have it and the pool can be closed."""
        lent, self._lent = self._lent, None
        if lent is not None:
            self._giving_back = asyncio.ensure_future(self._pool.release(lent))


def _one_each(requests: Iterable[Append], answers: Iterable[asyncpg.Record]) -> list[asyncpg.Record]:
    """Give each request its answer: what stood in the way of something ahead of it stood in its own way."""
    rest = iter(answers)
    own = (list(islice(rest, len(request.ahead) + 1)) for request in requests)
    return [next((one for one in each if one["answer"] not in _TAKEN), each[-1]) for each in own]


def _fail(answer: asyncio.Future[asyncpg.Record], failure: BaseException) -> None:
    if not answer.done():
        answer.set_exception(failure)
