"""What is wrong with what was given, in plain words: the field, what it has to be, and the shapes that it takes."""

from typing import Any

from pydantic import ValidationError

from cli.catalogue import find
from cli.shapes import shapes

_SAYS = {
    "missing": "{field} is missing",
    "extra_forbidden": "{field} is not known here",
    "union_tag_not_found": "{field}: {discriminator} has to say which shape it is",
    "union_tag_invalid": "{field}: {discriminator} has to be one of {expected_tags}",
    "string_type": "{field} has to be text",
    "bool_type": "{field} has to be true or false",
    "enum": "{field} has to be one of {expected}",
    "literal_error": "{field} has to be {expected}",
    "too_short": "{field} needs at least {min_length}",
    "too_long": "{field} takes at most {max_length}",
    "string_too_short": "{field} is empty or too short: {min_length} or more characters",
    "string_too_long": "{field} takes at most {max_length} characters",
    "value_error": "{field}: {error}",
}
"""Sentences by the type of the fault; ``{field}`` is where it is, the others come with the fault."""

_KINDS = (
    ("date_", "{field} has to be a day, YYYY-MM-DD"),
    ("datetime_", "{field} has to be an instant, 2020-12-31T12:00:00Z"),
    ("timezone_", "{field} has to be an instant with its offset, 2020-12-31T12:00:00Z"),
    ("int_", "{field} has to be a whole number"),
    ("model_", "{field} has to be an object in braces"),
    ("dict_", "{field} has to be an object in braces"),
    ("tuple_", "{field} has to be a list in brackets"),
    ("list_", "{field} has to be a list in brackets"),
)
"""Sentences by how the type of the fault begins."""

WRITTEN = {
    r"^[a-z0-9][a-z0-9-]{0,63}$": "a name of at most 64 of a-z, 0-9 and hyphens, such as demo-aster",
    r"^((pact|cluster|people|budget|programme|question)/[a-z0-9][a-z0-9-]{0,63}|rules)$": "a file: rules, or "
    "pact/NAME, cluster/NAME, budget/YEAR, question/NUMBER, programme/NAME or people/NAME, such as pact/demo-aster",
    r"^[0-9a-f]{64}$": "a hash: 64 characters 0-9 a-f, copied whole from where it is shown",
    r"^-?[0-9]{1,15}(\.[0-9]{1,4})?$": "a number in figures, at most four decimals behind a point, such as 12.5",
    r"^[A-Za-z0-9][A-Za-z0-9._:/|-]{7,199}$": "8 to 200 letters, figures and . _ : / | -, a letter or figure first, "
    "such as demo-2020-0001",
    r"^[01][0-9]{9}$": "ten figures without dots, the first of them 0 or 1, such as 0123456749",
    r"^[a-z][a-z0-9_]*$": "a code: small letters, figures and underscores, a letter first, such as begins_on",
    r"^[A-Z][A-Z0-9-]{1,15}$": "the id of a rule: 2 to 16 capitals, figures and hyphens, a capital first, such as D07",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$": "at most 80 letters, figures and . _ -, a letter or figure first, "
    "such as demo-1.a",
}
"""What a text has to be, with an example, by the pattern that refused it."""

_SHOWN = 40
"""Characters of what was given that are told again."""


def faults_of(error: ValidationError) -> str:
    """Say in one line what is wrong with which field, and how a field of JSON is given."""
    faults: list[Any] = [*error.errors()]
    if any(len(one["loc"]) == 1 and one["type"] == "union_tag_invalid" for one in faults):
        return "; ".join(_no_command(one) for one in faults if one["type"] == "union_tag_invalid")
    told = [_sentence(one) for one in faults]
    return "; ".join([*dict.fromkeys(told), *dict.fromkeys(filter(None, map(_accepted, faults)))])


def _sentence(fault: dict[str, Any]) -> str:
    sort, field = str(fault["type"]), _field(fault["loc"])
    if sort == "string_pattern_mismatch" and fault["ctx"]["pattern"] in WRITTEN:
        return f"{field}{_given(fault['input'])} has to be {WRITTEN[fault['ctx']['pattern']]}"
    for begin, says in (*_SAYS.items(), *_KINDS):
        if sort == begin or (begin.endswith("_") and sort.startswith(begin)):
            return says.format(field=field, **fault.get("ctx", {}))
    return f"{field}: {fault['msg']}"


def _field(place: tuple[int | str, ...]) -> str:
    """Name the place as the person gave it: a command's fields without the command."""
    inner = place[2:] if place[:1] == ("command",) and len(place) > 2 else place  # noqa: PLR2004 - 'command' and its kind
    return ".".join(map(str, inner)) or "command"


def _given(text: str) -> str:
    """Tell a text that was given again, shortened, and how long it was."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f" '{shown}' ({len(text)} character{'' if len(text) == 1 else 's'})"


def _no_command(fault: dict[str, Any]) -> str:
    return f"command: there is no '{fault['ctx']['tag']}'; clusterpact explain commands lists them"


def _accepted(fault: dict[str, Any]) -> str | None:
    """Show the shapes of the field in which the fault is, if it takes JSON."""
    match fault["loc"]:
        case ("command", str() as kind, str() as name, *_):
            entry = find(kind)
            fields: list[Any] = entry["fields"] if entry is not None else []
            return next(
                (f"{name} accepted: {shapes(one)}" for one in fields if one["name"] == name and shapes(one)), None
            )
        case _:
            return None
