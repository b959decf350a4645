"""The day from which the years of the cap count: fixed or contested."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Name, Says


class FixCapAnchor(Model):
    """Say from which day the years of the cap count, and on what ground; by another person than who contested it."""

    kind: Literal["fix_cap_anchor"] = "fix_cap_anchor"
    anchor: Day
    reason: Name


class ContestCapAnchor(Model):
    """Put another possible anchor beside the fixed one; an extension then waits for a decision."""

    kind: Literal["contest_cap_anchor"] = "contest_cap_anchor"
    anchor: Day
    reason: Name


class CapAnchorFixed(Model):
    """The years of the cap count from this day."""

    says: ClassVar[Says] = Says(
        "De maximale looptijd van de steun telt vanaf {anchor} en eindigt uiterlijk op {cap}.",
        "The maximum term of support counts from {anchor} and ends on {cap} at the latest.",
    )

    type: Literal["cap_anchor.fixed"] = "cap_anchor.fixed"
    anchor: date
    cap: date
    beyond: tuple[int, ...] = ()  # periods that already pass this cap: nothing more is signed or granted


class CapAnchorContested(Model):
    """Another anchor is possible; both caps are shown until somebody fixes one."""

    says: ClassVar[Says] = Says(
        "Ook {anchor} is mogelijk als begindatum; de steun zou dan uiterlijk op {cap} eindigen.",
        "{anchor} is possible as the starting date too; support would then end on {cap} at the latest.",
    )

    type: Literal["cap_anchor.contested"] = "cap_anchor.contested"
    anchor: date
    cap: date
