"""What a server of ours wrote, kept for the person who has to find out why it stopped."""

from pathlib import Path

_LIMIT_BYTES = 10_000_000


def open_log(folder: Path) -> Path:
    """Return the log for the next run, readable by us alone; a long one moves aside, so that two never fill a disk."""
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > _LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    return log


def log_tail(log: Path, since: int = 0, lines: int = 15) -> str:
    """Return the last lines a server wrote after byte ``since`` of its log; empty when it wrote nothing."""
    try:
        with log.open("rb") as file:
            file.seek(since)
            written = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(written.splitlines()[-lines:])
