"""Deadlines: how they are moved by a recorded decision, and how they remind, fall due and escalate.

A running deadline keeps the rule and calendar versions it was computed with, whatever pack is adopted later. How
deadlines follow from other events stands in ``domain.consequence``.
"""

from datetime import date, datetime
from typing import assert_never

from domain.around import NOTHING, Around, Dated
from domain.dates import day, end_of_day
from domain.ladder import STILL_RUNNING, escalations, reminders, roles_told, rule_for
from domain.policy import current
from domain.preparation import require_second_person
from domain.refusing import require
from domain.standing import Deadlines, moved, request
from domain.today import today
from schemas.deadline import (
    AcceptRecomputation,
    ApplyGroupExtension,
    Deadline,
    DeadlineCommand,
    DeadlineEscalated,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineExtensionRefused,
    DeadlineExtensionRequested,
    DeadlineKind,
    DeadlineMissed,
    DeadlineReached,
    DeadlineReminded,
    DeadlineStage,
    DueItem,
    EscalateDeadline,
    ExtensionRequest,
    FireDeadline,
    GrantExtensionOfTime,
    ProposeRecomputation,
    RefuseExtensionOfTime,
    RemindOfDeadline,
    RequestExtensionOfTime,
)
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import DeadlineRule, RulesState
from schemas.refusal import Refused


def decide(
    command: DeadlineCommand, by: Actor, state: Dated, now: datetime, rules: RulesState, around: Around = NOTHING
) -> list[Pending]:
    """Say what happens to one deadline; what a superseded revision asked for answers nothing."""
    deadline = _found(command.deadline, state.deadlines)
    match command:
        case RequestExtensionOfTime():
            return _requested(command, by, deadline, now, rules)
        case GrantExtensionOfTime():
            return _granted(command, by, deadline, now, rules)
        case RefuseExtensionOfTime():
            return _refused(command, deadline, now, rules)
        case RemindOfDeadline():
            return _reminded(command, deadline, now, rules)
        case FireDeadline():
            return _fired(command, deadline, now, rules)
        case EscalateDeadline():
            return _escalated(command, deadline, now, rules)
        case ProposeRecomputation() | AcceptRecomputation() | ApplyGroupExtension():
            del around
            raise Refused("not_built", command.kind)
        case _:
            assert_never(command)


def streams_read(command: ApplyGroupExtension) -> tuple[str, ...]:
    """Name the programme whose decision is carried out: '<stream>/<group>' names both."""
    return (command.decided_by.rpartition("/")[0],)


def _requested(
    command: RequestExtensionOfTime, by: Actor, deadline: Deadline, now: datetime, rules: RulesState
) -> list[Pending]:
    _require_movable(deadline)
    if deadline.request == request(command.new_due, command.ground, by):
        return []
    require(deadline.request is None, "request_pending", f"another date for {deadline.id} already waits for a decision")
    _require_later(command.new_due, deadline, now, rules)
    payload = DeadlineExtensionRequested(
        deadline=deadline.id,
        revision=deadline.revision,
        due=deadline.due,
        new_due=command.new_due,
        ground=command.ground,
    )
    return [under_rule(payload, rule_for(deadline, rules), today(now, rules))]


def _granted(
    command: GrantExtensionOfTime, by: Actor, deadline: Deadline, now: datetime, rules: RulesState
) -> list[Pending]:
    """Move the deadline to the date asked for; granting after a miss cures it, and the miss stays readable."""
    if deadline.request is None and deadline.revision > 1 and deadline.due == command.new_due:
        return []
    _require_movable(deadline)
    wish = _waiting(deadline)
    require_second_person(command.kind, wish.requested_by.act, (wish.requested_by,), by, rules)
    require(wish.new_due == command.new_due, "content_changed", f"the date asked for is {wish.new_due}")
    _require_later(command.new_due, deadline, now, rules)
    payload = DeadlineExtended(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        old_due=deadline.due,
        due=command.new_due,
        instant=end_of_day(command.new_due, current(rules).terms.time_zone),
        cures_miss=deadline.stage is DeadlineStage.MISSED,
    )
    escalations(moved(deadline, payload, now), rules)
    return [_decision(payload, command.reason, deadline, now, rules)]


