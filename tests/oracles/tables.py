"""The data files beside these tests, read once, row by row."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]
FOLDER = Path(__file__).parent


@cache
def tables(name: str) -> dict[str, list[Row]]:
    """Every table of a file, by its name there."""
    read: dict[str, list[Row]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return read


def terms() -> list[Row]:
    """Every term, of whichever table."""
    return [row for table in tables("terms").values() for row in table]


def periods() -> list[Row]:
    """Every period on its own, and those of the chains as periods from the day after the one before."""
    told = tables("periods")
    return [*told["periods"], *told["further"]]
