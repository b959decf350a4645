"""The way of an approved answer: released to the cabinet, sent by the minister, under embargo, public."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import assert_never

from pydantic import JsonValue

from domain.dates import day
from domain.digest import digest
from domain.ladder import rule_for
from domain.preparation import require_second_person
from domain.refusing import require
from domain.today import require_happened, today
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.question.draft import QuestionPart
from schemas.question.sending import (
    AnswerPublished,
    AnswerReleasedToCabinet,
    AnswerSent,
    RecordAnswerSent,
    RecordPublication,
    ReleaseAnswer,
    ReleasedAnswer,
)
from schemas.question.whole import QuestionStage, QuestionState
from schemas.refusal import Refused

SendingCommand = ReleaseAnswer | RecordAnswerSent | RecordPublication
SendingEvent = AnswerReleasedToCabinet | AnswerSent | AnswerPublished

ANSWERED = (QuestionStage.SENT, QuestionStage.EMBARGO_OVER, QuestionStage.PUBLISHED)
"""The answer has left: it is never changed again."""

_SENT_TYPE = "answer.sent"


def decide(command: SendingCommand, by: Actor, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say how far the answer gets; an empty answer means that it is there already."""
    match command:
        case ReleaseAnswer():
            return _released(command, by, state, now, rules)
        case RecordAnswerSent():
            return _sent(command, state, now, rules)
        case RecordPublication():
            return _published(command, state, now, rules)
        case _:
            assert_never(command)


def changes(state: QuestionState, payload: SendingEvent) -> dict[str, object]:
    """Say which fields of the question an event changes."""
    match payload:
        case AnswerReleasedToCabinet(answer_hash=seen):
            made = ReleasedAnswer(answer_hash=seen, parts=state.parts, snapshot=state.snapshot)
            others = (one for one in state.released if one.answer_hash != seen)
            return {"stage": QuestionStage.RELEASED, "answer_hash": seen, "released": (*others, made)}
        case AnswerSent(sent_on=on, answer_hash=seen, by_reference=by_reference):
            sent = {"stage": QuestionStage.SENT, "answered_on": on, "is_by_reference": by_reference}
            return {**sent, **_as_released(state, seen)}
        case AnswerPublished(published_on=on):
            return {"stage": QuestionStage.PUBLISHED, "published_on": on}
        case _:
            assert_never(payload)


def reached(state: QuestionState, deadline: str) -> QuestionState:
    """End the embargo when the last day that counted from the answer has passed."""
    is_embargo = state.stage is QuestionStage.SENT and any(one.id == deadline for one in embargo(state))
    return state.model_copy(update={"stage": QuestionStage.EMBARGO_OVER}) if is_embargo else state


def embargo(state: QuestionState) -> tuple[Deadline, ...]:
    """Give the ends that count from the day of the answer; the policy says how long the asker alone has it."""
    return tuple(
        one
        for one in state.deadlines
        if one.kind is DeadlineKind.VALIDITY
        and one.stage is not DeadlineStage.CANCELLED
        and one.anchor == state.answered_on
    )


def answer_text(state: QuestionState) -> Mapping[str, JsonValue]:
    """Give the whole answer as it leaves: each part with what was asked, what is answered and what it refers to."""
    return {
        "number": state.number,
        "title": state.title,
        "parts": [
            {
                "part": part.part,
                "question": part.text,
                "answer": part.draft,
                "refers_to_part": part.refers_to_part,
                "refers_to_question": part.refers_to_question,
            }
            for part in state.parts
        ],
    }


def answer_hash(state: QuestionState) -> str:
    """Give the SHA-256 over the whole answer, which release and sending are bound to."""
    return digest(answer_text(state))


def require_unsent(state: QuestionState) -> None:
    """Refuse what comes too late: ``withdrawn`` or ``already_sent``."""
    require(
        state.stage is not QuestionStage.WITHDRAWN, "withdrawn", f"the question was withdrawn, {state.withdrawn_on}"
    )
    require(state.stage not in ANSWERED, "already_sent", f"the answer was sent on {state.answered_on}")


