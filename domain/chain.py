"""The chain of agreement periods: its links, and the room that the cap leaves, by calendar arithmetic on dates."""

from datetime import date, datetime, timedelta

from domain.dates import last_day_of_period
from schemas.agreement.period import AgreementPeriod, AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.policy import Span
from schemas.refusal import Refused

ONE_DAY = timedelta(days=1)
MONTHS_PER_YEAR = 12


RAN = (AgreementStage.ACTIVE, AgreementStage.EXTENDED, AgreementStage.EXPIRED, AgreementStage.TERMINATED)
"""The stages of a period that has run, to its end or until now."""

BINDING = (AgreementStage.SIGNED, AgreementStage.ACTIVE)
"""The stages in which a signed period runs or will."""


def period_of(agreement: AgreementState, number: int) -> AgreementPeriod:
    """Find a period by its number; ``unknown_period`` where the chain has none."""
    for period in agreement.periods:
        if period.number == number:
            return period
    raise Refused("unknown_period", f"the chain has no period {number}")


def last_period(agreement: AgreementState) -> AgreementPeriod | None:
    """Give the end of the chain as it stands."""
    return agreement.periods[-1] if agreement.periods else None


def running_period(agreement: AgreementState) -> AgreementPeriod | None:
    """Give the period under which support runs now, suspended or not."""
    return next((period for period in agreement.periods if period.stage is AgreementStage.ACTIVE), None)


def known_since(agreement: AgreementState) -> datetime | None:
    """Say since when the service has known of the latest period that runs or ran: its signature's recording."""
    signed = (period.known_at for period in agreement.periods if period.stage in RAN and period.known_at)
    return max(signed, default=None)


def last_year(agreement: AgreementState) -> int:
    """Give the last calendar year that the chain covers, granted periods included; 0 while nothing has run.

    A grant counts until its period runs: from then on the period says itself when it ends, or ended.
    """
    ran = [period for period in agreement.periods if period.stage in RAN]
    begun = {period.number for period in ran}
    granted = [grant.new_end for grant in agreement.grants if grant.period + 1 not in begun]
    return max((end.year for end in (*(period.ended_on or period.end for period in ran), *granted)), default=0)


def day_after(end: date) -> date:
    """Give the first day of what follows a period."""
    return end + ONE_DAY


def end_after(first_day: date, months: int) -> date:
    """Give the last day of a period of so many months."""
    return last_day_of_period(first_day, Span(months=months))


def room_in_months(first_day: date, cap: date) -> int:
    """Count the whole months from the first day that end on the cap or before it; loose days are no room."""
    months = max(MONTHS_PER_YEAR * (cap.year - first_day.year) + cap.month - first_day.month + 1, 0)
    while months and end_after(first_day, months) > cap:
        months -= 1
    return months


def room_left(agreement: AgreementState) -> int | None:
    """Count the whole months that could still follow the chain under its cap; none while either is not known."""
    last = last_period(agreement)
    if last is None or agreement.cap is None:
        return None
    return 0 if last.stage is AgreementStage.TERMINATED else room_in_months(day_after(last.end), agreement.cap)


def arithmetic(first_day: date, months: int, anchor: date, cap: date) -> str:
    """Show the count that a refusal rests on."""
    return (
        f"{first_day} + {months} months ends on {end_after(first_day, months)}; "
        f"the cap counted from {anchor} is {cap}; room left: {room_in_months(first_day, cap)} months"
    )
