"""Every wire name that a policy pack may use: the closed unions of events and commands, read as data."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel

from schemas.command import Command
from schemas.event import Payload


def _members(union: object) -> Iterator[type[BaseModel]]:
    """Give the models of a union, however it was nested and annotated."""
    if isinstance(union, type):
        if issubclass(union, BaseModel):
            yield union
        return
    for part in get_args(union):
        yield from _members(part)


def noun_of(message: type[BaseModel]) -> str:
    """Give the noun of an event or a command: the module of ``schemas`` that defines it, or the folder of modules."""
    return message.__module__.split(".")[1]


EVENTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {event.model_fields["type"].default: event for event in _members(Payload)}
)
"""Payload classes by wire name, such as ``year_plan.submitted``."""

COMMANDS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {command.model_fields["kind"].default: command for command in _members(Command)}
)
"""Command classes by kind, such as ``submit_year_plan``."""


NOUNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        noun: frozenset(kind for kind, command in COMMANDS.items() if noun_of(command) == noun)
        for noun in sorted({noun_of(command) for command in COMMANDS.values()})
    }
)
"""The kinds of commands of each noun: ``lesson`` stands for every command that ``schemas/lesson.py`` defines.

A noun of several rooms is a folder: ``budget`` stands for every command of ``schemas/budget/``.
"""


@cache
def allowed(may: tuple[str, ...]) -> frozenset[str]:
    """Give the kinds of commands that a role's list names, one by one or by their noun."""
    return frozenset(kind for name in may for kind in NOUNS.get(name, (name,)))


def date_fields(event: str) -> frozenset[str]:
    """Give the fields of an event that hold a date, or may: a deadline counts from these, and from none left empty."""
    dates: tuple[Any, ...] = (date, date | None)
    return frozenset(name for name, field in EVENTS[event].model_fields.items() if field.annotation in dates)


def flags(event: str) -> frozenset[str]:
    """Give the fields of an event that say yes or no: one that is up can keep a deadline from opening."""
    return frozenset(name for name, field in EVENTS[event].model_fields.items() if field.annotation is bool)


def fields(event: str) -> frozenset[str]:
    """Give all fields of an event except its type."""
    return frozenset(EVENTS[event].model_fields) - {"type"}
