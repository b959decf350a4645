"""Every case of the programme is told: a file for each number, with at least one scenario in it."""

import ast
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[1] / "scenarios"
NUMBERS = [f"e{number:02}" for number in range(1, 49)]
SERVED_AT_LEAST = 12


def _scenarios(number: str) -> list[ast.AsyncFunctionDef]:
    tree = ast.parse((SCENARIOS / f"test_{number}.py").read_text(encoding="utf-8"))
    return [one for one in tree.body if isinstance(one, ast.AsyncFunctionDef) and one.name.startswith("test_")]


def _is_served(scenario: ast.AsyncFunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "also_served" for one in scenario.decorator_list)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_case_has_a_scenario(number: str) -> None:
    """The file is there, and something in it is tested."""
    assert [] != _scenarios(number)


def test_no_file_tells_a_case_without_a_number() -> None:
    """A new case gets the next number, here too."""
    assert [f"test_{number}.py" for number in NUMBERS] == sorted(file.name for file in SCENARIOS.glob("test_*.py"))


def test_what_time_and_servers_are_needed_for_is_told_on_real_servers() -> None:
    """At least a dozen cases, so that one process is held to what the servers do."""
    served = [number for number in NUMBERS if any(_is_served(one) for one in _scenarios(number))]
    assert SERVED_AT_LEAST <= len(served), served
