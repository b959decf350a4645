"""The project speaks of itself alone: no machine's paths, no registry's address."""

import re

from tests.house.tree import texts

# Written in pieces, since this file is searched as well.
ELSEWHERE = [
    "/" + r"work/",
    "/" + r"opt/(?:wheels|pypi)",
    "/" + r"root/\w",
    "/" + r"home/\w",
    "/" + r"Users/\w",
    "/" + r"tmp/\w",
    r"py" + r"pi\.org",
    r"python" + r"hosted\.org",
    r"registry\.npm" + r"js",
    r"deb\." + r"debian\.org",
    r"proxy\.go" + r"lang",
]
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + "XX)\\b")


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A clone must work wherever it lies and wherever its packages come from."""
    pattern = re.compile("|".join(ELSEWHERE))

    assert [(str(path), found[0]) for path, text in texts() for found in pattern.finditer(text)] == []


def test_nothing_is_left_for_later() -> None:
    """What is missing stands in a decision or is not there, never in a note to oneself."""
    assert [(str(path), found[0]) for path, text in texts() for found in UNFINISHED.finditer(text)] == []
