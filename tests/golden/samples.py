"""Samples of every event and command as they are written today, made from the fields that the schemas declare.

The samples of one message differ in every choice that it has: each word of an enumeration, each kind of value, with and
without what may be left out. The same schemas always give the same samples.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from domain.vocabulary import COMMANDS, EVENTS
from schemas.agreement.award import RecordAwardDecision
from schemas.claim import Evidence
from schemas.command import CommandEnvelope
from schemas.deadline import DeadlineKind
from schemas.effective import Effective, Precision
from schemas.event import Recorded
from schemas.people import Actor
from schemas.policy import DeadlineRule, Escalation, FixedDay, Reminder, Span, Title
from store.canonical import canonical_text

ON = date(2020, 11, 30)
AT = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
HASH = sha256(b"demo").hexdigest()

TEXTS = ("demo text", "demo", "demo_code", HASH, "pact/demo", "D07", "demo-command-0001", "120", "0400000086")
NUMBERS = (3, 2021)

ACTION = DeadlineRule(
    id="D07",
    version="1",
    title=Title(nl="demotermijn", en="demo deadline"),
    legal_basis="demo decree",
    status="assumed",
    opened_by=("year_plan.expected",),
    anchor="year_start",
    subject=("year",),
    fixed_day=FixedDay(month=11, day=30, year_offset=-1),
    calendar="demo",
    shift="forward",
    met_by=("year_plan.submitted",),
    cancelled_by=("agreement.expired",),
    waits_for="cluster_representative",
    reminders=(Reminder(days_before=10, to=("cluster_representative",)),),
    escalations=(Escalation(working_days_after=1, to=("head_of_unit",)),),
)

VALIDITY = DeadlineRule(
    id="D03",
    version="1",
    kind=DeadlineKind.VALIDITY,
    title=Title(nl="demo-einde", en="demo end"),
    valid_from=ON,
    legal_basis="demo decree",
    status="stated",
    opened_by=("cap_anchor.fixed",),
    anchor="anchor",
    span=Span(years=10),
    convention="P",
    calendar="demo",
    shift="none",
    waits_for="leading_official",
)

WHOLE: Mapping[type[BaseModel], tuple[BaseModel, ...]] = MappingProxyType(
    {
        Span: (Span(years=3, months=1, days=2), Span(working_days=30)),
        DeadlineRule: (ACTION, VALIDITY),
        RecordAwardDecision: (
            RecordAwardDecision(decided_on=ON, minutes="demo text"),
            RecordAwardDecision(decided_on=ON, minutes="demo text", outcome="refused"),
            RecordAwardDecision(
                decided_on=ON, minutes="demo text", outcome="granted_with_conditions", conditions=("demo text",)
            ),
        ),
        Effective: (
            Effective(earliest=ON, latest=ON),
            Effective(
                earliest=date(2017, 10, 1), latest=date(2017, 12, 31), precision=Precision.INTERVAL, wording="eind 2017"
            ),
        ),
    }
)
"""Models whose fields rest on one another: written out by hand."""


def event_lines() -> Iterator[str]:
    """One line for each way in which an event is written today, envelope included."""
    for payload in _all(EVENTS.values()):
        yield canonical_text(
            Recorded(
                payload=payload,
                effective=Effective(earliest=ON, latest=ON),
                decided_on=ON,
                evidence=(Evidence(document="demo-document", sha256=HASH),),
                position=7,
                stream="pact/demo",
                version=3,
                recorded_at=AT,
                actor=Actor(person="demo-aster", role="case_officer", on_behalf_of="demo-berk"),
                command_id="demo-command-0001",
            )
        )


def command_lines() -> Iterator[str]:
    """One line for each way in which a command is handed in today, envelope included."""
    for command in _all(COMMANDS.values()):
        yield canonical_text(
            CommandEnvelope(
                command_id="demo-command-0001",
                stream="pact/demo",
                person="demo-aster",
                role="case_officer",
                command=command,
                reason="demo reason",
            )
        )


def _all(models: Iterable[type[BaseModel]]) -> Iterator[Any]:
    for model in models:
        yield from samples_of(model)


def samples_of(model: type[BaseModel]) -> tuple[Any, ...]:
    """As many samples as the field with the most choices needs; the others repeat their last choice."""
    if model in WHOLE:
        return WHOLE[model]
    choices = {name: _choices(_declared(field)) for name, field in model.model_fields.items()}
    count = max(len(values) for values in choices.values())
    return tuple(
        model.model_validate({name: values[min(number, len(values) - 1)] for name, values in choices.items()})
        for number in range(count)
    )


def _choices(declared: object) -> tuple[Any, ...]:
    """Every value worth a sample of what a field declares."""
    plain = get_args(declared)[0] if get_origin(declared) is Annotated else declared
    origin, arguments = get_origin(plain), get_args(plain)
    if origin in {Union, UnionType}:
        some = [value for part in arguments if part is not type(None) for value in _choices(part)]
        return (*some, None) if type(None) in arguments else tuple(some)
    if origin is Literal:
        return arguments
    if origin is tuple:
        return _tuples(arguments)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return samples_of(plain)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return tuple(plain)
    return _scalars(declared)


def _tuples(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists get all their choices at once; pairs the first of each."""
    if parts[-1] is Ellipsis:
        return (_choices(parts[0]),)
    return (tuple(_choices(part)[0] for part in parts),)


def _scalars(declared: object) -> tuple[Any, ...]:
    """The first text, number, date or instant that the field takes."""
    adapter = TypeAdapter[Any](cast("type[Any]", declared))
    for value in (True, *NUMBERS, ON, AT, *TEXTS):
        try:
            return (adapter.validate_python(value, strict=True),)
        except ValidationError:
            continue
    message = f"no sample fits {declared}"
    raise TypeError(message)


def _declared(field: FieldInfo) -> object:
    """Put a field's constraints back on its annotation."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
