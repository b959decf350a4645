"""What may be asked, as the command line knows it: the generated catalogue, read without loading any rule."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from cli.field_help import field_help


@cache
def entries() -> tuple[dict[str, Any], ...]:
    """Every command with its noun, files, roles, fields and what these are, and the states in which it is accepted."""
    read: list[dict[str, Any]] = json.loads((files("cli") / "catalogue.json").read_text("utf-8"))
    return tuple({**entry, "fields": [_said(entry["kind"], field) for field in entry["fields"]]} for entry in read)


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


def _said(kind: str, field: dict[str, Any]) -> dict[str, Any]:
    return {**field, "says": field_help(kind, field["name"])}
