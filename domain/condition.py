"""Conditions that a decision set: each is reported as met and recorded by a second person, or its day passes.

A condition is missed when its deadline is, unless a report of it waits for an answer by then. A missed one can still be
met: how late is the deadline's business. What it was set for is opened again: a plan, or an interim evaluation.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.ladder import rule_for
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.condition import (
    Condition,
    ConditionCommand,
    ConditionEvent,
    ConditionMet,
    ConditionMissed,
    ConditionReported,
    ConditionReportReturned,
    ConditionSet,
    ConditionSource,
    RecordConditionMet,
    ReportConditionMet,
    ReturnConditionReport,
    SetCondition,
)
from schemas.deadline import Deadline, DeadlineStage
from schemas.evaluation import InterimStage, InterimVerdict
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.remedial import RemedialStage
from schemas.year_plan import PlanStage

Conditions = tuple[Condition, ...]

OPENING = ConditionSet.model_fields["type"].default
FULFILMENT = ConditionMet.model_fields["type"].default
"""What opens the deadlines of conditions, whatever the policy calls them."""


def decide(command: ConditionCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to a condition; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    on = today(now, rules)
    if isinstance(command, SetCondition):
        return _set(command, state, on)
    condition = _found(command.condition, state.conditions)
    match command:
        case ReportConditionMet():
            return _reported(command, condition, on)
        case ReturnConditionReport():
            return _returned(command, condition, state, on, rules)
        case RecordConditionMet():
            return _met(command, condition, by, on, rules)
        case _:
            assert_never(command)


def on_missed(deadline: Deadline, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say that a condition is missed because this deadline was; nothing where it is the deadline of something else."""
    condition = _of(deadline, state.conditions, rules)
    if condition is None or condition.state != "open":
        return []
    return [_missed(condition, deadline.due, state, today(now, rules))]


def evolve(kept: Conditions, event: Recorded) -> Conditions:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    if not isinstance(payload, ConditionEvent):
        return kept
    if isinstance(payload, ConditionSet):
        return (*kept, _new(payload))
    return tuple(
        each.model_copy(update=_changes(each, payload, event.actor)) if each.condition == payload.condition else each
        for each in kept
    )


def _set(command: SetCondition, state: PactState, on: date) -> list[Pending]:
    """Write down a condition of a decision that was taken with conditions."""
    payload = ConditionSet.model_validate(command.model_dump(exclude={"kind"}))
    known = next((each for each in state.conditions if each.condition == command.condition), None)
    if known is not None:
        fields = set(ConditionSet.model_fields) - {"type"}
        is_same = known.model_dump(include=fields) == payload.model_dump(include=fields)
        require(is_same, "already_set", f"condition {command.condition} reads otherwise; take another name")
        return []
    is_grounded = _has_ground(command.source, command.reference, state)
    require(is_grounded, "no_ground", f"no decision with conditions: {command.source} {command.reference}")
    require(command.due >= on, "due_in_past", f"{command.due} lies before today, {on}")
    return [Pending(payload=payload, effective=day(on))]


def _has_ground(source: ConditionSource, told: str, state: PactState) -> bool:
    """Tell whether the decision that the condition names was taken, and stands, in a way that leaves conditions."""
    match source:
        case "award":
            return state.agreement.awarded_on is not None
        case "year_plan":
            stage = PlanStage.APPROVED_WITH_CONDITIONS
            return any(
                str(one.year) == told and one.plan is not None and one.plan.stage is stage for one in state.years
            )
        case "interim_evaluation":
            verdict = (InterimStage.COMPLETED, InterimVerdict.POSITIVE_WITH_CONDITIONS)
            return any(
                str(one.period) == told and (one.stage, one.verdict) == verdict for one in state.evaluations.interim
            )
        case "remedial_plan":
            accepted = RemedialStage.ACCEPTED
            return any(str(one.period) == told and one.stage is accepted for one in state.remedial)
        case "change":
            return any(one.change == told and one.state == "approved" for one in state.changes)
        case _:
            assert_never(source)


