"""A group of the command line for every noun: one command for each act that a person may ask, made from the catalogue.

Each takes the file it is about, who asks, and the act's own fields as options; it is handed in exactly as ``submit``
hands in a command from a file.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from inspect import Parameter, Signature
from typing import Annotated, Any, Literal

import typer

from cli.catalogue import of_noun
from cli.giving import piece
from cli.options import RESTS_ON, DryRun
from cli.shapes import shapes

_TYPES: dict[str, Any] = {"text": str, "number": int, "day": datetime, "json": str}
METAVARS = {"text": "TEXT", "number": "NUMBER", "day": "DATE", "json": "JSON"}

_PANEL = "Acts"

Asks = dict[str, tuple[Any, Any]]
"""Parameters of a command by name: their annotated type, and the value where they are left out."""


_JOINS = {
    "membership": "cluster",
    "remedial": "evaluation",
    "report": "workyear",
    "support": "agreement",
    "year-plan": "workyear",
}
"""Nouns without a group of their own, and the group in which people look for them."""


MOVES_DATES = frozenset(
    {
        "accept_recomputation",
        "approve_correction",
        "decide_group_extension",
        "grant_extension_of_time",
        "propose_group_extension",
        "propose_recomputation",
        "request_extension_of_time",
        "resume_support",
        "suspend_support",
    }
)
"""Acts that move dates, or ask for it: what they would come to can be shown first."""

_BY_HAND = {"propose_policy": "policy propose", "adopt_policy": "policy adopt"}
"""Acts whose command was written by hand, since it takes more than fields."""


def how_to_ask(entry: dict[str, Any]) -> str:
    """Name the group and the command with which people ask an act."""
    kind, noun = entry["kind"], entry["noun"]
    return _BY_HAND.get(kind, f"{_JOINS.get(noun, noun)} {kind.replace('_', '-')}")


def group(name: str, *, help: str) -> typer.Typer:  # noqa: A002 - what typer calls it
    """Make a group with its nouns' acts; commands written by hand join it afterwards."""
    made = typer.Typer(no_args_is_help=True, help=help)
    for noun in (name, *(noun for noun in _JOINS if _JOINS[noun] == name)):
        for entry in of_noun(noun):
            name = entry["kind"].replace("_", "-")
            made.command(name, help=_help(entry), short_help=entry["says"], rich_help_panel=_PANEL)(_act(entry))
    return made


def _act(entry: dict[str, Any]) -> Callable[..., None]:
    """Make the function of one act, with the parameters that typer reads off its signature."""
    fields = {field["name"]: field for field in entry["fields"]}

    def ask(**given: Any) -> None:  # noqa: ANN401 - whatever the options give
        from cli.acting import submit_given
        from cli.moving import show_act

        filled = {name: given.pop(f"field_{name}") for name in fields}
        command = {name: _value(value, fields[name]) for name, value in filled.items() if value not in (None, [])}
        envelope = {
            "stream": whole_name(given["stream"], entry),
            **{name: given[name] for name in ("person", "role", "on_behalf_of", "expected_version")},
            "reason": given["because"],
            "evidence": [piece(one) for one in given["evidence"]],
            "command": {"kind": entry["kind"], **command},
        }
        if given.get("dry_run"):
            show_act(envelope, as_json=given["as_json"])
            return
        submit_given(envelope, given["command_id"], as_json=given["as_json"])

    asks: Asks = {
        "stream": (Annotated[str, typer.Argument(metavar=_files(entry), help=_named(entry))], Parameter.empty),
        **{f"field_{name}": _option(field) for name, field in fields.items()},
        **_SURROUNDINGS,
        **({"dry_run": (DryRun, False)} if entry["kind"] in MOVES_DATES else {}),
        "evidence": _rests_on(fields),
    }
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in asks.items()
    ]
    ask.__annotations__ = {name: annotation for name, (annotation, _) in asks.items()}
    ask.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return ask


