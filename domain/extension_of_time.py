"""Another date for a deadline: asked, granted or refused for one file, or decided for many files at once."""

from datetime import date, datetime

from domain.around import Around, programme_of
from domain.dates import end_of_day, is_working_day
from domain.ladder import STILL_RUNNING, escalations, rule_for
from domain.policy import calendar_of, current
from domain.preparation import require_second_person
from domain.refusing import require
from domain.ruling import decision_on, under_rule
from domain.standing import moved, request
from domain.today import today
from schemas.deadline import (
    ApplyGroupExtension,
    Deadline,
    DeadlineExtended,
    DeadlineExtensionRefused,
    DeadlineExtensionRequested,
    DeadlineKind,
    DeadlineStage,
    DeadlineStopped,
    ExtensionRequest,
    GrantExtensionOfTime,
    RefuseExtensionOfTime,
    RequestExtensionOfTime,
)
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def requested(
    command: RequestExtensionOfTime, by: Actor, deadline: Deadline, now: datetime, rules: RulesState
) -> list[Pending]:
    """Keep the wish; nothing moves before it is granted. What no grant could do is not asked."""
    _require_movable(deadline)
    if deadline.request == request(command.new_due, command.ground, by):
        return []
    require(deadline.request is None, "request_pending", f"another date for {deadline.id} already waits for a decision")
    require_can_move(deadline, command.new_due, now, rules)
    payload = DeadlineExtensionRequested(
        deadline=deadline.id,
        revision=deadline.revision,
        due=deadline.due,
        new_due=command.new_due,
        ground=command.ground,
    )
    return [under_rule(payload, rule_for(deadline, rules), today(now, rules))]


def granted(
    command: GrantExtensionOfTime, by: Actor, deadline: Deadline, now: datetime, rules: RulesState
) -> list[Pending]:
    """Move the deadline to the date asked for; granting after a miss cures it, and the miss stays readable."""
    if deadline.request is None and deadline.revision > 1 and deadline.due == command.new_due:
        return []
    _require_movable(deadline)
    wish = _waiting(deadline)
    require_second_person(command.kind, wish.requested_by.act, (wish.requested_by,), by, rules)
    require(wish.new_due == command.new_due, "content_changed", f"the date asked for is {wish.new_due}")
    events = extended(deadline, command.new_due, command.reason, now, rules)
    require_reach(command.new_due, deadline, by, rules)
    return events


