"""Corrections of what was recorded: proposed by one person, approved by another. The event itself stays as it was.

A claim gets another value or date. Any other fact gets other values of its fields, or is withdrawn: from then on the
file is folded as if the event had always read so. What that does to the file is checked in ``domain.correcting``.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from domain.correctable import bounds, correctable, obstacle, reader
from domain.predicate import VALUE_KINDS
from domain.refusing import require
from domain.vocabulary import fields
from schemas.claim import ClaimsState, FactCorrected, HistoricalClaimImported, KnownClaim, ProposeCorrection, Standing
from schemas.event import Payload, Pending, Recorded
from schemas.refusal import Refused


def require_sound(command: ProposeCorrection, state: ClaimsState) -> None:
    """Refuse what corrects nothing, cannot be corrected, or does not fit what it corrects."""
    claim = next((known for known in state.claims if known.position == command.corrects), None)
    if claim is not None:
        return _require_sound_for_claim(command, claim)
    found = dict(state.facts).get(command.corrects)
    is_gone = found is None and command.corrects in state.corrected
    require(not is_gone, "already_withdrawn", f"what stood at position {command.corrects} was withdrawn")
    if found is None:
        raise Refused("unknown_fact", f"no fact of this file that can be corrected stands at {command.corrects}")
    return _require_sound_for_fact(command, found)


def amended(events: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Give the events as they read with every correction among them; what was withdrawn is left out.

    Claims stay as they were imported: what is known of them follows in ``domain.facts``.
    """
    read = tuple(events)
    corrections: dict[int, list[FactCorrected]] = {}
    for event in read:
        if isinstance(event.payload, FactCorrected):
            corrections.setdefault(event.payload.corrects, []).append(event.payload)
    if not corrections:
        return read
    found = (_amended(event, corrections.get(event.position, ())) for event in read)
    return tuple(event for event in found if event is not None)


def needs_refold(event: Pending) -> bool:
    """Tell whether an event changes what earlier ones mean, so that the stream has to be folded from its beginning."""
    return isinstance(event.payload, FactCorrected)


def _require_sound_for_claim(command: ProposeCorrection, claim: KnownClaim) -> None:
    """Refuse a replacement that says nothing, and a withdrawal that says something."""
    instead = f"claim '{claim.claim}' was {claim.standing.value} by two people: propose another verdict on it"
    require(claim.standing not in {Standing.CONFIRMED, Standing.REJECTED}, "already_judged", instead)
    is_gone = claim.standing is Standing.WITHDRAWN
    require(not is_gone, "already_withdrawn", f"claim '{claim.claim}' was withdrawn by a correction")
    require(not command.fields, "empty_correction", "a claim takes a value or a date, and no fields")
    says_something = command.value is not None or command.effective is not None
    replaces = command.correction_kind == "replaces"
    require(says_something == replaces, "empty_correction", "'replaces' takes a value or a date, 'withdraws' neither")
    _require_at_home(command)
    if command.value is not None:
        expected, found = VALUE_KINDS.get(claim.predicate, command.value.kind), command.value.kind
        require(found == expected, "wrong_value_kind", f"'{claim.predicate}' takes a {expected} value, not a {found}")


def _require_sound_for_fact(command: ProposeCorrection, found: str) -> None:
    instead = obstacle(found)
    require(instead is None, "not_correctable", f"{found} is not corrected: {instead}")
    require(command.value is None, "empty_correction", f"{found} takes fields with their right values, not a value")
    replaces = command.correction_kind == "replaces"
    says_something = bool(command.fields) or command.effective is not None
    require(says_something == replaces, "empty_correction", "'replaces' takes fields or a date, 'withdraws' neither")
    _require_at_home(command)
    names = [name for name, _ in command.fields]
    require(len(names) == len(set(names)), "field_twice", f"{found} has each field once")
    for name, value in command.fields:
        _require_field(found, name, value)


def _require_at_home(command: ProposeCorrection) -> None:
    """Another file is named only where the fact leaves this one."""
    stays = command.moved_to is None or command.correction_kind == "withdraws"
    require(stays, "empty_correction", "'moved_to' goes with 'withdraws'")


def _require_field(event: str, name: str, value: JsonValue) -> None:
    known, free = sorted(fields(event)), ", ".join(sorted(correctable(event))) or "none"
    require(name in known, "unknown_field", f"{event} has no field '{name}'; it has {', '.join(known)}")
    detail = f"{name} of {event} is not corrected (these are: {free}): withdraw the fact and record it anew"
    require(name in correctable(event), "not_correctable_field", detail)
    try:
        _read(event, name, value)
    except ValidationError as wrong:
        raise _wrong_kind(event, name, value, wrong) from wrong
    _require_within_bounds(event, name, value)


def _require_within_bounds(event: str, name: str, value: JsonValue) -> None:
    refusals: list[ValidationError] = []
    for bound in bounds(event, name):
        try:
            _validated(bound, value)
        except ValidationError as wrong:
            refusals.append(wrong)
        else:
            return
    if refusals:
        raise _wrong_kind(event, name, value, refusals[0])


def _wrong_kind(event: str, name: str, value: JsonValue, wrong: ValidationError) -> Refused:
    reason = "; ".join(error["msg"] for error in wrong.errors())
    return Refused("wrong_value_kind", f"{event}: {name} cannot be {json.dumps(value)}: {reason}")


def _amended(event: Recorded, corrections: Sequence[FactCorrected]) -> Recorded | None:
    if not corrections or isinstance(event.payload, HistoricalClaimImported):
        return event
    if any(one.correction_kind == "withdraws" for one in corrections):
        return None
    for one in corrections:
        event = event.model_copy(
            update={"payload": _with_fields(event.payload, one), "effective": one.effective or event.effective}
        )
    return event


def _with_fields(payload: Payload, correction: FactCorrected) -> Payload:
    right = {name: _read(payload.type, name, value) for name, value in correction.fields}
    changed: Payload = payload.model_copy(update=right)
    return changed


def _read(event: str, name: str, value: JsonValue) -> Any:  # noqa: ANN401 - whatever the field holds
    return _validated(reader(event, name), value)


def _validated(by: TypeAdapter[Any], value: JsonValue) -> Any:  # noqa: ANN401 - whatever the field holds
    return by.validate_json(json.dumps(value), strict=True)
