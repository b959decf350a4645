"""Promises to parliament: made with an answer, followed up by a date, kept even years after the question is closed."""

from datetime import datetime
from typing import assert_never

from domain.dates import day
from domain.question_sending import ANSWERED
from domain.refusing import require
from domain.today import require_happened, today
from schemas.event import Pending
from schemas.policy import RulesState
from schemas.question.promise import KeepPromise, Promise, PromiseKept, PromiseRecorded, RecordPromise
from schemas.question.whole import QuestionState
from schemas.refusal import Refused

PromiseCommand = RecordPromise | KeepPromise
PromiseEvent = PromiseRecorded | PromiseKept


def decide(command: PromiseCommand, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what becomes of a promise; an empty answer means that it already is so."""
    match command:
        case RecordPromise():
            return _recorded(command, state, now, rules)
        case KeepPromise():
            return _kept(command, state, now, rules)
        case _:
            assert_never(command)


def changes(state: QuestionState, payload: PromiseEvent) -> dict[str, object]:
    """Say which fields of the question an event changes."""
    match payload:
        case PromiseRecorded():
            made = Promise.model_validate(payload.model_dump(exclude={"type"}))
            return {"promises": (*state.promises, made)}
        case PromiseKept(promise=name, on=on, how=how):
            return {
                "promises": tuple(
                    one.model_copy(update={"kept_on": on, "how": how}) if one.promise == name else one
                    for one in state.promises
                )
            }
        case _:
            assert_never(payload)


def _recorded(command: RecordPromise, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    known = _find(command.promise, state)
    if known is not None:
        told = (known.text, known.follow_up_by, known.part)
        is_same = told == (command.text, command.follow_up_by, command.part)
        require(is_same, "promise_changed", f"promise '{command.promise}' is already known with other content")
        return []
    if state.answered_on is None or state.stage not in ANSWERED:
        raise Refused("not_sent", f"a promise is made with an answer; the question is {state.stage}")
    is_after = command.follow_up_by >= state.answered_on
    require(is_after, "before_answer", f"{command.follow_up_by} lies before the answer, {state.answered_on}")
    is_part = command.part is None or any(part.part == command.part for part in state.parts)
    require(is_part, "unknown_part", f"the question has no part {command.part}")
    payload = PromiseRecorded.model_validate(command.model_dump(exclude={"kind"}))
    return [Pending(payload=payload, effective=day(today(now, rules)))]


def _kept(command: KeepPromise, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    known = _find(command.promise, state)
    if known is None:
        raise Refused("unknown_promise", f"no promise '{command.promise}' was recorded here")
    if known.kept_on is not None:
        is_same = (known.kept_on, known.how) == (command.on, command.how)
        require(is_same, "already_kept", f"promise '{command.promise}' was kept on {known.kept_on}")
        return []
    require_happened("a promise kept", command.on, now, rules)
    is_after = state.answered_on is not None and command.on >= state.answered_on
    require(is_after, "before_answer", f"{command.on} lies before the answer, {state.answered_on}")
    payload = PromiseKept(promise=command.promise, how=command.how, on=command.on)
    return [Pending(payload=payload, effective=day(command.on))]


def _find(name: str, state: QuestionState) -> Promise | None:
    return next((one for one in state.promises if one.promise == name), None)
