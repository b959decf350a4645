"""Why a deadline falls when it falls: its count and everything that moved it, from the record alone."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches

from domain.correction import amended
from domain.counted_days import left_unshifted, rule_count
from domain.dates import end_of_day
from domain.ladder import agenda_of, ends_at, escalations, reminders, rule_for
from domain.policy import calendar_named, calendar_of, current, holds_on_anchor
from domain.recording import SYSTEM
from domain.standing import Move, is_taken_over
from domain.standstill import both_clocks
from domain.timeline import sentences
from schemas.account import (
    DeadlineAccount,
    Forecast,
    Happened,
    LadderStep,
    Revision,
    RoleTold,
    RuleTold,
    Sentence,
    StepState,
    StoodStill,
    WhyNot,
)
from schemas.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineEscalated,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineExtensionRefused,
    DeadlineExtensionRequested,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReached,
    DeadlineReminded,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStage,
    DeadlineStopped,
    DueItem,
    DueKind,
    MissRevocationProposed,
    RecomputationProposed,
)
from schemas.event import Recorded
from schemas.policy import Calendar, DeadlineRule, Policy, RulesState, Title
from schemas.programme import GroupExtensionGranted
from schemas.refusal import Refused

ASKED = (DeadlineExtensionRequested, DeadlineExtensionRefused, RecomputationProposed, MissRevocationProposed)
OUTCOMES = (DeadlineMet, DeadlineMissed, DeadlineMissRevoked, DeadlineReached, DeadlineCancelled)
_CLOSED_BY: dict[DeadlineStage, WhyNot] = {
    DeadlineStage.MET: "met",
    DeadlineStage.CANCELLED: "cancelled",
    DeadlineStage.STOPPED: "stands_still",
}
_NEVER = datetime.min.replace(tzinfo=UTC)


def account(
    stream: str,
    deadline_id: str,
    deadlines: Iterable[Deadline],
    events: Sequence[Recorded],
    rules: RulesState,
    elsewhere: Sequence[Recorded] = (),
    on: date | None = None,
) -> DeadlineAccount:
    """Give the account of one deadline of a file; ``unknown_deadline`` where none of that name was ever set there.

    ``elsewhere`` holds the programme's events: a decision for many files stands there. ``on`` is the day it is asked:
    the local one from which it would run on if it stands still; without it that is not told.
    """
    deadline = next((one for one in deadlines if one.id == deadline_id), None)
    if deadline is None:
        raise Refused("unknown_deadline", f"no deadline '{deadline_id}' was ever set in {stream}")
    own = [event for event in events if _is_of(event, deadline_id)]
    rule = rule_for(deadline, rules)
    calendar = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    count = rule_count(rule, deadline.anchor, calendar, current(rules).terms.time_zone)
    return DeadlineAccount(
        stream=stream,
        deadline=deadline.id,
        stage=deadline.stage,
        is_taken_over=is_taken_over(deadline),
        due=deadline.due,
        instant=ends_at(deadline, rules),
        recorded_instant=deadline.instant,
        revision=deadline.revision,
        rule=_rule(rule, _pack_of(rule, rules), rules),
        anchor_event=_anchor_event(deadline, rule, own, amended(events), rules),
        count=count,
        is_as_counted=count.due == deadline.due,
        revisions=tuple(_revisions(own, [*events, *elsewhere], rule, calendar, rules)),
        asked=tuple(_happened(event, rules) for event in own if isinstance(event.payload, ASKED)),
        stood_still=tuple(_stretches(own, rules)),
        stands_still=None if on is None else both_clocks(deadline, on, rules),
        ladder=tuple(_ladder(deadline, own, rules)),
        outcome=tuple(_happened(event, rules) for event in own if isinstance(event.payload, OUTCOMES)),
    )


def forecast(rule_id: str, anchor: date, policy: Policy, now: datetime) -> Forecast:
    """Count from a day as the pack's rule would; ``unknown_rule`` where none of that name holds on that day."""
    rule = next((one for one in policy.deadlines if one.id == rule_id and holds_on_anchor(one, anchor)), None)
    if rule is None:
        raise Refused("unknown_rule", _unknown(rule_id, anchor, policy))
    calendar = calendar_named(policy, rule.calendar, anchor)
    count = rule_count(rule, anchor, calendar, policy.terms.time_zone)
    deadline = _as_if_set(rule, calendar, anchor, count.raw_due, count.due, policy)
    rules = RulesState(policies=(policy,))
    return Forecast(rule=_rule(rule, policy, rules), count=count, ladder=tuple(_ladder(deadline, (), rules, now)))


