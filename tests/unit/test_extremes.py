"""What nobody sensible would send: values at the ends of what a field takes, in any order and at any time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from functools import reduce
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from domain import pact
from domain.authority import SYSTEM_ONLY
from domain.recording import provisional
from domain.vocabulary import COMMANDS as COMMAND_KINDS
from schemas.command import COMMANDS, PactCommand
from schemas.effective import Effective
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from tests.unit.flanders import flemish_rules
from tests.unit.running import FIRST_DAY, since_2018
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SECRETARY, SYSTEM

RULES = flemish_rules()
KINDS = tuple(kind for kind in get_args(PactCommand) if kind.model_fields["kind"].default not in SYSTEM_ONLY)
DAYS = (
    date.min,
    date(1900, 1, 1),
    date(2018, 1, 1),
    date(2020, 11, 30),
    date(2021, 1, 1),
    date(2036, 12, 31),
    date(2200, 12, 31),
    date.max,
)
NUMBERS = (0, 1, 2, 3, 36, 600, 1900, 2019, 2021, 2200, 10**30)
WORDS = ("a" * 64, "b" * 64, "demo", "pact_version", "D07/2019", "D07/2021", "D12/2019", " ", "2021")


def values(kind: object) -> st.SearchStrategy[Any]:
    """Any value of a field of this type, its ends included; the schema may still refuse it."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values(parts[0])
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in {Union, UnionType}:
        return st.one_of([values(part) for part in parts])
    if origin is tuple:
        return st.lists(values(parts[0]), max_size=2).map(tuple)
    plain: dict[Any, tuple[Any, ...]] = {
        int: NUMBERS,
        str: WORDS,
        date: DAYS,
        bool: (True, False),
        type(None): (None,),
    }
    if kind in plain:
        return st.sampled_from(plain[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    assert isinstance(kind, type)
    assert issubclass(kind, BaseModel)
    return fields(kind)


def fields(kind: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """What somebody would send for this model: some fields, each with any value."""
    hints = get_type_hints(kind, include_extras=True)
    return st.fixed_dictionaries({name: values(hints[name]) for name in kind.model_fields})


def parsed(sent: dict[str, Any]) -> PactCommand | None:
    """The command, where the schema takes it."""
    try:
        command: PactCommand = COMMANDS.validate_python(sent)
    except ValidationError:
        return None
    return command


@st.composite
def orders(draw: st.DrawFn, deadlines: tuple[str, ...]) -> list[tuple[dict[str, Any], Actor]]:
    """Something that somebody asks; or another date for a deadline that runs, asked by one and granted by another."""
    is_moved = draw(st.integers(0, 1)) if deadlines else 0
    if is_moved:
        moved = {"deadline": draw(st.sampled_from(deadlines)), "new_due": draw(values(date))}
        ask = {"kind": "request_extension_of_time", "ground": "g"}
        return [(moved | ask, CLUSTER), (moved | {"kind": "grant_extension_of_time"}, HEAD)]
    by = draw(st.sampled_from([CLUSTER, OFFICER, HEAD, LEADER, SECRETARY]))
    return [(draw(st.sampled_from(KINDS).flatmap(fields)), by)]


def after(state: PactState, made: list[Pending], by: Actor, now: datetime) -> PactState:
    """The state once these are recorded."""
    events = provisional(made, stream="pact/demo", version=state.version, actor=by, now=now, command_id="extreme-1")
    return reduce(pact.evolve, events, state)


def kept_up(state: PactState, now: datetime, rules: RulesState) -> PactState:
    """Everything that time brought by now; each item records something."""
    while items := pact.due_now(state, rules, now):
        made = pact.decide(pact.system_command(items[0]), SYSTEM, state, now, rules)
        assert made, items[0].key
        state = after(state, made, SYSTEM, now)
    return state


def answered(sent: dict[str, Any], by: Actor, state: PactState, now: datetime) -> PactState:
    """The state once it was answered, at whichever door."""
    command = parsed(sent)
    if command is None:
        return state
    try:
        made = pact.decide(command, by, state, now, RULES)
    except Refused as refused:
        made = [event for event in refused.events if isinstance(event, Pending)]
    return after(state, made, by, now)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), is_running=st.booleans())
def test_whatever_people_send_is_taken_or_refused(data: st.DataObject, is_running: bool) -> None:
    """Nothing but a refusal leaves a decision, and time goes on after it."""
    state = reduce(pact.evolve, since_2018(RULES) if is_running else (), PactState())
    now = FIRST_DAY
    for _ in range(12):
        now += timedelta(days=data.draw(st.sampled_from([0, 1, 40, 200])), seconds=1)
        state = kept_up(state, now, RULES)
        for sent, by in data.draw(orders(tuple(deadline.id for deadline in state.deadlines))):
            state = answered(sent, by, state, now)
            pact.agenda(state, RULES)


def dated(kind: type[BaseModel]) -> Iterator[tuple[str, TypeAdapter[Any]]]:
    """The fields of a command that hold a date or an interval, each with what reads it."""
    hints = get_type_hints(kind, include_extras=True)
    marks = ("datetime.date", "Effective", "DateValue")
    return (
        (name, TypeAdapter(hints[name]))
        for name in kind.model_fields
        if any(mark in str(hints[name]) for mark in marks)
    )


@pytest.mark.parametrize("on", [date.min, date(1899, 12, 31), date(2201, 1, 1), date.max])
@pytest.mark.parametrize(
    ("field", "whole"),
    [(f"{kind}.{name}", whole) for kind, command in COMMAND_KINDS.items() for name, whole in dated(command)],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_no_command_takes_a_date_from_which_no_term_can_be_counted(
    field: str, whole: TypeAdapter[Any], on: date
) -> None:
    """A date without bounds would break every later count, for ever."""
    del field
    sent = (on, Effective(earliest=on, latest=on), {"kind": "date", "date": {"earliest": on, "latest": on}})
    for value in sent:
        with pytest.raises(ValidationError):
            whole.validate_python(value)
