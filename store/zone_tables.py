"""Which version of the tables of time zones this process derives instants by: the package's, see ``domain.dates``."""

from functools import cache
from importlib.metadata import version


@cache
def tables_in_use() -> str:
    """Turn the package's version (2026.6) into that of its tables (2026f)."""
    year, number = version("tzdata").split(".")[:2]
    return f"{year}{chr(ord('a') + int(number) - 1)}"
