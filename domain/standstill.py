"""Deadlines that stand still while support is suspended, and run on afterwards with what was left of them.

Which ones do is data of the pack. An end of validity, the cap among them, never stands still.
"""

from datetime import date, datetime

from domain.around import Dated
from domain.dates import ONE_DAY, add_working_days, end_of_day, shift, working_days_in
from domain.ladder import escalations, rule_for
from domain.policy import calendar_of, current
from domain.ruling import under_rule
from domain.standing import Deadlines, moved
from domain.today import today
from schemas.deadline import Deadline, DeadlineKind, DeadlineResumed, DeadlineStage, DeadlineStopped
from schemas.event import Pending
from schemas.pact import PactState
from schemas.policy import DeadlineRule, RulesState
from schemas.refusal import Refused
from schemas.standstill import Standstill


def suspended_since(state: Dated) -> date | None:
    """Say since when support is suspended; ``None`` where it is not."""
    return state.support.suspended_since if isinstance(state, PactState) else None


def runs_on(deadlines: Deadlines, state: Dated, now: datetime, rules: RulesState) -> list[Pending]:
    """Let what stood still run again when the suspension is over: support was resumed, or it ended."""
    if not isinstance(state, PactState) or state.support.suspended_since is not None:
        return []
    first_day_after = max((after for _, after in state.support.suspensions), default=date.min)
    return [
        _resumed(one, since, max(since, first_day_after), now, rules)
        for one in deadlines
        if (since := one.stopped_since) is not None and one.stage is DeadlineStage.STOPPED
    ]


def stands_still(deadlines: Deadlines, since: date, now: datetime, rules: RulesState) -> list[Pending]:
    """Stop what runs and may stand still, one set during the suspension too; what was due before it has passed."""
    return [
        under_rule(
            DeadlineStopped(deadline=one.id, revision=one.revision, due=one.due, since=since),
            rule_for(one, rules),
            today(now, rules),
        )
        for one in deadlines
        if one.stage is DeadlineStage.OPEN and one.due >= since and _may_stop(one, rules)
    ]


def both_clocks(deadline: Deadline, on: date, rules: RulesState) -> Standstill | None:
    """Tell what was left of it when it stopped, and its date if it ran on from that day; ``None`` where it runs."""
    since = deadline.stopped_since
    if since is None or deadline.stage is not DeadlineStage.STOPPED:
        return None
    rule, calendar = rule_for(deadline, rules), calendar_of(rules, deadline.calendar, deadline.calendar_version)
    in_working_days = _in_working_days(rule)
    left = (deadline.due - since).days
    if in_working_days:
        left = working_days_in(since + ONE_DAY, deadline.due + ONE_DAY, calendar)
    return Standstill(
        since=since,
        left=left,
        unit="working_days" if in_working_days else "days",
        today=on,
        due_if_resumed=_if_resumed(deadline, since, max(since, on), rules),
    )


def _if_resumed(deadline: Deadline, since: date, on: date, rules: RulesState) -> date | None:
    try:
        return _later(deadline, since, on, rules)
    except Refused:  # beyond the years of the calendar: resuming would be refused, and telling need not be
        return None


def _in_working_days(rule: DeadlineRule) -> bool:
    return rule.span is not None and bool(rule.span.working_days)


def _may_stop(deadline: Deadline, rules: RulesState) -> bool:
    return deadline.kind is DeadlineKind.ACTION and rule_for(deadline, rules).stops_while_suspended


def _resumed(deadline: Deadline, since: date, resumed_on: date, now: datetime, rules: RulesState) -> Pending:
    """Move it by the days that it stood still, the first one counted and the day of resumption not."""
    rule, due = rule_for(deadline, rules), _later(deadline, since, resumed_on, rules)
    payload = DeadlineResumed(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        old_due=deadline.due,
        due=due,
        instant=end_of_day(due, current(rules).terms.time_zone),
    )
    escalations(moved(deadline, payload, now), rules)
    return under_rule(payload, rule, today(now, rules))


def _later(deadline: Deadline, since: date, resumed_on: date, rules: RulesState) -> date:
    """Count in the unit of the rule: working days where its span is in them, else calendar days."""
    rule = rule_for(deadline, rules)
    calendar = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    if _in_working_days(rule):
        stood = working_days_in(since, resumed_on, calendar)
        return shift(add_working_days(deadline.due, stood, calendar), calendar, rule.shift)
    return shift(deadline.due + (resumed_on - since).days * ONE_DAY, calendar, rule.shift)
