"""One holder at a time for a folder; the kernel lets go however the holder dies."""

import fcntl
import os
import time
from pathlib import Path

from pydantic import ValidationError

from workers.embedded.failures import StartFailed
from workers.embedded.processes import ProcessMark, ourselves

_POLL_SECONDS = 0.05


def take_lock(path: Path, *, wait_seconds: float, wait_for_living: bool = False) -> int:
    """Lock a file and return its descriptor; closing it (and every copy handed down) frees the lock.

    A holder whose writer still lives is refused at once, unless ``wait_for_living``; a dead one's server is given
    ``wait_seconds`` to go down.

    Raises:
        StartFailed: ``in_use`` with the holder's pid.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + wait_seconds
    while not _try(descriptor):
        holder = _holder(path)
        living = holder is not None and holder.is_alive
        if (living and not wait_for_living) or time.monotonic() > until:
            os.close(descriptor)
            by = "a server that is still going down" if holder is None or not living else f"process {holder.pid}"
            raise StartFailed("in_use", f"{path.parent} is in use by {by}")
        time.sleep(_POLL_SECONDS)
    _sign(descriptor)
    return descriptor


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int) -> None:
    """Write who holds it; only ever read to word a refusal or to decide whether waiting makes sense."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, ourselves().model_dump_json().encode(), 0)


def _holder(path: Path) -> ProcessMark | None:
    try:
        return ProcessMark.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