def _released(
    command: ReleaseAnswer, by: Actor, state: QuestionState, now: datetime, rules: RulesState
) -> list[Pending]:
    if state.answer_hash == command.answer_hash:
        return []
    require_unsent(state)
    seen = answer_hash(state)
    is_ready = state.stage in (QuestionStage.APPROVED, QuestionStage.RELEASED)
    require(is_ready, "not_approved", f"every part goes through all approvals first; the question is {state.stage}")
    require(command.answer_hash == seen, "content_changed", f"the approved answer is {seen}")
    hands = [preparation for part in state.parts for preparation in part.prepared_by]
    require_second_person("release_answer", "draft_answer_part", hands, by, rules)
    on = today(now, rules)
    payload = AnswerReleasedToCabinet(answer_hash=seen, released_on=on)
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def _as_released(state: QuestionState, answer_hash: str) -> dict[str, object]:
    """Give back the parts and the snapshot of what was sent, which may have been worked on since its release."""
    for one in state.released:
        if one.answer_hash == answer_hash:
            return {"answer_hash": answer_hash, "parts": one.parts, "snapshot": one.snapshot}
    return {}


def _sent(command: RecordAnswerSent, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Record what the minister sent: the answer that was released, or an earlier one that was taken back too late."""
    if state.stage in ANSWERED and (state.answered_on, state.answer_hash) == (command.sent_on, command.answer_hash):
        return []
    require_unsent(state)
    require(bool(state.released), "not_released", f"the question is {state.stage}")
    sent = next((one for one in state.released if one.answer_hash == command.answer_hash), None)
    if sent is None:
        raise Refused("content_changed", f"the released answer is {state.released[-1].answer_hash}")
    require_happened("an answer", command.sent_on, now, rules)
    is_after = state.sent_on is not None and command.sent_on >= state.sent_on
    require(is_after, "before_question", f"{command.sent_on} lies before the question, {state.sent_on}")
    payload = AnswerSent(
        sent_on=command.sent_on,
        answer_hash=command.answer_hash,
        office=_office_on(command.sent_on, state),
        days_late=_days_late(command.sent_on, state, rules),
        by_reference=_is_by_reference(sent.parts),
    )
    return [Pending(payload=payload, effective=day(command.sent_on), decided_on=command.sent_on)]


def _published(command: RecordPublication, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Refuse publication on a day on which the asker alone has the answer, whenever it is recorded."""
    if state.published_on is not None:
        is_same = state.published_on == command.published_on
        require(is_same, "already_published", f"the answer is public since {state.published_on}")
        return []
    if state.answered_on is None or state.stage not in ANSWERED:
        raise Refused("not_sent", f"no answer was sent; the question is {state.stage}")
    require_happened("a publication", command.published_on, now, rules)
    last_day = max((one.due for one in embargo(state)), default=state.answered_on)
    is_free = command.published_on > last_day or not embargo(state)
    require(is_free, "under_embargo", f"the asker alone has the answer up to {last_day}")
    require(command.published_on >= state.answered_on, "before_answer", f"it was sent on {state.answered_on}")
    payload = AnswerPublished(published_on=command.published_on)
    return [Pending(payload=payload, effective=day(command.published_on))]


def _office_on(on: date, state: QuestionState) -> str:
    """Say which minister answered for the question on a day."""
    return next((office for since, office in reversed(state.offices) if since <= on), state.office)


def _days_late(on: date, state: QuestionState, rules: RulesState) -> int:
    """Count the days after the term as it stands now; which term an answer meets is said by the rules."""
    terms = (
        one
        for one in state.deadlines
        if one.stage is not DeadlineStage.CANCELLED and _SENT_TYPE in rule_for(one, rules).met_by
    )
    return max((max((on - one.due).days, 0) for one in terms), default=0)


def _is_by_reference(answered: tuple[QuestionPart, ...]) -> bool:
    """Tell whether no part is answered here: each refers to an earlier answer, or to a part that does."""
    parts = {part.part: part for part in answered}
    return all(_leaves(part, parts) for part in answered)


def _leaves(part: QuestionPart, parts: Mapping[int, QuestionPart]) -> bool:
    while part.refers_to_part is not None:
        part = parts[part.refers_to_part]
    return part.refers_to_question is not None
