"""Counting an open deadline anew: from a corrected anchor, or under a corrected calendar, and only when two agree.

The rule is the deadline's own; the calendar is the one in force. Until somebody accepts, nothing moves.
"""

from collections.abc import Iterable
from datetime import date, datetime

from domain.around import Dated, State
from domain.counted_days import rule_walk
from domain.dates import day, end_of_day
from domain.extension_of_time import require_reach
from domain.ladder import STILL_RUNNING, escalations, rule_for
from domain.policy import calendar_kept, calendar_of, current
from domain.preparation import require_second_person
from domain.recorded_day import recorded_day
from domain.refusing import require
from domain.ruling import decision_on, under_rule
from domain.standing import moved, recomputation
from domain.today import today
from schemas.count import Walk
from schemas.deadline import (
    AcceptRecomputation,
    Deadline,
    DeadlineKind,
    DeadlineMissRevoked,
    DeadlineRecomputed,
    DeadlineSet,
    DeadlineStage,
    ProposeRecomputation,
    RecomputationProposed,
)
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import Calendar, DeadlineRule, RulesState
from schemas.refusal import Refused

Recount = tuple[Deadline, date, date]
"""A deadline, its due date as it stands, and the one that its anchor gives under the calendar in force."""

RUNS = (DeadlineStage.OPEN, DeadlineStage.MISSED)


def proposed(
    command: ProposeRecomputation, by: Actor, deadline: Deadline, state: Dated, now: datetime, rules: RulesState
) -> list[Pending]:
    """Let another count wait for its second person; it takes the place of one that waited, with the hands in it."""
    rule = rule_for(deadline, rules)
    _require_countable(deadline, rule)
    if (command.anchor, command.new_due) == (deadline.anchor, deadline.due):
        return []
    if deadline.recomputation == recomputation(command.anchor, command.new_due, by, deadline.recomputation):
        return []
    _require_recorded(deadline, command.anchor, rule, state)
    _require_right(deadline, command.anchor, command.new_due, rules)
    payload = RecomputationProposed(
        deadline=deadline.id,
        revision=deadline.revision,
        due=deadline.due,
        anchor=command.anchor,
        new_due=command.new_due,
    )
    event = under_rule(payload, rule, today(now, rules))
    return [event.model_copy(update={"reason": command.reason})]


def accepted(
    command: AcceptRecomputation, by: Actor, deadline: Deadline, state: Dated, now: datetime, rules: RulesState
) -> list[Pending]:
    """Move the deadline to what it comes to; the old date stays in the event.

    A miss of a day that was counted wrongly, while the right one is still to come, is revoked with it; a right day that
    has passed falls due now, and never before somebody accepted it.
    """
    waiting = deadline.recomputation
    asked = (command.anchor, command.new_due)
    if waiting is None and deadline.revision > 1 and (deadline.anchor, deadline.due) == asked:
        return []
    rule = rule_for(deadline, rules)
    _require_countable(deadline, rule)
    if waiting is None:
        raise Refused("not_proposed", f"no other count of {deadline.id} waits")
    require_second_person(command.kind, waiting.requested_by.act, waiting.prepared_by, by, rules)
    detail = f"what was proposed is {waiting.new_due}, counted from {waiting.anchor}"
    require(asked == (waiting.anchor, waiting.new_due), "content_changed", detail)
    _require_recorded(deadline, waiting.anchor, rule, state)
    _require_right(deadline, waiting.anchor, waiting.new_due, rules)
    if waiting.anchor != deadline.anchor and deadline.kind is DeadlineKind.ACTION:
        require_reach(waiting.new_due, deadline, by, rules)  # else another anchor would be more time without a limit
    return counted_anew(deadline, waiting.anchor, f"counted anew from {waiting.anchor}", now, rules)


def counted_anew(deadline: Deadline, anchor: date, reason: str, now: datetime, rules: RulesState) -> list[Pending]:
    """Give what accepting a count from that anchor records, under the calendar in force."""
    payload = _recomputed(deadline, anchor, rules)
    escalations(_under_its_calendar(moved(deadline, payload, now), payload), rules)
    return [*_revoked(deadline, payload, reason, now, rules), decision_on(deadline, payload, reason, now, rules)]


