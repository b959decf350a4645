"""What time brings to one pact, and one person's work over ten thousand: beside reading the same rows as they are.

The pacts are a few lives, lived by the rules in one process and shown by the projection that writes every append, and
each of them under many names. Contenders take turns in each round; ratios are taken within a round.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from rich.table import Table

from bench.append import CONSOLE, PASSWORD, ROUNDS, ratio
from domain.agenda import agenda
from domain.dates import day, end_of_day
from domain.policy import content_hash, current
from domain.recording import SYSTEM
from domain.simulation import simulate
from gateway.calendar_feed import feed_of
from gateway.policy_files import read_pack
from gateway.work import acting_on, work_of
from schemas.agreement.period import AgreementDrafted, AgreementSigned
from schemas.event import Payload, Pending, Recorded
from schemas.pact import PactRegistered, PactState
from schemas.people import PersonRegistered, RoleAssigned
from schemas.policy import PolicyAdopted, RulesState
from schemas.simulation import Simulated
from store.log import append
from store.migrate import migrate, service_url
from store.pool import Pool, connect
from store.projection import WORK, view_rows
from store.request import Append
from store.views import deadlines
from workers.embedded.postgres import discard_postgres, start_postgres

PACTS, LIVES = 10_000, 5
TODAY = date(2023, 10, 2)
PACK = Path(__file__).parents[1] / "policies" / "flanders-clusters"
PEOPLE = {"demo-aster": ("case_officer", None), "demo-berk": ("head_of_unit", None), "demo-den": (None, "pact-00007")}
_NAME = "a-life"  # what a lived pact is called before it gets its many names

_WORK = """
SET search_path = clusterpact;
SELECT write_work(stream, array_agg(body)) FROM view_row WHERE view = 'work_view' GROUP BY stream
"""

Contender = Callable[[], Awaitable[object]]


def main() -> None:
    """Measure, and print what was measured."""
    with tempfile.TemporaryDirectory(prefix="clusterpact-bench-") as home:
        folder = Path(home) / "postgres"
        try:
            with start_postgres(folder) as server:
                print(f"PostgreSQL {server.binaries.version}, {ROUNDS} rounds")
                asyncio.run(_measure(server.url))
        finally:
            discard_postgres(folder)


async def _measure(url: str) -> None:
    await migrate(url, PASSWORD, simulated=True)
    policy = read_pack(PACK)
    rules = RulesState(version=1, policies=(policy,), content_hash=content_hash(policy))
    lives = [_life(number, rules) for number in range(LIVES)]
    await _fill(url, lives, rules)
    pool = await connect(service_url(url, PASSWORD), max_size=2)
    try:
        await _staff(pool, rules)
        await _print_agenda(pool, lives[0].state, rules)
        await _print_work(pool)
        await _print_calendar(pool)
    finally:
        await pool.close()


# ------------------------------------------------------------------ what is there


def _life(number: int, rules: RulesState) -> Simulated:
    """Let time pass over a pact whose support began some weeks after that of the one before; nobody does anything."""
    start = date(2021, 1, 4) + timedelta(weeks=2 * number)
    end = date(start.year + 3, start.month, start.day) - timedelta(days=1)
    told: tuple[Payload, ...] = (
        PactRegistered(cluster=_NAME),
        AgreementDrafted(period=1, start=start, end=end),
        AgreementSigned(period=1, start=start, end=end, signed_on=start),
    )
    since = end_of_day(start - timedelta(days=2), current(rules).terms.time_zone)
    history = [
        Recorded(
            payload=payload,
            effective=day(start),
            position=version,
            stream=f"pact/{_NAME}",
            version=version,
            recorded_at=since,
            actor=SYSTEM,
            command_id=f"begin-{version}",
        )
        for version, payload in enumerate(told, 1)
    ]
    until = datetime.combine(TODAY, datetime.min.time(), UTC)
    return simulate(f"pact/{_NAME}", (), rules, since=since, until=until, history=history)


async def _fill(url: str, lives: list[Simulated], rules: RulesState) -> None:
    shown = [
        [(row.view, row.key, json.dumps(row.body)) for row in view_rows(f"pact/{_NAME}", life.state, rules)]
        for life in lives
    ]

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for number in range(PACTS):
            name = f"pact-{number:05}"
            for view, key, body in shown[number % LIVES]:
                yield view, f"pact/{name}", key.replace(_NAME, name), body.replace(_NAME, name)
            named = {"stream": f"cluster/{name}", "name": f"Cluster {number}", "names": [f"Cluster {number}"]}
            yield "cluster_view", f"cluster/{name}", f"cluster/{name}", json.dumps(named)

    owner = await asyncpg.connect(url)
    try:
        columns = ["view", "stream", "key", "body"]
        await owner.copy_records_to_table("view_row", schema_name="clusterpact", columns=columns, records=rows())
        await owner.execute(_WORK)
        await owner.execute("VACUUM ANALYZE clusterpact.view_row, clusterpact.work, clusterpact.work_party")
    finally:
        await owner.close()


async def _staff(pool: Pool, rules: RulesState) -> None:
    policy = current(rules)
    await _write(pool, "rules", PolicyAdopted(policy=policy, content_hash=content_hash(policy)))
    since = date(2020, 1, 1)
    for person, (role, cluster) in PEOPLE.items():
        held = role or next(one.id for one in policy.roles if one.own_cluster_only)
        given = RoleAssigned(role=held, cluster=cluster, valid_from=since)
        await _write(pool, f"people/{person}", PersonRegistered(person=person), given)


async def _write(pool: Pool, stream: str, *payloads: Payload) -> None:
    now = datetime.now(UTC)
    events = tuple(Pending(payload=payload, effective=day(TODAY)) for payload in payloads)
    request = Append(
        stream=stream,
        expected_version=0,
        command_id=f"bench-{stream}",
        content_hash="ab" * 32,
        actor=SYSTEM,
        received_at=now,
        now=now,
        events=events,
    )
    await append(pool, request)


# --------------------------------------------------------------- what is measured


async def _print_agenda(pool: Pool, state: PactState, rules: RulesState) -> None:
    async def computed() -> object:
        return agenda(state, rules)

    async def read() -> object:
        query = "SELECT body FROM view_row WHERE view = 'agenda_view' AND stream = 'pact/pact-00000'"
        return await pool.fetch(query)

    times = await _rounds({"computed from its state": computed, "read, the same rows": read}, repeat=100)
    table = Table(f"agenda of one pact, {len(agenda(state, rules))} items", "ms", "× reading the rows")
    for name, found in times.items():
        table.add_row(name, f"{statistics.median(found) * 1000:.2f}", ratio(found, times["read, the same rows"]))
    CONSOLE.print(table)


async def _print_work(pool: Pool) -> None:
    rows = await pool.fetchval("SELECT count(*) FROM view_row WHERE view = $1", WORK)
    table = Table(
        f"work list, {PACTS:,} pacts, {rows:,} rows",
        "rows, shown",
        "ms",
        "× the page by key",
        "× all its rows",
        "highest",
    )
    for person in PEOPLE:
        table.add_row(*(await _work_row(pool, person)))
    CONSOLE.print(table)


async def _print_calendar(pool: Pool) -> None:
    """Export every due date there ever was, of all files, as a head of unit may; once, as it takes a minute."""
    person = next(person for person, (role, _) in PEOPLE.items() if role == "head_of_unit")
    started = time.perf_counter()
    rows = await deadlines(pool)
    read = time.perf_counter()
    content = await feed_of(pool, person, TODAY, "all")
    taken = [time.perf_counter() - read, read - started]
    table = Table(f"calendar of {PACTS:,} pacts, {len(rows):,} dates, {len(content) / 1e6:.0f} MB", "s", "× reading")
    for name, seconds in zip(("written", "read, the same rows"), taken, strict=True):
        table.add_row(name, f"{seconds:.1f}", f"{seconds / taken[1]:.2f}")
    CONSOLE.print(table)


async def _work_row(pool: Pool, person: str) -> list[str]:
    acting, _ = await acting_on(pool, person, TODAY)
    roles = [one.role for one in acting[person]]
    streams = [f"pact/{one.cluster}" for one in acting[person] if one.cluster is not None]
    keys = await _shown(pool, person)
    about = f"view = '{WORK}' AND body -> 'roles' ?| $1::text[]"
    about += " AND stream = ANY ($2::text[])" if streams else " AND $2::text[] = '{}'"

    async def listed() -> object:
        return await work_of(pool, person, TODAY)

    async def by_key() -> object:
        query = (
            "SELECT v.body FROM unnest($1::text[], $2::text[]) AS k (stream, key)"
            " JOIN view_row v ON v.view = 'work_view' AND v.stream = k.stream AND v.key = k.key"
        )
        return await pool.fetch(query, [stream for stream, _ in keys], [key for _, key in keys])

    async def every_row() -> object:
        query = f"SELECT body FROM view_row WHERE {about}"  # noqa: S608 - our own words
        return await pool.fetch(query, roles, streams)

    times = await _rounds({"list": listed, "page": by_key, "all": every_row}, repeat=1)
    counted = await pool.fetchval(f"SELECT count(*) FROM view_row WHERE {about}", roles, streams)  # noqa: S608
    return [
        ", ".join(roles),
        f"{counted:,}, {len(keys)}",
        f"{statistics.median(times['list']) * 1000:.1f}",
        ratio(times["list"], times["page"]),
        ratio(times["list"], times["all"]),
        f"{max(times['list']) * 1000:.1f}",
    ]


async def _shown(pool: Pool, person: str) -> list[tuple[str, str]]:
    """Give the stream and the key of each row of the first page."""
    page: Any = await work_of(pool, person, TODAY)
    return [(row["stream"], row["deadline"]) for group in page["groups"] for row in group["rows"]]


async def _rounds(contenders: dict[str, Contender], *, repeat: int) -> dict[str, list[float]]:
    """Let each run so often in each round, and give the seconds that one run took."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():  # the first call prepares statements
        await contender()
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            started = time.perf_counter()
            for _ in range(repeat):
                await contender()
            found[name].append((time.perf_counter() - started) / repeat)
    return found
