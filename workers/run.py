"""Everything on one machine, by one command: our own servers, a worker, the relay and the sweeper, until Ctrl-C."""

import asyncio
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager

import asyncpg

from activities.clock import WallClock
from gateway.adopting import adopt_first_pack
from store.migrate import MigrationRefused, migrate, service_url
from store.pool import connect
from workers.children import Child
from workers.embedded.instance import Instance, start_instance
from workers.reach import service_password
from workers.service_role import WARNING, may_change_events, require_migrated
from workers.settings import Settings, mask
from workflows.runtime import search_attributes

_CHILDREN = ("worker", "relay", "sweeper")
_LOOK_SECONDS = 0.5
_TOLD = (signal.SIGTERM, signal.SIGINT)

Announce = Callable[[str], None]


def run_up(settings: Settings, announce: Announce = print) -> int:
    """Run until SIGTERM or Ctrl-C; whatever dies meanwhile is started again. Returns the exit code.

    Raises:
        StartFailed: a server cannot be started; nothing stays behind.
        MigrationRefused: the database belongs to another release.
        PolicyError: the policy pack is wrong, and no other one has been adopted.
    """
    with ExitStack() as stack:
        stop = stack.enter_context(_told_to_stop())
        instance = stack.enter_context(start_instance(settings, search_attributes=search_attributes()))
        announce(f"Postgres     {mask(instance.database_url)}")
        url = prepare(instance, announce)
        children = [stack.enter_context(child) for child in start_children(instance, url)]
        for line in _where(instance):
            announce(line)
        announce("Running. Ctrl-C stops everything.")
        while not stop.wait(_LOOK_SECONDS):
            for name in (*instance.revive(), *(child.module for child in children if child.keep_alive())):
                announce(f"{name} had ended and was started again")
        announce("Stopping.")
    return 0


def prepare(instance: Instance, announce: Announce = print) -> str:
    """Bring the schema up to date, give the first rules, and return the address for those who work on the record."""
    url = instance.database_url
    if instance.postgres is None:
        # Somebody else's server: its administrators decide under which role we come.
        asyncio.run(_bring_schema(url, announce))
    else:
        password = service_password(instance.home)
        asyncio.run(migrate(url, password))
        url = service_url(url, password)
    asyncio.run(_adopt(url, instance.settings))
    return url


def start_children(instance: Instance, url: str, *arguments: str) -> list[Child]:
    """Start what works on the servers of an instance; ``arguments`` go to each."""
    return [start_child(instance, url, name, *arguments) for name in _CHILDREN]


def start_child(instance: Instance, url: str, name: str, *arguments: str) -> Child:
    """Start one of them; its log lies in the home."""
    environment = {"CLUSTERPACT_DATABASE_URL": url, "CLUSTERPACT_HOME": str(instance.home)}
    running = instance.running
    if instance.temporal is not None:
        environment |= {
            "TEMPORAL_ADDRESS": running.temporal_address or "",
            "TEMPORAL_NAMESPACE": running.temporal_namespace,
        }
    log = instance.home / f"{name}.log"
    return Child(f"workers.{name}", *arguments, log=log, environment=environment)


async def _bring_schema(url: str, announce: Announce) -> None:
    """Migrate as an owner, and say that the service should not be one; migrate nothing as the service."""
    try:
        if await may_change_events(url) is False:
            await require_migrated(url)
            return
        await migrate(url)
    except asyncpg.InsufficientPrivilegeError as refused:
        message = f"this account of the database may not do that: {refused}"
        raise MigrationRefused(message) from refused
    announce(f"WARNING      {WARNING}")


async def _adopt(url: str, settings: Settings) -> None:
    pool = await connect(url)
    try:
        await adopt_first_pack(pool, settings.policy_pack, WallClock().now())
    finally:
        await pool.close()


def _where(instance: Instance) -> list[str]:
    running = instance.running
    lines = [f"Temporal     {running.temporal_address}, namespace {running.temporal_namespace}"]
    if running.temporal_ui_url is not None:
        lines.append(f"Its pages    {running.temporal_ui_url}")
    return [
        *lines,
        f"Home         {instance.home}",
        f"Logs         {instance.home / 'worker.log'}, relay.log, sweeper.log",
    ]


@contextmanager
def _told_to_stop() -> Generator[threading.Event]:
    stop = threading.Event()
    before = {number: signal.signal(number, lambda _number, _frame: stop.set()) for number in _TOLD}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
