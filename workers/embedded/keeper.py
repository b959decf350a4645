"""The process between us and one server: it starts it, reaps it, and ends it when we are gone.

Run as ``python -I -S keeper.py ORDER`` by ``workers.embedded.kept``; it imports the standard library only, so it is up
in about 20 ms. It ends the server when its standard input closes or its parent changes: both happen however the parent
dies, ``kill -9`` included. A parent-death signal alone would not do: the kernel sends it when the *thread* that forked
ends. Between keeper and server it is right, because the keeper has one thread, and it covers a killed keeper. As reaper
of the server's orphans the keeper leaves only when all of them are gone: the next start never meets a half-dead server,
and no zombie holds a pid that Postgres takes for a running postmaster.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

_SET_DEATH_SIGNAL = 1  # linux/prctl.h: PR_SET_PDEATHSIG
_SET_CHILD_SUBREAPER = 36  # linux/prctl.h: PR_SET_CHILD_SUBREAPER
_PARENT_CHECK_SECONDS = 1.0
_ORPHANS_SECONDS = 5.0
_STANDARD_INPUT = 0
_CANNOT_EXECUTE = 127

Order = dict[str, Any]


def main() -> int:
    """Keep the server that the order on the command line describes; answer with its exit code."""
    order: Order = json.loads(sys.argv[1])
    _prctl(_SET_CHILD_SUBREAPER, 1)
    bell = _bell_for_signals()
    server = _start(order)
    with contextlib.suppress(OSError):  # a parent that died meanwhile is noticed below
        os.write(1, f"{server}\n".encode())
    return _Keeper(order, server, bell).keep()


class _Keeper:
    """One server's life after its start."""

    def __init__(self, order: Order, server: int, bell: int) -> None:
        self._parent: int = order["parent"]
        self._steps: list[tuple[int, float]] = [(number, seconds) for number, seconds in order["stop"]]
        self._server = server
        self._ears = [_STANDARD_INPUT, bell]
        self._next_step_at: float | None = None
        self._exit_code: int | None = None

    def keep(self) -> int:
        while self._exit_code is None:
            self._listen(_PARENT_CHECK_SECONDS if self._next_step_at is None else 0.1)
            self._reap()
            self._press_on()
        self._see_off_orphans()
        return self._exit_code

    def _listen(self, seconds: float) -> None:
        heard, _, _ = select.select(self._ears, [], [], seconds)
        for ear in heard:
            said = os.read(ear, 512)
            if ear != _STANDARD_INPUT:
                if set(said) - {signal.SIGCHLD}:
                    self._begin_to_stop()
            elif b"K" in said:
                _kill_all(self._server)
            elif not said:
                self._ears.remove(_STANDARD_INPUT)
                self._begin_to_stop()
        if os.getppid() != self._parent:
            self._begin_to_stop()

    def _begin_to_stop(self) -> None:
        if self._next_step_at is None:
            self._next_step_at = time.monotonic()

    def _press_on(self) -> None:
        """Take the next, ruder step once the server has had its time for the last one."""
        if self._exit_code is not None or self._next_step_at is None or time.monotonic() < self._next_step_at:
            return
        if self._steps:
            number, seconds = self._steps.pop(0)
            os.kill(self._server, number)
            self._next_step_at = time.monotonic() + seconds
        else:
            _kill_all(self._server)

    def _reap(self) -> bool:
        """Collect whoever has ended; answer whether any child is left."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if pid == self._server:
                code = os.waitstatus_to_exitcode(status)
                self._exit_code = code if code >= 0 else 128 - code

    def _see_off_orphans(self) -> None:
        until = time.monotonic() + _ORPHANS_SECONDS
        while self._reap():
            select.select(self._ears[-1:], [], [], 0.02)
            if time.monotonic() > until:
                for orphan in _children(os.getpid()):
                    _send(orphan, signal.SIGKILL)


def _start(order: Order) -> int:
    keeper = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        _become_server(order, keeper)
    except OSError as failure:
        os.write(2, f"cannot start {order['argv'][0]}: {failure}\n".encode())
    os._exit(_CANNOT_EXECUTE)


def _become_server(order: Order, keeper: int) -> None:
    os.setsid()
    _restore_signals()
    os.umask(0o077)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if order["user"] is not None:
        _give_up_rights(*order["user"])
    # After the change of user, which would clear it.
    _prctl(_SET_DEATH_SIGNAL, order["stop"][0][0])
    if os.getppid() != keeper:
        return
    os.chdir(order["folder"])
    os.execve(order["argv"][0], order["argv"], order["environment"])  # noqa: S606 - the order is ours, no shell


def _restore_signals() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def _give_up_rights(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _bell_for_signals() -> int:
    """Return a descriptor that becomes readable, with the signal's number, when one arrives."""
    heard, rung = os.pipe()
    os.set_blocking(rung, False)
    signal.set_wakeup_fd(rung)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: None)
    return heard


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _kill_all(server: int) -> None:
    """Kill the server and its children; frozen first, so that it can start no more of them."""
    _send(server, signal.SIGSTOP)
    for child in _children(server):
        _send(child, signal.SIGKILL)
    _send(server, signal.SIGKILL)


def _send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _children(parent: int) -> list[int]:
    """List child pids from /proc; without it the server's children notice its death by themselves."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after_name = entry.read_text(errors="replace").rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(entry.parent.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
