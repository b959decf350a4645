"""Rows of the read models, computed from the state of one stream; equal states under equal rules give equal rows.

Instants are text in UTC with microseconds and a 'Z', so that they sort as they are; dates are ISO dates. What depends
on the pack in force (the hour of reminders, the next plan to expect) changes when a pack is adopted: the rows of every
pact are then computed again.
"""

from datetime import UTC, date, datetime

from pydantic import JsonValue

from domain.agenda import agenda
from domain.ladder import STILL_RUNNING, rule_for
from domain.policy import current
from domain.stream import State
from schemas.agreement import AgreementPeriod, AgreementStage
from schemas.cluster import ClusterState
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage, DueItem
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.workyear import WorkYear

Row = dict[str, JsonValue]
SHOWN = (AgreementStage.ACTIVE, AgreementStage.SIGNED, AgreementStage.DRAFT)
"""Of several periods the running one is shown, else the one to come, else the last that ended."""


def rows(stream: str, state: State, rules: RulesState) -> tuple[tuple[str, str, Row], ...]:
    """Give every row of a stream as view, key and body; streams without a read model have none."""
    match state:
        case PactState():
            return (
                ("pact_view", stream, pact_row(stream, state, rules)),
                *(("deadline_view", str(row["deadline"]), row) for row in deadline_rows(stream, state, rules)),
                *(("agenda_view", str(row["key"]), row) for row in agenda_rows(stream, state, rules)),
            )
        case ClusterState():
            return (("cluster_view", stream, cluster_row(stream, state)),)
        case _:
            return ()


def pact_row(stream: str, state: PactState, rules: RulesState) -> Row:
    """Show one pact file: stages, agreement period and cap, what is due next and who is waited for."""
    first = next(iter(agenda(state, rules)), None)
    coming = min((one for one in _actions(state) if one.stage is DeadlineStage.OPEN), key=_by_due, default=None)
    return {
        "stream": stream,
        "version": state.version,
        "cluster": state.cluster,
        "stage": None if state.pact is None else state.pact.stage.value,
        "pact_version": None if state.pact is None else state.pact.pact_version,
        "period": _period(_shown_period(state)),
        "anchor": _day(state.agreement.anchor),
        "cap": _day(state.agreement.cap),
        "contested_anchors": [anchor.isoformat() for anchor in state.agreement.contested_anchors],
        "work_year": max((one.year for one in state.years if one.is_started), default=None),
        "years": [_year(one) for one in state.years],
        "next_due": None if coming is None else coming.due.isoformat(),
        "next_instant": None if coming is None else _instant(coming.instant),
        "next_deadline": None if coming is None else coming.id,
        "overdue": sum(one.stage is DeadlineStage.MISSED for one in state.deadlines),
        "waiting_for": [*sorted({rule_for(one, rules).waits_for for one in _actions(state)})],
        "at": None if first is None else _instant(first.at),
        "next_item": None if first is None else first.summary,
    }


def deadline_rows(stream: str, state: PactState, rules: RulesState) -> tuple[Row, ...]:
    """Show every deadline that was ever set here, in the order in which they were; ``at`` is its next agenda item."""
    items = agenda(state, rules)
    return tuple(_deadline(stream, state, one, items, rules) for one in state.deadlines)


def agenda_rows(stream: str, state: PactState, rules: RulesState) -> tuple[Row, ...]:
    """Show everything that time will bring, in order: what a sweeper asks for what has come."""
    return tuple(
        {
            "stream": stream,
            "key": item.key,
            "at": _instant(item.at),
            "kind": item.kind.value,
            "summary": item.summary,
            "deadline": item.deadline,
            "year": item.year,
            "period": item.period,
        }
        for item in agenda(state, rules)
    )


def cluster_row(stream: str, state: ClusterState) -> Row:
    """Show one cluster under its latest name, with every name that it had."""
    return {
        "stream": stream,
        "version": state.version,
        "name": state.names[-1].name if state.names else None,
        "names": [named.name for named in state.names],
        "organisation": state.organisation,
        "is_recognised": state.is_recognised,
    }


def _deadline(stream: str, state: PactState, one: Deadline, items: tuple[DueItem, ...], rules: RulesState) -> Row:
    rule = rule_for(one, rules)
    item = next((item for item in items if item.deadline == one.id), None)
    return {
        "stream": stream,
        "cluster": state.cluster,
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
        "waits_for_title": _role_title(rule.waits_for, rules),
        "subject": dict[str, JsonValue](one.subject),
        "anchor": one.anchor.isoformat(),
        "raw_due": one.raw_due.isoformat(),
        "due": one.due.isoformat(),
        "instant": _instant(one.instant),
        "revision": one.revision,
        "set_at": _instant(one.set_at),
        "stage": one.stage.value,
        "done_stages": list(one.done_stages),
        "missed_revisions": list(one.missed_revisions),
        "asked_due": None if one.request is None else one.request.new_due.isoformat(),
        "at": None if item is None else _instant(item.at),
        "next_item": None if item is None else item.summary,
        "next_stage": None if item is None else item.stage,
    }


def _role_title(role: str, rules: RulesState) -> Row:
    """What the pack in force calls a role; one that it no longer knows keeps its id."""
    titles = {one.id: one.title for one in current(rules).roles}
    return {"nl": titles[role].nl, "en": titles[role].en} if role in titles else {"nl": role, "en": role}


def _actions(state: PactState) -> tuple[Deadline, ...]:
    return tuple(one for one in state.deadlines if one.kind is DeadlineKind.ACTION and one.stage in STILL_RUNNING)


def _by_due(one: Deadline) -> tuple[date, str]:
    return one.due, one.id


def _shown_period(state: PactState) -> AgreementPeriod | None:
    periods = state.agreement.periods
    for stage in SHOWN:
        for period in periods:
            if period.stage is stage:
                return period
    return periods[-1] if periods else None


def _period(period: AgreementPeriod | None) -> JsonValue:
    if period is None:
        return None
    return {
        "number": period.number,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "stage": period.stage.value,
    }


def _year(one: WorkYear) -> JsonValue:
    return {
        "year": one.year,
        "is_started": one.is_started,
        "plan": None if one.plan is None else one.plan.stage.value,
        "report": None if one.report is None else one.report.stage.value,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
