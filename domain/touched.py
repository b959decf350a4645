"""Which running deadlines another pack is about: none of them moves by its adoption, and people want to know."""

from datetime import date

from domain.around import Dated, State
from domain.counted_days import rule_walk
from domain.ladder import STILL_RUNNING, rule_for
from domain.policy import calendar_kept, calendar_named, calendar_of, holds_on_anchor
from schemas.deadline import Deadline
from schemas.moving import TouchedDeadline, Why
from schemas.policy import Calendar, DeadlineRule, Policy, RulesState
from schemas.refusal import Refused


def touched(stream: str, state: State, rules: RulesState, pack: Policy) -> tuple[TouchedDeadline, ...]:
    """List a file's running deadlines whose rule reads otherwise in the pack, or whose calendar sets them elsewhere."""
    if not isinstance(state, Dated) or not rules.policies:
        return ()
    running = (one for one in state.deadlines if one.stage in STILL_RUNNING)
    told = (_touched(stream, one, rules, pack) for one in running)
    return tuple(one for one in told if one.why)


def _touched(stream: str, deadline: Deadline, rules: RulesState, pack: Policy) -> TouchedDeadline:
    own_rule, own_calendar = rule_for(deadline, rules), calendar_of(rules, deadline.calendar, deadline.calendar_version)
    rule = own_rule if own_rule in pack.deadlines else _reads_now(pack, deadline)
    recounted = _due(own_rule, deadline.anchor, calendar_kept(pack, own_calendar, deadline.anchor))
    is_moved = recounted != _due(own_rule, deadline.anchor, own_calendar)
    is_changed = rule is not None and rule != own_rule
    why: tuple[Why, ...] = (
        *(("rule_gone",) if rule is None else ()),
        *(("rule_changed",) if is_changed else ()),
        *(("calendar_changed",) if is_moved else ()),
    )
    return TouchedDeadline(
        stream=stream,
        deadline=deadline.id,
        rule=deadline.rule,
        due=deadline.due,
        would_be=None
        if rule is None
        else _due(rule, deadline.anchor, calendar_named(pack, rule.calendar, deadline.anchor)),
        why=why,
        can_be_recounted=is_moved,
    )


def _reads_now(pack: Policy, deadline: Deadline) -> DeadlineRule | None:
    """Give the pack's version of its rule that holds on its anchor; where none does, the last one of that name."""
    named = [one for one in reversed(pack.deadlines) if one.id == deadline.rule]
    return next((one for one in named if holds_on_anchor(one, deadline.anchor)), next(iter(named), None))


def _due(rule: DeadlineRule, anchor: date, calendar: Calendar) -> date | None:
    """Count; none where the calendar lists no such year, which is told when a deadline is set by it."""
    try:
        return rule_walk(rule, anchor, calendar).due
    except Refused:
        return None
