"""The shapes of what is given as JSON, as the catalogue has them."""

import json
from typing import Any


def shapes(field: dict[str, Any]) -> str:
    """Write the examples of a field; nothing where it has none."""
    return " or ".join(json.dumps(_named_first(one), ensure_ascii=False) for one in field.get("example", ()))


def _named_first(example: object) -> object:
    """Put the word that tells the shape before the rest."""
    if not isinstance(example, dict):
        return example
    return {**{key: example[key] for key in ("kind", "on") if key in example}, **example}  # pyright: ignore[reportUnknownVariableType]
