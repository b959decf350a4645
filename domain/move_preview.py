"""What moving a deadline would come to: the same decision as the act's, held against what the ladder asks for now."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.around import Dated, State
from domain.counted_days import left_unshifted
from domain.dates import ONE_DAY, shift
from domain.extension_of_time import extended
from domain.ladder import STILL_RUNNING, agenda_of, ends_at, roles_told, rule_for
from domain.policy import calendar_of
from domain.recording import SYSTEM
from domain.recount import counted_anew
from domain.standing import folded
from domain.standstill import both_clocks
from domain.today import today
from schemas.count import Basis, DayOff
from schemas.deadline import (
    Deadline,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineKind,
    DeadlineMissRevoked,
    DeadlineStage,
    DueItem,
    DueKind,
)
from schemas.event import Payload, Pending
from schemas.moving import LadderMove, MovePreview, Selection, Target
from schemas.policy import RulesState
from schemas.refusal import Refused


def is_selected(deadline: Deadline, selection: Selection) -> bool:
    """Whether it runs, owes an act, and is the one named or an instance of the rule named."""
    is_named = selection.deadline in (deadline.rule, deadline.id)
    return is_named and deadline.stage in STILL_RUNNING and deadline.kind is DeadlineKind.ACTION


def require_movable(chosen: Sequence[Deadline], selection: Selection) -> None:
    """Refuse a name under which nothing runs, and one whose ends move only with the act that sets them.

    Raises:
        Refused: ``nothing_selected``; ``validity_end``.
    """
    if any(is_selected(one, selection) for one in chosen):
        return
    named = [one for one in chosen if selection.deadline in {one.rule, one.id}]
    if any(one.kind is DeadlineKind.VALIDITY for one in named):
        raise Refused("validity_end", f"{selection.deadline} is an end of validity: no extension of time moves it")
    raise Refused("nothing_selected", f"no {selection.deadline} runs on the pacts that were named")


def target_day(deadline: Deadline, target: Target, rules: RulesState) -> date:
    """Say to which day it would go; days on are calendar days, and the rule's own shift comes after them."""
    if target.new_due is not None:
        return target.new_due
    if target.by_days is None:
        raise Refused("no_target", "a move takes a day, or a number of days")
    calendar = calendar_of(rules, deadline.calendar, deadline.calendar_version)
    try:
        moved_on = deadline.due + target.by_days * ONE_DAY
    except OverflowError as error:
        detail = f"{target.by_days} days after {deadline.due} no date can be written"
        raise Refused("calendar_exhausted", detail) from error
    return shift(moved_on, calendar, rule_for(deadline, rules).shift)


def extension_preview(stream: str, deadline: Deadline, new_due: date, now: datetime, rules: RulesState) -> MovePreview:
    """Show what more time until that day would come to; what no extension does is shown with its refusal."""
    try:
        events = extended(deadline, new_due, "preview", now, rules)
    except Refused as refused:
        return _stays(stream, deadline, refused, now, rules)
    return _preview(stream, deadline, events, now, rules)


def recount_preview(stream: str, deadline: Deadline, basis: Basis, now: datetime, rules: RulesState) -> MovePreview:
    """Show what counting it anew on that basis would come to, under the calendar in force."""
    return _preview(stream, deadline, counted_anew(deadline, basis, "preview", now, rules), now, rules)


def changes(
    stream: str, before: State, after: State, events: Sequence[Pending], now: datetime, rules: RulesState
) -> tuple[MovePreview, ...]:
    """Show every deadline that an act moves, stops, ends or lets run, from the file before it and after it."""
    if not isinstance(before, Dated) or not isinstance(after, Dated):
        return ()
    known = {one.id: one for one in before.deadlines}
    shown = (_shown(stream, known.get(one.id), one, events, now, rules) for one in after.deadlines)
    return tuple(one for one in shown if one.is_new or (one.old_due, known[one.deadline].stage) != (one.due, one.stage))


def _stays(stream: str, deadline: Deadline, refused: Refused, now: datetime, rules: RulesState) -> MovePreview:
    return MovePreview(
        stream=stream,
        deadline=deadline.id,
        title=rule_for(deadline, rules).title.en,
        old_due=deadline.due,
        due=deadline.due,
        revision=deadline.revision,
        stage=deadline.stage,
        stands_still=both_clocks(deadline, today(now, rules), rules),
        refused=refused.code,
        detail=refused.detail,
    )


def _preview(
    stream: str, deadline: Deadline, events: Sequence[Pending], now: datetime, rules: RulesState
) -> MovePreview:
    """Fold what the act would record, and compare what the agenda asks for before and after it."""
    after = deadline
    for event in events:
        if isinstance(event.payload, DeadlineEvent):
            [after] = folded((after,), event.payload, SYSTEM, now)
    return _shown(stream, deadline, after, events, now, rules)


def _shown(
    stream: str, before: Deadline | None, after: Deadline, events: Sequence[Pending], now: datetime, rules: RulesState
) -> MovePreview:
    before_steps, after_steps = () if before is None else _steps(before, rules), _steps(after, rules)
    arises = tuple(step for step in after_steps if step not in before_steps)
    own = [one.payload for one in events if getattr(one.payload, "deadline", None) == after.id]
    runs = after.stage is DeadlineStage.OPEN and not after.taken_over
    return MovePreview(
        stream=stream,
        deadline=after.id,
        title=rule_for(after, rules).title.en,
        old_due=after.due if before is None else before.due,
        due=after.due,
        revision=after.revision,
        stage=after.stage,
        is_new=before is None,
        cures_miss=any(isinstance(one, DeadlineExtended) and one.cures_miss for one in own),
        revokes_miss=any(isinstance(one, DeadlineMissRevoked) for one in own),
        is_over=runs and ends_at(after, rules) <= now,
        day_off=_day_off(after, own, rules),
        stands_still=both_clocks(after, today(now, rules), rules),
        falls_away=tuple(step for step in before_steps if step not in after_steps),
        arises=arises,
        told_roles=tuple(dict.fromkeys(role for step in arises for role in step.to_roles)),
    )


def _day_off(after: Deadline, own: Sequence[Payload], rules: RulesState) -> DayOff | None:
    """Name the day off to which a grant goes: a person's date is taken as it is said, and shifted nowhere."""
    if not any(isinstance(one, DeadlineExtended) for one in own):
        return None
    calendar = calendar_of(rules, after.calendar, after.calendar_version)
    return left_unshifted(after.due, rule_for(after, rules), calendar)


def _steps(deadline: Deadline, rules: RulesState) -> tuple[LadderMove, ...]:
    return tuple(
        LadderMove(
            kind=item.kind,
            stage=_stage(item),
            at=item.at,
            to_roles=roles_told(deadline, _stage(item), rules),
        )
        for item in agenda_of((deadline,), rules)
        if item.kind is not DueKind.FIRE
    )


def _stage(item: DueItem) -> str:
    return item.stage or ""
