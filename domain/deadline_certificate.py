"""The certificate: what became of every deadline, in figures and one by one, computed from the events alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import get_args

from domain.deadline_walk import Name, Step, walk
from domain.policy import rule_of
from domain.standing import Move
from schemas.alarm import Driver
from schemas.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMissed,
    DeadlineMissRevoked,
    DeadlineReached,
    DeadlineSet,
    DeadlineStage,
    DeadlineStopped,
)
from schemas.event import Recorded
from schemas.guarantee import (
    Certificate,
    CertificateHead,
    CertificateTotals,
    CertifiedDeadline,
    CertifiedMove,
    Outcome,
)
from schemas.policy import RulesState

_Fired = DeadlineMissed | DeadlineReached
_Closing = DeadlineMet | DeadlineMissed | DeadlineReached | DeadlineCancelled | DeadlineStopped | DeadlineMissRevoked
_OUTCOMES: dict[DeadlineStage, Outcome] = {
    DeadlineStage.OPEN: "open",
    DeadlineStage.STOPPED: "stopped",
    DeadlineStage.MET: "met",
    DeadlineStage.MISSED: "missed",
    DeadlineStage.REACHED: "reached",
    DeadlineStage.CANCELLED: "cancelled",
}
_NOT_NOTED = "not_noted"
_BY_COMMAND = "command"


def certificate(
    events: Iterable[Recorded],
    rules: RulesState,
    head: CertificateHead,
    computed_at: datetime,
    *,
    due_from: date | None = None,
    due_to: date | None = None,
    pact: str | None = None,
) -> Certificate:
    """Certify the deadlines whose last date lies in the given days, both included; of one file, or of all."""
    stories: dict[Name, list[Step]] = {}
    for step in walk(events):
        if step.after is not None and pact in {None, step.event.stream}:
            stories.setdefault((step.event.stream, step.payload.deadline), []).append(step)
    told = (_certified(steps, rules) for steps in stories.values())
    chosen = [one for one in told if (due_from or date.min) <= one.due <= (due_to or date.max)]
    chosen.sort(key=lambda one: (one.due, one.stream, one.deadline))
    return Certificate(
        computed_at=computed_at,
        due_from=due_from,
        due_to=due_to,
        pact=pact,
        head=head,
        totals=_totals(chosen),
        deadlines=tuple(chosen),
    )


def differences(kept: Certificate, again: Certificate) -> tuple[str, ...]:
    """Say in which parts two certificates of one point differ; nothing where the record bears the kept one out."""
    before = {(one.stream, one.deadline): one for one in kept.deadlines}
    after = {(one.stream, one.deadline): one for one in again.deadlines}
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    parts = ("head", "totals", "computed_at", "due_from", "due_to", "pact")
    other = [part for part in parts if getattr(kept, part) != getattr(again, part)]
    if not changed and kept.deadlines != again.deadlines:  # a row told twice, or another order
        other.append("deadlines")
    return (*other, *(" ".join(name) for name in changed))


def _certified(steps: Sequence[Step], rules: RulesState) -> CertifiedDeadline:
    last = steps[-1].after
    if last is None:
        message = "a deadline of the certificate was never set"
        raise ValueError(message)
    fired = next((step for step in reversed(steps) if _is_firing(step, last)), None)
    closing = next(
        (step for step in reversed(steps) if isinstance(step.payload, DeadlineSet | Move | _Closing)), steps[0]
    )
    met = closing.payload if isinstance(closing.payload, DeadlineMet) else None
    return CertifiedDeadline(
        stream=steps[0].event.stream,
        deadline=last.id,
        title=rule_of(rules, last.rule, last.rule_version).title,
        kind=last.kind,
        due=last.due,
        instant=last.instant,
        outcome="met_late" if met is not None and met.days_late else _OUTCOMES[last.stage],
        is_taken_over=last.taken_over,
        days_late=None if met is None else met.days_late,
        fired_by=None if fired is None else _driver(fired.event.causation_id),
        fired_at=None if fired is None else fired.event.recorded_at,
        lag_seconds=None if fired is None else _lag(fired, last),
        closed_by=None if met is None else closing.event.actor.person,
        recorded_at=closing.event.recorded_at,
        position=closing.event.position,
        misses_revoked=sum(isinstance(step.payload, DeadlineMissRevoked) for step in steps),
        moves=tuple(_move(step, step.payload) for step in steps if isinstance(step.payload, Move)),
    )


def _is_firing(step: Step, last: Deadline) -> bool:
    """Whether it is that the last revision fell due: what a decision moved away from counts no more."""
    return isinstance(step.payload, _Fired) and step.payload.revision == last.revision


def _driver(cause: str | None) -> str | None:
    """Say who recorded that it fell due: a part of the service, or the command that came late and brought it along."""
    return cause if cause is None or cause in get_args(Driver) else _BY_COMMAND


def _lag(fired: Step, last: Deadline) -> float:
    could_be = last.instant if fired.before is None else max(last.instant, fired.before.set_at)
    return (fired.event.recorded_at - could_be).total_seconds()


def _move(step: Step, payload: Move) -> CertifiedMove:
    return CertifiedMove(
        what=payload.type,
        position=step.event.position,
        recorded_at=step.event.recorded_at,
        by=step.event.actor.person,
        decided_on=step.event.decided_on,
        reason=step.event.reason,
        old_due=payload.due if step.before is None else step.before.due,
        due=payload.due,
    )


def _totals(chosen: Sequence[CertifiedDeadline]) -> CertificateTotals:
    fired = [one for one in chosen if one.fired_at is not None]
    return CertificateTotals(
        deadlines=len(chosen),
        outcomes=dict(sorted(Counter(one.outcome for one in chosen).items())),
        revoked=sum(one.misses_revoked for one in chosen),
        moved=sum(bool(one.moves) for one in chosen),
        fired=len(fired),
        fired_by=dict(sorted(Counter(one.fired_by or _NOT_NOTED for one in fired).items())),
        max_lag_seconds=max((one.lag_seconds for one in fired if one.lag_seconds is not None), default=None),
    )
