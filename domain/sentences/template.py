"""The sentence that an event carries itself: its fields put into words, in Dutch and in English."""

import string
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, cast, get_origin

from domain.sentences.wording import Sentence, amount, in_words, listed, months, when, word
from schemas.effective import Effective
from schemas.event import Payload
from schemas.model import Says
from schemas.policy import RulesState

AMOUNTS = ("cents",)
"""How the names of fields that hold an amount end."""

LENGTHS = ("months",)
"""How the names of fields that hold a number of months end."""


ROLES = frozenset({"level"})
"""Fields that hold the id of a role."""


def told(payload: Payload, effective: Effective | None = None, rules: RulesState | None = None) -> Sentence:
    """Fill the sentence of the event's class; ``{effective}`` in it is since when the envelope says that it holds.

    ``rules`` give the titles of roles.

    Raises:
        TypeError: the class has no sentence of its own.
    """
    says: Says | None = getattr(type(payload), "says", None)
    if says is None:
        message = f"{payload.type} has no sentence"
        raise TypeError(message)
    coded = {name for name, field in type(payload).model_fields.items() if get_origin(field.annotation) is Literal}
    values = {name: getattr(payload, name, effective) for name in _named(says)}
    places = {name: word(str(value)) if name in coded else _in_words(name, value) for name, value in values.items()}
    places |= {name: role_words(str(values[name]), rules) for name in ROLES & values.keys() if rules is not None}
    dutch = says.nl.format_map({name: words[0] for name, words in places.items()})
    english = says.en.format_map({name: words[1] for name, words in places.items()})
    return _ended(dutch), _ended(english)


def role_words(role: str, rules: RulesState) -> Sentence:
    """Give what the last pack that knows a role calls it; one that none knows keeps its id."""
    for policy in reversed(rules.policies):
        for known in policy.roles:
            if known.id == role:
                return known.title.nl, known.title.en
    return role, role


def _ended(text: str) -> str:
    """End with a full stop, also where the sentence ends with somebody's own words."""
    return f"{text.strip().rstrip('.')}."


def _named(says: Says) -> set[str]:
    return {name for text in says for _, name, _, _ in string.Formatter().parse(text) if name}


def _in_words(name: str, value: object) -> Sentence:
    match value:
        case None:
            return "niet vastgelegd", "not recorded"
        case bool():
            return ("ja", "yes") if value else ("nee", "no")
        case int() if name.endswith(AMOUNTS):
            return amount(value)
        case int() if name.endswith(LENGTHS):
            return months(value)
        case Effective():
            return when(value)
        case Enum():
            return word(str(value.value))
        case date():
            return in_words(value)
        case tuple() | list():
            parts = [_in_words(name, part) for part in cast("tuple[object, ...]", value)]
            return listed(dutch for dutch, _ in parts)[0], listed(english for _, english in parts)[1]
        case Mapping():
            pairs = cast("Mapping[str, Any]", value)
            return listed(f"{key} {part}" for key, part in pairs.items())
        case _:
            return str(value), str(value)
