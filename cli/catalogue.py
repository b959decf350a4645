"""What may be asked, as the command line knows it: the generated catalogue, read without loading any rule."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """Every command with its noun, files, roles, fields, and the states in which it is accepted."""
    return tuple(json.loads((files("cli") / "catalogue.json").read_text("utf-8")))


def nouns() -> tuple[str, ...]:
    """Every noun that has something to ask, in order of the alphabet."""
    return tuple(sorted({entry["noun"] for entry in entries() if not entry["by_time_alone"]}))


def of_noun(noun: str) -> tuple[dict[str, Any], ...]:
    """The commands of one noun that people may ask."""
    return tuple(entry for entry in entries() if entry["noun"] == noun and not entry["by_time_alone"])


def find(name: str) -> dict[str, Any] | None:
    """Look a command up by its kind, with hyphens or underscores."""
    kind = name.strip().replace("-", "_")
    return next((entry for entry in entries() if entry["kind"] == kind), None)
