"""What one event says: predicate, qualifier and value, as a claim about the same matter would have it."""

from datetime import date

from domain.dates import day
from schemas.claim import ClaimValue, CodeValue, CountValue, DateValue, MoneyValue, TextValue

Said = tuple[str, str, ClaimValue]
"""Predicate, qualifier, value."""


def dated(predicate: str, on: date, qualifier: object = "") -> Said:
    """Say that it happened on an exact day, or falls on one."""
    return predicate, str(qualifier), DateValue(date=day(on))


def coded(predicate: str, code: str, qualifier: object = "") -> Said:
    """Say where it stands, or how it was judged."""
    return predicate, str(qualifier), CodeValue(code=code)


def counted(predicate: str, number: int, qualifier: object = "") -> Said:
    """Say how many, or which of a numbered series."""
    return predicate, str(qualifier), CountValue(number=number)


def paid(predicate: str, cents: int, qualifier: object = "") -> Said:
    """Say how much, in euro cents."""
    return predicate, str(qualifier), MoneyValue(cents=cents)


def worded(predicate: str, nl: str, en: str, qualifier: object = "") -> Said:
    """Say it in words."""
    return predicate, str(qualifier), TextValue(nl=nl, en=en)
