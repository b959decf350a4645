"""How fast events are appended, read and verified, beside a bare insert and the nearest Python library.

One server of our own with every commit on disk. The contenders take turns in each round; ratios are taken within a
round and their median is shown, so that a machine that gets slower meanwhile does not favour anybody.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.contenders import Contender, Library, ours, raw_insert
from store.log import read_log
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.verify import verify
from workers.embedded.postgres import discard_postgres, start_postgres

ROUNDS = 5
SECONDS = 0.7  # for each contender in each round
PASSWORD = "only-for-the-bench"  # noqa: S105 - of a server that lives for a minute
PAGE = 1_000

Rounds = dict[str, list[float]]
CONSOLE = Console(width=100)


def main() -> None:
    """Measure, and print what was measured."""
    with tempfile.TemporaryDirectory(prefix="clusterpact-bench-") as home:
        folder = Path(home) / "postgres"
        try:
            with start_postgres(folder) as server:
                print(f"PostgreSQL {server.binaries.version}, fsync on, {ROUNDS} rounds of {SECONDS} s for each line")
                asyncio.run(_measure(server.url))
        finally:
            discard_postgres(folder)


async def _measure(url: str) -> None:
    await migrate(url, PASSWORD)
    pool = await connect(service_url(url, PASSWORD), max_size=2)
    bare = await asyncpg.create_pool(url, min_size=32, max_size=32)
    await bare.execute(
        "CREATE TABLE raw"
        " (position bigserial PRIMARY KEY, stream text, version bigint, body bytea, UNIQUE (stream, version))"
    )
    library = Library(url)
    try:
        rounds = await _rounds(
            {
                **{f"insert, {n} at once": partial(raw_insert, bare, n) for n in (1, 8, 32)},
                **{f"library, {n} at once": partial(library.insert, n) for n in (1, 8, 32)},
                **{f"ours, {n} at once": partial(ours, pool, n) for n in (1, 8, 64, 256)},
            }
        )
        _print_appends(rounds)
        await _print_reads(pool, library)
    finally:
        library.close()
        await bare.close()
        await pool.close()


async def _rounds(contenders: dict[str, Contender]) -> Rounds:
    found: Rounds = {name: [] for name in contenders}
    for contender in contenders.values():  # the first call prepares statements and opens connections
        await contender(0.1)
    for number in range(ROUNDS):
        for name, contender in contenders.items():
            found[name].append(await contender(SECONDS))
            if sys.stderr.isatty():
                print(f"\rround {number + 1} of {ROUNDS}: {name:<26}", end="\r", file=sys.stderr, flush=True)
    return found


def _print_appends(rounds: Rounds) -> None:
    best_insert = _best(rounds, "insert")
    best_library = _best(rounds, "library")
    table = Table(
        "one event per call", "events/s", "lowest", "highest", "× insert, 1", "× best insert", "× best library"
    )
    for name, rates in rounds.items():
        table.add_row(
            name,
            f"{statistics.median(rates):,.0f}",
            f"{min(rates):,.0f}",
            f"{max(rates):,.0f}",
            *(ratio(rates, other) for other in (rounds["insert, 1 at once"], best_insert, best_library)),
        )
    CONSOLE.print(table)


def _best(rounds: Rounds, kind: str) -> list[float]:
    """In each round the best of a kind: the limit is not the weakest of them."""
    return [max(one) for one in zip(*(rates for name, rates in rounds.items() if name.startswith(kind)), strict=True)]


def ratio(rates: Sequence[float], other: Sequence[float]) -> str:
    """Give the median of the ratios inside each round."""
    return f"{statistics.median(ours / theirs for ours, theirs in zip(rates, other, strict=True)):.2f}"


async def _print_reads(pool: Pool, library: Library) -> None:
    started = time.perf_counter()
    found = await verify(pool)
    verified = found.events / (time.perf_counter() - started)
    if found.problem is not None:
        sys.exit(f"the log does not verify: {found.problem}")
    rows = await _rows_per_second(pool)
    events = await _events_per_second(pool)
    theirs = await asyncio.to_thread(_library_per_second, library)
    table = Table("reading, in pages of 1,000", "events/s", "× library")
    table.add_row("rows as they are", f"{rows:,.0f}", f"{rows / theirs:.2f}")
    table.add_row("parsed into events", f"{events:,.0f}", f"{events / theirs:.2f}")
    table.add_row("library, rows as they are", f"{theirs:,.0f}", "1.00")
    table.add_row(f"verified, all of {found.events:,} events", f"{verified:,.0f}", "")
    CONSOLE.print(table)


async def _rows_per_second(pool: Pool) -> float:
    started, position, count = time.perf_counter(), 0, 0
    columns = "position, stream, version, type, recorded_at, body"
    query = f"SELECT {columns} FROM event WHERE position > $1 ORDER BY position LIMIT $2"  # noqa: S608 - our own names
    while page := await pool.fetch(query, position, PAGE):
        position, count = page[-1]["position"], count + len(page)
    return count / (time.perf_counter() - started)


async def _events_per_second(pool: Pool) -> float:
    started, position = time.perf_counter(), 0
    for _ in range(10):
        page = await read_log(pool, position, PAGE)
        position = page[-1].position
    return position / (time.perf_counter() - started)


def _library_per_second(library: Library) -> float:
    started, position, count = time.perf_counter(), 0, 0
    while page := library.recorder.select_notifications(start=position + 1, limit=PAGE):
        position, count = page[-1].id, count + len(page)
    return count / (time.perf_counter() - started)
