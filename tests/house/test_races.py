"""Every race of deadlines and decisions has a test under its number."""

import re

from tests.house.tree import ROOT

RACES = {f"r{number:02}" for number in range(1, 37)}
NUMBER = re.compile(r"_(r\d\d)(?=_)")


def test_each_of_the_races_is_run_in_both_orders() -> None:
    """A test that has a race's number in its name stands under the orders that it is run in."""
    found: set[str] = set()
    for path in (ROOT / "tests" / "races").glob("test_*.py"):
        for orders, name in re.findall(r"@orders\(([^)]*)\)(?:\n@.*)*\nasync def (test_\w+)", path.read_text("utf-8")):
            assert len(orders.split(",")) == 2, f"{name} has one order"
            found |= set(NUMBER.findall(name))
    assert RACES == found, sorted(RACES ^ found)
