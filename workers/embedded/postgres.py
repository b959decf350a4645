"""A Postgres of our own on loopback: programs found, data made once, a server that ends with us.

No unix socket (its path may not exceed 107 bytes), no account made, no parent folder opened, no trust: a random
password in a file only we can read.
"""

import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from workers.embedded.database import create_database
from workers.embedded.failures import StartFailed, log_tail
from workers.embedded.kept import KeptProcess, KeptServer, Order, ServerUser
from workers.embedded.locks import take_lock
from workers.embedded.placement import (
    Placement,
    find_place,
    postmaster,
    private_folder,
    reachable,
    record,
    remove_place,
    server_user,
)
from workers.embedded.ports import LOOPBACK, free_port, is_free
from workers.embedded.postgres_binaries import NEWEST, OLDEST, PostgresBinaries, find_postgres

__all__ = ["PostgresBinaries", "RunningPostgres", "discard_postgres", "find_postgres", "start_postgres"]

DATABASE = "clusterpact"
_OWNER = "postgres"
_PREVIOUS_SERVER_SECONDS = 40.0
_READY_SECONDS = 60.0
_POLL_SECONDS = 0.02
_PORT_ATTEMPTS = 5
_LOG_LIMIT_BYTES = 10_000_000
_STATUS_LINE = 7  # storage/pidfile.h: LOCK_FILE_LINE_PM_STATUS, counted from 0
_CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
# Fast shutdown rolls open transactions back; immediate leaves recovery to the next start.
_STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))


class RunningPostgres(KeptServer):
    """A Postgres server of ours; leaving the context ends it."""

    def __init__(self, process: KeptProcess, port: int, password: str, binaries: PostgresBinaries, data: Path) -> None:
        super().__init__(process)
        self.port = port
        self.binaries = binaries
        self.data = data
        self._password = password

    @property
    def url(self) -> str:
        """The address of the database with its owner's password in it: never print it."""
        # Loopback carries no TLS; saying so saves each connection a round trip.
        return f"postgresql://{_OWNER}:{self._password}@{LOOPBACK}:{self.port}/{DATABASE}?sslmode=disable"


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
        user = server_user()
        place = find_place(folder, user, durable=durable)
        programs = reachable(binaries or _fitting(place), user, place)
        password = _password(folder)
        _make_data(folder, place, programs, password, user, durable=durable)
        _clear_stale_pid(place.data)
        server = _start(folder, place, programs, user, lock, port=port, durable=durable, password=password)
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


def _fitting(place: Placement) -> PostgresBinaries:
    """Find programs for the data as it is: a data folder opens only under the major version that made it."""
    stamp = place.data / "PG_VERSION"
    if stamp.is_file():
        major = int(stamp.read_text(encoding="ascii"))
        found = find_postgres(major=major)
        if found is None:
            raise StartFailed(
                "postgres_version_mismatch",
                f"the data in {place.data} was made by Postgres {major}, which is not installed any more; install it again",
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


def _password(folder: Path) -> str:
    path = folder / "password"
    if not path.exists():
        fresh = folder / "password.new"
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(24))
        fresh.replace(path)
    return path.read_text(encoding="ascii")


def _make_data(
    folder: Path, place: Placement, programs: PostgresBinaries, password: str, user: ServerUser | None, *, durable: bool
) -> None:
    """Make the data folder under another name first: a start that was cut off half-way leaves nothing half-made."""
    if (place.data / "PG_VERSION").is_file():
        return
    if place.complete:
        raise StartFailed(
            "postgres_data_missing",
            f"the data that belongs to {folder} is no longer in {place.data}; restore it, or remove {folder} to start empty",
        )
    fresh = place.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(place.data, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    # initdb reads the password as the account without rights; the folder beside the data is open to nobody else.
    handover = place.data.with_name("handover")
    shutil.rmtree(handover, ignore_errors=True)
    handover.mkdir(mode=0o700)
    (handover / "password").write_text(password, encoding="ascii")
    if user is not None:
        for path in (fresh, handover, handover / "password"):
            os.chown(path, user.uid, user.gid)
    try:
        _initdb(programs, fresh, handover / "password", user, durable=durable)
    finally:
        shutil.rmtree(handover)
    fresh.rename(place.data)
    record(folder, place.model_copy(update={"complete": True}))


def _initdb(programs: PostgresBinaries, data: Path, password: Path, user: ServerUser | None, *, durable: bool) -> None:
    command = [
        str(programs.folder / "initdb"),
        f"--pgdata={data}",
        f"--username={_OWNER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        *([] if durable else ["--no-sync"]),
    ]
    made = subprocess.run(
        command,
        cwd=data,
        env=_CLEAN_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
        user=None if user is None else user.uid,
        group=None if user is None else user.gid,
        extra_groups=None if user is None else [],
    )
    if made.returncode != 0:
        raise StartFailed("postgres_did_not_start", f"initdb failed:\n{made.stderr.strip() or made.stdout.strip()}")


def _clear_stale_pid(data: Path) -> None:
    """Remove the pid file a crash left behind, so that a stranger who has that pid now does not block the start."""
    running = postmaster(data)
    if running is not None:
        raise StartFailed("in_use", f"another Postgres (process {running}) has {data} open")
    (data / "postmaster.pid").unlink(missing_ok=True)


def _start(
    folder: Path,
    place: Placement,
    programs: PostgresBinaries,
    user: ServerUser | None,
    lock: int,
    *,
    port: int,
    durable: bool,
    password: str,
) -> RunningPostgres:
    """Start on the wanted port, or draw again while somebody else is quicker to take the one we drew."""
    if port and not is_free(port):
        raise StartFailed("port_in_use", f"port {port} on {LOOPBACK} is taken; choose another, or 0 for a free one")
    log = _log(folder)
    order = Order(
        argv=[],
        folder=place.data,
        log=log,
        environment=_CLEAN_ENVIRONMENT,
        stop=_STOP,
        lock=lock,
        user=user,
    )
    for attempt in range(1, _PORT_ATTEMPTS + 1):
        chosen = port or free_port()
        written = log.stat().st_size
        process = KeptProcess(replace(order, argv=_command(programs, place.data, chosen, durable=durable)))
        if _is_ready(process, place.data):
            return RunningPostgres(process, chosen, password, programs, place.data)
        process.stop()
        said = log_tail(log, written)
        if port or attempt == _PORT_ATTEMPTS or "could not bind" not in said:
            raise StartFailed("postgres_did_not_start", f"the server's log {log} ends with:\n{said}")
    raise AssertionError


def _command(programs: PostgresBinaries, data: Path, port: int, *, durable: bool) -> list[str]:
    kept = "on" if durable else "off"
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
        str(programs.folder / "postgres"),
        "-D",
        str(data),
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


def _log(folder: Path) -> Path:
    """Return the log for the next run; a long one makes place, so that the two never fill a disk."""
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    return log
