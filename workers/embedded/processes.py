"""Which process a pid means, so that a stale file never points at a stranger."""

import os
import subprocess
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_STATE, _STARTED = 0, 19  # proc_pid_stat(5), counted from the field after the name


class ProcessMark(BaseModel):
    """A pid with the moment its process began: together they are never used twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    began: str

    @property
    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return began(self.pid) == self.began


def ourselves() -> ProcessMark:
    """Mark the process that asks."""
    return ProcessMark(pid=os.getpid(), began=began(os.getpid()) or "")


def mark(pid: int) -> ProcessMark | None:
    """Mark a running process; None when there is none by that pid."""
    moment = began(pid)
    return None if moment is None else ProcessMark(pid=pid, began=moment)


def began(pid: int) -> str | None:
    """Say in which boot and at which tick a process began; None when it is gone or only a zombie is left."""
    if not Path("/proc/self/stat").exists():
        return _began_by_ps(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    boot = _BOOT.read_text().strip() if _BOOT.exists() else "boot"
    return None if fields[_STATE] in "ZX" else f"{boot}/{fields[_STARTED]}"


def _began_by_ps(pid: int) -> str | None:
    answer = subprocess.run(
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    state, _, moment = answer.partition(" ")
    return None if not state or state.startswith("Z") else moment.strip()
