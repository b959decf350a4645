"""The hash that an approval is bound to: the same for the same content, however it is laid out."""

from hashlib import sha256
from json import dumps
from unicodedata import normalize


def digest(content: object) -> str:
    """Give the SHA-256 of JSON values, whatever the order of fields or the form of accents."""
    text = dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(normalize("NFC", text).encode()).hexdigest()
