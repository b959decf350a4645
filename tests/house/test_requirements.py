"""The pins: complete, hashed, consistent, and silent about where they came from."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, pins, project

FILES = ["build", "run", "embedded", "dev", "bench"]
LOCATED = re.compile(r"://|^\s*-{1,2}[a-z]|\s@\s|file:", re.MULTILINE)
LINE = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+( ;.+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def blocks(name: str) -> list[list[str]]:
    """The requirements of one file, each as its lines without comments."""
    found: list[list[str]] = []
    for line in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        if line.startswith(" "):
            found[-1].append(line)
        else:
            found.append([line])
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_exact_and_hashed(name: str) -> None:
    """Each block is `name==version` followed by one SHA-256 or more."""
    loose = [b for b in blocks(name) if not LINE.fullmatch(b[0]) or len(b) == 1 or not all(map(HASH.fullmatch, b[1:]))]

    assert loose == []


@pytest.mark.parametrize("name", FILES)
def test_no_requirement_says_where_it_lies(name: str) -> None:
    """No index, no link folder, no path, no direct address: only names and hashes."""
    lines = [line for block in blocks(name) for line in block if not HASH.fullmatch(line)]

    assert [line for line in lines if LOCATED.search(line)] == []


def test_one_version_of_each_everywhere() -> None:
    """What is pinned in two files is pinned to the same version in both."""
    widest = pins("bench")

    for name in FILES:
        assert pins(name).items() <= widest.items(), name


@pytest.mark.parametrize(
    ("name", "extras"),
    [("run", []), ("embedded", ["embedded"]), ("dev", ["embedded", "dev"]), ("bench", ["embedded", "dev", "bench"])],
)
def test_the_pins_lie_within_the_ranges(name: str, extras: list[str]) -> None:
    """Every dependency that `pyproject.toml` asks for is pinned, within its range."""
    declared = project()["project"]
    asked = [*declared["dependencies"], *(r for extra in extras for r in declared["optional-dependencies"][extra])]
    pinned = pins(name)

    for requirement in map(Requirement, asked):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, requirement.name
        assert requirement.specifier.contains(version), f"{requirement} is pinned to {version}"


def test_each_file_is_listed_here() -> None:
    """A requirements file that no test reads would be a hole."""
    assert sorted(FILES) == sorted(Path(p).stem for p in (ROOT / "requirements").iterdir())
