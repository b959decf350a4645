"""Where the project's own files are, and how to read them."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(?P<version>\S+)", re.MULTILINE)


def project() -> dict[str, Any]:
    """`pyproject.toml`, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def tracked_files() -> list[Path]:
    """Every file of the project that is or would be committed, ignored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 (whichever git there is)
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted({ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


def texts() -> Iterator[tuple[Path, str]]:
    """The tracked files that are text, each with its content."""
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8")


def pins(name: str) -> dict[str, str]:
    """Distribution name to version, as pinned in `requirements/<name>.txt`."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {found["name"]: found["version"] for found in PINNED.finditer(text)}


def pages() -> list[Path]:
    """The pages that people read."""
    return [path for path in tracked_files() if path.suffix == ".md"]
