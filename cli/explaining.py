"""What a command is, for a person: who may ask it, of which file, in which state, and what happens then."""

from difflib import get_close_matches
from typing import Any

from cli.catalogue import entries, find
from cli.ending import Ended, Exit, told
from cli.nouns import how_to_ask
from cli.printing import bold, print_json, print_line, wrapped
from cli.shapes import shapes


def explain_command(name: str, *, as_json: bool) -> None:
    """Explain one command."""
    with told(as_json=as_json):
        entry = find(name)
        if entry is None:
            near = get_close_matches(name.replace("-", "_"), [one["kind"] for one in entries()], n=3)
            meant = f"; perhaps {' or '.join(near)}" if near else ""
            raise Ended(Exit.USAGE, "unknown_command", f"there is no command '{name}'{meant}")
        if as_json:
            print_json(entry)
            return
        print_explanation(entry)


def list_commands(*, as_json: bool) -> None:
    """List every command with what it does."""
    with told(as_json=as_json):
        if as_json:
            print_json(entries())
            return
        for one in entries():
            print_line(wrapped(f"{one['noun']:<12} {one['kind']:<27} ", one["says"]))


def print_explanation(entry: dict[str, Any]) -> None:
    """Print a command of the catalogue for a person."""
    print_line(bold(f"{entry['kind']} ({entry['noun']})"))
    print_line(wrapped("", entry["says"]))
    print_line()
    who = ", ".join(entry["who"]) or "nobody"
    _row("asked of", ", ".join(entry["of"]))
    _row("who may", "nobody: it follows from the passing of time" if entry["by_time_alone"] else who)
    if entry["not_by_who_did"]:
        _row("but not", f"whoever did {', '.join(entry['not_by_who_did'])}")
    _row("accepted when", "; ".join(entry.get("accepted_when", ())) or "not recorded")
    _row("brings", ", ".join(entry.get("brings", ())) or "not recorded")
    if entry.get("refused_with"):
        _row("refused with", ", ".join(entry["refused_with"]))
    if entry["fields"]:
        print_line()
        width = max(len(field["name"]) for field in entry["fields"])
        for field in entry["fields"]:
            print_line(wrapped(f"{field['name']:<{width}}  ", _field(field)))
    for field in entry["fields"]:
        if shapes(field):
            print_line(wrapped(f"\n{field['name']}: ", shapes(field), indent="  "))
    if not entry["by_time_alone"]:
        print_line()
        print_line(f"clusterpact {how_to_ask(entry)} --help")


def _row(head: str, text: str) -> None:
    print_line(wrapped(f"{head:<15}", text))


def _field(field: dict[str, Any]) -> str:
    given = {
        "choice": "one of " + ", ".join(map(str, field.get("choices", ()))),
        "list": f"a list of {field.get('of')}",
        "flag": "yes or no",
        "day": "a day, YYYY-MM-DD",
        "number": "a whole number",
        "json": "JSON",
    }.get(field["as"], "text")
    return f"{field['says']} {given[0].upper()}{given[1:]}; {'required' if field['required'] else 'may be left out'}."
