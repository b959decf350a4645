"""The import rules hold, and each of them would notice being broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project

PACKAGES: list[str] = project()["tool"]["importlinter"]["root_packages"]
RULES = [rule for rule in project()["tool"]["importlinter"]["contracts"] if "source_modules" in rule]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import rules over a copy of the project."""
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", script, "--no-cache"]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
    )


def skeleton(folder: Path) -> None:
    """Lay out the packages empty, with the rules as they are."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    for module in (one for rule in RULES for one in rule["source_modules"] if "." in one):
        (folder / module.replace(".", "/")).with_suffix(".py").touch()


def test_an_empty_project_breaks_no_rule(tmp_path: Path) -> None:
    """So what the next test sees comes from the one line it adds."""
    skeleton(tmp_path)

    answer = lint(tmp_path)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("package", "imported", "rule"),
    [
        ("schemas", "domain", "Imports point down"),
        ("domain", "store", "Imports point down"),
        ("store", "activities", "Imports point down"),
        ("activities", "workflows", "Imports point down"),
        ("workflows", "gateway", "Imports point down"),
        ("gateway", "workers", "Imports point down"),
        ("workers", "cli", "Imports point down"),
        ("domain", "time", "Rules and data know no clock"),
        ("domain", "random", "Rules and data know no clock"),
        ("schemas", "uuid", "Rules and data know no clock"),
        ("domain", "asyncpg", "Rules and data know no clock"),
        ("workflows", "store", "A workflow reaches the store only by way of an activity"),
        ("store", "temporalio", "The record does not depend on the engine"),
        ("cli", "temporalio", "The command line talks to the gateway"),
    ],
)
def test_a_wrong_import_is_noticed(tmp_path: Path, package: str, imported: str, rule: str) -> None:
    """One forbidden import breaks the rule that forbids it."""
    skeleton(tmp_path)
    (tmp_path / package / "wrong.py").write_text(f"import {imported}\n", "utf-8")

    answer = lint(tmp_path)

    assert answer.returncode == 1
    assert any(rule in line and "BROKEN" in line for line in answer.stdout.splitlines()), answer.stdout


def test_the_sweeper_may_not_even_pass_by_the_engine(tmp_path: Path) -> None:
    """By way of another module it would share the engine's faults all the same."""
    skeleton(tmp_path)
    (tmp_path / "workers" / "sweeper.py").write_text("import workers.between\n", "utf-8")
    (tmp_path / "workers" / "between.py").write_text("import temporalio\n", "utf-8")

    answer = lint(tmp_path)

    broken = [line for line in answer.stdout.splitlines() if "BROKEN" in line]
    assert (answer.returncode, broken) == (1, ["The second path to a deadline shares nothing with the engine BROKEN"])


def test_every_package_is_under_the_rules() -> None:
    """A new top-level package cannot stay outside by being forgotten."""
    there = sorted(
        path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in {"tests", "bench"}
    )

    assert there == sorted(PACKAGES)
