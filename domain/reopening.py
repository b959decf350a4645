"""Deadlines after a withdrawal: what the withdrawn event had closed or stopped runs again, what it had set falls away.

They run again by their old date, in a new revision; one whose instant has passed is then missed, on its due date. What
closes a deadline besides the withdrawn event keeps it closed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.around import Dated
from domain.consequence import is_about
from domain.correction import amended
from domain.dates import local_day
from domain.ladder import STILL_RUNNING, ends_at, rule_for
from domain.policy import current
from domain.recording import SYSTEM
from domain.ruling import under_rule
from domain.standing import Deadlines, folded
from domain.standstill import stands_still, suspended_since
from domain.today import today
from schemas.claim import ClaimEvent, FactCorrected
from schemas.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineEvent,
    DeadlineMet,
    DeadlineReopened,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStage,
)
from schemas.event import Pending, Recorded
from schemas.policy import RulesState

CORRECTED: str = FactCorrected.model_fields["type"].default


def follows(
    withdrawn: Recorded, history: Sequence[Recorded], state: Dated, now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what becomes of the deadlines; ``history`` holds the correction, ``state`` is that of the amended file."""
    if withdrawn.backfill:
        return []
    fallen = [_cancelled(one, now, rules) for one in state.deadlines if _was_set_by(withdrawn, one, history, rules)]
    reopened = [
        _reopened(one, withdrawn, now, rules)
        for one in state.deadlines
        if _was_closed_by(withdrawn, one, history, rules) or _stood_still_for_nothing(one, state)
    ]
    put_back = [
        _put_back(one, resumed, withdrawn, now, rules)
        for one in state.deadlines
        for resumed in _resumptions(withdrawn, one, history)
    ]
    moved = [*fallen, *reopened, *put_back]
    return [*moved, *_stopped([*reopened, *put_back], _after(state.deadlines, moved, now), history, state, now, rules)]


def _was_set_by(withdrawn: Recorded, deadline: Deadline, history: Sequence[Recorded], rules: RulesState) -> bool:
    placed = _set_event(deadline, history)
    return (
        deadline.stage in STILL_RUNNING
        and placed is not None
        and placed.command_id == withdrawn.command_id
        and withdrawn.type in rule_for(deadline, rules).opened_by
        and is_about(withdrawn.payload, deadline)
    )


def _was_closed_by(withdrawn: Recorded, deadline: Deadline, history: Sequence[Recorded], rules: RulesState) -> bool:
    """Tell whether the withdrawn event was the only one that stands after the deadline was set and closes it."""
    placed, closing = _set_event(deadline, history), _closing_event(deadline, history)
    if placed is None or closing is None or deadline.stage not in {DeadlineStage.MET, DeadlineStage.CANCELLED}:
        return False
    if isinstance(closing.payload, DeadlineCancelled) and closing.payload.because == CORRECTED:
        return False
    standing = [event for event in amended(history) if event.version > placed.version]
    return (
        withdrawn.version > placed.version
        and _closes(withdrawn, deadline, rules)
        and not any(_closes(event, deadline, rules) for event in standing)
    )


def _closes(event: Recorded, deadline: Deadline, rules: RulesState) -> bool:
    rule = rule_for(deadline, rules)
    is_silent = event.backfill or isinstance(event.payload, ClaimEvent)
    return not is_silent and event.type in {*rule.met_by, *rule.cancelled_by} and is_about(event.payload, deadline)


def _stood_still_for_nothing(deadline: Deadline, state: Dated) -> bool:
    return deadline.stage is DeadlineStage.STOPPED and suspended_since(state) is None


def _resumptions(withdrawn: Recorded, deadline: Deadline, history: Iterable[Recorded]) -> list[DeadlineResumed]:
    """Find how the withdrawn event let the deadline run on; none where it was moved or closed since."""
    return [
        event.payload
        for event in history
        if isinstance(event.payload, DeadlineResumed)
        and (event.command_id, event.payload.deadline) == (withdrawn.command_id, deadline.id)
        and event.payload.revision == deadline.revision
        and deadline.stage in {DeadlineStage.OPEN, DeadlineStage.MISSED}
    ]


def _cancelled(deadline: Deadline, now: datetime, rules: RulesState) -> Pending:
    payload = DeadlineCancelled(deadline=deadline.id, revision=deadline.revision, because=CORRECTED)
    return under_rule(payload, rule_for(deadline, rules), today(now, rules))


def _reopened(deadline: Deadline, withdrawn: Recorded, now: datetime, rules: RulesState) -> Pending:
    payload = DeadlineReopened(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        due=deadline.due,
        instant=ends_at(deadline, rules),
        because=withdrawn.position,
    )
    return under_rule(payload, rule_for(deadline, rules), today(now, rules))


def _put_back(
    deadline: Deadline, resumed: DeadlineResumed, withdrawn: Recorded, now: datetime, rules: RulesState
) -> Pending:
    """Give back the date from before a resumption that never was."""
    return _reopened(deadline.model_copy(update={"due": resumed.old_due}), withdrawn, now, rules)


def _stopped(
    reopened: Sequence[Pending],
    deadlines: Deadlines,
    history: Sequence[Recorded],
    state: Dated,
    now: datetime,
    rules: RulesState,
) -> list[Pending]:
    """Stop again, with the suspension, what runs again while support is suspended."""
    since = suspended_since(state)
    if since is None:
        return []
    names = {event.payload.deadline for event in reopened if isinstance(event.payload, DeadlineReopened)}
    stopped: list[Pending] = []
    for deadline in deadlines:
        placed = _set_event(deadline, history)
        if deadline.id in names and placed is not None:
            first = local_day(placed.recorded_at, current(rules).terms.time_zone)
            stopped += stands_still((deadline,), max(since, first), now, rules)
    return stopped


def _after(deadlines: Deadlines, events: Sequence[Pending], now: datetime) -> Deadlines:
    for event in events:
        if isinstance(event.payload, DeadlineEvent):
            deadlines = folded(deadlines, event.payload, SYSTEM, now)
    return deadlines


def _set_event(deadline: Deadline, history: Iterable[Recorded]) -> Recorded | None:
    return next((e for e in history if isinstance(e.payload, DeadlineSet) and e.payload.deadline == deadline.id), None)


def _closing_event(deadline: Deadline, history: Sequence[Recorded]) -> Recorded | None:
    """Find what closed the deadline last."""
    return next(
        (
            event
            for event in reversed(history)
            if isinstance(event.payload, DeadlineMet | DeadlineCancelled) and event.payload.deadline == deadline.id
        ),
        None,
    )
