"""Every wire name that a policy pack may use: the closed unions of events and commands, read as data."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import get_args

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


EVENTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {event.model_fields["type"].default: event for event in _members(Payload)}
)
"""Payload classes by wire name, such as ``year_plan.submitted``."""

COMMANDS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {command.model_fields["kind"].default: command for command in _members(Command)}
)
"""Command classes by kind, such as ``submit_year_plan``."""


def date_fields(event: str) -> frozenset[str]:
    """Give the fields of an event that always hold a date: a deadline can count from these."""
    return frozenset(name for name, field in EVENTS[event].model_fields.items() if field.annotation is date)


def fields(event: str) -> frozenset[str]:
    """Give all fields of an event except its type."""
    return frozenset(EVENTS[event].model_fields) - {"type"}
