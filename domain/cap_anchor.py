"""The anchor of the cap: fixed with a ground, contested when another day is possible, fixed again by decision."""

from datetime import date, datetime

from domain.dates import day, last_day_of_period
from domain.policy import current
from domain.preparation import require_second_person
from domain.refusing import require
from domain.today import today
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed, ContestCapAnchor, FixCapAnchor
from schemas.agreement.whole import AgreementState
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def fix(command: FixCapAnchor, by: Actor, agreement: AgreementState, now: datetime, rules: RulesState) -> list[Pending]:
    """Fix the day from which the cap counts; a fixed one changes only after it was contested, by another person.

    An anchor that is true is recorded also where support already passes its cap: the excess stands in the event.
    """
    is_settled = agreement.anchor is not None and not agreement.contested_anchors
    if is_settled and agreement.anchor == command.anchor:
        return []
    require(not is_settled, "already_fixed", f"the cap counts from {agreement.anchor}; contest that first")
    start = min((link.start for link in agreement.periods), default=command.anchor)
    detail = f"support begins on {start}: its years cannot count from a later day"
    require(command.anchor <= start, "anchor_after_start", detail)
    hands = (*agreement.anchor_prepared_by, *(hand for link in agreement.periods for hand in link.prepared_by))
    require_second_person("fix_cap_anchor", "contest_cap_anchor", hands, by, rules)
    cap = last_day_of_period(command.anchor, current(rules).terms.cap)
    payload = CapAnchorFixed(anchor=command.anchor, cap=cap, beyond=beyond(agreement, cap))
    return [
        Pending(payload=payload, effective=day(command.anchor), decided_on=today(now, rules), reason=command.reason)
    ]


def contest(command: ContestCapAnchor, agreement: AgreementState, now: datetime, rules: RulesState) -> list[Pending]:
    """Put another possible anchor beside the fixed one, with the cap that would follow from it."""
    if agreement.anchor is None:
        raise Refused("no_cap_anchor", "no anchor is fixed that could be contested")
    if command.anchor in agreement.contested_anchors:
        return []
    require(command.anchor != agreement.anchor, "same_anchor", f"the cap already counts from {agreement.anchor}")
    cap = last_day_of_period(command.anchor, current(rules).terms.cap)
    payload = CapAnchorContested(anchor=command.anchor, cap=cap)
    return [Pending(payload=payload, effective=day(today(now, rules)), reason=command.reason)]


def require_under_cap(end: date, agreement: AgreementState) -> None:
    """Refuse to bind a period before it is known which cap it stays under, or where it does not."""
    cap, others = agreement.cap, ", ".join(str(anchor) for anchor in agreement.contested_anchors)
    if cap is None:
        raise Refused("anchor_missing", "no day is fixed from which the cap counts: fix the anchor first")
    detail = f"the cap counts from {agreement.anchor}, or from {others}: fix the anchor first"
    require(not others, "cap_anchor_contested", detail)
    require(end <= cap, "beyond_cap", f"a period that ends on {end} passes the cap, {cap}")


def beyond(agreement: AgreementState, cap: date) -> tuple[int, ...]:
    """Name the periods, those that were only granted included, that end after this cap."""
    ends = {grant.period + 1: grant.new_end for grant in agreement.grants}
    ends |= {link.number: link.ended_on or link.end for link in agreement.periods}
    return tuple(number for number, end in sorted(ends.items()) if end > cap)
