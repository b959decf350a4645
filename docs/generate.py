"""Write the pages that follow from code and policy: events and commands. Run by `make docs`; the tests compare.

The pages are made of the first sentence of each docstring, so a docstring that says nothing is seen here.
"""

import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from docs.catalogue import catalogue
from domain.vocabulary import allowed
from gateway.policy_files import read_pack
from schemas.command import Command
from schemas.event import Payload

DOCS = Path(__file__).parent
PACK = read_pack(DOCS.parent / "policies" / "flanders-clusters")
NOTICE = "<!-- Made by `make docs` from the code: change the code, not this page. -->"
FORMATS = {"date": "date", "date-time": "instant", "duration": "duration", "uuid": "identifier"}
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}

Schema = Mapping[str, Any]


def pages() -> dict[str, str]:
    """Every generated page: file name to content."""
    return {
        "../cli/catalogue.json": catalogue(PACK),
        "commands.md": _messages(
            "Commands",
            "What people and deadlines may ask for, as `clusterpact submit` takes it. A field with `?` may be left "
            "out; a field that is not listed is refused. Who may ask is said by the roles of the policy pack; this is "
            f"version {PACK.version} of {PACK.id}.",
            _members(Command),
            "kind",
            _senders(),
        ),
        "events.md": _messages(
            "Events",
            "What the record can hold. The wire name is fixed for ever and never used for anything else; what was once "
            "written is readable for ever.",
            _members(Payload),
            "type",
        ),
    }


def main() -> None:
    """Write the pages where they belong."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")


def _messages(
    title: str, lead: str, models: Iterable[type[BaseModel]], name_field: str, senders: Mapping[str, str] | None = None
) -> str:
    nouns = groupby(sorted(models, key=lambda m: m.__module__), key=lambda m: m.__module__)
    sections = [_noun(module, list(members), name_field, senders) for module, members in nouns]
    return "\n".join([f"# {title}", "", NOTICE, "", textwrap.fill(lead, 120), "", *sections])


def _noun(module: str, models: list[type[BaseModel]], name_field: str, senders: Mapping[str, str] | None) -> str:
    names = [str(model.model_fields[name_field].default) for model in models]
    cells = [[f"`{name}`", _said(model), _fields(model, name_field)] for name, model in zip(names, models, strict=True)]
    head = ["name", "what it says", "fields"]
    if senders is not None:
        head.append("who may")
        cells = [[*row, senders[name]] for name, row in zip(names, cells, strict=True)]
    rows = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *cells]]
    return "\n".join([f"## {module.rpartition('.')[2].capitalize()}", "", *rows, ""])


def _senders() -> dict[str, str]:
    """Who may send each command, by the roles of the pack; what no role names is refused to everybody."""
    kinds = [str(model.model_fields["kind"].default) for model in _members(Command)]
    holders = {kind: [role.title.en for role in PACK.roles if kind in allowed(role.may)] for kind in kinds}
    return {kind: ", ".join(titles) or "nobody" for kind, titles in holders.items()}


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
    return "; ".join(shown) or "–"


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
