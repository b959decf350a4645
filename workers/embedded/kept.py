"""Our end of a keeper: start a server under it, stop it, or kill it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from workers.embedded.failures import StartFailed

_KEEPER = Path(__file__).with_name("keeper.py")
_AFTER_LAST_STEP_SECONDS = 15.0


@dataclass(frozen=True)
class ServerUser:
    """An existing account without rights under which a server runs when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Order:
    """What to run and how to end it: ``stop`` holds signals and the seconds each may take; after the last, SIGKILL."""

    argv: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str]
    stop: Sequence[tuple[signal.Signals, float]]
    lock: int
    user: ServerUser | None = None

    def to_json(self) -> str:
        """Write what the keeper reads; it holds no secret, since any user can list command lines."""
        return json.dumps(
            {
                "argv": list(self.argv),
                "folder": str(self.folder),
                "log": str(self.log),
                "environment": dict(self.environment),
                "stop": [(int(number), seconds) for number, seconds in self.stop],
                "user": None if self.user is None else (self.user.uid, self.user.gid),
                "parent": os.getpid(),
            }
        )


class KeptProcess:
    """A server under a keeper; it ends with us, however we end.

    Keeper and server inherit the descriptor ``lock`` of the order. Once the caller has closed its own copy, the lock is
    free again when the last of their processes is gone, and not before.
    """

    def __init__(self, order: Order) -> None:
        self._patience = sum(seconds for _, seconds in order.stop) + _AFTER_LAST_STEP_SECONDS
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_KEEPER), order.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            pass_fds=(order.lock,),
            start_new_session=True,
        )
        self.pid = self._read_pid()

    def _read_pid(self) -> int:
        said = b"" if self._keeper.stdout is None else self._keeper.stdout.readline()
        if not said:
            self._finish()
            raise StartFailed("keeper_did_not_start", f"the process that keeps servers ended with {self.exit_code}")
        return int(said)

    @property
    def exit_code(self) -> int | None:
        """The server's exit code (128 + signal when killed); None while any process of it lives."""
        return self._keeper.poll()

    def stop(self) -> None:
        """Ask the server to end and wait until all of its processes have; again is no error."""
        if self._keeper.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._keeper.stdin.close()
        self._finish()

    def kill(self) -> None:
        """End all of the server's processes at once with SIGKILL, as a crash would, and wait until they are gone."""
        if self._keeper.poll() is None and self._keeper.stdin is not None and not self._keeper.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._keeper.stdin.write(b"K")
                self._keeper.stdin.flush()
        self.stop()

    def _finish(self) -> None:
        try:
            self._keeper.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._keeper.kill()  # the server's parent-death signal does the rest
            self._keeper.wait()
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            if pipe is not None:
                pipe.close()


class KeptServer:
    """What every running server offers: its pid, an end, and a context that ends it."""

    def __init__(self, process: KeptProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The server's own pid, not its keeper's."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether any process of the server still lives."""
        return self._process.exit_code is None

    def stop(self) -> None:
        """End the server in good order; again is no error."""
        self._process.stop()

    def kill(self) -> None:
        """End the server as a crash would: SIGKILL for all of its processes."""
        self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
