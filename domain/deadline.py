"""Deadlines: how they remind, fall due and escalate; how a recorded decision moves them stands beside it.

A running deadline keeps the rule and calendar versions it was computed with, whatever pack is adopted later. How
deadlines follow from other events stands in ``domain.consequence``.
"""

from datetime import datetime
from typing import assert_never

from domain import extension_of_time, recount, revocation
from domain.around import NOTHING, Around, Dated
from domain.ladder import ends_at, escalations, reminders, roles_told, rule_for
from domain.refusing import require
from domain.ruling import under_rule
from domain.today import today
from schemas.budget.whole import BudgetState
from schemas.deadline import (
    AcceptRecomputation,
    ApplyGroupExtension,
    Deadline,
    DeadlineCommand,
    DeadlineEscalated,
    DeadlineKind,
    DeadlineMissed,
    DeadlineReached,
    DeadlineReminded,
    DeadlineStage,
    DueItem,
    EscalateDeadline,
    FireDeadline,
    GrantExtensionOfTime,
    ProposeMissRevocation,
    ProposeRecomputation,
    RefuseExtensionOfTime,
    RemindOfDeadline,
    RequestExtensionOfTime,
    RevokeMiss,
)
from schemas.event import Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.refusal import Refused


def decide(
    command: DeadlineCommand, by: Actor, state: Dated, now: datetime, rules: RulesState, around: Around = NOTHING
) -> list[Pending]:
    """Say what happens to one deadline; what a superseded revision asked for answers nothing."""
    deadline = _found(command.deadline, state)
    match command:
        case RequestExtensionOfTime():
            return extension_of_time.requested(command, by, deadline, now, rules)
        case GrantExtensionOfTime():
            return extension_of_time.granted(command, by, deadline, now, rules)
        case RefuseExtensionOfTime():
            return extension_of_time.refused(command, deadline, now, rules)
        case ApplyGroupExtension():
            return extension_of_time.applied(command, deadline, now, rules, around)
        case ProposeRecomputation():
            return recount.proposed(command, by, deadline, state, now, rules)
        case AcceptRecomputation():
            return recount.accepted(command, by, deadline, state, now, rules)
        case ProposeMissRevocation():
            return revocation.proposed(command, by, deadline, now, rules)
        case RevokeMiss():
            return revocation.approved(command, by, deadline, now, rules)
        case RemindOfDeadline():
            return _reminded(command, deadline, now, rules)
        case FireDeadline():
            return _fired(command, deadline, now, rules)
        case EscalateDeadline():
            return _escalated(command, deadline, now, rules)
        case _:
            assert_never(command)


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
    ends = ends_at(deadline, rules)
    require(now >= ends, "too_early", f"{deadline.id} runs until {ends.isoformat()}")
    outcome = DeadlineMissed if deadline.kind is DeadlineKind.ACTION else DeadlineReached
    payload = outcome(deadline=deadline.id, revision=deadline.revision, due=deadline.due)
    return [under_rule(payload, rule_for(deadline, rules), deadline.due)]


def _escalated(command: EscalateDeadline, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    if deadline.revision != command.revision or deadline.stage is not DeadlineStage.MISSED:
        return []
    item = _stage(command.stage, escalations(deadline, rules))
    _require_come(item, now)
    if command.stage in deadline.done_stages:
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


def _found(deadline_id: str, state: Dated) -> Deadline:
    for deadline in state.deadlines:
        if deadline.id == deadline_id:
            return deadline
    _require_begun(state)
    raise Refused("unknown_deadline", f"no deadline '{deadline_id}' was ever set here")


def _require_begun(state: Dated) -> None:
    """Say of a file that nobody opened what other acts say of it: its own name is wrong, not the deadline's."""
    match state:
        case PactState():
            require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
        case QuestionState():
            require(state.stage is not None, "not_registered", "this question is not registered")
        case BudgetState() | ProgrammeState():  # there is always one of these
            return
        case _:
            assert_never(state)
