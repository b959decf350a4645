"""Days are added to dates and never to instants: a day between two local midnights need not have 24 hours."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT

DOMAIN = sorted((ROOT / "domain").rglob("*.py"))
HOURS = {"hours", "minutes", "weeks", "milliseconds"}
"""Units in which no rule counts; seconds are left, for what settles in real time."""


def faults(source: str) -> Iterator[str]:
    """Every piece of code that would move an instant by days, or make a day out of hours."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) == "timedelta":
            units = {keyword.arg for keyword in node.keywords}
            if units & HOURS or node.args:
                yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            yield from _moved(node)
        if isinstance(node, ast.AugAssign) and _is_instant(node.target) and _has_days(node.value):
            yield f"{node.lineno}: {ast.unparse(node)}"


def _moved(node: ast.BinOp) -> Iterator[str]:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if _is_instant(one) and _has_days(other):
            yield f"{node.lineno}: {ast.unparse(node)}"


def _is_instant(node: ast.expr) -> bool:
    """By the house's names for instants, and by what makes one."""
    name = _name(node.func if isinstance(node, ast.Call) else node)
    made = {"at_hour", "end_of_day", "astimezone", "combine", "fromisoformat", "ends_at"}
    return name in {"now", "at", "instant"} | made or name.endswith(("_at", "_instant"))


def _has_days(node: ast.expr) -> bool:
    names = {_name(each) for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute)}
    days = (each for each in ast.walk(node) if isinstance(each, ast.keyword) and each.arg == "days")
    return "ONE_DAY" in names or any(days)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_no_rule_adds_days_to_an_instant() -> None:
    """Aware arithmetic in Python keeps the wall's hour, so that 24 hours over a clock change are 25."""
    found = {path.name: list(faults(path.read_text("utf-8"))) for path in DOMAIN}
    assert {} == {name: listed for name, listed in found.items() if listed}


@pytest.mark.parametrize(
    "wrong",
    [
        "due = now + timedelta(hours=24)",
        "due = now + timedelta(days=1)",
        "due = end_of_day(day, zone) - 7 * ONE_DAY",
        "due = deadline.set_at + days * ONE_DAY",
        "now += ONE_DAY",
        "length = timedelta(1)",
    ],
)
def test_each_way_of_doing_it_would_be_seen(wrong: str) -> None:
    """The scan knows what it looks for."""
    assert list(faults(wrong))


@pytest.mark.parametrize("right", ["day = anchor + 7 * ONE_DAY", "at = item.at + timedelta(seconds=settle)"])
def test_dates_and_real_seconds_are_left_alone(right: str) -> None:
    """What the rules do count in."""
    assert [] == list(faults(right))
