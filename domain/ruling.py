"""Events of deadlines, put under the rule that their deadline runs by."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.dates import day
from domain.ladder import rule_for
from domain.standing import Move
from domain.today import today
from schemas.deadline import Deadline, DeadlineEvent, DeadlineSet
from schemas.event import Pending
from schemas.policy import DeadlineRule, RulesState


def under_rule(payload: DeadlineEvent, rule: DeadlineRule, effective: date) -> Pending:
    """Put a deadline's event under its rule's legal basis and version."""
    return Pending(payload=payload, effective=day(effective), legal_basis=rule.legal_basis, rule_version=rule.version)


def by_tables(events: Sequence[Pending], tzdata: str | None) -> list[Pending]:
    """Keep with each due date the version of the time zones' tables by which its instant was derived."""
    return [_by_tables(event, tzdata) for event in events]


def decision_on(deadline: Deadline, payload: DeadlineEvent, reason: str, now: datetime, rules: RulesState) -> Pending:
    """Record somebody's decision about a running deadline, of this day."""
    decided_on = today(now, rules)
    made = under_rule(payload, rule_for(deadline, rules), decided_on)
    return made.model_copy(update={"decided_on": decided_on, "reason": reason})


def _by_tables(event: Pending, tzdata: str | None) -> Pending:
    payload = event.payload
    if tzdata is None or not isinstance(payload, DeadlineSet | Move):
        return event
    return event.model_copy(update={"payload": payload.model_copy(update={"tzdata": tzdata})})
