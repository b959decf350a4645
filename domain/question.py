"""A written question of parliament: who asked what of whom, who works on it, and what became of it.

Drafting and approving stand in ``domain.question_draft``, sending and publishing in ``domain.question_sending``,
promises in ``domain.promise``. Lateness is the business of the deadline and of the day of sending; it blocks nothing.
"""

from datetime import date, datetime
from typing import assert_never

from domain import promise, question_draft, question_sending
from domain.around import Around
from domain.authority import holds_on
from domain.dates import day
from domain.digest import digest
from domain.policy import current
from domain.refusing import require
from domain.today import require_happened, today
from domain.vocabulary import allowed
from schemas.deadline import DeadlineReached
from schemas.effective import Effective
from schemas.event import Pending, Recorded
from schemas.model import Model
from schemas.people import Actor, PersonState
from schemas.policy import RulesState
from schemas.question.draft import DraftAnswerPart, QuestionPart
from schemas.question.registration import (
    AssignQuestion,
    CabinetDeadlineSet,
    QuestionAssigned,
    QuestionPartDefined,
    QuestionReassigned,
    QuestionRegistered,
    QuestionWithdrawn,
    ReassignQuestion,
    RegisterQuestion,
    SetCabinetDeadline,
    SplitQuestion,
    WithdrawQuestion,
)
from schemas.question.whole import QuestionCommand, QuestionEvent, QuestionStage, QuestionState

DRAFTING = "draft_answer_part"
"""What whoever a question is assigned to must be allowed to do."""

_IntakeCommand = SplitQuestion | AssignQuestion | SetCabinetDeadline | WithdrawQuestion | ReassignQuestion


