"""The local day of a decision, and what cannot lie after it."""

from datetime import date, datetime

from domain.dates import local_day
from domain.policy import current
from domain.refusing import require
from schemas.policy import RulesState


def today(now: datetime, rules: RulesState) -> date:
    """Give the local day of an instant, in the time zone of the policy in force."""
    return local_day(now, current(rules).terms.time_zone)


def require_happened(what: str, on: date, now: datetime, rules: RulesState) -> None:
    """Refuse with ``in_future`` to record as done what has its day still to come."""
    require(on <= today(now, rules), "in_future", f"{what} on {on} lies after today, {today(now, rules)}")
