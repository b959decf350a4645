"""Misses that were none: a fact that was recorded wrong had led to them, or a clock that was wrong; two people say so.

The miss stays in the history, and so does how late the act came by what was known then. What still runs and was counted
wrong is counted anew instead, which revokes its miss by itself; what still runs and was fired by a wrong clock runs on
until its instant, in a revision of its own, so that it can fall due then.
"""

from datetime import datetime

from domain.dates import day
from domain.ladder import ends_at, rule_for
from domain.preparation import require_second_person
from domain.refusing import require
from domain.ruling import decision_on, under_rule
from domain.standing import revocation
from domain.today import today
from schemas.deadline import (
    Deadline,
    DeadlineMissRevoked,
    DeadlineStage,
    MissRevocationProposed,
    ProposeMissRevocation,
    RevokeMiss,
)
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def proposed(
    command: ProposeMissRevocation, by: Actor, deadline: Deadline, now: datetime, rules: RulesState
) -> list[Pending]:
    """Let it wait for its second person; it takes the place of one that waited, with the hands in it."""
    _require_revocable(deadline, command.ground, now, rules)
    if deadline.revocation == revocation(command.ground, command.reason, by, deadline.revocation):
        return []
    payload = MissRevocationProposed(
        deadline=deadline.id,
        revision=deadline.revision,
        due=deadline.due,
        ground=command.ground,
        grounds=command.reason,
    )
    return [under_rule(payload, rule_for(deadline, rules), today(now, rules))]


def approved(command: RevokeMiss, by: Actor, deadline: Deadline, now: datetime, rules: RulesState) -> list[Pending]:
    """Revoke it on its own day, as it was proposed."""
    _require_missed(deadline)
    waiting = deadline.revocation
    if waiting is None:
        raise Refused("not_proposed", f"nobody proposed to revoke the miss of {deadline.id}")
    require_second_person(command.kind, waiting.requested_by.act, waiting.prepared_by, by, rules)
    require(command.ground == waiting.ground, "content_changed", f"what was proposed is {waiting.ground}")
    _require_revocable(deadline, command.ground, now, rules)
    payload = DeadlineMissRevoked(
        deadline=deadline.id, revision=deadline.revision, due=deadline.due, reason=command.ground
    )
    event = decision_on(deadline, payload, waiting.reason, now, rules)
    return [event.model_copy(update={"effective": day(deadline.due)})]


def _require_missed(deadline: Deadline) -> None:
    was_missed = deadline.revision in deadline.missed_revisions
    require(was_missed, "not_missed", f"no miss of {deadline.id} by its date of {deadline.due} stands")


def _require_revocable(deadline: Deadline, ground: str, now: datetime, rules: RulesState) -> None:
    """Refuse to revoke what would be missed again at once."""
    _require_missed(deadline)
    if deadline.stage is not DeadlineStage.MISSED:
        return
    detail = f"{deadline.id} still runs: have it counted anew, or record the act first"
    require(ground == "clock_fault", "still_running", detail)
    ends = ends_at(deadline, rules)
    require(now < ends, "still_running", f"{deadline.id} has ended by now, at {ends.isoformat()}: record the act first")
