"""The stages around a due date: reminders before it, the moment it falls, escalations after a miss.

A ladder belongs to one revision of a deadline and follows the rule version under which the deadline was computed, so a
new policy pack never changes whom a running deadline reminds.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.dates import ONE_DAY, add_working_days, at_hour, end_of_day
from domain.policy import calendar_of, current, rule_of
from schemas.deadline import Deadline, DeadlineStage, DueItem, DueKind
from schemas.policy import DeadlineRule, Escalation, Reminder, RulesState

STILL_RUNNING = (DeadlineStage.OPEN, DeadlineStage.MISSED, DeadlineStage.STOPPED)
"""The stages in which the act can still come: when the deadline is missed or stands still, too."""


def agenda_of(deadlines: tuple[Deadline, ...], rules: RulesState) -> tuple[DueItem, ...]:
    """List what every running deadline still asks for, deadline by deadline, without the stages done or passed over."""
    return tuple(item for deadline in deadlines for item in _asked(deadline, rules))


def reminders(deadline: Deadline, rules: RulesState) -> tuple[DueItem, ...]:
    """Give every reminder stage of this revision in order of time, sent or not.

    A stage lies so many days before the due date, at the policy's local hour. A validity end reminds too where its
    rule lists stages: nobody owes an act, but people want to see it coming.
    """
    rule = rule_for(deadline, rules)
    return tuple(_reminder(step, deadline, rule, rules) for step in _reminders_in_time(rule))


def escalations(deadline: Deadline, rules: RulesState) -> tuple[DueItem, ...]:
    """Give every escalation stage of this revision in order of time, sent or not.

    A stage lies so many working days after the due date, by the deadline's own calendar version;
    ``calendar_exhausted`` where that calendar lists no such year.
    """
    rule = rule_for(deadline, rules)
    return tuple(_escalation(step, deadline, rule, rules) for step in _escalations_in_time(rule))


def roles_told(deadline: Deadline, stage: str, rules: RulesState) -> tuple[str, ...]:
    """Name the roles that a stage such as 'r10' or 'e1' is for."""
    rule = rule_for(deadline, rules)
    told = {_stage(step): step.to for step in rule.reminders}
    told |= {_stage(step): step.to for step in rule.escalations}
    return told[stage]


def ends_at(deadline: Deadline, rules: RulesState) -> datetime:
    """Give the instant from which it is late, derived from its due date by the tables of time zones in use now.

    The date is the law: where new tables move local midnight, the recorded instant is what older ones made of it.
    """
    return end_of_day(deadline.due, current(rules).terms.time_zone)


def rule_for(deadline: Deadline, rules: RulesState) -> DeadlineRule:
    """Find the rule version under which the deadline runs."""
    return rule_of(rules, deadline.rule, deadline.rule_version)


def _asked(deadline: Deadline, rules: RulesState) -> tuple[DueItem, ...]:
    if deadline.taken_over:
        return ()
    match deadline.stage:
        case DeadlineStage.OPEN:
            return (*_unsent_reminders(deadline, rules), _falling_due(deadline, rules))
        case DeadlineStage.MISSED:
            return tuple(_unsent_escalations(deadline, rules))
        case DeadlineStage.MET | DeadlineStage.REACHED | DeadlineStage.CANCELLED | DeadlineStage.STOPPED:
            return ()


def _unsent_reminders(deadline: Deadline, rules: RulesState) -> Iterator[DueItem]:
    """Leave out what lies before the last reminder sent: it was passed over, at most one catches up."""
    rule = rule_for(deadline, rules)
    steps = _reminders_in_time(rule)
    last = max((number for number, step in enumerate(steps) if _stage(step) in deadline.done_stages), default=-1)
    for step in steps[last + 1 :]:
        item = _reminder(step, deadline, rule, rules)
        if item.at > deadline.set_at:
            yield item


def _unsent_escalations(deadline: Deadline, rules: RulesState) -> Iterator[DueItem]:
    """Every miss is escalated: one that was set too late for a stage asks for that stage at once."""
    rule = rule_for(deadline, rules)
    for step in _escalations_in_time(rule):
        if _stage(step) not in deadline.done_stages:
            item = _escalation(step, deadline, rule, rules)
            yield item.model_copy(update={"at": max(item.at, deadline.set_at)})


def _reminders_in_time(rule: DeadlineRule) -> list[Reminder]:
    return sorted(rule.reminders, key=lambda step: -step.days_before)


def _escalations_in_time(rule: DeadlineRule) -> list[Escalation]:
    return sorted(rule.escalations, key=lambda step: step.working_days_after)


def _stage(step: Reminder | Escalation) -> str:
    return f"r{step.days_before}" if isinstance(step, Reminder) else f"e{step.working_days_after}"


def _reminder(step: Reminder, deadline: Deadline, rule: DeadlineRule, rules: RulesState) -> DueItem:
    terms = current(rules).terms
    at = at_hour(deadline.due - step.days_before * ONE_DAY, terms.reminder_hour, terms.time_zone)
    return _item(deadline, rule, kind=DueKind.REMIND, stage=_stage(step), at=at)


def _escalation(step: Escalation, deadline: Deadline, rule: DeadlineRule, rules: RulesState) -> DueItem:
    terms, calendar = current(rules).terms, calendar_of(rules, deadline.calendar, deadline.calendar_version)
    on = add_working_days(deadline.due, step.working_days_after, calendar)
    at = at_hour(on, terms.reminder_hour, terms.time_zone)
    return _item(deadline, rule, kind=DueKind.ESCALATE, stage=_stage(step), at=at)


def _falling_due(deadline: Deadline, rules: RulesState) -> DueItem:
    """A deadline that was due before it was set falls due at once, not in the past."""
    at = max(ends_at(deadline, rules), deadline.set_at)
    return _item(deadline, rule_for(deadline, rules), kind=DueKind.FIRE, stage="fire", at=at)


def _item(deadline: Deadline, rule: DeadlineRule, *, kind: DueKind, stage: str, at: datetime) -> DueItem:
    name = " ".join((rule.title.en, *(value for _, value in deadline.subject)))
    return DueItem(
        at=at,
        kind=kind,
        key=f"deadline|{deadline.id}|{deadline.revision}|{stage}",
        summary=f"{name} due {deadline.due}",
        deadline=deadline.id,
        revision=deadline.revision,
        stage=stage,
    )
