"""Processes of ours that another process of ours starts, ends, and starts again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_GRACE_SECONDS = 15.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_SETTLED_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[1]


class Child:
    """One process that runs a module of ours; it ends when we do, however we end."""

    def __init__(self, module: str, *arguments: str, log: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start ``python -m module``; what it says goes to the end of ``log``."""
        self.module = module
        self._arguments: Sequence[str] = (*arguments, "--parent", str(os.getpid()))
        self._log = log
        self._environment = {**os.environ, **(environment or {}), "PYTHONPATH": _python_path()}
        self._pause = _FIRST_PAUSE_SECONDS
        self._process = self._start()

    @property
    def pid(self) -> int:
        """Of the process that runs now, or ran last."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self._process.poll() is None

    def stop(self) -> int:
        """Tell it to finish what is in hand, wait, and return its exit code; again is no error."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """End it as a crash would."""
        with suppress(ProcessLookupError):
            self._process.kill()
        return self._process.wait()

    def restart(self) -> None:
        """Start it again after it ended."""
        self._process = self._start()

    def keep_alive(self) -> bool:
        """Start it again if it ended, each time after a longer pause; answer whether that was done now."""
        if self.is_running:
            if self._age() > _SETTLED_SECONDS:
                self._pause = _FIRST_PAUSE_SECONDS
            return False
        if self._age() < self._pause:
            return False
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        self.restart()
        return True

    def _age(self) -> float:
        return time.monotonic() - self._started_at

    def _start(self) -> subprocess.Popen[bytes]:
        self._started_at = time.monotonic()
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", self.module, *self._arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we tell our children in good order
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _python_path() -> str:
    return os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
