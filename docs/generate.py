"""Write the pages that follow from code and policy: events and commands. Run by `make docs`; the tests compare.

The pages are made of the first sentence of each docstring, so a docstring that says nothing is seen here.
"""

import inspect
import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from docs.catalogue import catalogue
from domain.vocabulary import noun_of
from gateway.policy_files import read_pack
from schemas.command import Command
from schemas.event import Payload
from schemas.model import Says

DOCS = Path(__file__).parent
PACK = read_pack(DOCS.parent / "policies" / "flanders-clusters")
NOTICE = "<!-- Made by `make docs` from the code: change the code, not this page. -->"
FORMATS = {"date": "date", "date-time": "instant", "duration": "duration", "uuid": "identifier"}
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}

NOT_SEEN = "–"

Schema = Mapping[str, Any]
Column = Callable[[str, type[BaseModel]], str]
"""Writes a cell from the name of a message and its model."""


def pages() -> dict[str, str]:
    """Every generated page: file name to content."""
    made = catalogue(PACK)
    entries = {entry["kind"]: entry for entry in json.loads(made)}
    return {
        "../cli/catalogue.json": made,
        "commands.md": _messages(
            "Commands",
            "What people and deadlines may ask for, as `clusterpact submit` takes it and `clusterpact explain command` "
            "tells it. A field with `?` may be left out; a field that is not listed is refused. Who may ask is said by "
            f"the roles of the policy pack; this is version {PACK.version} of {PACK.id}. In which states a command is "
            "accepted, and what it brings, was seen by the tests, which ask every command in every state.",
            _members(Command),
            "kind",
            {
                "who may": lambda kind, _: _senders(entries[kind]),
                "accepted when": lambda kind, _: "; ".join(entries[kind].get("accepted_when", ())) or NOT_SEEN,
                "brings": lambda kind, _: _names(entries[kind].get("brings", ())),
            },
        ),
        "events.md": _messages(
            "Events",
            "What the record can hold. The wire name is fixed for ever and never used for anything else; what was once "
            "written is readable for ever. `{field}` in a sentence stands for that field in words; where no sentence "
            "is given, it takes its words from the rules, the source or the directory.",
            _members(Payload),
            "type",
            {
                "told as": lambda _, model: _sentence(model),
                "brought by": lambda name, _: _names(
                    kind for kind, entry in entries.items() if name in entry.get("brings", ())
                ),
            },
        ),
    }


def main() -> None:
    """Write the pages where they belong."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")


def _messages(
    title: str, lead: str, models: Iterable[type[BaseModel]], name_field: str, more: Mapping[str, Column]
) -> str:
    nouns = groupby(sorted(models, key=noun_of), key=noun_of)
    sections = [_noun(noun, list(members), name_field, more) for noun, members in nouns]
    return "\n".join([f"# {title}", "", NOTICE, "", textwrap.fill(lead, 120), "", *sections])


def _noun(noun: str, models: list[type[BaseModel]], name_field: str, more: Mapping[str, Column]) -> str:
    rows = [["name", "what it says", "fields", *more], ["---"] * (3 + len(more))]
    for model in models:
        name = str(model.model_fields[name_field].default)
        rows.append(
            [f"`{name}`", _said(model), _fields(model, name_field), *(cell(name, model) for cell in more.values())]
        )
    return "\n".join([f"## {noun.capitalize()}", "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def _senders(entry: Mapping[str, Any]) -> str:
    """Say who may send a command, by the roles of the pack; what no role names is refused to everybody."""
    if entry["by_time_alone"]:
        return "the service itself"
    titles = {role.id: role.title.en for role in PACK.roles}
    who = ", ".join(titles[role] for role in entry["who"]) or "nobody"
    before = entry["not_by_who_did"]
    return f"{who}; not whoever did {_names(before)}" if before else who


def _sentence(model: type[BaseModel]) -> str:
    says: Says | None = getattr(model, "says", None)
    return NOT_SEEN if says is None else _one_line(says.en)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or NOT_SEEN


def _members(union: object) -> Iterator[type[BaseModel]]:
    """Walk the models of a union, through its aliases and annotations."""
    if isinstance(union, type) and issubclass(union, BaseModel):
        yield union
    for part in get_args(union):
        yield from _members(part)


def _said(model: type[BaseModel]) -> str:
    return _one_line(inspect.cleandoc(model.__doc__ or "").split("\n\n")[0])


def _fields(model: type[BaseModel], name_field: str) -> str:
    schema = model.model_json_schema()
    required = schema.get("required", [])
    shown = [
        f"`{name}{'' if name in required else '?'}` {_type(field, schema.get('$defs', {}))}"
        for name, field in schema["properties"].items()
        if name != name_field
    ]
    return "; ".join(shown) or NOT_SEEN


def _type(field: Schema, definitions: Schema) -> str:
    """Say in words what a JSON schema allows; no string pattern, since the refusal shows it."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return _type({**definitions[name], "type": name}, definitions) if "enum" in definitions[name] else name
    if "enum" in field:
        return _choice(field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    either: Iterable[Schema] = field.get("anyOf", field.get("oneOf", ()))
    if either:
        return " or ".join(_type(part, definitions) for part in either if part.get("type") != "null")
    return _plain(field, definitions)


def _plain(field: Schema, definitions: Schema) -> str:
    match field.get("type"), field.get("format"):
        case "array", _:
            return f"list of {_type(field['items'], definitions)}" if field.get("items") else "list"
        case "object", _:
            return "mapping"
        case "string", str(named) if named in FORMATS:
            return FORMATS[named]
        case str(kind), _:
            return TYPES[kind]
        case _:
            return "anything"


def _choice(values: Iterable[object]) -> str:
    return "one of " + ", ".join(f"`{value}`" for value in values)


def _one_line(text: str) -> str:
    """Lay a docstring out as Markdown in a table cell."""
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    main()
