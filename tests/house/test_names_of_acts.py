"""The record on names against the commands and the events that there are."""

import re

from cli.catalogue import entries
from tests.house.tree import ROOT

RECORD = ROOT / "docs" / "decisions" / "0022-names-of-acts.md"
EVENTS = ROOT / "docs" / "events.md"


def named() -> set[str]:
    """Every name in the middle column of the first table."""
    table = RECORD.read_text("utf-8").split("| state looked for |", 1)[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row[2])}


def test_every_act_that_the_record_on_names_points_to_exists() -> None:
    """Commands by their kind, events by their wire name; both are there."""
    commands = {str(entry["kind"]) for entry in entries()}
    events = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", EVENTS.read_text("utf-8"), re.MULTILINE))
    asked = {name for name in named() if "." not in name}
    assert (set(), set()) == (asked - commands, named() - asked - events)
    assert (True, True) == (len(asked) > 30, len(named() - asked) > 5)
