"""What of a recorded fact can be corrected: which facts, which of their fields, and within which bounds.

A corrected value obeys the bounds of the command that would have recorded it. What a fact is about, and what the
service counted or hashed itself, is never corrected: such a fact is withdrawn and recorded anew.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from domain.vocabulary import COMMANDS, EVENTS, fields, noun_of
from schemas.claim import ClaimEvent
from schemas.event import Recorded
from schemas.model import Cents, Day

INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "answer.snapshot_frozen": "what was frozen stays as it was seen; freeze another: freeze_snapshot",
        "answer.sent": "what was sent stays as it was sent; record a promise, or answer anew",
        "cap_anchor.contested": "fix the anchor of the cap with its ground: fix_cap_anchor",
        "cap_anchor.fixed": "contest the anchor of the cap and fix another: contest_cap_anchor, fix_cap_anchor",
        "cofinancing.proven": "record the proof anew: record_cofinancing",
        "cofinancing.shortfall_found": "record the proof anew: record_cofinancing",
        "document.classified": "classify the document anew: classify_document",
        "document.content_erased": "what was erased does not come back; attach the document anew: attach_document",
        "extension.refused_because_cap": "a refusal is the answer to its wish; propose another: propose_extension",
        "kpi.value_recorded": "restate the value, which keeps both: restate_kpi_value",
        "kpi.value_restated": "restate the value once more: restate_kpi_value",
        "kpi.value_verified": "restate the value, which has to be verified again: restate_kpi_value",
        "over_allocation.found": "it follows from the envelope and the reservations: correct those",
    }
)
"""What is never corrected, and what to do instead."""

BROUGHT_BY_TIME = frozenset(
    {
        "agreement.activated",
        "agreement.expired",
        "agreement.extended",
        "condition.missed",
        "outage.recorded",
        "report.expected",
        "support.ended",
        "work_year.started",
        "year_plan.expected",
    }
)
"""What the service records when its day comes: corrected, it would have to come again, and its day comes once."""

SUBJECT = frozenset(
    {
        "basis",
        "change",
        "cluster",
        "commitment",
        "condition",
        "document",
        "earmark",
        "evaluation",
        "group",
        "kpi",
        "lesson",
        "line",
        "member",
        "part",
        "period",
        "project",
        "promise",
        "recovery",
        "round",
        "year",
    }
)
"""Fields that say what a fact is about, or which of several it is."""

_COUNTED = frozenset(
    {
        "after",
        "against",
        "amendment",
        "arithmetic",
        "before",
        "bridging",
        "carried_cents",
        "clusters",
        "coordinates",
        "days_late",
        "definition_version",
        "from_year",
        "into",
        "is_cluster",
        "is_last",
        "level",
        "next_period",
        "open_cents",
        "over_cents",
        "pact_version",
        "relied_on",
        "required",
        "sha256",
        "signed",
        "size",
        "succeeds",
        "supersedes",
        "unused",
        "wish",
    }
)
"""Fields that the service counted or looked up itself, and names of other files."""

_OF_ONE_EVENT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "answer.part_drafted": frozenset({"refers_to_part", "refers_to_question"}),
        "budget_year.opened": frozenset({"year_start", "year_end"}),
        "cluster.activities_taken_over": frozenset({"origin"}),
        "cluster.split": frozenset({"origin"}),
        "condition.set": frozenset({"source", "reference"}),
        "document.attached": frozenset({"confidentiality"}),
        "group_extension.granted": frozenset({"items"}),
        "reservation.transferred": frozenset({"source", "target"}),
    }
)

_NUMBER: Any = Cents
_DAY: Any = Day


def is_fact(event: Recorded) -> bool:
    """Tell whether an event can be what somebody corrects: neither a deadline, nor a proposal, nor about claims."""
    named = event.type
    is_wish = named.endswith("proposed")
    return not (is_wish or named.startswith("deadline.") or isinstance(event.payload, ClaimEvent))


def obstacle(event: str) -> str | None:
    """Say why no fact of this kind is corrected, and what to do instead; none where it can be."""
    if event in BROUGHT_BY_TIME:
        return "it came with its day: correct or withdraw what it follows"
    return INSTEAD.get(event)


@cache
def correctable(event: str) -> frozenset[str]:
    """Give the fields of a kind of event that can be corrected."""
    kept = SUBJECT | _COUNTED | _OF_ONE_EVENT.get(event, frozenset())
    return frozenset(name for name in fields(event) if name not in kept and not _is_hash_or_former(name))


@cache
def bounds(event: str, name: str) -> tuple[TypeAdapter[Any], ...]:
    """Give what reads the right value of a field within its bounds; one of these has to accept it.

    They are those of the commands of the same noun that have a field of this name, else those of any day or number.
    """
    asked = tuple(_asked(noun_of(EVENTS[event]), name))
    return tuple(TypeAdapter[Any](one) for one in asked or _general(EVENTS[event].model_fields[name]))


@cache
def reader(event: str, name: str) -> TypeAdapter[Any]:
    """Give what reads a value of this field of this kind of event, and refuses what the field cannot hold."""
    return TypeAdapter(_annotated(EVENTS[event].model_fields[name]))


def _is_hash_or_former(name: str) -> bool:
    return name.endswith("_hash") or name == "former" or name.startswith("former_")


def _asked(noun: str, name: str) -> Iterator[Any]:
    """Give the different types under which commands of the noun take a field of this name."""
    found: list[Any] = []
    for command in COMMANDS.values():
        if noun_of(command) == noun and name in command.model_fields:
            bound = _annotated(command.model_fields[name])
            if bound not in found:
                found.append(bound)
                yield bound


def _general(field: FieldInfo) -> tuple[Any, ...]:
    bare: Any = field.annotation
    known: dict[Any, Any] = {int: _NUMBER, date: _DAY, date | None: _DAY | None}
    return (known[bare],) if bare in known else ()


def _annotated(field: FieldInfo) -> Any:  # noqa: ANN401 - a type with its bounds
    bare: Any = field.annotation
    return Annotated[(bare, *field.metadata)] if field.metadata else bare
