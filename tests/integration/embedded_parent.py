"""A process of its own that starts servers and may be killed: what a service that crashes looks like."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workers.embedded.kept import ServerUser
from workers.embedded.placement import lets_in

ROOT = Path(__file__).parents[2]
PACKAGES = sysconfig.get_path("purelib")


class Parent:
    """A running script; it prints one JSON line when it is ready and then waits to be told or killed."""

    def __init__(self, script: str, *arguments: object, user: ServerUser | None, groups: Sequence[int]) -> None:
        self.process = subprocess.Popen(
            [interpreter_for(user) or sys.executable, "-c", script, *map(str, arguments)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(ROOT), PACKAGES, os.environ.get("PYTHONPATH", ""))),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            user=None if user is None else user.uid,
            group=None if user is None else user.gid,
            extra_groups=None if user is None and not groups else groups,
        )

    def said(self) -> dict[str, Any]:
        """Read its next line."""
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def end(self, number: int = signal.SIGTERM) -> None:
        """Send a signal and reap it."""
        self.process.send_signal(number)
        self.process.wait(30)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@contextmanager
def parent(
    script: str, *arguments: object, user: ServerUser | None = None, groups: Sequence[int] = ()
) -> Generator[Parent]:
    """Run a script for the length of a test, whatever becomes of the test."""
    running = Parent(script, *arguments, user=user, groups=groups)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)


def interpreter_for(user: ServerUser | None) -> str | None:
    """Find a Python of this version that an account can run; None when it, or what it would import, is closed to it."""
    if user is None:
        return sys.executable
    twins = (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    open_to_it = [twin for twin in twins if Path(twin).exists() and lets_in(Path(twin).resolve().parent, user)]
    return open_to_it[0] if open_to_it and all(lets_in(Path(path), user) for path in (ROOT, PACKAGES)) else None


def parent_of(pid: int) -> int:
    """Name the parent of a process."""
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def listening_on(pid: int) -> set[str]:
    """List the addresses (hexadecimal, as the kernel has them) on which a process listens."""
    sockets = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir() if entry.is_symlink()}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
    ]
    listening = "0A"
    return {row[1].partition(":")[0] for row in rows if row[3] == listening and f"socket:[{row[9]}]" in sockets}


LOOPBACK_IN_HEXADECIMAL = "0100007F"
