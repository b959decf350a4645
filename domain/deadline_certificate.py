"""The certificate: what became of every deadline, in figures and one by one, computed from the events alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Literal, get_args

from domain.deadline_walk import Name, Step, walk
from domain.policy import rule_of
from domain.standing import Move, is_taken_over
from domain.standstill import both_clocks
from domain.today import today
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
    CertificateDifference,
    CertificateHead,
    CertificateTotals,
    CertifiedDeadline,
    CertifiedEvent,
    CertifiedMove,
    Outcome,
    Selection,
)
from schemas.policy import RulesState
from schemas.standstill import Standstill

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
_PARTS = ("head", "totals", "computed_at", "due_from", "due_to", "pact")
ALL = Selection()
"""Every deadline of every file."""


def certificate(
    events: Iterable[Recorded],
    rules: RulesState,
    head: CertificateHead,
    computed_at: datetime,
    selection: Selection = ALL,
    leaves: Mapping[int, str] | None = None,
) -> Certificate:
    """Certify the deadlines of a selection.

    ``leaves`` are the hashes of the events by their positions, where the events come from a log.
    """
    stories: dict[Name, list[Step]] = {}
    for step in walk(events):
        if step.after is not None and selection.pact in {None, step.event.stream}:
            stories.setdefault((step.event.stream, step.payload.deadline), []).append(step)
    told = (_certified(steps, rules, leaves or {}, computed_at) for steps in stories.values())
    first, last = selection.due_from or date.min, selection.due_to or date.max
    chosen = [one for one in told if first <= one.due <= last]
    chosen.sort(key=lambda one: (one.due, one.stream, one.deadline))
    return Certificate(
        computed_at=computed_at,
        due_from=selection.due_from,
        due_to=selection.due_to,
        pact=selection.pact,
        head=head,
        totals=_totals(chosen),
        deadlines=tuple(chosen),
    )


def differences(kept: Certificate, again: Certificate) -> tuple[CertificateDifference, ...]:
    """Say how two certificates of one point differ, the first row first; nothing where the record bears the kept out.

    A row can be altered, left out, or of a deadline that the record does not have; parts beside the rows come last.
    """
    rows = sorted(_rows_that_differ(kept, again), key=lambda one: one.row or 0)
    if not rows and kept.deadlines != again.deadlines:
        pairs = zip(kept.deadlines, again.deadlines, strict=True)
        first, row = next((number, one) for number, (one, other) in enumerate(pairs, 1) if one != other)
        rows = [_difference("out_of_order", first, row)]
    parts = tuple(part for part in _PARTS if getattr(kept, part) != getattr(again, part))
    return (*rows, *([CertificateDifference(what="part", parts=parts)] if parts else []))


def _rows_that_differ(kept: Certificate, again: Certificate) -> Iterator[CertificateDifference]:
    of_record = {_name(one): one for one in again.deadlines}
    seen: set[Name] = set()
    for row, one in enumerate(kept.deadlines, 1):
        recorded = of_record.get(_name(one))
        if recorded is None or _name(one) in seen:
            yield _difference("foreign", row, one)
        elif recorded != one:
            yield _altered(row, one, recorded)
        seen.add(_name(one))
    for row, one in enumerate(again.deadlines, 1):
        if _name(one) not in seen:
            yield _difference("omitted", row, one)


def _altered(row: int, kept: CertifiedDeadline, recorded: CertifiedDeadline) -> CertificateDifference:
    fields = tuple(
        field for field in CertifiedDeadline.model_fields if getattr(kept, field) != getattr(recorded, field)
    )
    events = zip_longest(kept.rests_on, recorded.rests_on)
    differing = next((ours or theirs for theirs, ours in events if theirs != ours), None)
    position = None if differing is None else differing.position
    return _difference("altered", row, recorded).model_copy(update={"parts": fields, "position": position})


def _difference(
    what: Literal["altered", "omitted", "foreign", "out_of_order"], row: int, one: CertifiedDeadline
) -> CertificateDifference:
    return CertificateDifference(what=what, row=row, stream=one.stream, deadline=one.deadline)


def _name(one: CertifiedDeadline) -> Name:
    return one.stream, one.deadline


def _certified(
    steps: Sequence[Step], rules: RulesState, leaves: Mapping[int, str], computed_at: datetime
) -> CertifiedDeadline:
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
        tables=_tables(steps),
        outcome=_outcome(last, met),
        is_taken_over=last.taken_over,
        stands_still=_stands_still(last, computed_at, rules),
        days_late=None if met is None else met.days_late,
        fired_by=None if fired is None else _driver(fired.event.causation_id),
        fired_at=None if fired is None else fired.event.recorded_at,
        lag_seconds=None if fired is None else _lag(fired, last),
        closed_by=None if met is None else closing.event.actor.person,
        recorded_at=closing.event.recorded_at,
        position=closing.event.position,
        misses_revoked=sum(isinstance(step.payload, DeadlineMissRevoked) for step in steps),
        moves=tuple(_move(step, step.payload) for step in steps if isinstance(step.payload, Move)),
        rests_on=tuple(_rests_on(step, leaves) for step in steps),
    )


def _stands_still(last: Deadline, at: datetime, rules: RulesState) -> Standstill | None:
    """Ask for the day only of what stands still: a record without rules has a certificate too."""
    return None if last.stopped_since is None else both_clocks(last, today(at, rules), rules)


def _outcome(last: Deadline, met: DeadlineMet | None) -> Outcome:
    if is_taken_over(last):
        return "taken_over"
    return "met_late" if met is not None and met.days_late else _OUTCOMES[last.stage]


def _is_firing(step: Step, last: Deadline) -> bool:
    """Whether it is that the last revision fell due: what a decision moved away from counts no more."""
    return isinstance(step.payload, _Fired) and step.payload.revision == last.revision


def _driver(cause: str | None) -> str | None:
    """Say who recorded that it fell due: a part of the service, or the command that came late and brought it along."""
    return cause if cause is None or cause in get_args(Driver) else _BY_COMMAND


def _lag(fired: Step, last: Deadline) -> float:
    could_be = last.instant if fired.before is None else max(last.instant, fired.before.set_at)
    return (fired.event.recorded_at - could_be).total_seconds()


def _tables(steps: Sequence[Step]) -> str | None:
    """Give the version of the tables by which the last instant was derived."""
    dated = [step.payload.tzdata for step in steps if isinstance(step.payload, DeadlineSet | Move)]
    return dated[-1] if dated else None


def _rests_on(step: Step, leaves: Mapping[int, str]) -> CertifiedEvent:
    position = step.event.position
    return CertifiedEvent(position=position, what=step.event.type, leaf=leaves.get(position))


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