def _refused(command: RefuseExtensionOfTime, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    _waiting(deadline)
    payload = DeadlineExtensionRefused(deadline=deadline.id, revision=deadline.revision, due=deadline.due)
    return [_decision(payload, command.reason, deadline, now, rules)]


def _require_movable(deadline: Deadline) -> None:
    require(deadline.kind is not DeadlineKind.VALIDITY, "validity_end", f"{deadline.id} is an end that never moves")
    require(deadline.stage in STILL_RUNNING, "not_running", f"{deadline.id} is {deadline.stage}")


def _require_later(new_due: date, deadline: Deadline, now: datetime, rules: RulesState) -> None:
    require(new_due > deadline.due, "not_later", f"{new_due} is not after {deadline.due}")
    require(new_due >= today(now, rules), "not_later", f"{new_due} lies in the past")


def _waiting(deadline: Deadline) -> ExtensionRequest:
    if deadline.request is None:
        raise Refused("no_request", f"nobody asked for another date for {deadline.id}")
    return deadline.request


def _reminded(command: RemindOfDeadline, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    """Send one stage; nothing where it was sent, was passed over, or gives way to a later one that has come too."""
    if deadline.revision != command.revision or deadline.stage is not DeadlineStage.OPEN:
        return []
    ladder = reminders(deadline, rules)
    item = _stage(command.stage, ladder)
    _require_come(item, now)
    gives_way = any(item.at < other.at <= now for other in ladder)
    if item.at <= deadline.set_at or item.stage in deadline.done_stages or gives_way:
        return []
    payload = DeadlineReminded(
        deadline=deadline.id,
        revision=deadline.revision,
        stage=command.stage,
        due=deadline.due,
        to_roles=roles_told(deadline, command.stage, rules),
    )
    return [under_rule(payload, rule_for(deadline, rules), today(now, rules))]


def _fired(command: FireDeadline, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    """Record that the due date has passed, effective on that date, however late this is carried out."""
    if deadline.revision != command.revision or deadline.stage is not DeadlineStage.OPEN:
        return []
    require(now >= deadline.instant, "too_early", f"{deadline.id} runs until {deadline.instant.isoformat()}")
    outcome = DeadlineMissed if deadline.kind is DeadlineKind.ACTION else DeadlineReached
    payload = outcome(deadline=deadline.id, revision=deadline.revision, due=deadline.due)
    return [under_rule(payload, rule_for(deadline, rules), deadline.due)]


def _escalated(command: EscalateDeadline, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    if deadline.revision != command.revision or deadline.stage is not DeadlineStage.MISSED:
        return []
    item = _stage(command.stage, escalations(deadline, rules))
    _require_come(item, now)
    if item.at <= deadline.set_at or command.stage in deadline.done_stages:
        return []
    payload = DeadlineEscalated(
        deadline=deadline.id,
        revision=deadline.revision,
        stage=command.stage,
        to_roles=roles_told(deadline, command.stage, rules),
    )
    return [under_rule(payload, rule_for(deadline, rules), today(now, rules))]


def _stage(name: str, ladder: tuple[DueItem, ...]) -> DueItem:
    for item in ladder:
        if item.stage == name:
            return item
    raise Refused("unknown_stage", f"this deadline has no stage '{name}'")


def _require_come(item: DueItem, now: datetime) -> None:
    require(now >= item.at, "too_early", f"{item.key} is for {item.at.isoformat()}")


def under_rule(payload: DeadlineEvent, rule: DeadlineRule, effective: date) -> Pending:
    """Put a deadline's event under its rule's legal basis and version."""
    return Pending(payload=payload, effective=day(effective), legal_basis=rule.legal_basis, rule_version=rule.version)


def _decision(payload: DeadlineEvent, reason: str, deadline: Deadline, now: datetime, rules: RulesState) -> Pending:
    decided_on = today(now, rules)
    made = under_rule(payload, rule_for(deadline, rules), decided_on)
    return made.model_copy(update={"decided_on": decided_on, "reason": reason})


def _found(deadline_id: str, deadlines: Deadlines) -> Deadline:
    for deadline in deadlines:
        if deadline.id == deadline_id:
            return deadline
    raise Refused("unknown_deadline", f"no deadline '{deadline_id}' was ever set here")
