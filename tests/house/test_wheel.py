"""The wheel carries what runs, the data it runs on, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project, tracked_files

PACKAGES: list[str] = [*project()["tool"]["importlinter"]["root_packages"], "policies"]


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_is_the_tree(carried: set[str]) -> None:
    """Every tracked file of the packages, policies and migrations included, and no file more."""
    here = [path.relative_to(ROOT) for path in tracked_files()]
    expected = {path.as_posix() for path in here if path.parts[0] in PACKAGES}

    assert {name for name in carried if ".dist-info/" not in name} == expected


def test_the_wheel_brings_the_command(carried: set[str]) -> None:
    """An installation has `clusterpact` on its path."""
    assert {Path(name).name for name in carried if ".dist-info/" in name} >= {"entry_points.txt", "METADATA"}
    assert project()["project"]["scripts"] == {"clusterpact": "cli.main:main"}


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "policies"])
def test_every_package_says_that_it_is_typed(package: str) -> None:
    """Type checkers believe the annotations of an installed package only with this marker."""
    assert (ROOT / package / "py.typed").is_file()
