"""The doctor's look at the servers: ours, or those the environment names."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import asyncpg

from workers.embedded.database import ServerFacts, ask_server
from workers.embedded.own_loop import run_apart
from workers.embedded.placement import data_of
from workers.embedded.ports import is_free
from workers.embedded.postgres import find_postgres
from workers.embedded.postgres_binaries import NEWEST, OLDEST, all_postgres
from workers.embedded.running import RunningInstance
from workers.embedded.temporal import TIME_SKIPPING_SINCE, find_temporal
from workers.engine import connection_of, temporal_connection
from workers.finding import Finding, Lang, Level, Said, found, plain
from workers.service_role import may_change_events
from workers.settings import Settings, mask

_CLOCK_WARN = timedelta(seconds=0.5)
_CLOCK_FAIL = timedelta(seconds=1)
_TEMPORAL_SECONDS = 5.0
_INSTALL = Said(
    "installeer clusterpact[embedded], of gebruik een bestaande server met {}",
    "install clusterpact[embedded], or use an existing server with {}",
)


def examine_postgres(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine the database in use: what it promises, and its clock; or the programs for our own."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        yield from _database(settings.lang, url, "fail")
        yield from _service_role(settings.lang, url)
    elif running is not None:
        # What was switched off on purpose is no fault, but nobody should forget it.
        yield from _database(settings.lang, running.database_url, "fail" if settings.durable else "warn")
    else:
        yield _postgres_programs(settings)


def examine_temporal(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine the Temporal server in use, or the program for our own."""
    connection = temporal_connection()
    if connection is None and running is not None and running.temporal_address is not None:
        connection = connection_of(running)
    if connection is not None:
        yield _temporal_server(settings.lang, connection)
    else:
        yield _temporal_program(settings)


def examine_ports(settings: Settings, running: RunningInstance | None) -> Iterator[Finding]:
    """Examine the ports that were asked for by number, while nothing of ours runs on them."""
    if running is not None:
        return
    wanted = {
        "CLUSTERPACT_POSTGRES_PORT": settings.postgres_port,
        "CLUSTERPACT_TEMPORAL_PORT": settings.temporal_port,
        "CLUSTERPACT_TEMPORAL_UI_PORT": settings.temporal_ui_port,
    }
    for name, port in wanted.items():
        if port and is_free(port):
            yield found(settings.lang, f"port {port}", "ok", Said("vrij", "free"))
        elif port:
            yield found(
                settings.lang,
                f"port {port}",
                "fail",
                Said("al in gebruik", "already in use"),
                Said(f"kies een andere poort in {name}, of 0", f"choose another port in {name}, or 0"),
            )


def _database(lang: Lang, url: str, if_lossy: Level) -> Iterator[Finding]:
    try:
        facts = ask_server(url)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
        yield found(
            lang,
            "postgres",
            "fail",
            Said(f"{mask(url)} is niet bereikbaar: {failure}", f"{mask(url)} cannot be reached: {failure}"),
            Said(
                "controleer CLUSTERPACT_DATABASE_URL, het netwerk en het wachtwoord",
                "check CLUSTERPACT_DATABASE_URL, the network and the password",
            ),
        )
        return
    yield _version(lang, facts)
    yield _durability(lang, facts, if_lossy)
    yield _clock(lang, facts)


def _service_role(lang: Lang, url: str) -> Iterator[Finding]:
    """Look at what the configured account may do; silent where the database was not reached or is not migrated."""
    try:
        may_change = run_apart(lambda: may_change_events(url))
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return  # said above
    if may_change is None:
        return
    if not may_change:
        yield found(lang, "service_role", "ok", Said("kan toevoegen en niets wijzigen", "can add and change nothing"))
        return
    yield found(
        lang,
        "service_role",
        "warn",
        Said("dit account kan gebeurtenissen wijzigen of wissen", "this account may change or delete events"),
        Said(
            "gebruik dit adres alleen voor clusterpact migrate, en clusterpact_service voor al het andere",
            "use this address for clusterpact migrate alone, and clusterpact_service for everything else",
        ),
    )


def _version(lang: Lang, facts: ServerFacts) -> Finding:
    if OLDEST <= facts.major <= NEWEST:
        return found(lang, "postgres", "ok", plain(facts.version))
    todo = Said(f"gebruik Postgres {OLDEST} tot {NEWEST}", f"use Postgres {OLDEST} to {NEWEST}")
    return found(lang, "postgres", "fail", plain(facts.version), todo)


