"""The day that a validity end counts from, as the file records it now: after corrections, and of no person's choosing.

A rule says which event opens the end and which of its dates is the anchor. Here stands where the state keeps that date,
so that a later date can come from a recorded fact alone.
"""

from collections.abc import Mapping
from datetime import date

from domain.around import Dated
from schemas.agreement.period import AgreementPeriod
from schemas.deadline import Deadline
from schemas.pact import PactState
from schemas.policy import DeadlineRule
from schemas.question.whole import QuestionState

_Days = Mapping[tuple[str, str], date | None]
"""What the state says of the dates of events, by wire name and field."""


def recorded_day(deadline: Deadline, rule: DeadlineRule, state: Dated) -> date | None:
    """Give the anchor as the state has it; none where it keeps no such day, or two of them."""
    days = _days(deadline, state)
    found = {days.get((opened, rule.anchor)) for opened in rule.opened_by} - {None}
    return found.pop() if len(found) == 1 else None


def _days(deadline: Deadline, state: Dated) -> _Days:
    match state:
        case PactState():
            return _of_the_pact(state) | _of_the_period(_period(deadline, state))
        case QuestionState(answered_on=answered_on):
            return {("answer.sent", "sent_on"): answered_on}
        case _:
            return {}


def _of_the_pact(state: PactState) -> dict[tuple[str, str], date | None]:
    document = state.pact
    ended_on = None if document is None else document.ended_on
    return {
        ("pact.entered_into_force", "in_force_on"): None if document is None else document.in_force_on,
        ("pact.ended", "ended_on"): ended_on,
        ("pact.terminated", "ended_on"): ended_on,
    }


def _of_the_period(period: AgreementPeriod | None) -> dict[tuple[str, str], date | None]:
    if period is None:
        return {}
    return {
        ("agreement.activated", "start"): period.start,
        ("agreement.activated", "end"): period.end,
        ("agreement.terminated", "ended_on"): period.ended_on,
    }


def _period(deadline: Deadline, state: PactState) -> AgreementPeriod | None:
    numbers = [value for name, value in deadline.subject if name == "period"]
    return next((one for one in state.agreement.periods if str(one.number) in numbers), None)