_SURROUNDINGS: Asks = {
    "person": (Annotated[str, typer.Option("--as", metavar="PERSON", help="Who acts: a pseudonym.")], Parameter.empty),
    "role": (
        Annotated[
            str | None, typer.Option("--in-role", metavar="ROLE", help="The role to use, where several allow it.")
        ],
        None,
    ),
    "on_behalf_of": (
        Annotated[str | None, typer.Option("--on-behalf-of", metavar="PERSON", help="Whose lent role is used.")],
        None,
    ),
    "because": (Annotated[str | None, typer.Option("--because", help="The reason, kept with the act.")], None),
    "command_id": (
        Annotated[str | None, typer.Option("--command-id", help="To ask the same again; made up if left out.")],
        None,
    ),
    "expected_version": (
        Annotated[int | None, typer.Option("--seen-version", help="Refuse if the file moved on since.")],
        None,
    ),
    "as_json": (Annotated[bool, typer.Option("--json", help="Answer in JSON.")], False),
}


def _rests_on(fields: Mapping[str, Any]) -> tuple[Any, Any]:
    """Take what an act rests on; where the act has evidence of its own, that option keeps its name."""
    flag = "--rests-on" if "evidence" in fields else "--evidence"
    return Annotated[list[str], typer.Option(flag, metavar="DOCUMENT", help=RESTS_ON)], []


def _files(entry: dict[str, Any]) -> str:
    """Say which files it is asked of: 'pact/ID', or 'rules'."""
    return "|".join(name if name == "rules" else f"{name}/ID" for name in entry["of"])


def _named(entry: dict[str, Any]) -> str:
    takes_id = len(entry["of"]) == 1 and entry["of"] != ["rules"]
    return "The file, by its whole name or its id alone." if takes_id else "The file, by its whole name."


def whole_name(file: str, entry: dict[str, Any]) -> str:
    """Complete an id alone to the file's name, where the act is asked of one sort of file."""
    kinds: list[str] = entry["of"]
    return file if "/" in file or len(kinds) > 1 or kinds == ["rules"] else f"{kinds[0]}/{file}"


def _help(entry: dict[str, Any]) -> str:
    who = ", ".join(entry["who"]).replace("_", " ") or "nobody"
    lines = [entry["says"], f"Asked by: {who}."]
    if entry["not_by_who_did"]:
        lines.append(f"Not by whoever did: {', '.join(entry['not_by_who_did'])}.")
    return "\n\n".join([*lines, f"More: clusterpact explain command {entry['kind']}"])


def _option(field: dict[str, Any]) -> tuple[Any, Any]:
    flag = f"--{field['name'].replace('_', '-')}"
    if field["as"] == "flag":
        left_out = Parameter.empty if field["required"] else None
        return Annotated[bool | None, typer.Option(f"{flag}/--no-{flag[2:]}", help=field["says"])], left_out
    if field["as"] == "list":
        several: Any = list.__class_getitem__(_type({"as": field["of"]}))
        each = typer.Option(flag, metavar=METAVARS.get(field["of"]), help=f"{field['says']} Several times for several.")
        return Annotated[several, each], Parameter.empty if field["required"] else []
    formats = ["%Y-%m-%d"] if field["as"] == "day" else None
    told = f"{field['says']} For example {shapes(field)}" if shapes(field) else field["says"]
    option = typer.Option(flag, metavar=METAVARS.get(field["as"]), formats=formats, help=told)
    taken = _type(field)
    if field["required"]:
        return Annotated[taken, option], Parameter.empty
    return Annotated[taken | None, option], None


def _type(field: dict[str, Any]) -> Any:  # noqa: ANN401 - a type made at run time
    if field["as"] == "choice":
        return Literal[tuple(field["choices"])]  # pyright: ignore[reportInvalidTypeArguments]
    return _TYPES.get(field["as"], str)


def _value(value: Any, field: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the option's type gives
    """Write an option's value as the JSON of a command has it."""
    match value:
        case list():
            return [_value(one, {"as": field["of"]}) for one in value]  # pyright: ignore[reportUnknownVariableType]
        case datetime():
            return value.date().isoformat()
        case str() if field["as"] == "json":
            return _from_json(value, field["name"])
        case _:
            return value


def _from_json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        message = f"no JSON: {wrong.msg} at column {wrong.colno}"
        raise typer.BadParameter(message, param_hint=f"--{name.replace('_', '-')}") from None
