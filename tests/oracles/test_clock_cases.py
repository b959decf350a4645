"""Every case of a wrong clock has its test, and the list of them names tests that are there."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "clock_cases.yaml").read_text("utf-8"))
CALENDARS = ("cron_schedule", "create_schedule", "ScheduleSpec")
"""How the engine is asked to keep a calendar of its own, which runs nothing or twice when clocks change."""

DRIVEN = ("activities", "cli", "gateway", "workers", "workflows")


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of the functions in a file."""
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(one.name for one in found if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_case_was_dropped() -> None:
    """Each is there once."""
    names = [row["case"] for row in CASES]
    assert (13, 13) == (len(names), len(set(names)))


@pytest.mark.parametrize("name", [name for row in CASES for name in row["held_by"]])
def test_what_holds_a_case_is_there(name: str) -> None:
    """A test that is renamed is renamed here too."""
    path, _, function = name.partition("::")
    assert function in functions(ROOT / path)


def test_nothing_is_left_to_a_cron_or_schedule_of_the_engine() -> None:
    """Its server may have other tables of time zones than ours, and an entry can run twice or never."""
    sources = {path: path.read_text("utf-8") for folder in DRIVEN for path in (ROOT / folder).rglob("*.py")}
    assert [] == [(path.name, word) for path, text in sources.items() for word in CALENDARS if word in text]
