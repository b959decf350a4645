"""How a command ends: exit codes, and every trouble as one clear sentence instead of a traceback."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from enum import IntEnum

from cli.printing import message
from schemas.refusal import Refused


class Exit(IntEnum):
    """What the exit codes say; the same for every command."""

    FINE = 0
    ERROR = 1
    USAGE = 2
    REFUSED = 3
    CONFLICT = 4
    NOT_REACHABLE = 5


CONFLICT_CODES = frozenset({"conflict", "version_conflict"})
"""Refusals that mean "look again", not "you may not"."""


class Ended(Exception):
    """End the command now, with this exit code, stable code and sentence."""

    def __init__(self, exit_code: Exit, code: str, detail: str, **more: object) -> None:
        """Keep what is told; ``more`` goes into the JSON form beside code and detail."""
        super().__init__(detail)
        self.exit_code = exit_code
        self.code = code
        self.detail = detail
        self.more = more


def ended_by(refusal: Refused) -> Ended:
    """Translate a refusal of the domain or the store into the way the command ends."""
    exit_code = Exit.CONFLICT if refusal.code in CONFLICT_CODES else Exit.REFUSED
    return Ended(exit_code, refusal.code, refusal.detail)


@contextmanager
def told(*, as_json: bool = False) -> Generator[None]:
    """Run a command's body; tell a refusal or a trouble and exit with its code.

    Raises:
        SystemExit: with one of ``Exit`` when the body did not end well.
    """
    try:
        yield
    except Refused as refusal:
        _tell(ended_by(refusal), as_json=as_json)
    except Ended as ended:
        _tell(ended, as_json=as_json)
    except BrokenPipeError:
        hush()
        raise SystemExit(Exit.ERROR) from None
    except (ConnectionError, TimeoutError, OSError) as trouble:
        _tell(Ended(Exit.NOT_REACHABLE, "not_reachable", _sentence(trouble)), as_json=as_json)
    except KeyboardInterrupt:
        _tell(Ended(Exit.ERROR, "interrupted", "Interrupted; what was acknowledged stays recorded."), as_json=as_json)


def hush() -> None:
    """Let whatever is still to be printed go nowhere: the reader has left, and a complaint would reach nobody."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _sentence(trouble: Exception) -> str:
    """Say what happened even where the exception itself is silent."""
    return str(trouble) or type(trouble).__name__


def _tell(ended: Ended, *, as_json: bool) -> None:
    """Print the ending where a person or a program looks for it, and exit."""
    if as_json:
        error = {"error": {"code": ended.code, "detail": ended.detail, **ended.more}}
        sys.stdout.write(json.dumps(error, ensure_ascii=False, indent=2, default=str) + "\n")
    sys.stderr.write(message(f"{ended.code}: {ended.detail}") + "\n")
    raise SystemExit(ended.exit_code)


def report_fault(fault: Exception) -> int:
    """Write a fault of our own to a file that can be sent on, say where it is, and give the exit code."""
    with tempfile.NamedTemporaryFile("w", prefix="clusterpact-fault-", suffix=".txt", delete=False) as report:
        report.writelines(traceback.format_exception(fault))
    sys.stderr.write(f"fault: this is an error of clusterpact itself, not yours; please pass on {report.name}\n")
    return Exit.ERROR
