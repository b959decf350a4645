"""Counting an open deadline anew: from a corrected anchor, under a corrected calendar, by a later version of a rule.

The calendar is the one in force; the rule is the deadline's own, unless both people name a later version. Until
somebody accepts, nothing moves.
"""

from collections.abc import Iterable
from datetime import date, datetime

from domain.around import Dated, State
from domain.counted_days import rule_walk
from domain.dates import day, end_of_day
from domain.extension_of_time import require_reach
from domain.ladder import STILL_RUNNING, escalations, rule_for
from domain.policy import calendar_kept, calendar_named, calendar_of, current, holds_on_anchor
from domain.preparation import require_second_person
from domain.recorded_day import recorded_day
from domain.refusing import require
from domain.ruling import decision_on, under_rule
from domain.standing import count_asked, counted_by, moved, recomputation
from domain.today import today
from schemas.count import Basis, Walk
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
    RecomputationRequest,
)
from schemas.event import Pending, Recorded
from schemas.people import Actor
from schemas.policy import Calendar, DeadlineRule, RulesState
from schemas.refusal import Refused

Recount = tuple[Deadline, date, date]
"""A deadline, its due date as it stands, and the one that its anchor gives under the calendar in force."""

RuleChange = tuple[Deadline, date, date, str]
"""The same, and the later version of its rule that gives the other date."""

RUNS = (DeadlineStage.OPEN, DeadlineStage.MISSED)


