"""What a requested change is about: how that stands now, whether it can change, and what an approval brings with it.

Another due date and another target take effect where those stand. An amount, a partner and the scope are recorded with
the approval itself: the budget and the cluster keep their own record of what follows.
"""

from datetime import datetime
from typing import assert_never

from domain import extension_of_time
from domain.kpi import kpi_of, set_target, target_of
from domain.ladder import STILL_RUNNING
from domain.today import today
from schemas.change import ChangeRequest, MoneyChange, PartnerChange, ScopeChange, TargetChange, TimeChange, Wish
from schemas.deadline import Deadline, ExtensionRequest, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.event import Pending
from schemas.kpi import SetKpiTarget
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused

NONE = "—"
CENTS = 100


def shown(wish: Wish, state: PactState) -> tuple[str, str]:
    """Give how it is and how it would be, each with what it is about."""
    match wish:
        case TimeChange(deadline=name, new_due=new_due):
            return f"{name}: {_due(name, state)}", f"{name}: {new_due}"
        case MoneyChange(year=year, cents=cents):
            return f"{year}: {_last_amount(wish, state)}", f"{year}: {_amount(cents)}"
        case PartnerChange():
            return _partner(wish, state)
        case TargetChange(kpi=kpi, year=year, target=target):
            known = next((target_of(each, year) for each in state.kpis if each.kpi == kpi), None)
            return f"{kpi} {year}: {known.target if known else NONE}", f"{kpi} {year}: {target}"
        case ScopeChange(description=description):
            earlier = [each.description for each in _earlier(wish, state) if isinstance(each, ScopeChange)]
            return earlier[-1] if earlier else NONE, description
        case _:
            assert_never(wish)


def thing(wish: Wish) -> tuple[str, ...]:
    """Name what a wish is about, so that two about the same can be told."""
    match wish:
        case TimeChange(deadline=name):
            return (wish.on, name)
        case MoneyChange(year=year):
            return (wish.on, str(year))
        case PartnerChange(partner=partner):
            return (wish.on, partner)
        case TargetChange(kpi=kpi, year=year):
            return (wish.on, kpi, str(year))
        case ScopeChange():
            return (wish.on,)
        case _:
            assert_never(wish)


def require_possible(wish: Wish, grounds: str, by: Actor, state: PactState, now: datetime, rules: RulesState) -> None:
    """Refuse a wish that its noun would refuse as it stands now, with the code of that noun."""
    match wish:
        case TimeChange(deadline=name, new_due=new_due):
            asked = RequestExtensionOfTime(deadline=name, new_due=new_due, ground=grounds)
            extension_of_time.requested(asked, by, _deadline(name, state), now, rules)
        case TargetChange(kpi=kpi):
            set_target(_target(wish, grounds), kpi_of(state.kpis, kpi), today(now, rules))
        case MoneyChange() | PartnerChange() | ScopeChange():
            return
        case _:
            assert_never(wish)


def effects(request: ChangeRequest, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Give what the approved change does elsewhere in the file, by the rules of the noun that it touches."""
    wish = request.wish
    match wish:
        case TimeChange(deadline=name, new_due=new_due):
            granted = GrantExtensionOfTime(deadline=name, new_due=new_due, reason=request.grounds)
            return extension_of_time.granted(granted, by, _asked(request, wish, state), now, rules)
        case TargetChange(kpi=kpi):
            return set_target(_target(wish, request.grounds), kpi_of(state.kpis, kpi), today(now, rules))
        case MoneyChange() | PartnerChange() | ScopeChange():
            return []
        case _:
            assert_never(wish)


def _asked(request: ChangeRequest, wish: TimeChange, state: PactState) -> Deadline:
    """Give the deadline as if this very wish had been asked of it; one that was asked of it waits first."""
    deadline = _deadline(wish.deadline, state)
    if deadline.request is not None:
        raise Refused("request_pending", f"another date for {deadline.id} already waits for a decision")
    asked = ExtensionRequest(new_due=wish.new_due, ground=request.grounds, requested_by=request.prepared_by[0])
    return deadline.model_copy(update={"request": asked})


def _due(name: str, state: PactState) -> str:
    """Say when it is due, or that it no longer runs."""
    deadline = _deadline(name, state)
    return str(deadline.due) if deadline.stage in STILL_RUNNING else str(deadline.stage)


def _deadline(name: str, state: PactState) -> Deadline:
    for deadline in state.deadlines:
        if deadline.id == name:
            return deadline
    raise Refused("unknown_deadline", f"no deadline '{name}' was ever set here")


def _target(wish: TargetChange, grounds: str) -> SetKpiTarget:
    return SetKpiTarget(kpi=wish.kpi, year=wish.year, target=wish.target, reason=grounds)


def _partner(wish: PartnerChange, state: PactState) -> tuple[str, str]:
    named = f"{wish.partner} ({wish.since})"
    match wish.change:
        case "joins":
            return NONE, named
        case "leaves":
            return wish.partner, f"{NONE} ({wish.since})"
        case "replaces_organisation":
            former = [
                each.partner
                for each in _earlier(wish, state)
                if isinstance(each, PartnerChange) and each.change == wish.change
            ]
            return former[-1] if former else state.cluster or NONE, named
        case _:
            assert_never(wish.change)


def _last_amount(wish: MoneyChange, state: PactState) -> str:
    """Say which amount was approved last by a change; the amounts of the budget are not of this file."""
    approved = [
        each.cents for each in _earlier(wish, state) if isinstance(each, MoneyChange) and each.year == wish.year
    ]
    return _amount(approved[-1]) if approved else NONE


def _earlier(wish: Wish, state: PactState) -> list[Wish]:
    """Give the approved wishes of the same kind, in the order in which they were approved."""
    return [each.wish for each in state.changes if each.state == "approved" and each.wish.on == wish.on]


def _amount(cents: int) -> str:
    return f"EUR {cents // CENTS}.{cents % CENTS:02d}"