def refused(command: RefuseExtensionOfTime, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    """Leave the deadline where it is."""
    _waiting(deadline)
    payload = DeadlineExtensionRefused(deadline=deadline.id, revision=deadline.revision, due=deadline.due)
    return [decision_on(deadline, payload, command.reason, now, rules)]


def applied(
    command: ApplyGroupExtension, deadline: Deadline, now: datetime, rules: RulesState, around: Around
) -> list[Pending]:
    """Move it as the programme decided; what was met, or moved at least as far, meanwhile is left alone."""
    _require_decided(command, around)
    require(deadline.kind is not DeadlineKind.VALIDITY, "validity_end", f"{deadline.id} is an end that never moves")
    if deadline.stage not in STILL_RUNNING or deadline.due >= command.new_due:
        return []
    return _extended(deadline, command.new_due, command.ground, now, rules)


def extended(deadline: Deadline, new_due: date, reason: str, now: datetime, rules: RulesState) -> list[Pending]:
    """Give what a grant of that day records; refused where no extension could do that."""
    _require_movable(deadline)
    _require_later(new_due, deadline, now, rules)
    return _extended(deadline, new_due, reason, now, rules)


def require_can_move(deadline: Deadline, new_due: date, now: datetime, rules: RulesState) -> None:
    """Refuse what no extension does: of an end or of what is over, to no later day, or past what a calendar lists."""
    extended(deadline, new_due, "", now, rules)


def require_reach(new_due: date, deadline: Deadline, by: Actor, rules: RulesState) -> None:
    """Refuse a move that takes a higher role: days granted before count, so that many small ones make no large one."""
    limits = {role.id: role.extends_by_days for role in current(rules).roles}
    limit, days = limits.get(by.role), deadline.granted_days + (new_due - deadline.due).days
    within = limit is None or days <= limit
    detail = f"{by.role} moves a deadline by {limit} days in all; this would make {days} for {deadline.id}"
    require(within, "takes_higher_role", detail)


def streams_read(command: ApplyGroupExtension) -> tuple[str, ...]:
    """Name the programme whose decision is carried out: '<stream>/<group>' names both."""
    return (_decision_of(command)[0],)


def about(stream: str, command: ApplyGroupExtension, around: Around) -> Around:
    """Leave of the programme's decisions what they say of this pact: what another was granted moves nothing here."""
    name, _ = _decision_of(command)
    programme = programme_of(around, name)
    own = [
        one.model_copy(update={"items": tuple(item for item in one.items if stream == f"pact/{item.pact}")})
        for one in programme.groups
    ]
    return {**around, name: programme.model_copy(update={"groups": tuple(own)})}


def _extended(deadline: Deadline, new_due: date, reason: str, now: datetime, rules: RulesState) -> list[Pending]:
    """Move it; what stands still goes on standing still from its beginning, so that it gains what is granted whole."""
    moving, since = _moving(deadline, new_due, now, rules), deadline.stopped_since
    granted_time = decision_on(deadline, moving, reason, now, rules)
    if since is None:
        return [granted_time]
    stopped = DeadlineStopped(deadline=deadline.id, revision=moving.revision, due=new_due, since=since)
    return [granted_time, under_rule(stopped, rule_for(deadline, rules), today(now, rules))]


def _moving(deadline: Deadline, new_due: date, now: datetime, rules: RulesState) -> DeadlineExtended:
    """Compute the move with its whole ladder: a calendar that ends too early is found now and not at the miss."""
    payload = DeadlineExtended(
        deadline=deadline.id,
        revision=deadline.revision + 1,
        old_due=deadline.due,
        due=new_due,
        instant=end_of_day(new_due, current(rules).terms.time_zone),
        cures_miss=deadline.stage is DeadlineStage.MISSED,
    )
    escalations(moved(deadline, payload, now), rules)
    return payload


def _require_decided(command: ApplyGroupExtension, around: Around) -> None:
    stream, group = _decision_of(command)
    wish = (command.deadline, command.new_due)
    granted_items = (
        (item.deadline, item.new_due)
        for one in programme_of(around, stream).groups
        if one.group == group and one.state == "granted"
        for item in one.items
    )
    require(wish in granted_items, "not_decided", f"{command.decided_by} grants no {wish[1]} for {wish[0]}")


def _decision_of(command: ApplyGroupExtension) -> tuple[str, str]:
    stream, _, group = command.decided_by.rpartition("/")
    return stream, group


def _require_movable(deadline: Deadline) -> None:
    require(deadline.kind is not DeadlineKind.VALIDITY, "validity_end", f"{deadline.id} is an end that never moves")
    require(deadline.stage in STILL_RUNNING, "not_running", f"{deadline.id} is {deadline.stage}")


def _require_later(new_due: date, deadline: Deadline, now: datetime, rules: RulesState) -> None:
    require(new_due > deadline.due, "not_later", f"{new_due} is not after {deadline.due}")
    is_past = deadline.stage is not DeadlineStage.STOPPED and new_due < today(now, rules)
    require(not is_past, "not_later", f"{new_due} lies in the past")  # of what stands still only the later day runs
    is_working_day(new_due, calendar_of(rules, deadline.calendar, deadline.calendar_version))


def _waiting(deadline: Deadline) -> ExtensionRequest:
    if deadline.request is None:
        raise Refused("no_request", f"nobody asked for another date for {deadline.id}")
    return deadline.request