def decide(
    command: QuestionCommand, by: Actor, state: QuestionState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Say what a command brings; an empty answer means that it already is so."""
    if isinstance(command, RegisterQuestion):
        return _registered(command, state, now, rules)
    require(state.stage is not None, "not_registered", "this question is not registered")
    if isinstance(command, _IntakeCommand):
        return _taken_in(command, state, now, rules, around)
    if isinstance(command, promise.PromiseCommand):
        return promise.decide(command, state, now, rules)
    if isinstance(command, question_draft.DraftingCommand):
        return question_draft.decide(command, by, state, now, rules, around)
    return question_sending.decide(command, by, state, now, rules)


def evolve(state: QuestionState, event: Recorded) -> QuestionState:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    if isinstance(payload, DeadlineReached):
        return question_sending.reached(state, payload.deadline)
    if not isinstance(payload, QuestionEvent):
        return state
    return state.model_copy(update=_changes(state, payload, event.actor))


def streams_read(command: QuestionCommand, state: QuestionState) -> tuple[str, ...]:
    """Name the other streams that a decision on this command rests on."""
    del state
    match command:
        case AssignQuestion(to=person):
            return (f"people/{person}",)
        case DraftAnswerPart(refers_to_question=str(number)):
            return (f"question/{number}",)
        case _:
            return ()


def _changes(state: QuestionState, payload: QuestionEvent, by: Actor) -> dict[str, object]:
    if isinstance(payload, promise.PromiseEvent):
        return promise.changes(state, payload)
    if isinstance(payload, question_draft.DraftingEvent):
        return question_draft.changes(state, payload, by)
    if isinstance(payload, question_sending.SendingEvent):
        return question_sending.changes(state, payload)
    match payload:
        case QuestionRegistered():
            return _as_registered(payload)
        case QuestionPartDefined(part=number, text=text):
            return {"parts": _with_part(state.parts, QuestionPart(part=number, text=text))}
        case QuestionAssigned(to=person):
            is_new = state.stage is QuestionStage.REGISTERED
            return {"assigned_to": person, "stage": QuestionStage.ASSIGNED if is_new else state.stage}
        case CabinetDeadlineSet(due=due):
            return {"cabinet_due": due}
        case QuestionWithdrawn(withdrawn_on=on):
            return {"stage": QuestionStage.WITHDRAWN, "withdrawn_on": on}
        case QuestionReassigned(office=office, since=since):
            return {"office": office, "offices": (*state.offices, (since, office))}
        case _:
            assert_never(payload)


def _registered(command: RegisterQuestion, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Take a question in, also in recess: the term counts from the day it was sent all the same."""
    if state.stage is not None:
        is_same = state.registered_hash == _content(command)
        require(is_same, "already_registered", f"question {state.number} was registered with other content")
        return []
    require_happened("a question sent", command.sent_on, now, rules)
    payload = QuestionRegistered.model_validate(command.model_dump(exclude={"kind"}))
    return [Pending(payload=payload, effective=day(command.sent_on))]


def _taken_in(
    command: _IntakeCommand, state: QuestionState, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    on = today(now, rules)
    match command:
        case SplitQuestion():
            return _split(command, state, day(on))
        case AssignQuestion():
            return _assigned(command, state, on, rules, around)
        case SetCabinetDeadline():
            return _cabinet_deadline_set(command, state, day(on))
        case WithdrawQuestion():
            return _withdrawn(command, state, now, rules)
        case ReassignQuestion():
            return _reassigned(command, state, now, rules)
        case _:
            assert_never(command)


def _split(command: SplitQuestion, state: QuestionState, on: Effective) -> list[Pending]:
    """Define a part, or word it anew; what is being answered is no longer changed."""
    question_sending.require_unsent(state)
    if any((part.part, part.text) == (command.part, command.text) for part in state.parts):
        return []
    is_drafted = any(part.draft is not None for part in state.parts)
    require(not is_drafted, "already_drafting", "a part is drafted: the question is no longer divided")
    return [Pending(payload=QuestionPartDefined(part=command.part, text=command.text), effective=on)]


def _assigned(
    command: AssignQuestion, state: QuestionState, on: date, rules: RulesState, around: Around
) -> list[Pending]:
    question_sending.require_unsent(state)
    if state.assigned_to == command.to:
        return []
    person = around.get(f"people/{command.to}")
    is_known = isinstance(person, PersonState) and person.is_registered
    require(is_known, "unknown_person", f"nobody known as {command.to}")
    may_draft = isinstance(person, PersonState) and _may_draft(person, on, rules)
    require(may_draft, "not_a_drafter", f"{command.to} holds no role today that drafts answers")
    return [Pending(payload=QuestionAssigned(to=command.to, assigned_on=on), effective=day(on))]


def _may_draft(person: PersonState, on: date, rules: RulesState) -> bool:
    drafting = {role.id for role in current(rules).roles if DRAFTING in allowed(role.may)}
    return any(held.role in drafting and holds_on(held, on) for held in person.roles)


def _cabinet_deadline_set(command: SetCabinetDeadline, state: QuestionState, on: Effective) -> list[Pending]:
    """Take the cabinet's date as it is; another one takes its place until the draft has been released."""
    question_sending.require_unsent(state)
    if state.cabinet_due == command.due:
        return []
    require(state.stage is not QuestionStage.RELEASED, "already_released", "the cabinet has the answer")
    _require_after_question("the cabinet's date", command.due, state)
    return [Pending(payload=CabinetDeadlineSet(due=command.due), effective=on)]


def _withdrawn(command: WithdrawQuestion, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    if state.withdrawn_on == command.withdrawn_on:
        return []
    question_sending.require_unsent(state)
    require_happened("a withdrawal", command.withdrawn_on, now, rules)
    _require_after_question("a withdrawal", command.withdrawn_on, state)
    payload = QuestionWithdrawn(withdrawn_on=command.withdrawn_on)
    return [Pending(payload=payload, effective=day(command.withdrawn_on))]


def _reassigned(command: ReassignQuestion, state: QuestionState, now: datetime, rules: RulesState) -> list[Pending]:
    """Hand the question to another minister; the term goes on as it ran."""
    question_sending.require_unsent(state)
    if state.offices[-1] == (command.since, command.office):
        return []
    require(command.office != state.office, "same_office", f"{state.office} answers this question")
    require_happened("a change of minister", command.since, now, rules)
    in_order = command.since >= state.offices[-1][0]
    require(in_order, "before_last_office", f"{state.office} has answered for it since {state.offices[-1][0]}")
    payload = QuestionReassigned(former=state.office, office=command.office, since=command.since)
    return [Pending(payload=payload, effective=day(command.since), reason=command.reason)]


def _require_after_question(what: str, on: date, state: QuestionState) -> None:
    is_after = state.sent_on is not None and on >= state.sent_on
    require(is_after, "before_question", f"{what} on {on} lies before the question, {state.sent_on}")


def _as_registered(payload: QuestionRegistered) -> dict[str, object]:
    return {
        "stage": QuestionStage.REGISTERED,
        "number": payload.number,
        "title": payload.title,
        "asker": payload.asker,
        "office": payload.office,
        "offices": ((payload.sent_on, payload.office),),
        "coordinates": payload.coordinates,
        "in_recess": payload.in_recess,
        "sent_on": payload.sent_on,
        "registered_hash": _content(payload),
    }


def _content(told: Model) -> str:
    """Hash what a command or its event says, without the name of either."""
    return digest(told.model_dump(mode="json", exclude={"kind", "type"}))


def _with_part(parts: tuple[QuestionPart, ...], new: QuestionPart) -> tuple[QuestionPart, ...]:
    others = (part for part in parts if part.part != new.part)
    return tuple(sorted((*others, new), key=lambda part: part.part))
