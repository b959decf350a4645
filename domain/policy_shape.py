"""The form of a policy pack: its tree of values against the schema, part by part."""

import json
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.policy_checks import earmarks_of, nearest
from schemas.model import Model
from schemas.pack import PackFinding, PackParts, PackText, Path
from schemas.policy import Calendar, DeadlineRule, FourEyes, Money, Named, Policy, Role, Setting, Terms, Word

Part = TypeVar("Part", bound=Model)


def shape(text: PackText) -> tuple[Policy | None, tuple[PackFinding, ...]]:
    """Give the pack, or every value whose form is wrong."""
    try:
        return Policy.model_validate_json(json.dumps(text.tree), strict=True), ()
    except ValidationError as wrong:
        return None, tuple(_misshapen(error) for error in wrong.errors(include_url=False))


def readable_parts(text: PackText) -> PackParts:
    """Take what has the right form, so that the rest of the pack is checked all the same."""
    settings = _readable(text, "settings", Setting)
    return PackParts(
        rules=_readable(text, "deadlines", DeadlineRule),
        calendars=_readable(text, "calendars", Calendar),
        roles=_readable(text, "roles", Role),
        four_eyes=_readable(text, "four_eyes", FourEyes),
        terms=_read(Terms, text.tree.get("terms")),
        calendar_ids=_ids(text, "calendars"),
        role_ids=_ids(text, "roles"),
        listed=(
            *((("predicates", index), str(name)) for index, name in enumerate(_items(text, "predicates"))),
            *(((*path, "id"), setting.id) for path, setting in settings),
            *(((*path, "id"), word.id) for path, word in _readable(text, "words", Word)),
            *(((*path, "id"), family.id) for path, family in _readable(text, "kpi_families", Named)),
            *earmarks_of(_read(Money, text.tree.get("money"))),
        ),
    )


def _misshapen(error: ErrorDetails) -> PackFinding:
    """Say in the file's own words what the form asks for."""
    path: Path = error["loc"]
    match error["type"]:
        case "missing":
            return PackFinding(path, "is missing", "a value")
        case "extra_forbidden":
            model = _model_at(path[:-1])
            known = set(model.model_fields) if model else set[str]()
            return PackFinding(path, "unknown field", nearest(str(path[-1]), known))
        case "value_error" | "assertion_error":
            return PackFinding(path, error["msg"].partition(", ")[2])
        case _:
            given = json.dumps(error["input"], ensure_ascii=False, default=str)[:60]
            return PackFinding(path, f"cannot be {given}", error["msg"].removeprefix("Input should be "))


def _model_at(path: Path) -> type[BaseModel] | None:
    """Follow the fields of the pack's schema to the model that stands at this path."""
    at: Any = Policy
    for step in path:
        at = get_args(at)[0] if isinstance(step, int) else at.model_fields[step].annotation
        if type(None) in get_args(at):  # X | None: the way goes through X
            at = get_args(at)[0]
    return at if isinstance(at, type) and issubclass(at, BaseModel) else None


def _readable(text: PackText, section: str, model: type[Part]) -> tuple[tuple[Path, Part], ...]:
    parts = ((index, _read(model, item)) for index, item in enumerate(_items(text, section)))
    return tuple(((section, index), part) for index, part in parts if part is not None)


def _ids(text: PackText, section: str) -> frozenset[str]:
    mappings = (cast("dict[str, object]", item) for item in _items(text, section) if isinstance(item, dict))
    return frozenset(str(item["id"]) for item in mappings if "id" in item)


def _items(text: PackText, section: str) -> list[object]:
    items = text.tree.get(section)
    return cast("list[object]", items) if isinstance(items, list) else []


def _read(model: type[Part], value: object) -> Part | None:
    """Read one part, or nothing where its form is wrong: that is reported with the form of the whole."""
    try:
        return model.model_validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return None