def recounts(state: State, rules: RulesState) -> tuple[Recount, ...]:
    """List the open deadlines that the calendar in force would set on another day, for a person to look at.

    What a decision moved, and what stands still, is left out: its date is not what its anchor gives.
    """
    if not isinstance(state, Dated) or not rules.policies:
        return ()
    counted = ((one, _again(one, one.anchor, rules).due) for one in state.deadlines if _is_as_counted(one, rules))
    return tuple((deadline, deadline.due, due) for deadline, due in counted if due != deadline.due)


def set_with(events: Iterable[Recorded], position: int, state: Dated) -> tuple[Deadline, ...]:
    """List the open deadlines that were set by the act of the event at this position: they may follow from it."""
    read = tuple(events)
    acts = {event.command_id for event in read if event.position == position}
    names = {
        event.payload.deadline for event in read if isinstance(event.payload, DeadlineSet) and event.command_id in acts
    }
    return tuple(one for one in state.deadlines if one.id in names and one.stage in STILL_RUNNING)


def _recomputed(deadline: Deadline, anchor: date, rules: RulesState) -> DeadlineRecomputed:
    counted = _again(deadline, anchor, rules)
    return DeadlineRecomputed(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        rule_version=deadline.rule_version,
        calendar_version=_in_force(deadline, anchor, rules).version,
        anchor=anchor,
        raw_due=counted.raw,
        old_due=deadline.due,
        due=counted.due,
        instant=end_of_day(counted.due, current(rules).terms.time_zone),
    )


def _revoked(
    deadline: Deadline, payload: DeadlineRecomputed, reason: str, now: datetime, rules: RulesState
) -> list[Pending]:
    """Revoke a miss that never was one, on its own day; it stays in the history."""
    if deadline.stage is not DeadlineStage.MISSED or payload.instant <= now:
        return []
    revoked = DeadlineMissRevoked(
        deadline=deadline.id, revision=deadline.revision, due=deadline.due, reason="corrected_fact"
    )
    event = decision_on(deadline, revoked, reason, now, rules)
    return [event.model_copy(update={"effective": day(deadline.due)})]


def _under_its_calendar(deadline: Deadline, payload: DeadlineRecomputed) -> Deadline:
    return deadline.model_copy(update={"calendar_version": payload.calendar_version})


def _require_countable(deadline: Deadline, rule: DeadlineRule) -> None:
    """Refuse what is closed or stands still, and an end that another act than this one moves."""
    require(deadline.stage in RUNS, "not_running", f"{deadline.id} is {deadline.stage}")
    own_act = set(rule.opened_by) & set(rule.cancelled_by)
    moves_by_itself = deadline.kind is DeadlineKind.VALIDITY and bool(own_act)
    require(not moves_by_itself, "validity_end", f"{deadline.id} moves only with {', '.join(sorted(own_act))}")


def _require_recorded(deadline: Deadline, anchor: date, rule: DeadlineRule, state: Dated) -> None:
    """Let a validity end count from the day that the file records, and from no other that somebody names."""
    if deadline.kind is not DeadlineKind.VALIDITY:
        return
    recorded = recorded_day(deadline, rule, state)
    detail = f"{deadline.id} counts from {recorded or 'a day that this file does not record'}: correct that first"
    require(anchor == recorded, "not_the_recorded_day", detail)


def _require_right(deadline: Deadline, anchor: date, new_due: date, rules: RulesState) -> None:
    due = _again(deadline, anchor, rules).due
    require(due == new_due, "content_changed", f"{deadline.id} counted from {anchor} falls on {due}")


def _is_as_counted(deadline: Deadline, rules: RulesState) -> bool:
    if deadline.stage not in RUNS:
        return False
    own = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    return deadline.due == rule_walk(rule_for(deadline, rules), deadline.anchor, own).due


def _again(deadline: Deadline, anchor: date, rules: RulesState) -> Walk:
    return rule_walk(rule_for(deadline, rules), anchor, _in_force(deadline, anchor, rules))


def _in_force(deadline: Deadline, anchor: date, rules: RulesState) -> Calendar:
    own = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    return calendar_kept(current(rules), own, anchor)