def _durability(lang: Lang, facts: ServerFacts, if_lossy: Level) -> Finding:
    words = plain(f"fsync {'on' if facts.fsync else 'off'}, synchronous_commit {facts.synchronous_commit}")
    if facts.fsync and facts.synchronous_commit != "off":
        return found(lang, "durability", "ok", words)
    todo = Said(
        "zet fsync en synchronous_commit aan: nu kan een stroompanne wissen wat bevestigd is",
        "turn fsync and synchronous_commit on: a power cut can now lose what was acknowledged",
    )
    return found(lang, "durability", if_lossy, words, todo)


def _clock(lang: Lang, facts: ServerFacts) -> Finding:
    seconds = facts.ahead.total_seconds()
    words = Said(
        f"de klok van de database wijkt {seconds:+.3f} s af van de onze",
        f"the database's clock differs by {seconds:+.3f} s from ours",
    )
    if abs(facts.ahead) <= _CLOCK_WARN:
        return found(lang, "clock", "ok", words)
    level: Level = "warn" if abs(facts.ahead) <= _CLOCK_FAIL else "fail"
    return found(lang, "clock", level, words, Said("zet NTP aan op beide machines", "turn NTP on, on both machines"))


def _postgres_programs(settings: Settings) -> Finding:
    lang, major = settings.lang, _major_of_data(settings)
    chosen = find_postgres(major=major, configured=settings.postgres_bin)
    if chosen is not None:
        return found(lang, "postgres", "ok", plain(f"{chosen.version} ({chosen.source}, {chosen.folder})"))
    seen = ", ".join(f"{other.version} ({other.folder})" for other in all_postgres(settings.postgres_bin)) or "-"
    wanted = f"{OLDEST}–{NEWEST}" if major is None else str(major)
    return found(
        lang,
        "postgres",
        "fail",
        Said(f"geen Postgres {wanted}; wel gezien: {seen}", f"no Postgres {wanted}; seen: {seen}"),
        _install("CLUSTERPACT_DATABASE_URL"),
    )


def _major_of_data(settings: Settings) -> int | None:
    """Read which version made the data that is there, since no other one opens it."""
    data = data_of(settings.home / "postgres")
    stamp = None if data is None else data / "PG_VERSION"
    return int(stamp.read_text(encoding="ascii")) if stamp is not None and stamp.is_file() else None


def _temporal_program(settings: Settings) -> Finding:
    lang = settings.lang
    program = find_temporal(configured=settings.temporal_bin, downloads=settings.home / "temporal" / "programs")
    if program is None:
        what = Said("geen programma `temporal` op deze machine", "no program `temporal` on this machine")
        return found(lang, "temporal", "fail", what, _install("TEMPORAL_ADDRESS"))
    server = ".".join(map(str, program.server_version))
    words = plain(f"{program.version}, server {server} ({program.source}, {program.path})")
    if program.server_version < TIME_SKIPPING_SINCE:
        todo = Said(
            "de demo slaat tijd over en vraagt temporal-bin 1.9.1", "the demo skips time and needs temporal-bin 1.9.1"
        )
        return found(lang, "temporal", "warn", words, todo)
    return found(lang, "temporal", "ok", words)


def _temporal_server(lang: Lang, connection: dict[str, Any]) -> Finding:
    where = f"{connection['target_host']} ({connection.get('namespace', 'default')})"
    failure = run_apart(lambda: _call_temporal(connection))
    if failure is None:
        return found(lang, "temporal", "ok", plain(where))
    return found(
        lang,
        "temporal",
        "fail",
        Said(f"{where} antwoordt niet: {failure}", f"{where} does not answer: {failure}"),
        Said(
            "controleer TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE en de sleutels",
            "check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the keys",
        ),
    )


async def _call_temporal(connection: dict[str, Any]) -> str | None:
    """Ask for the namespace, which a server of another team would not have; answer with what went wrong."""
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest  # noqa: PLC0415 - slow to import
    from temporalio.client import Client  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    try:
        async with asyncio.timeout(_TEMPORAL_SECONDS):
            client = await Client.connect(**connection)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except TimeoutError:
        return f"{_TEMPORAL_SECONDS:g} s"
    except (RuntimeError, RPCError) as failure:
        return str(failure)
    return None


def _install(variable: str) -> Said:
    return Said(_INSTALL.nl.format(variable), _INSTALL.en.format(variable))
