"""The bytes that hashes stand on: one way to write a value, on every machine and for ever.

JSON with sorted keys and no spaces, text in NFC, dates as ISO 8601, instants in UTC with six digits and a Z. Floats are
refused: they have no one way of being written.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import cast

from pydantic import BaseModel


def canonical(value: object) -> bytes:
    """Write a value of models, mappings, sequences, texts, integers, booleans, dates, aware instants and None.

    Raises:
        TypeError: for anything else, floats and naive datetimes included.
        ValueError: for text that a database cannot hold: with a NUL or half a surrogate pair in it.
    """
    return canonical_text(value).encode()


def canonical_text(value: object) -> str:
    """The same as text."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def content_hash(value: object) -> str:
    """SHA-256 over the canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def instant_text(instant: datetime) -> str:
    """An aware instant in the one way of writing it, e.g. ``2020-11-30T23:00:00.000000Z``; sorts as text."""
    if instant.tzinfo is None:
        message = f"an instant needs a time zone: {instant.isoformat()}"
        raise TypeError(message)
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)


def _plain(value: object) -> object:
    if type(value) is str:  # an enumeration's member is a str too, and is written by its value
        return _text(value)
    if value is None or type(value) is int or type(value) is bool:
        return value
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return _plain_mapping(cast("Mapping[object, object]", value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("list[object]", value)]
    return _plain_scalar(value)


def _text(value: str) -> str:
    if "\0" in value:
        message = f"text with a NUL in it: {value!r}"
        raise ValueError(message)
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def _plain_mapping(mapping: Mapping[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, item in mapping.items():
        if not isinstance(key, str):
            message = f"a key must be text: {key!r}"
            raise TypeError(message)
        name = _text(key)
        if name in plain:
            message = f"two keys are the same text: {name!r}"
            raise TypeError(message)
        plain[name] = _plain(item)
    return plain


def _plain_scalar(value: object) -> object:
    match value:
        case Enum():
            return _plain(value.value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case str():
            return _text(value)
        case int():
            return int(value)
        case _:
            message = f"no canonical bytes for {type(value).__name__}: {value!r}"
            raise TypeError(message)
