"""The anchor of the cap: fixed with a ground, contested when another day is possible, fixed again by decision."""

from datetime import datetime

from domain.dates import day, last_day_of_period
from domain.policy import current
from domain.refusing import require
from domain.today import today
from schemas.agreement import AgreementState, CapAnchorContested, CapAnchorFixed, ContestCapAnchor, FixCapAnchor
from schemas.event import Pending
from schemas.policy import RulesState
from schemas.refusal import Refused


def fix(command: FixCapAnchor, agreement: AgreementState, rules: RulesState) -> list[Pending]:
    """Fix the day from which the cap counts; a fixed one changes only after it was contested."""
    is_settled = agreement.anchor is not None and not agreement.contested_anchors
    if is_settled and agreement.anchor == command.anchor:
        return []
    require(not is_settled, "already_fixed", f"the cap counts from {agreement.anchor}; contest that first")
    cap = last_day_of_period(command.anchor, current(rules).terms.cap)
    last = max((link.end for link in agreement.periods), default=cap)
    last = max([last, *(grant.new_end for grant in agreement.grants)])
    require(last <= cap, "beyond_cap", f"a period ends on {last}; the cap counted from {command.anchor} is {cap}")
    payload = CapAnchorFixed(anchor=command.anchor, cap=cap)
    return [Pending(payload=payload, effective=day(command.anchor), reason=command.reason)]


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
