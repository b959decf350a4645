"""Where each deadline stands, folded from what was recorded of it."""

from datetime import date, datetime
from typing import assert_never

from domain.preparation import prepared
from schemas.deadline import (
    AcceptRecomputation,
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
    DeadlineRecomputed,
    DeadlineReminded,
    DeadlineReopened,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStage,
    DeadlineStopped,
    ExtensionRequest,
    MissGround,
    MissRevocationProposed,
    ProposeRecomputation,
    RecomputationProposed,
    RecomputationRequest,
    RevocationRequest,
)
from schemas.event import Recorded
from schemas.people import Actor

Deadlines = tuple[Deadline, ...]

_ChangeEvent = (
    DeadlineExtensionRequested
    | DeadlineExtended
    | DeadlineExtensionRefused
    | RecomputationProposed
    | MissRevocationProposed
    | DeadlineRecomputed
    | DeadlineStopped
    | DeadlineResumed
    | DeadlineReopened
    | DeadlineReminded
    | DeadlineMet
    | DeadlineMissed
    | DeadlineMissRevoked
    | DeadlineReached
    | DeadlineEscalated
    | DeadlineCancelled
)
Move = DeadlineExtended | DeadlineRecomputed | DeadlineResumed | DeadlineReopened
"""What gives a deadline another due date, or its old one back, and with it a new revision."""


def evolve(deadlines: Deadlines, event: Recorded) -> Deadlines:
    """Fold one event into the deadlines; a move starts a new revision whose stages are all still to come."""
    if not isinstance(event.payload, DeadlineEvent):
        return deadlines
    return folded(deadlines, event.payload, event.actor, event.recorded_at)


def newly_set(payload: DeadlineSet, at: datetime) -> Deadline:
    """Give the deadline that this event starts; stages before ``at`` are never sent."""
    return Deadline(
        id=payload.deadline,
        rule=payload.rule,
        rule_version=payload.rule_version,
        calendar=payload.calendar,
        calendar_version=payload.calendar_version,
        kind=payload.kind,
        subject=payload.subject,
        anchor=payload.anchor,
        raw_due=payload.raw_due,
        due=payload.due,
        instant=payload.instant,
        revision=payload.revision,
        set_at=at,
        stage=DeadlineStage.OPEN,
        taken_over=payload.taken_over,
    )


def is_taken_over(deadline: Deadline) -> bool:
    """Tell whether it had passed before the file was known here and still waits for its act: late, but not by us."""
    return deadline.taken_over and deadline.stage is DeadlineStage.OPEN


def folded(deadlines: Deadlines, payload: DeadlineEvent, by: Actor, at: datetime) -> Deadlines:
    """Fold one payload, recorded at this instant by this actor."""
    if isinstance(payload, DeadlineSet):
        return (*deadlines, newly_set(payload, at))
    return tuple(
        _dated(one, _changed(one, payload, by, at), at) if one.id == payload.deadline else one for one in deadlines
    )


def _dated(before: Deadline, after: Deadline, at: datetime) -> Deadline:
    return after if after.stage is before.stage else _with(after, stage_at=at)


def _changed(deadline: Deadline, payload: _ChangeEvent, by: Actor, at: datetime) -> Deadline:
    match payload:
        case DeadlineExtensionRequested(new_due=new_due, ground=ground):
            return _with(deadline, request=request(new_due, ground, by))
        case DeadlineExtensionRefused():
            return _with(deadline, request=None)
        case MissRevocationProposed(ground=ground, grounds=reason):
            return _with(deadline, revocation=revocation(ground, reason, by, deadline.revocation))
        case RecomputationProposed():
            return _with(deadline, recomputation=recomputation(payload, by, deadline.recomputation))
        case DeadlineExtended(old_due=old_due, due=due):
            return _with(moved(deadline, payload, at), granted_days=deadline.granted_days + (due - old_due).days)
        case DeadlineResumed():
            return moved(deadline, payload, at)
        case DeadlineReopened():
            return _with(moved(deadline, payload, at), taken_over=deadline.taken_over)
        case DeadlineRecomputed(anchor=anchor):
            first = deadline.first_anchor or (deadline.anchor if anchor != deadline.anchor else None)
            granted_days = _granted_by(payload, deadline)
            after = counted_by(moved(deadline, payload, at), payload)
            return _with(after, first_anchor=first, granted_days=granted_days)
        case DeadlineStopped(since=since):
            return _with(deadline, stage=DeadlineStage.STOPPED, stopped_since=since)
        case DeadlineReminded(stage=stage) | DeadlineEscalated(stage=stage):
            return _with(deadline, done_stages=(*deadline.done_stages, stage))
        case DeadlineMet() | DeadlineMissed() | DeadlineMissRevoked() | DeadlineReached() | DeadlineCancelled():
            return _come_to_pass(deadline, payload, at)
        case _:
            assert_never(payload)