def _reported(command: ReportConditionMet, condition: Condition, on: date) -> list[Pending]:
    """Keep the report; another one may take its place until it is answered."""
    is_same = condition.state == "reported" and condition.explanation == command.explanation
    if is_same or condition.state == "met":
        return []
    payload = ConditionReported(
        condition=condition.condition, explanation=command.explanation, report_hash=proposal_hash(command)
    )
    return [Pending(payload=payload, effective=day(on))]


def _returned(
    command: ReturnConditionReport, condition: Condition, state: PactState, on: date, rules: RulesState
) -> list[Pending]:
    """Send the report back; where the deadline passed while it waited, the condition is missed by that."""
    _require_reported(condition)
    payload = ConditionReportReturned(condition=condition.condition, remarks=command.remarks)
    missed = [
        _missed(condition, deadline.due, state, on)
        for deadline in state.deadlines
        if not condition.is_missed
        and deadline.stage is DeadlineStage.MISSED
        and _of(deadline, (condition,), rules) is not None
    ]
    return [Pending(payload=payload, effective=day(on)), *missed[-1:]]


def _met(command: RecordConditionMet, condition: Condition, by: Actor, on: date, rules: RulesState) -> list[Pending]:
    """Accept what was reported, as it was seen and by another person than who reported it, in time or late."""
    is_as_seen = command.report_hash == condition.report_hash
    if condition.state == "met" and is_as_seen:
        return []
    _require_reported(condition)
    require(is_as_seen, "content_changed", f"what is reported is now {condition.report_hash}")
    require_second_person("record_condition_met", "report_condition_met", condition.prepared_by, by, rules)
    payload = ConditionMet(condition=condition.condition, met_on=on)
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def _missed(condition: Condition, due: date, state: PactState, on: date) -> Pending:
    """Say so as of the day that passed; what is open again by it waits from the day on which this was found."""
    named = {"condition": condition.condition, "source": condition.source, "reference": condition.reference}
    payload = ConditionMissed.model_validate({**named, "due": due, **_opened_again(condition, state, on)})
    return Pending(payload=payload, effective=day(due))


def _opened_again(condition: Condition, state: PactState, on: date) -> dict[str, object]:
    """Name the plan or the evaluation whose verdict the condition carried, where that verdict still stands."""
    if not _has_ground(condition.source, condition.reference, state):
        return {}
    match condition.source:
        case "year_plan":
            return {"year": int(condition.reference), "plan_reopened_on": on}
        case "interim_evaluation":
            return {"period": int(condition.reference), "evaluation_reopened_on": on}
        case _:
            return {}


def _require_reported(condition: Condition) -> None:
    is_reported = condition.state == "reported"
    require(is_reported, "not_reported", f"condition {condition.condition} is {condition.state}: nobody reported it")


def _of(deadline: Deadline, conditions: Conditions, rules: RulesState) -> Condition | None:
    """Give the condition whose own day a deadline is; an earlier step towards it may pass without missing it."""
    rule = rule_for(deadline, rules)
    if OPENING not in rule.opened_by or FULFILMENT not in rule.met_by:
        return None
    named = dict(deadline.subject).get("condition")
    return next((each for each in conditions if each.condition == named), None)


def _found(condition: str, kept: Conditions) -> Condition:
    for each in kept:
        if each.condition == condition:
            return each
    raise Refused("unknown_condition", f"no condition '{condition}' was ever set here")


def _new(payload: ConditionSet) -> Condition:
    return Condition.model_validate(payload.model_dump(exclude={"type"}))


def _changes(
    condition: Condition,
    payload: ConditionReported | ConditionReportReturned | ConditionMet | ConditionMissed,
    by: Actor,
) -> dict[str, object]:
    match payload:
        case ConditionReported(explanation=explanation, report_hash=report_hash):
            hands = (*condition.prepared_by, prepared("report_condition_met", by))
            told = {"explanation": explanation, "report_hash": report_hash}
            return {"state": "reported", **told, "prepared_by": hands}
        case ConditionReportReturned():
            return {"state": "missed" if condition.is_missed else "open"}
        case ConditionMet():
            return {"state": "met"}
        case ConditionMissed():
            return {"state": "missed", "is_missed": True}
        case _:
            assert_never(payload)
