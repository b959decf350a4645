"""Every race of deadlines and decisions has a test under its number, run in both orders and held by the hook."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import ROOT

RACES = {f"r{number:02}" for number in range(1, 37)}
NUMBER = re.compile(r"_(r\d\d)(?=_)")
HOOKED = frozenset({"run", "overtaken", "race"})
"""What hands the sides of a race to the hook."""

BY_A_FAULT = {"r34": "the worker dies at the hook itself, before or after the commit"}
"""Races whose sides are one thing that ends in two ways."""


def told() -> Iterator[ast.AsyncFunctionDef]:
    """Read every test of a race, without running it."""
    for path in sorted((ROOT / "tests" / "races").glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and NUMBER.search(node.name):
                yield node


def orders_of(test: ast.AsyncFunctionDef) -> list[str]:
    """Read which sides go first, once each."""
    for one in test.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "orders":
            return [str(side.value) for side in one.args if isinstance(side, ast.Constant)]
    return []


def called_in(test: ast.AsyncFunctionDef) -> set[str]:
    """Name the methods that a test calls."""
    calls = (node.func for node in ast.walk(test) if isinstance(node, ast.Call))
    return {called.attr for called in calls if isinstance(called, ast.Attribute)}


def test_each_of_the_races_has_a_test_of_its_own() -> None:
    """None of the table is left out, and none is told that the table does not have."""
    found = {number for test in told() for number in NUMBER.findall(test.name)}
    assert RACES == found, sorted(RACES ^ found)


def test_each_test_of_a_race_runs_in_both_orders() -> None:
    """Two sides, each of them first once."""
    assert [] == [test.name for test in told() if len(set(orders_of(test))) != 2]


def test_each_test_of_a_race_is_held_by_the_hook() -> None:
    """The order is made, and not waited for; what is no race of two sides says why."""
    without = {number for test in told() if not called_in(test) & HOOKED for number in NUMBER.findall(test.name)}
    assert set(BY_A_FAULT) == without


def test_each_test_of_a_race_does_something_with_the_side_that_is_first() -> None:
    """Two runs that do the same would be one order."""
    assert [] == [
        test.name
        for test in told()
        if not any(isinstance(one, ast.Name) and one.id == "first" for one in ast.walk(test))
    ]
