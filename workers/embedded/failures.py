"""Why a server of our own did not start or stop, in words for a person."""

from pathlib import Path


class StartFailed(Exception):
    """A server cannot run here; ``code`` is stable, the text says what happened and what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


def log_tail(log: Path, since: int = 0, lines: int = 15) -> str:
    """Return the last lines a server wrote after byte ``since`` of its log; empty when it wrote nothing."""
    try:
        with log.open("rb") as file:
            file.seek(since)
            written = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(written.splitlines()[-lines:])
