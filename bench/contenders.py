"""The contenders: each writes one event of the same size per call, as many as it can in the time it is given."""

import asyncio
import itertools
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from domain.recording import SYSTEM
from schemas.cluster import ClusterRenamed
from schemas.effective import Effective
from schemas.event import Pending
from store.log import append
from store.pool import Pool
from store.request import Append

BODY = b"x" * 250
_DAY = Effective(earliest=date(2021, 3, 1), latest=date(2021, 3, 1))
_EVENT = (Pending(payload=ClusterRenamed(name="n" * 100, former_name="f" * 88), effective=_DAY),)
_numbers = itertools.count(1)

Contender = Callable[[float], Awaitable[float]]
"""Takes the seconds it may run and returns events per second."""


async def raw_insert(pool: "asyncpg.Pool[asyncpg.Record]", connections: int, seconds: float) -> float:
    """Insert and commit one row, with a primary and a unique key: nothing can be safe with less."""

    async def caller(name: str, until: float) -> int:
        async with pool.acquire() as connection:
            done = 0
            while time.perf_counter() < until:
                await connection.execute(
                    "INSERT INTO raw (stream, version, body) VALUES ($1, $2, $3)", name, done, BODY
                )
                done += 1
            return done

    return await _rate(connections, seconds, caller)


async def ours(pool: Pool, callers: int, seconds: float) -> float:
    """Append as the service does: command key, optimistic version, leaf, two chains, dense position, outcome."""

    async def caller(name: str, until: float) -> int:
        done = 0
        while time.perf_counter() < until:
            now = datetime.now(UTC)
            request = Append(
                stream=f"cluster/{name}",
                expected_version=done,
                command_id=f"{name}-{done}",
                content_hash="ab" * 32,
                actor=SYSTEM,
                received_at=now,
                now=now,
                events=_EVENT,
            )
            await append(pool, request)
            done += 1
        return done

    return await _rate(callers, seconds, caller)


async def _rate(callers: int, seconds: float, caller: Callable[[str, float], Awaitable[int]]) -> float:
    started = time.perf_counter()
    until = started + seconds
    done = await asyncio.gather(*(caller(f"bench-{next(_numbers)}", until) for _ in range(callers)))
    return sum(done) / (time.perf_counter() - started)


class Library:
    """The `eventsourcing` library with its default, safe recorder: one table lock over each commit."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._store = PostgresDatastore(
            dbname=parts.path[1:],
            host=str(parts.hostname),
            port=str(parts.port),
            user=str(parts.username),
            password=str(parts.password),
            pool_size=32,
            max_overflow=8,
        )
        self.recorder = PostgresApplicationRecorder(self._store, events_table_name="library_events")
        self.recorder.create_table()

    async def insert(self, threads: int, seconds: float) -> float:
        """Store one event per transaction from so many threads: it has no asyncio."""
        return await asyncio.to_thread(self._insert, threads, seconds)

    def _insert(self, threads: int, seconds: float) -> float:
        started = time.perf_counter()
        until = started + seconds
        gate = threading.Barrier(threads)

        def caller() -> int:
            gate.wait()
            originator, done = uuid4(), 0
            while time.perf_counter() < until:
                done += 1
                event = StoredEvent(originator_id=originator, originator_version=done, topic="bench", state=BODY)
                self.recorder.insert_events([event])
            return done

        with ThreadPoolExecutor(threads) as pool:
            done = [future.result() for future in [pool.submit(caller) for _ in range(threads)]]
        return sum(done) / (time.perf_counter() - started)

    def close(self) -> None:
        """Close its connections."""
        self._store.close()
