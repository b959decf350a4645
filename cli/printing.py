"""What commands print: JSON for programs, plain tables of at most 100 columns for people."""

import os
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from pydantic import TypeAdapter

WIDTH = 100
"""Columns that fit a terminal and a printed page."""


_GAP = "  "
_NARROWEST = 12
"""Columns under which a cell can no longer be read."""
_OPTION = re.compile(r"--([a-z-]+) (?=[^\s-])")
_ANYTHING: TypeAdapter[object] = TypeAdapter(object)


def print_json(value: object) -> None:
    """Print models and plain data as JSON, dates and instants in ISO form."""
    sys.stdout.write(_ANYTHING.dump_json(value, indent=2, by_alias=True).decode() + "\n")


def print_line(text: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(text + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; where the line would pass ``WIDTH``, the widest columns give way and their cells are folded."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([1, len(heading), *(len(row[column]) for row in cells)]) for column, heading in enumerate(headings)]
    widths = _narrowed(widths, WIDTH - len(_GAP) * (len(widths) - 1))
    for line in _folded(headings, widths):
        print_line(bold(line))
    for row in cells:
        for line in _folded(row, widths):
            print_line(line)


def _narrowed(widths: Sequence[int], room: int) -> list[int]:
    """Take from the widest column until all fit or none can give way; the last one does so last."""
    narrowed = list(widths)
    while sum(narrowed) > room:
        wide = [column for column, width in enumerate(narrowed) if width > _NARROWEST]
        if not wide:
            break
        widest = max(wide[:-1] if wide[-1] == len(narrowed) - 1 and len(wide) > 1 else wide, key=narrowed.__getitem__)
        narrowed[widest] -= 1
    return narrowed


def print_entry(head: Iterable[object], *texts: str | None) -> None:
    """Print one item of a register: its short facts in a line, and what it says indented under it."""
    print_line(wrapped("", "  ".join(str(value) for value in head if value not in (None, "")), indent="  "))
    for text in texts:
        if text:
            print_line(wrapped("    ", text))


def _cell(value: object) -> str:
    """Say "-" for what is not recorded."""
    return "-" if value is None or value == "" else str(value)


def _folded(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Lay the cells out, each folded into its column over as many lines as it takes; nothing of it is lost."""
    folded = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*folded, fillvalue=""):
        yield _GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()


def wrapped(head: str, text: str, *, indent: str | None = None) -> str:
    """Break a line at ``WIDTH``; what follows stands under the text, or behind ``indent``."""
    hanging = " " * len(head) if indent is None else indent
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=hanging, break_long_words=False)


def message(text: str) -> str:
    """Break a message at ``WIDTH``, line by line; what is copied stays whole: a word, an option with its value."""
    return "\n".join(_broken(_OPTION.sub("--\\1\u00a0", line)).replace("\u00a0", " ") for line in text.splitlines())


def _broken(line: str) -> str:
    return textwrap.fill(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def bold(text: str) -> str:
    """Set a heading apart where the terminal can and ``NO_COLOR`` is not set."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"\x1b[1m{text}\x1b[0m"
    return text
