"""The commitments of a pact: what a party promised, how it stands, and whether it was kept.

A promise with a date has a deadline by a rule of the policy. Only another date moves that deadline; other words for the
same promise leave it alone.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.refusing import require
from domain.today import require_happened, today
from schemas.commitment import (
    AddCommitment,
    ChangeCommitment,
    CloseCommitment,
    Commitment,
    CommitmentAbandoned,
    CommitmentAdded,
    CommitmentChanged,
    CommitmentCommand,
    CommitmentEvent,
    CommitmentFulfilled,
    CommitmentProgressReported,
    CommitmentRescheduled,
    ReportCommitmentProgress,
)
from schemas.event import Pending, Recorded
from schemas.pact import PactDocument, PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

_Change = CommitmentChanged | CommitmentRescheduled | CommitmentProgressReported
_Closing = CommitmentFulfilled | CommitmentAbandoned


def decide(command: CommitmentCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to a commitment; an empty answer means it already did."""
    del by
    if state.pact is None:
        raise Refused("not_registered", "no pact file was opened here: register the pact first")
    on = today(now, rules)
    known = next((each for each in state.commitments if each.commitment == command.commitment), None)
    if isinstance(command, AddCommitment):
        return _added(command, known, state.pact, on)
    if known is None:
        raise Refused("unknown_commitment", f"no commitment '{command.commitment}' stands in this file")
    match command:
        case ChangeCommitment():
            return _changed(command, known, on)
        case ReportCommitmentProgress():
            return _reported(command, known, on)
        case CloseCommitment():
            return _closed(command, known, now, rules)
        case _:
            assert_never(command)


def evolve(kept: tuple[Commitment, ...], event: Recorded) -> tuple[Commitment, ...]:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    if not isinstance(payload, CommitmentEvent):
        return kept
    if isinstance(payload, CommitmentAdded):
        return (*kept, _new(payload))
    return tuple(
        each.model_copy(update=_updates(payload)) if each.commitment == payload.commitment else each for each in kept
    )


def _added(command: AddCommitment, known: Commitment | None, document: PactDocument, on: date) -> list[Pending]:
    """Write the promise into the register, under the version of the pact that holds it."""
    version = _version(command.pact_version, known, document)
    payload = CommitmentAdded.model_validate({**command.model_dump(exclude={"kind"}), "pact_version": version})
    if known is None:
        _require_ahead(command.due, on)
        return [Pending(payload=payload, effective=day(on))]
    as_it_began = {"state": "running", "progress": None, "remark": None, "closed_on": None}
    is_same = known.model_copy(update=as_it_began) == _new(payload)
    require(
        is_same, "already_added", f"commitment {command.commitment} reads otherwise: change it, or take another name"
    )
    return []


def _version(asked: int | None, known: Commitment | None, document: PactDocument) -> int:
    """Give the version asked for, or the one in force or being negotiated; none lies further ahead than the next."""
    following = document.pact_version + 1
    if asked is None:
        return known.pact_version if known is not None else max(document.pact_version, 1)
    require(1 <= asked <= following, "unknown_version", f"the next version of this pact is {following}")
    return asked


def _changed(command: ChangeCommitment, known: Commitment, on: date) -> list[Pending]:
    """Let it read otherwise; another date is told apart, since a deadline follows it."""
    if (known.text_nl, known.text_en, known.due) == (command.text_nl, command.text_en, command.due):
        return []
    _require_running(known)
    changed = CommitmentChanged(
        commitment=known.commitment,
        text_nl=command.text_nl,
        text_en=command.text_en,
        due=command.due,
        former_due=known.due,
    )
    events = [Pending(payload=changed, effective=day(on), reason=command.reason)]
    if known.due == command.due:
        return events
    _require_ahead(command.due, on)
    moved = CommitmentRescheduled(commitment=known.commitment, former_due=known.due, due=command.due)
    return [*events, Pending(payload=moved, effective=day(on), reason=command.reason)]


def _reported(command: ReportCommitmentProgress, known: Commitment, on: date) -> list[Pending]:
    if (known.progress, known.remark) == (command.progress, command.remark):
        return []
    _require_running(known)
    payload = CommitmentProgressReported(commitment=known.commitment, progress=command.progress, remark=command.remark)
    return [Pending(payload=payload, effective=day(on))]


def _closed(command: CloseCommitment, known: Commitment, now: datetime, rules: RulesState) -> list[Pending]:
    """Close it once; the same end again changes nothing, another end is refused."""
    if (known.state, known.closed_on) == (command.outcome, command.on):
        return []
    _require_running(known)
    require_happened("an end", command.on, now, rules)
    closing = CommitmentFulfilled if command.outcome == "fulfilled" else CommitmentAbandoned
    payload = closing(commitment=known.commitment, on=command.on)
    return [Pending(payload=payload, effective=day(command.on), reason=command.reason)]


def _require_running(known: Commitment) -> None:
    require(known.state == "running", "not_running", f"commitment {known.commitment} is {known.state}")


def _require_ahead(due: date | None, on: date) -> None:
    require(due is None or due >= on, "due_in_past", f"{due} lies before today, {on}")


def _new(payload: CommitmentAdded) -> Commitment:
    return Commitment.model_validate(payload.model_dump(exclude={"type"}))


def _updates(payload: _Change | _Closing) -> dict[str, object]:
    match payload:
        case CommitmentChanged(text_nl=text_nl, text_en=text_en, due=due):
            return {"text_nl": text_nl, "text_en": text_en, "due": due}
        case CommitmentRescheduled(due=due):
            return {"due": due}
        case CommitmentProgressReported(progress=progress, remark=remark):
            return {"progress": progress, "remark": remark}
        case CommitmentFulfilled(on=closed_on):
            return {"state": "fulfilled", "closed_on": closed_on}
        case CommitmentAbandoned(on=closed_on):
            return {"state": "abandoned", "closed_on": closed_on}
        case _:
            assert_never(payload)
