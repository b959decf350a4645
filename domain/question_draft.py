"""Drafting an answer: from a frozen snapshot, part by part, each part through every level of approval.

An approval is bound to the draft together with the snapshot under it: another text or another snapshot asks for all
approvals anew. What the cabinet has is rewritten only after somebody other than its drafters returned a part of it, and
what has left for parliament is never touched.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import assert_never

from domain.around import Around
from domain.dates import day
from domain.digest import digest
from domain.policy import current
from domain.preparation import prepared
from domain.question_sending import ANSWERED, require_unsent
from domain.refusing import require
from domain.today import today
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.preparation import Preparation
from schemas.question.draft import (
    AnswerPartApproved,
    AnswerPartDrafted,
    AnswerPartReturned,
    AnswerSnapshotFrozen,
    ApproveAnswerPart,
    DraftAnswerPart,
    FreezeSnapshot,
    QuestionPart,
    ReturnAnswerPart,
    Snapshot,
)
from schemas.question.whole import QuestionStage, QuestionState
from schemas.refusal import Refused

DraftingCommand = FreezeSnapshot | DraftAnswerPart | ApproveAnswerPart | ReturnAnswerPart
DraftingEvent = AnswerSnapshotFrozen | AnswerPartDrafted | AnswerPartApproved | AnswerPartReturned

_APPROVAL, _DRAFTING = "approve_answer_part", "draft_answer_part"


def decide(
    command: DraftingCommand, by: Actor, state: QuestionState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what becomes of the draft; an empty answer means that it already is so."""
    require_unsent(state)
    on = today(now, rules)
    match command:
        case FreezeSnapshot():
            payload: DraftingEvent | None = _frozen(command, state, now)
        case DraftAnswerPart():
            payload = _drafted(command, state, around)
        case ApproveAnswerPart():
            payload = _approved(command, by, state, rules)
        case ReturnAnswerPart():
            payload = _returned(command, state, on)
        case _:
            assert_never(command)
    if payload is None:
        return []
    return [
        Pending(payload=payload, effective=day(on), decided_on=on if isinstance(payload, AnswerPartApproved) else None)
    ]