def _unknown(rule_id: str, anchor: date, policy: Policy) -> str:
    """Say that there is no such rule on that day: on which days there is, or which other one may be meant."""
    missing = f"{policy.id} {policy.version} has no rule '{rule_id}' that holds on {anchor}"
    named = [one for one in policy.deadlines if one.id == rule_id]
    if named:
        held = (f"from {one.valid_from or 'ever'} to {one.valid_until or 'now'}" for one in named)
        return f"{missing}; it holds {' and '.join(held)}"
    near = get_close_matches(rule_id.upper(), [one.id for one in policy.deadlines])
    return f"{missing}; perhaps {' or '.join(near)}" if near else missing


def _as_if_set(
    rule: DeadlineRule, calendar: Calendar, anchor: date, raw_due: date, due: date, policy: Policy
) -> Deadline:
    """Make a deadline that nobody set, long enough ago for its whole ladder to lie ahead."""
    return Deadline(
        id=rule.id,
        rule=rule.id,
        rule_version=rule.version,
        calendar=calendar.id,
        calendar_version=calendar.version,
        kind=rule.kind,
        subject=(),
        anchor=anchor,
        raw_due=raw_due,
        due=due,
        instant=end_of_day(due, policy.terms.time_zone),
        revision=1,
        set_at=_NEVER,
        stage=DeadlineStage.OPEN,
    )


def _is_of(event: Recorded, deadline_id: str) -> bool:
    return isinstance(event.payload, DeadlineEvent) and event.payload.deadline == deadline_id


def _pack_of(rule: DeadlineRule, rules: RulesState) -> Policy:
    """Give the first pack that had this version of the rule: the one that brought it."""
    return next(policy for policy in rules.policies if rule in policy.deadlines)


def _rule(rule: DeadlineRule, policy: Policy, rules: RulesState) -> RuleTold:
    return RuleTold(
        id=rule.id,
        version=rule.version,
        title=rule.title,
        kind=rule.kind,
        legal_basis=rule.legal_basis,
        status=rule.status,
        waits_for=_role(rule.waits_for, rules),
        stops_while_suspended=rule.stops_while_suspended,
        policy=policy.id,
        policy_version=policy.version,
    )


def _anchor_event(
    deadline: Deadline, rule: DeadlineRule, own: Sequence[Recorded], told: Iterable[Recorded], rules: RulesState
) -> Happened | None:
    """Find what opened it, as it reads after corrections: an event of the same act with the date to count from."""
    acts = {event.command_id for event in own if isinstance(event.payload, DeadlineSet)}
    opened = [event for event in told if event.command_id in acts and event.type in rule.opened_by]
    named = [event for event in opened if _names(event, deadline)]
    return next((_happened(event, rules) for event in named or opened), None)


def _names(event: Recorded, deadline: Deadline) -> bool:
    return all(str(getattr(event.payload, name, value)) == value for name, value in deadline.subject)


def _revisions(
    own: Sequence[Recorded], events: Sequence[Recorded], rule: DeadlineRule, calendar: Calendar, rules: RulesState
) -> Iterable[Revision]:
    for event in own:
        payload = event.payload
        if not isinstance(payload, DeadlineSet | Move):
            continue
        is_named = isinstance(payload, DeadlineExtended)
        cause = next((one for one in events if _brought(one, event)), None)
        yield Revision(
            revision=payload.revision,
            due=payload.due,
            instant=payload.instant,
            tzdata=payload.tzdata,
            event=_happened(event, rules),
            day_off=left_unshifted(payload.due, rule, calendar) if is_named else None,
            cause=None if cause is None else _happened(cause, rules),
        )


def _brought(one: Recorded, event: Recorded) -> bool:
    """Tell whether it was recorded by the same act, or is the decision for many files that this one carries out."""
    if isinstance(one.payload, GroupExtensionGranted) and isinstance(event.payload, DeadlineExtended):
        wish = (event.stream, event.payload.deadline, event.payload.due)
        is_named = any(wish == (f"pact/{item.pact}", item.deadline, item.new_due) for item in one.payload.items)
        return is_named and event.actor == SYSTEM and one.recorded_at <= event.recorded_at
    return one.command_id == event.command_id and not isinstance(one.payload, DeadlineEvent)