def proposed(
    command: ProposeRecomputation, by: Actor, deadline: Deadline, state: Dated, now: datetime, rules: RulesState
) -> list[Pending]:
    """Let another count wait for its second person; it takes the place of one that waited, with the hands in it."""
    rule = rule_for(deadline, rules)
    _require_countable(deadline, rule)
    if (command.anchor, command.new_due) == (deadline.anchor, deadline.due):
        return []
    if deadline.recomputation == recomputation(command, by, deadline.recomputation):
        return []
    _require_recorded(deadline, command.anchor, rule, state)
    _require_right(deadline, command, rules)
    payload = RecomputationProposed(
        deadline=deadline.id,
        revision=deadline.revision,
        due=deadline.due,
        anchor=command.anchor,
        new_due=command.new_due,
        rule_version=command.rule_version,
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
    as_it_is = (deadline.anchor, deadline.due)
    if waiting is None and deadline.revision > 1 and (command.anchor, command.new_due) == as_it_is:
        return []
    rule = rule_for(deadline, rules)
    _require_countable(deadline, rule)
    if waiting is None:
        raise Refused("not_proposed", f"no other count of {deadline.id} waits")
    require_second_person(command.kind, waiting.requested_by.act, waiting.prepared_by, by, rules)
    by_rule = f" by version {waiting.rule_version} of the rule" if waiting.rule_version else ""
    detail = f"what was proposed is {waiting.new_due}, counted from {waiting.anchor}{by_rule}"
    require(count_asked(command) == count_asked(waiting), "content_changed", detail)
    _require_recorded(deadline, waiting.anchor, rule, state)
    _require_right(deadline, waiting, rules)
    if waiting.anchor != deadline.anchor and deadline.kind is DeadlineKind.ACTION:
        require_reach(waiting.new_due, deadline, by, rules)  # else another anchor would be more time without a limit
    basis = Basis(waiting.anchor, waiting.rule_version)
    return counted_anew(deadline, basis, f"counted anew from {waiting.anchor}{by_rule}", now, rules)


def counted_anew(deadline: Deadline, basis: Basis, reason: str, now: datetime, rules: RulesState) -> list[Pending]:
    """Give what accepting a count on that basis records, under the calendar in force."""
    payload = _recomputed(deadline, basis, rules)
    after = counted_by(moved(deadline, payload, now), payload)
    escalations(after, rules)
    return [*_revoked(deadline, payload, reason, now, rules), decision_on(after, payload, reason, now, rules)]


def recounts(state: State, rules: RulesState) -> tuple[Recount, ...]:
    """List the open deadlines that the calendar in force would set on another day, for a person to look at.

    What a decision moved, and what stands still, is left out: its date is not what its anchor gives.
    """
    counted = ((one, _again(one, Basis(one.anchor), rules).due) for one in _as_counted(state, rules))
    return tuple((deadline, deadline.due, due) for deadline, due in counted if due != deadline.due)


def rule_changes(state: State, rules: RulesState) -> tuple[RuleChange, ...]:
    """List the open deadlines that a later version of their rule would set on another day, each with that version.

    What was missed stays missed under its own rule, and an end moves only with the act that sets it.
    """
    later = ((one, later_rule(one, one.anchor, rules)) for one in _as_counted(state, rules))
    counted = ((one, rule, _again(one, Basis(one.anchor, rule.version), rules).due) for one, rule in later if rule)
    return tuple((one, one.due, due, rule.version) for one, rule, due in counted if due != one.due)


def later_rule(deadline: Deadline, anchor: date, rules: RulesState) -> DeadlineRule | None:
    """Find another version of its rule, in force for that anchor, by which an open deadline could run; none if none is.

    It has to be of the same thing: opened by what opened this one, and counted from the same date of it.
    """
    own = rule_for(deadline, rules)
    if deadline.stage is not DeadlineStage.OPEN or deadline.taken_over:
        return None
    named = [one for one in current(rules).deadlines if one.id == own.id and holds_on_anchor(one, anchor)]
    return None if own in named else next((one for one in named if _is_of_the_same(one, own)), None)


def set_with(events: Iterable[Recorded], position: int, state: Dated) -> tuple[Deadline, ...]:
    """List the open deadlines that were set by the act of the event at this position: they may follow from it."""
    read = tuple(events)
    acts = {event.command_id for event in read if event.position == position}
    names = {
        event.payload.deadline for event in read if isinstance(event.payload, DeadlineSet) and event.command_id in acts
    }
    return tuple(one for one in state.deadlines if one.id in names and one.stage in STILL_RUNNING)


def _is_of_the_same(rule: DeadlineRule, own: DeadlineRule) -> bool:
    is_an_act = rule.kind is own.kind is DeadlineKind.ACTION
    same = (rule.anchor, rule.subject) == (own.anchor, own.subject)
    return is_an_act and same and set(own.opened_by) <= set(rule.opened_by)


def _recomputed(deadline: Deadline, basis: Basis, rules: RulesState) -> DeadlineRecomputed:
    rule, calendar = _by(deadline, basis, rules)
    counted = rule_walk(rule, basis.anchor, calendar)
    return DeadlineRecomputed(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        rule_version=rule.version,
        calendar=None if calendar.id == deadline.calendar else calendar.id,
        calendar_version=calendar.version,
        anchor=basis.anchor,
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


def _require_right(deadline: Deadline, asked: ProposeRecomputation | RecomputationRequest, rules: RulesState) -> None:
    due = _again(deadline, Basis(asked.anchor, asked.rule_version), rules).due
    require(due == asked.new_due, "content_changed", f"{deadline.id} counted from {asked.anchor} falls on {due}")


def _as_counted(state: State, rules: RulesState) -> Iterable[Deadline]:
    if not isinstance(state, Dated) or not rules.policies:
        return ()
    return (one for one in state.deadlines if _is_as_counted(one, rules))


def _is_as_counted(deadline: Deadline, rules: RulesState) -> bool:
    if deadline.stage not in RUNS:
        return False
    own = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    return deadline.due == rule_walk(rule_for(deadline, rules), deadline.anchor, own).due


def _again(deadline: Deadline, basis: Basis, rules: RulesState) -> Walk:
    rule, calendar = _by(deadline, basis, rules)
    return rule_walk(rule, basis.anchor, calendar)


def _by(deadline: Deadline, basis: Basis, rules: RulesState) -> tuple[DeadlineRule, Calendar]:
    """Give rule and calendar to count by; ``rule_not_in_force`` where the version named is not the one for that day."""
    if basis.rule_version in {None, deadline.rule_version}:
        own = calendar_of(rules, deadline.calendar, deadline.calendar_version)
        return rule_for(deadline, rules), calendar_kept(current(rules), own, basis.anchor)
    rule = later_rule(deadline, basis.anchor, rules)
    if rule is None or rule.version != basis.rule_version:
        instead = f"version {rule.version}" if rule else "no other than its own"
        raise Refused("rule_not_in_force", f"{deadline.id} counted from {basis.anchor} can run by {instead}")
    return rule, calendar_named(current(rules), rule.calendar, basis.anchor)
