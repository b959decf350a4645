"""What all streams with deadlines show in the same way: what comes next, each deadline, each item of the agenda.

Instants are text in UTC with microseconds and a 'Z', so that they sort as they are; dates are ISO dates.
"""

from datetime import UTC, date, datetime

from pydantic import JsonValue

from domain.agenda import agenda
from domain.around import Dated
from domain.ladder import STILL_RUNNING, rule_for
from domain.policy import current
from domain.standing import is_taken_over
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage, DueItem
from schemas.pact import PactState
from schemas.policy import RulesState

Row = dict[str, JsonValue]


def what_comes(state: Dated, rules: RulesState) -> Row:
    """Show what is due next, whom it waits for, what is overdue, and what time brings next."""
    first = next(iter(agenda(state, rules)), None)
    running = (one for one in _actions(state) if one.stage is DeadlineStage.OPEN and not is_taken_over(one))
    coming = min(running, key=_by_due, default=None)
    return {
        "next_due": None if coming is None else coming.due.isoformat(),
        "next_instant": None if coming is None else instant_text(coming.instant),
        "next_deadline": None if coming is None else coming.id,
        "overdue": sum(one.stage is DeadlineStage.MISSED for one in state.deadlines),
        "waiting_for": [*sorted({rule_for(one, rules).waits_for for one in _actions(state)})],
        "at": None if first is None else instant_text(first.at),
        "next_item": None if first is None else first.summary,
    }


def deadline_rows(stream: str, state: Dated, rules: RulesState) -> tuple[Row, ...]:
    """Show every deadline that was ever set here, in the order in which they were; ``at`` is its next agenda item."""
    items = agenda(state, rules)
    return tuple(_deadline(stream, state, one, items, rules) for one in state.deadlines)


def agenda_rows(stream: str, state: Dated, rules: RulesState) -> tuple[Row, ...]:
    """Show everything that time will bring, in order: what a sweeper asks for what has come."""
    return tuple(
        {
            "stream": stream,
            "key": item.key,
            "at": instant_text(item.at),
            "kind": item.kind.value,
            "summary": item.summary,
            "deadline": item.deadline,
            "year": item.year,
            "period": item.period,
        }
        for item in agenda(state, rules)
    )


def day_text(day: date | None) -> str | None:
    """Give a date as text."""
    return None if day is None else day.isoformat()


def instant_text(at: datetime) -> str:
    """Give an instant as text that sorts."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def role_title(role: str, rules: RulesState) -> Row:
    """What the pack in force calls a role; one that it no longer knows keeps its id."""
    titles = {one.id: one.title for one in current(rules).roles} if rules.policies else {}
    return {"nl": titles[role].nl, "en": titles[role].en} if role in titles else {"nl": role, "en": role}


def _deadline(stream: str, state: Dated, one: Deadline, items: tuple[DueItem, ...], rules: RulesState) -> Row:
    rule = rule_for(one, rules)
    item = next((item for item in items if item.deadline == one.id), None)
    return {
        "stream": stream,
        "cluster": state.cluster if isinstance(state, PactState) else None,
        "deadline": one.id,
        "rule": one.rule,
        "rule_version": one.rule_version,
        "calendar": one.calendar,
        "calendar_version": one.calendar_version,
        "kind": one.kind.value,
        "title": {"nl": rule.title.nl, "en": rule.title.en},
        "legal_basis": rule.legal_basis,
        "status": rule.status,
        "waits_for": rule.waits_for,
        "waits_for_title": role_title(rule.waits_for, rules),
        "subject": dict[str, JsonValue](one.subject),
        "anchor": one.anchor.isoformat(),
        "raw_due": one.raw_due.isoformat(),
        "due": one.due.isoformat(),
        "instant": instant_text(one.instant),
        "revision": one.revision,
        "set_at": instant_text(one.set_at),
        "stage": one.stage.value,
        "is_taken_over": is_taken_over(one),
        "stopped_since": day_text(one.stopped_since),
        "stage_at": None if one.stage_at is None else instant_text(one.stage_at),
        "done_stages": list(one.done_stages),
        "missed_revisions": list(one.missed_revisions),
        "asked_due": None if one.request is None else one.request.new_due.isoformat(),
        "at": None if item is None else instant_text(item.at),
        "next_item": None if item is None else item.summary,
        "next_stage": None if item is None else item.stage,
    }


def _actions(state: Dated) -> tuple[Deadline, ...]:
    return tuple(one for one in state.deadlines if one.kind is DeadlineKind.ACTION and one.stage in STILL_RUNNING)


def _by_due(one: Deadline) -> tuple[date, str]:
    return one.due, one.id
