"""Both ways once more for what stands around a due date: reminders, escalations, and a term that stood still."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from domain.ladder import escalations, reminders
from domain.standstill import runs_on
from schemas.deadline import Deadline, DeadlineKind, DeadlineResumed, DeadlineStage, DueItem
from schemas.pact import PactState
from schemas.policy import DeadlineRule, Policy, RulesState
from schemas.refusal import Refused
from schemas.support import SupportState
from tests.oracles import second_count
from tests.oracles.agreement import packs

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
STOOD = (0, 1, 30, 366)
"""Days that a term stood still."""
LEFT = (0, 9)
"""Days that were left of it when it stopped."""
ESCALATING = timedelta(days=40)
"""So long after its new date, no ladder asks the calendar any more."""


@cache
def ladders() -> tuple[tuple[Policy, DeadlineRule], ...]:
    """A rule for each ladder of each pack."""
    found: dict[object, tuple[Policy, DeadlineRule]] = {}
    for pack in packs():
        for rule in pack.deadlines:
            steps = ({one.days_before for one in rule.reminders}, {one.working_days_after for one in rule.escalations})
            found.setdefault((pack.id, rule.calendar, *map(frozenset, steps)), (pack, rule))
    return tuple(found.values())


@cache
def stopping() -> tuple[tuple[Policy, DeadlineRule], ...]:
    """A rule for each way of running on after a suspension, whether or not the pack lets it stop."""
    found: dict[object, tuple[Policy, DeadlineRule]] = {}
    for pack in packs():
        for rule in pack.deadlines:
            if rule.kind is DeadlineKind.ACTION:
                found.setdefault((pack.id, rule.calendar, rule.shift, _in_working_days(rule)), (pack, rule))
    return tuple(found.values())


def ladder_disagreements(first: date, last: date, every: int = 1) -> Iterator[str]:
    """Every stage of every ladder around every due date, in UTC."""
    for pack, rule in ladders():
        rules, hour = RulesState(policies=(pack,)), pack.terms.reminder_hour
        last_listed = _calendar_end(pack, rule)
        before = sorted((one.days_before for one in rule.reminders), reverse=True)
        after = sorted(one.working_days_after for one in rule.escalations)
        day = first
        while day <= last:
            deadline = _due_on(day, rule, pack)
            told = [item.at for item in reminders(deadline, rules)]
            expected = [second_count.at_hour(day - timedelta(days=one), hour) for one in before]
            days = [second_count.escalated(day, one, rule.calendar) for one in after]
            beyond = bool(days) and max(days) > last_listed
            escalating = None if beyond else [second_count.at_hour(one, hour) for one in days]
            if (told, _escalating(deadline, rules)) != (expected, escalating):
                yield f"{rule.id} due {day}: {told}, {expected} and {escalating} by the second count"
            day += timedelta(days=every)


def standstill_disagreements(first: date, last: date, every: int = 1) -> Iterator[str]:
    """Every stretch from every day, with more or less of the term left."""
    for pack, rule in stopping():
        last_listed = _calendar_end(pack, rule)
        since = first
        while since <= last:
            for stood in STOOD:
                for left in LEFT:
                    due, until = since + timedelta(days=left), since + timedelta(days=stood)
                    expected = second_count.ran_on(
                        due, since, until, rule.calendar, rule.shift, in_working_days=_in_working_days(rule)
                    )
                    told = _ran_on(_due_on(due, rule, pack), since, until, pack)
                    if told != expected and (told is not None or expected + ESCALATING <= last_listed):
                        yield f"{rule.id} due {due}, still from {since} to {until}: {told}, {expected} by the second"
            since += timedelta(days=every)


def _in_working_days(rule: DeadlineRule) -> bool:
    return rule.span is not None and rule.span.working_days != 0


def _calendar_end(pack: Policy, rule: DeadlineRule) -> date:
    return date(next(one.last_year for one in pack.calendars if one.id == rule.calendar), 12, 31)


def _escalating(deadline: Deadline, rules: RulesState) -> list[datetime] | None:
    """None where the calendar lists no such year."""
    items: tuple[DueItem, ...] | None = _listed(deadline, rules)
    return None if items is None else [item.at for item in items]


def _listed(deadline: Deadline, rules: RulesState) -> tuple[DueItem, ...] | None:
    try:
        return escalations(deadline, rules)
    except Refused as refused:
        if refused.code != "calendar_exhausted":
            raise
        return None


def _ran_on(deadline: Deadline, since: date, until: date, pack: Policy) -> date | None:
    """Let it run on as a pact does when its support is resumed; none where the calendar lists no such year."""
    stopped = deadline.model_copy(update={"stage": DeadlineStage.STOPPED, "stopped_since": since})
    state = PactState(support=SupportState(suspensions=((since, until),)))
    try:
        [event] = runs_on((stopped,), state, LONG_AGO, RulesState(policies=(pack,)))
    except Refused as refused:
        if refused.code != "calendar_exhausted":
            raise
        return None
    assert isinstance(event.payload, DeadlineResumed)
    return event.payload.due


def _due_on(day: date, rule: DeadlineRule, pack: Policy) -> Deadline:
    """A deadline of the rule that happens to fall on the day."""
    calendar = next(one for one in pack.calendars if one.id == rule.calendar)
    return Deadline(
        id=rule.id,
        rule=rule.id,
        rule_version=rule.version,
        calendar=calendar.id,
        calendar_version=calendar.version,
        kind=rule.kind,
        subject=(),
        anchor=day,
        raw_due=day,
        due=day,
        instant=second_count.midnight_after(day),
        revision=1,
        set_at=LONG_AGO,
        stage=DeadlineStage.OPEN,
    )