def changes(state: QuestionState, payload: DraftingEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the question an event changes; whatever was released is taken back with its approvals."""
    match payload:
        case AnswerSnapshotFrozen():
            snapshot = Snapshot.model_validate(payload.model_dump(exclude={"type"}))
            parts = tuple(_on_snapshot(part, snapshot) for part in state.parts)
            return {"snapshot": snapshot, **_standing(parts)}
        case AnswerPartDrafted(part=number):
            return _standing(_changed(state.parts, number, lambda part: _with_draft(part, payload, by)))
        case AnswerPartApproved(part=number):
            return _standing(_changed(state.parts, number, lambda part: _with_approval(part, payload, by)))
        case AnswerPartReturned(part=number, remarks=remarks):
            return _standing(_changed(state.parts, number, lambda part: _without_draft(part, remarks)))
        case _:
            assert_never(payload)


def draft_hash(draft: DraftAnswerPart | QuestionPart, text: str, snapshot: Snapshot) -> str:
    """Give the SHA-256 that an approval names: of the draft and of the snapshot that it was written from."""
    words = {
        "part": draft.part,
        "text": text,
        "refers_to_part": draft.refers_to_part,
        "refers_to_question": draft.refers_to_question,
        "relied_on": list(draft.relied_on),
        "snapshot": snapshot.answer_hash,
    }
    return digest(words)


def view_hash(command: FreezeSnapshot) -> str:
    """Give the SHA-256 over all that is frozen with an answer: its bytes, from where and on what it was drawn."""
    told = command.model_copy(update={"known_on": command.known_on.astimezone(UTC)})
    return digest(told.model_dump(mode="json", exclude={"kind"}))


def _frozen(command: FreezeSnapshot, state: QuestionState, now: datetime) -> AnswerSnapshotFrozen | None:
    """Freeze what was known; once more as long as nothing was sent."""
    require(state.assigned_to is not None, "not_assigned", "give the question to a case officer first")
    require(command.known_on <= now, "in_future", f"what will be known on {command.known_on.isoformat()} is not known")
    beyond = [position for position in command.relied_on if position > command.position]
    require(not beyond, "beyond_snapshot", f"events {beyond} stand after position {command.position}")
    payload = AnswerSnapshotFrozen.model_validate(command.model_dump(exclude={"kind"}))
    if state.snapshot == Snapshot.model_validate(payload.model_dump(exclude={"type"})):
        return None
    _require_not_released(state)
    return payload


def _drafted(command: DraftAnswerPart, state: QuestionState, around: Around) -> AnswerPartDrafted | None:
    part = _part(command.part, state)
    snapshot = _snapshot(state)
    _require_in_snapshot(command.relied_on, snapshot)
    _require_reference(command, state, around)
    seen = draft_hash(command, command.text, snapshot)
    if part.draft_hash == seen:
        return None
    _require_not_released(state)
    return AnswerPartDrafted.model_validate({**command.model_dump(exclude={"kind"}), "draft_hash": seen})


def _approved(
    command: ApproveAnswerPart, by: Actor, state: QuestionState, rules: RulesState
) -> AnswerPartApproved | None:
    """Take the approval of the next level, from somebody who neither drafted nor approved this part."""
    part = _part(command.part, state)
    require(part.draft_hash is not None, "not_drafted", f"part {part.part} has no draft to approve")
    require(command.draft_hash == part.draft_hash, "content_changed", f"the draft is now {part.draft_hash}")
    if by.role in part.approvals and prepared(_APPROVAL, by) in part.prepared_by:
        return None
    _require_in_snapshot(part.relied_on, _snapshot(state))
    ladder = current(rules).answer_ladder
    waiting = [level for level in ladder if level not in part.approvals]
    require(bool(waiting) and not part.is_approved, "already_approved", f"part {part.part} went through all approvals")
    titles = {role.id: role.title.en for role in current(rules).roles}
    waits_for = titles.get(waiting[0], waiting[0])
    require(by.role == waiting[0], "not_next_level", f"part {part.part} waits for the {waits_for}")
    _require_new_hand(part, by)
    return AnswerPartApproved(part=part.part, draft_hash=command.draft_hash, level=by.role, is_last=len(waiting) == 1)


def _returned(command: ReturnAnswerPart, state: QuestionState, on: date) -> AnswerPartReturned | None:
    """Send a part back; a released answer is thereby taken back, and owed again by the cabinet's day."""
    part = _part(command.part, state)
    if part.returned == command.remarks:
        return None
    require(part.draft_hash is not None, "not_drafted", f"part {part.part} has no draft to return")
    is_owed = state.stage is QuestionStage.RELEASED and state.cabinet_due is not None and on <= state.cabinet_due
    return AnswerPartReturned(part=part.part, remarks=command.remarks, due=state.cabinet_due if is_owed else None)


def _require_not_released(state: QuestionState) -> None:
    is_open = state.stage is not QuestionStage.RELEASED
    require(is_open, "already_released", "the cabinet has this answer; whoever may return a part returns it first")


def _require_new_hand(part: QuestionPart, by: Actor) -> None:
    """Let nobody approve what they drafted, or pass two levels of one part; no policy can allow it."""
    hands = {person for hand in part.prepared_by for person in hand.persons}
    shared = sorted(hands.intersection(prepared(_APPROVAL, by).persons))
    require(not shared, "four_eyes", f"{', '.join(shared)} had a hand in part {part.part}; another person approves")


def _require_in_snapshot(relied_on: Iterable[int], snapshot: Snapshot) -> None:
    strange = sorted(set(relied_on).difference(snapshot.relied_on))
    require(not strange, "not_in_snapshot", f"the snapshot does not rest on the events {strange}")


def _require_reference(command: DraftAnswerPart, state: QuestionState, around: Around) -> None:
    """Refer to one thing that there is: another part that does not refer back, or an answer that was sent."""
    is_one = command.refers_to_part is None or command.refers_to_question is None
    require(is_one, "two_references", "refer to another part or to an earlier question, not to both")
    if command.refers_to_part is not None:
        _require_no_circle(command.part, command.refers_to_part, state)
    if command.refers_to_question is not None:
        earlier = around.get(f"question/{command.refers_to_question}")
        if not isinstance(earlier, QuestionState) or earlier.stage is None:
            raise Refused("unknown_question", f"no question {command.refers_to_question} is registered")
        is_sent = earlier.stage in ANSWERED
        require(is_sent, "not_sent", f"question {command.refers_to_question} was not answered: {earlier.stage}")


def _require_no_circle(start: int, refers_to: int | None, state: QuestionState) -> None:
    while refers_to is not None:
        require(refers_to != start, "circular_reference", f"part {start} would refer to itself")
        refers_to = _part(refers_to, state).refers_to_part


def _part(number: int, state: QuestionState) -> QuestionPart:
    for part in state.parts:
        if part.part == number:
            return part
    raise Refused("unknown_part", f"the question has no part {number}")


def _snapshot(state: QuestionState) -> Snapshot:
    if state.snapshot is None:
        raise Refused("not_frozen", "freeze what is known before drafting from it")
    return state.snapshot


def _changed(
    parts: tuple[QuestionPart, ...], number: int, change: Callable[[QuestionPart], QuestionPart]
) -> tuple[QuestionPart, ...]:
    return tuple(change(part) if part.part == number else part for part in parts)


def _with_draft(part: QuestionPart, payload: AnswerPartDrafted, by: Actor) -> QuestionPart:
    """Keep every drafter there ever was; the approvals of another text fall with their hands."""
    return part.model_copy(
        update={
            **_unapproved((*_drafters(part), prepared(_DRAFTING, by))),
            "refers_to_part": payload.refers_to_part,
            "refers_to_question": payload.refers_to_question,
            "relied_on": payload.relied_on,
            "draft": payload.text,
            "draft_hash": payload.draft_hash,
            "returned": None,
        }
    )


def _with_approval(part: QuestionPart, payload: AnswerPartApproved, by: Actor) -> QuestionPart:
    return part.model_copy(
        update={
            "approvals": (*part.approvals, payload.level),
            "is_approved": payload.is_last,
            "prepared_by": (*part.prepared_by, prepared(_APPROVAL, by)),
        }
    )


def _without_draft(part: QuestionPart, remarks: str) -> QuestionPart:
    """Keep the text to look at; it waits for a new draft."""
    return part.model_copy(update={**_unapproved(_drafters(part)), "draft_hash": None, "returned": remarks})


def _on_snapshot(part: QuestionPart, snapshot: Snapshot) -> QuestionPart:
    """Leave a draft as it is and ask for its approvals anew."""
    if part.draft is None:
        return part
    seen = None if part.draft_hash is None else draft_hash(part, part.draft, snapshot)
    return part.model_copy(update={**_unapproved(_drafters(part)), "draft_hash": seen})


def _unapproved(hands: Iterable[Preparation]) -> dict[str, object]:
    return {"approvals": (), "is_approved": False, "prepared_by": tuple(hands)}


def _drafters(part: QuestionPart) -> tuple[Preparation, ...]:
    return tuple(hand for hand in part.prepared_by if hand.act == _DRAFTING)


def _standing(parts: tuple[QuestionPart, ...]) -> dict[str, object]:
    """Say where the answer stands: approved when every part is, in review when every part is drafted."""
    stage = QuestionStage.DRAFTING
    if parts and all(part.is_approved for part in parts):
        stage = QuestionStage.APPROVED
    elif parts and all(part.draft_hash is not None for part in parts):
        stage = QuestionStage.IN_REVIEW
    return {"parts": parts, "stage": stage, "answer_hash": None}
