"""Deadlines as they follow from other events: what opens, meets and cancels one is data of the policy pack.

Nothing here knows a single deadline by name. Opening uses the pack in force; a running deadline is met and cancelled
by what its own rule version names, whatever pack is adopted later.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial

from domain.around import Dated
from domain.chain import known_since
from domain.counted_days import rule_walk
from domain.dates import days_late, end_of_day
from domain.ladder import STILL_RUNNING, escalations, rule_for
from domain.policy import calendar_named, current, holds_on_anchor
from domain.recording import SYSTEM
from domain.ruling import under_rule
from domain.standing import Deadlines, folded, newly_set
from domain.standstill import runs_on, stands_still, suspended_since
from domain.today import today
from schemas.claim import ClaimEvent
from schemas.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineEvent,
    DeadlineKind,
    DeadlineMet,
    DeadlineMissRevoked,
    DeadlineSet,
    DeadlineStage,
)
from schemas.event import Payload, Pending
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import DeadlineRule, RulesState

_ALWAYS = datetime.min.replace(tzinfo=UTC)


def consequences(events: Sequence[Pending], by: Actor, state: Dated, now: datetime, rules: RulesState) -> list[Pending]:
    """Say which deadlines fall away, are met, run on, start to run and stop because of these events, in that order.

    ``state`` is that after the events. Claims and backfilled events are about the past and leave deadlines alone, and
    deadlines do not follow from deadlines; but one that is moved during a suspension stands still with its new date.
    """
    running = state.deadlines
    followed: list[Pending] = []
    for event in events:
        if event.backfill or isinstance(event.payload, ClaimEvent):
            continue
        opened_by = partial(_opened_by, known_at=_known_at(event.payload, by, state, now))
        stopped_by = partial(_stopped_by, state=state, on=event.effective.latest)
        other = (_cancelled_by, _met_by, partial(_runs_on, state=state), opened_by)
        follows = () if isinstance(event.payload, DeadlineEvent) else other
        for follow in (*follows, stopped_by):
            new = [_as_of_its_cause(one, event) for one in follow(event.payload, running, now, rules)]
            running = _after(running, new, by, now)
            followed += new
    return followed


def _as_of_its_cause(followed: Pending, cause: Pending) -> Pending:
    """Let a deadline run, be met and fall away from the day of what caused it; a revoked miss keeps its own day."""
    if isinstance(followed.payload, DeadlineMissRevoked):
        return followed
    return followed.model_copy(update={"effective": cause.effective})


def _known_at(payload: Payload, by: Actor, state: Dated, now: datetime) -> datetime:
    """Say since when the service could have asked for what follows.

    What a person records is known from then. What time brings to a pact has been known since the running period was
    signed, and so has what it asks of a budget year: a date that passed while we were out of order is missed, and one
    that passed before we had the file is not.
    """
    if by.person != SYSTEM.person:
        return now
    if isinstance(state, PactState):
        return known_since(state.agreement) or _ALWAYS
    return getattr(payload, "known_at", None) or now


def _after(deadlines: Deadlines, events: Sequence[Pending], by: Actor, now: datetime) -> Deadlines:
    """Fold what followed so far, so that one event can both end and start a deadline."""
    for event in events:
        if isinstance(event.payload, DeadlineEvent):
            deadlines = folded(deadlines, event.payload, by, now)
    return deadlines


def _cancelled_by(payload: Payload, deadlines: Deadlines, now: datetime, rules: RulesState) -> list[Pending]:
    return [
        under_rule(
            DeadlineCancelled(deadline=deadline.id, revision=deadline.revision, because=payload.type),
            rule_for(deadline, rules),
            today(now, rules),
        )
        for deadline in _touched(payload, deadlines, rules, lambda rule: rule.cancelled_by)
    ]


def _met_by(payload: Payload, deadlines: Deadlines, now: datetime, rules: RulesState) -> list[Pending]:
    """Meet what this event fulfils, a missed deadline too: it stays open for the late act."""
    return [
        event
        for deadline in _touched(payload, deadlines, rules, lambda rule: rule.met_by)
        for event in _met(deadline, now, rules)
    ]


def _met(deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    """Count lateness in local days by the receipt alone; where it was in time, a miss recorded meanwhile is revoked."""
    rule, name, revision, due = rule_for(deadline, rules), deadline.id, deadline.revision, deadline.due
    stood_still = deadline.stage is DeadlineStage.STOPPED
    late = 0 if deadline.taken_over or stood_still else days_late(now, due, current(rules).terms.time_zone)
    payload = DeadlineMet(deadline=name, revision=revision, due=due, days_late=late, taken_over=deadline.taken_over)
    met = under_rule(payload, rule, today(now, rules))
    if late or deadline.stage is not DeadlineStage.MISSED:
        return [met]
    return [under_rule(DeadlineMissRevoked(deadline=name, revision=revision, due=due), rule, due), met]


def _opened_by(
    payload: Payload, deadlines: Deadlines, now: datetime, rules: RulesState, known_at: datetime
) -> list[Pending]:
    policy = current(rules)
    opened: list[Pending] = []
    for rule in policy.deadlines:
        anchor = _anchor(rule, payload)
        if anchor is None or not holds_on_anchor(rule, anchor):
            continue
        subject = tuple((name, str(getattr(payload, name))) for name in rule.subject)
        deadline_id = _free_id("/".join((rule.id, *(value for _, value in subject))), deadlines)
        if deadline_id is not None:
            opened.append(_set(deadline_id, rule, anchor, subject, now, rules, known_at))
    return opened


def _runs_on(_: Payload, deadlines: Deadlines, now: datetime, rules: RulesState, state: Dated) -> list[Pending]:
    return runs_on(deadlines, state, now, rules)


def _stopped_by(
    _: Payload, deadlines: Deadlines, now: datetime, rules: RulesState, state: Dated, on: date
) -> list[Pending]:
    """Stop with the suspension itself, and what starts to run during it from the day on which it starts."""
    since = suspended_since(state)
    return [] if since is None else stands_still(deadlines, max(since, on), now, rules)


def _set(
    deadline_id: str,
    rule: DeadlineRule,
    anchor: date,
    subject: tuple[tuple[str, str], ...],
    now: datetime,
    rules: RulesState,
    known_at: datetime,
) -> Pending:
    """Compute the whole deadline, ladder included: a calendar that ends too early is found now and not at the miss."""
    policy = current(rules)
    calendar = calendar_named(policy, rule.calendar, anchor)
    walked = rule_walk(rule, anchor, calendar)
    instant = end_of_day(walked.due, policy.terms.time_zone)
    payload = DeadlineSet(
        deadline=deadline_id,
        rule=rule.id,
        rule_version=rule.version,
        calendar=calendar.id,
        calendar_version=calendar.version,
        kind=rule.kind,
        subject=subject,
        anchor=anchor,
        raw_due=walked.raw,
        due=walked.due,
        instant=instant,
        taken_over=rule.kind is DeadlineKind.ACTION and instant <= known_at,
    )
    escalations(newly_set(payload, now), rules)
    return under_rule(payload, rule, today(now, rules))


def _touched(
    payload: Payload, deadlines: Deadlines, rules: RulesState, names: Callable[[DeadlineRule], tuple[str, ...]]
) -> list[Deadline]:
    """Find the running deadlines whose own rule version names this event, about the same subject."""
    return [
        deadline
        for deadline in deadlines
        if deadline.stage in STILL_RUNNING
        and payload.type in names(rule_for(deadline, rules))
        and is_about(payload, deadline)
    ]


def is_about(payload: Payload, deadline: Deadline) -> bool:
    """Compare the subject fields that both carry; an event without one of them is about all of them."""
    return all(str(getattr(payload, name, value)) == value for name, value in deadline.subject)


def _anchor(rule: DeadlineRule, payload: Payload) -> date | None:
    """Give the date to count from; none where the rule does not open here, or the event leaves its date empty."""
    if payload.type not in rule.opened_by or any(getattr(payload, flag) for flag in rule.unless):
        return None
    anchor: date | None = getattr(payload, rule.anchor)
    return anchor


def _free_id(name: str, deadlines: Deadlines) -> str | None:
    """Give the name, numbered from the second instance on; none while an instance of that name still runs."""
    same = [one for one in deadlines if one.id == name or one.id.startswith(f"{name}.")]
    if any(one.stage in STILL_RUNNING for one in same):
        return None
    return f"{name}.{len(same) + 1}" if same else name
