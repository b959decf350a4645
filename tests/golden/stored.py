"""The stored samples and how they grow: `python -m tests.golden.stored` adds what is written in a new way today.

No line is ever changed or taken away, since the record may hold what was written so.
"""

from collections.abc import Iterable
from pathlib import Path

from tests.golden.samples import command_lines, event_lines

FOLDER = Path(__file__).parent
EVENTS_FILE = FOLDER / "events.jsonl"
COMMANDS_FILE = FOLDER / "commands.jsonl"


def main() -> None:
    """Bring both files up to what is written today."""
    add_missing(EVENTS_FILE, event_lines())
    add_missing(COMMANDS_FILE, command_lines())


def lines(file: Path) -> tuple[str, ...]:
    """The samples stored so far, oldest first."""
    return tuple(file.read_text("utf-8").splitlines()) if file.exists() else ()


def add_missing(file: Path, written: Iterable[str]) -> None:
    """Append the lines that the file does not hold yet."""
    held = lines(file)
    fresh = [line for line in dict.fromkeys(written) if line not in held]
    with file.open("a", encoding="utf-8") as stored:
        stored.writelines(f"{line}\n" for line in fresh)


if __name__ == "__main__":
    main()