def counted_by(deadline: Deadline, payload: DeadlineRecomputed) -> Deadline:
    """Give the deadline what it was counted anew by: the rule and calendar that it runs under from there."""
    return _with(
        deadline,
        rule_version=payload.rule_version,
        calendar=payload.calendar or deadline.calendar,
        calendar_version=payload.calendar_version,
        anchor=payload.anchor,
        raw_due=payload.raw_due,
    )


def _granted_by(payload: DeadlineRecomputed, deadline: Deadline) -> int:
    """Count what another anchor adds as time granted; the first one gives the date that always was right.

    Counted again from one that somebody moved, it gives back what it takes away, and no more.
    """
    if payload.anchor == (deadline.first_anchor or deadline.anchor):
        return 0
    days = (payload.due - payload.old_due).days
    return max(0, deadline.granted_days + (min(0, days) if payload.anchor == deadline.anchor else days))


def _come_to_pass(
    deadline: Deadline,
    payload: DeadlineMet | DeadlineMissed | DeadlineMissRevoked | DeadlineReached | DeadlineCancelled,
    at: datetime,
) -> Deadline:
    match payload:
        case DeadlineMissRevoked():
            return _revoked(deadline, payload, at)
        case DeadlineMet():
            return _closed(deadline, DeadlineStage.MET)
        case DeadlineReached():
            return _closed(deadline, DeadlineStage.REACHED)
        case DeadlineCancelled():
            return _closed(deadline, DeadlineStage.CANCELLED)
        case DeadlineMissed(revision=revision):
            missed = (*deadline.missed_revisions, revision)
            return _with(deadline, stage=DeadlineStage.MISSED, missed_revisions=missed)
        case _:
            assert_never(payload)


def _revoked(deadline: Deadline, payload: DeadlineMissRevoked, at: datetime) -> Deadline:
    """Take the miss away; what a wrong clock had fall due runs on, in a new revision with the stages still to come."""
    missed = tuple(one for one in deadline.missed_revisions if one != payload.revision)
    after = _with(deadline, missed_revisions=missed, revocation=None)
    if deadline.stage is not DeadlineStage.MISSED:
        return after
    if payload.reason == "clock_fault":
        return _with(_open_again(after, at), revision=payload.revision + 1)
    return _with(after, stage=DeadlineStage.OPEN)


def revocation(
    ground: MissGround, reason: str, by: Actor, before: RevocationRequest | None = None
) -> RevocationRequest:
    """Keep what was said of a miss with all who had a hand in it, those who proposed before included."""
    hand = prepared("propose_miss_revocation", by)
    hands = () if before is None else before.prepared_by
    return RevocationRequest(
        ground=ground, reason=reason, requested_by=hand, prepared_by=hands if hand in hands else (*hands, hand)
    )


def request(new_due: date, ground: str, by: Actor) -> ExtensionRequest:
    """Keep a wish for another date with all who had a hand in it."""
    return ExtensionRequest(new_due=new_due, ground=ground, requested_by=prepared("request_extension_of_time", by))


def recomputation(
    asked: ProposeRecomputation | RecomputationProposed, by: Actor, before: RecomputationRequest | None = None
) -> RecomputationRequest:
    """Keep another count with all who had a hand in it, those who proposed before it included."""
    hand = prepared("propose_recomputation", by)
    hands = () if before is None else before.prepared_by
    if hand not in hands:
        hands = (*hands, hand)
    is_same = before is not None and count_asked(before) == count_asked(asked)
    return RecomputationRequest(
        anchor=asked.anchor,
        new_due=asked.new_due,
        rule_version=asked.rule_version,
        requested_by=before.requested_by if before is not None and is_same else hand,
        prepared_by=hands,
    )


def count_asked(
    asked: ProposeRecomputation | AcceptRecomputation | RecomputationProposed | RecomputationRequest,
) -> tuple[date, date, str | None]:
    """Give what two people have to agree on: anchor, date, and the version of the rule if it changes."""
    return asked.anchor, asked.new_due, asked.rule_version


def moved(deadline: Deadline, payload: Move, at: datetime) -> Deadline:
    """Give the deadline's next revision: open again, with every stage still to come.

    A wish for more time keeps waiting for its decision where the move does not reach the day that was asked for.
    """
    return _with(
        _open_again(deadline, at),
        due=payload.due,
        instant=payload.instant,
        revision=payload.revision,
        request=_unmet(deadline.request, payload.due),
    )


def _unmet(wish: ExtensionRequest | None, due: date) -> ExtensionRequest | None:
    return wish if wish is not None and wish.new_due > due else None


def _open_again(deadline: Deadline, at: datetime) -> Deadline:
    return _with(
        deadline,
        set_at=at,
        stage=DeadlineStage.OPEN,
        done_stages=(),
        request=None,
        recomputation=None,
        revocation=None,
        stopped_since=None,
        taken_over=False,
    )


def _closed(deadline: Deadline, stage: DeadlineStage) -> Deadline:
    """End it; what waited for a decision about it has lost its matter."""
    return _with(deadline, stage=stage, request=None, recomputation=None, stopped_since=None)


def _with(deadline: Deadline, **changes: object) -> Deadline:
    return deadline.model_copy(update=changes)