def _stretches(own: Sequence[Recorded], rules: RulesState) -> Iterable[StoodStill]:
    """Pair each stop with what made it run again; a deadline that was closed meanwhile never did.

    What another date was granted meanwhile is stopped again from the same day: that is one stretch.
    """
    told: set[tuple[date, int | None]] = set()
    for number, event in enumerate(own):
        if not isinstance(event.payload, DeadlineStopped):
            continue
        after = (one for one in own[number + 1 :] if isinstance(one.payload, DeadlineResumed))
        resumed = next(after, None)
        stretch = (event.payload.since, None if resumed is None else resumed.position)
        if stretch in told:
            continue
        told.add(stretch)
        yield StoodStill(
            since=event.payload.since,
            until=None if resumed is None else resumed.effective.latest,
            stopped=_happened(event, rules),
            resumed=None if resumed is None else _happened(resumed, rules),
        )


def _ladder(
    deadline: Deadline, own: Sequence[Recorded], rules: RulesState, at: datetime | None = None
) -> Iterable[LadderStep]:
    rule = rule_for(deadline, rules)
    told = {f"r{step.days_before}": step.to for step in rule.reminders}
    told |= {f"e{step.working_days_after}": step.to for step in rule.escalations}
    coming = frozenset(item.stage for item in agenda_of((deadline,), rules))
    for item in (*reminders(deadline, rules), *escalations(deadline, rules)):
        stage = item.stage or ""
        done = next((event for event in own if _carried_out(event, stage, deadline.revision)), None)
        state, why = _state(item, deadline, coming, done, at, rules)
        yield LadderStep(
            kind="remind" if item.kind is DueKind.REMIND else "escalate",
            stage=stage,
            at=item.at,
            to=tuple(_role(role, rules) for role in told[stage]),
            state=state,
            why=why,
            done=None if done is None else _happened(done, rules),
        )


def _carried_out(event: Recorded, stage: str, revision: int) -> bool:
    payload = event.payload
    if not isinstance(payload, DeadlineReminded | DeadlineEscalated):
        return False
    return (payload.stage, payload.revision) == (stage, revision)


def _state(
    item: DueItem,
    deadline: Deadline,
    coming: frozenset[str | None],
    done: Recorded | None,
    at: datetime | None,
    rules: RulesState,
) -> tuple[StepState, WhyNot | None]:
    """A step still comes where the agenda has it; an escalation also where a miss may yet bring it.

    ``at`` is given where nothing is recorded at all: what lies before it came to pass or not, and nobody knows here.
    """
    if done is not None:
        return "done", None
    still_comes = item.stage in coming
    if _is_before_anchor(item, deadline) and (at is not None or not still_comes):
        return "falls_away", "before_anchor"
    if at is not None and item.at <= at:
        return "not_recorded", None
    may_be_missed = deadline.stage is DeadlineStage.OPEN and not deadline.taken_over
    if still_comes or (item.kind is DueKind.ESCALATE and may_be_missed):
        return "to_come", None
    why = _why(item, deadline, rules)
    return ("not_recorded" if why is None else "falls_away"), why


def _is_before_anchor(item: DueItem, deadline: Deadline) -> bool:
    """Tell whether the step would lie on a day before the very event that the date is counted from."""
    return item.kind is DueKind.REMIND and item.at.date() < deadline.anchor <= deadline.due


def _last_sent_at(deadline: Deadline, rules: RulesState) -> datetime:
    """Give for when the last reminder of this revision was that was sent."""
    return max((one.at for one in reminders(deadline, rules) if one.stage in deadline.done_stages), default=_NEVER)


def _why(item: DueItem, deadline: Deadline, rules: RulesState) -> WhyNot | None:
    if deadline.taken_over:
        return "taken_over"
    if item.kind is DueKind.REMIND and item.at <= deadline.set_at:
        return "set_later"
    if item.kind is DueKind.REMIND and item.at < _last_sent_at(deadline, rules):
        return "gave_way"
    if deadline.stage in _CLOSED_BY:
        return _CLOSED_BY[deadline.stage]
    return "gave_way" if item.kind is DueKind.REMIND else None


def _role(role: str, rules: RulesState) -> RoleTold:
    """Name a role as the pack in force does; one that it no longer knows keeps its id."""
    titles = {one.id: one.title for one in current(rules).roles}
    return RoleTold(id=role, title=titles.get(role) or Title(nl=role, en=role))


def _happened(event: Recorded, rules: RulesState) -> Happened:
    dutch, english = sentences(event, rules)
    return Happened(
        position=event.position,
        type=event.type,
        on=event.effective.latest,
        recorded_at=event.recorded_at,
        person=event.actor.person,
        role=event.actor.role,
        role_title=_role(event.actor.role, rules).title,
        on_behalf_of=event.actor.on_behalf_of,
        decided_on=event.decided_on,
        reason=event.reason,
        evidence=event.evidence,
        says=Sentence(nl=dutch, en=english),
    )
