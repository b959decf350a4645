"""What commands print: JSON for programs, plain tables of at most 100 columns for people."""

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

WIDTH = 100
"""Columns that fit a terminal and a printed page."""


_GAP = "  "
_ANYTHING: TypeAdapter[object] = TypeAdapter(object)


def print_json(value: object) -> None:
    """Print models and plain data as JSON, dates and instants in ISO form."""
    sys.stdout.write(_ANYTHING.dump_json(value, indent=2, by_alias=True).decode() + "\n")


def print_line(text: str = "") -> None:
    """Print one line for a person."""
    sys.stdout.write(text + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; where the line would pass ``WIDTH``, the widest columns give way, never the last one."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([len(heading), *(len(row[column]) for row in cells)]) for column, heading in enumerate(headings)]
    while (over := sum(widths) + len(_GAP) * (len(widths) - 1) - WIDTH) > 0:
        widest = max(range(len(widths) - 1), key=lambda column: widths[column])
        others = sorted(widths[:widest] + widths[widest + 1 : -1], reverse=True)
        widths[widest] -= min(over, max(1, widths[widest] - (others[0] if others else 0)))
    print_line(bold(_row(headings, widths)))
    for row in cells:
        print_line(_row(row, widths))


def print_entry(head: Iterable[object], *texts: str | None) -> None:
    """Print one item of a register: its short facts in a line, and what it says indented under it."""
    print_line(wrapped("", "  ".join(str(value) for value in head if value not in (None, "")), indent="  "))
    for text in texts:
        if text:
            print_line(wrapped("    ", text))


def _cell(value: object) -> str:
    """Say "-" for what is not recorded."""
    return "-" if value is None or value == "" else str(value)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Lay the cells out and cut each to its column."""
    cut = (cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(cells, widths, strict=True))
    return _GAP.join(cell.ljust(width) for cell, width in zip(cut, widths, strict=True)).rstrip()


def wrapped(head: str, text: str, *, indent: str | None = None) -> str:
    """Break a line at ``WIDTH``; what follows stands under the text, or behind ``indent``."""
    hanging = " " * len(head) if indent is None else indent
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=hanging, break_long_words=False)


def bold(text: str) -> str:
    """Set a heading apart where the terminal can and ``NO_COLOR`` is not set."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return f"\x1b[1m{text}\x1b[0m"
    return text
