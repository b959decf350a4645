"""The catalogue of commands that the command line is built from: what may be asked, of which file, by whom, with what.

Made from schemas, rules and the shipped policy pack, so that no command can be forgotten there. Where the tests have
walked every state (``tests.cube``), it also says in which states a command is accepted and what it brings.
"""

import inspect
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_origin

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from domain.authority import is_system_only
from domain.recording import SYSTEM
from domain.stream import decide, initial
from domain.vocabulary import COMMANDS, NOUNS, allowed
from gateway.policy_files import read_pack
from schemas.policy import Policy, RulesState
from schemas.refusal import Refused
from tests.golden.samples import samples_of

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "cli" / "catalogue.json"
LIFECYCLE = ROOT / "cli" / "lifecycle.json"
STREAMS = ("pact/demo", "cluster/demo", "budget/2021", "question/demo", "programme/demo", "people/demo", "rules")
NOON = datetime(2020, 3, 2, 11, tzinfo=UTC)

Schema = Mapping[str, Any]


def catalogue(pack: Policy) -> str:
    """Write the catalogue as JSON text, in order of noun and kind."""
    walked: dict[str, Any] = json.loads(LIFECYCLE.read_text("utf-8")) if LIFECYCLE.exists() else {}
    entries = [
        {**_entry(noun, kind, pack), **walked.get(kind, {})} for noun, kinds in NOUNS.items() for kind in sorted(kinds)
    ]
    return json.dumps(entries, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write the catalogue where the command line finds it."""
    CATALOGUE.write_text(catalogue(read_pack(ROOT / "policies" / "flanders-clusters")), "utf-8")


def _entry(noun: str, kind: str, pack: Policy) -> dict[str, Any]:
    command = COMMANDS[kind]
    text = inspect.cleandoc(command.__doc__ or "").split("\n\n")[0].replace("``", "'")
    before = sorted({act for row in pack.four_eyes if row.decision == kind for act in row.preparation})
    return {
        "noun": noun.replace("_", "-"),
        "kind": kind,
        "says": " ".join(text.split()),
        "of": _streams(command, pack),
        "who": [role.id for role in pack.roles if kind in allowed(role.may) and role.id != SYSTEM.role],
        "by_time_alone": is_system_only(kind),
        "not_by_who_did": before,
        "fields": _fields(command),
    }


def _streams(command: type[BaseModel], pack: Policy) -> list[str]:
    """Ask every kind of file whether it knows the command; anything but ``wrong_stream`` means that it does."""
    return [stream.partition("/")[0] for stream in STREAMS if _is_known(stream, command, RulesState(policies=(pack,)))]


def _is_known(stream: str, command: type[BaseModel], rules: RulesState) -> bool:
    asked: Any = samples_of(command)[0]
    try:
        decide(stream, asked, SYSTEM, initial(stream), NOON, rules)
    except Refused as refused:
        return refused.code != "wrong_stream"
    return True


def _fields(command: type[BaseModel]) -> list[dict[str, Any]]:
    schema = command.model_json_schema()
    required = schema.get("required", [])
    return [
        _field(command, name, _taken(field, schema.get("$defs", {})), is_required=name in required)
        for name, field in schema["properties"].items()
        if name != "kind"
    ]


def _field(command: type[BaseModel], name: str, taken: dict[str, Any], *, is_required: bool) -> dict[str, Any]:
    shown = {"example": _examples(command, name)} if taken["as"] == "json" else {}
    return {"name": name, "required": is_required, **taken, **shown}


def _examples(command: type[BaseModel], name: str) -> list[JsonValue]:
    """Give one value for each shape that a field takes, of the samples that the tests are made of; no whole pack."""
    samples = [getattr(one, name) for one in samples_of(command)]
    if isinstance(samples[0], Policy):
        return []
    told = [to_jsonable_python(_example(value)) for value in samples if value is not None]
    return [*{_shape(value): value for value in reversed(told)}.values()][::-1]


def _example(value: object) -> object:
    """Write a sample with what has to be said and what tells its shape; of a list of models the first alone."""
    match value:
        case BaseModel():
            fields = type(value).model_fields.items()
            return {name: _example(getattr(value, name)) for name, field in fields if _is_told(value, name, field)}
        case (BaseModel() as first, *_):  # pyright: ignore[reportUnknownVariableType] - nothing is known of a sample
            return [_example(first)]
        case _:
            return value


def _is_told(value: BaseModel, name: str, field: FieldInfo) -> bool:
    given = getattr(value, name)
    return given is not None and (get_origin(field.annotation) is Literal or given != field.default)


def _shape(value: JsonValue) -> tuple[str, ...]:
    """Tell shapes apart: by the word that names them, else by the fields that are given."""
    match value:
        case {"kind": str() as word} | {"on": str() as word}:
            return (word,)
        case dict():
            return tuple(value)
        case _:
            return ()


def _taken(field: Schema, definitions: Schema) -> dict[str, Any]:
    """Say how a value is given on the command line: as text, number, day, flag, one of several, a list, or JSON."""
    if "$ref" in field:
        return _taken(definitions[field["$ref"].rpartition("/")[2]], definitions)
    parts = [part for part in field.get("anyOf", ()) if part.get("type") != "null"]
    if len(parts) == 1:
        return _taken(parts[0], definitions)
    if "enum" in field:
        return {"as": "choice", "choices": field["enum"]}
    match field.get("type"), field.get("format"):
        case "string", "date":
            return {"as": "day"}
        case "string", _:
            return {"as": "text"}
        case "integer", _:
            return {"as": "number"}
        case "boolean", _:
            return {"as": "flag"}
        case "array", _ if _taken(field.get("items", {}), definitions)["as"] in {"text", "day", "number", "choice"}:
            return {"as": "list", "of": _taken(field["items"], definitions)["as"]}
        case _:
            return {"as": "json"}


if __name__ == "__main__":
    main()
