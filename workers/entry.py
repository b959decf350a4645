"""How a process of ours that runs a module begins and ends."""

import argparse
import os
import sys
from datetime import timedelta
from typing import NoReturn, Protocol

from activities.clock import Clock, SimulatedClock, WallClock
from workers.embedded.failures import StartFailed
from workers.settings import Settings

_NOT_READY = 5  # as the command line ends where something cannot be reached


class Run(Protocol):
    """What a process does until it is told to stop."""

    def __call__(self, settings: Settings, *, clock: Clock | None, parent: int | None) -> int:
        """Return the exit code."""
        ...


def enter(module: str, run: Run) -> NoReturn:
    """Run as ``python -m module``: a child of ``up``, of a demonstration or of a test."""
    arguments = argparse.ArgumentParser(prog=f"python -m {module}")
    arguments.add_argument("--parent", type=int, help="stop when this process is no longer our parent")
    arguments.add_argument("--offset-seconds", type=float, help="simulation: business time minus workflow time")
    chosen = arguments.parse_args()
    offset = chosen.offset_seconds
    clock = WallClock() if offset is None else SimulatedClock(timedelta(seconds=offset))
    try:
        exit_code = run(Settings(), clock=clock, parent=chosen.parent)
    except StartFailed as failed:
        sys.stderr.write(f"{failed}\n")
        exit_code = _NOT_READY
    leave(exit_code)


def leave(exit_code: int) -> NoReturn:
    """End the process at once: an interpreter that shuts down in order may crash in the SDK's threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
