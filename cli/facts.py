"""Facts, sections and empty lists, laid out in the reader's language."""

from typing import Any

from cli.printing import bold, print_entry, print_line
from cli.words import Lang, word


def or_nothing(rows: list[Any], key: str, lang: Lang) -> None:
    """Say in a sentence that a list is empty."""
    if not rows:
        print_line(word(lang, key))


def fact(key: str, value: object, lang: Lang) -> None:
    """Print one fact under its word; what is not recorded is left out."""
    if value not in (None, "", []):
        print_entry((f"  {word(lang, key):<27}", value))


def step(one: dict[str, Any], lang: Lang) -> None:
    """Print one thing that somebody did: on which day, who, in which role, and what it says."""
    print_entry((one["recorded_at"][:10], one["person"], one["role_title"][lang]), one["sentence"][lang])


def section(key: str, lang: Lang) -> None:
    """Print the heading of a section."""
    print_line(bold(f"\n{word(lang, key)}"))
