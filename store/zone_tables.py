"""Which version of the time zones' tables this process derives instants by."""

import zoneinfo
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_A_ZONE = "Europe/Brussels"


@cache
def tables_in_use() -> str | None:
    """Give the version, such as 2026b; ``None`` where the system's tables count and do not say theirs.

    The system's come first, as Python reads them; the package's only where the system has none.
    """
    return system_tables() if _system_has_zones() else package_tables()


def system_tables() -> str | None:
    """Give the version that the system's tables say they have; they need not say it."""
    for folder in zoneinfo.TZPATH:
        tables = Path(folder) / "tzdata.zi"
        if tables.is_file():
            with tables.open(encoding="utf-8") as file:
                return file.readline().removeprefix("# version ").strip()
    return None


def package_tables() -> str | None:
    """Turn the package's version (2026.6) into that of its tables (2026f)."""
    try:
        year, number = version("tzdata").split(".")[:2]
    except PackageNotFoundError:
        return None
    return f"{year}{chr(ord('a') + int(number) - 1)}"


def _system_has_zones() -> bool:
    return any((Path(folder) / _A_ZONE).is_file() for folder in zoneinfo.TZPATH)
