"""The chain of support as an answer reads it: which period runs, whether it is over, and the days of a fact."""

from datetime import date

from domain.knowledge import find
from domain.phrase import shown
from schemas.answer import Brief, Conclusion, Fact
from schemas.claim import DateValue
from schemas.effective import Effective

ENDED = frozenset({"expired", "terminated"})


def running(brief: Brief, pact: str) -> str | None:
    """Number the period that runs on the day: the last that has begun, else the first that is known."""
    starts = find(brief.knowledge, pact, "agreement_start")
    begun = [one.qualifier for one in starts if date_of(one.leading).earliest <= brief.as_of]
    if begun:
        return max(begun, key=int)
    return min((one.qualifier for one in starts), key=int, default=None)


def ended(brief: Brief, pact: str) -> Conclusion | None:
    """Tell how the last period ended, where it is over and none follows: it expired, or was terminated."""
    ends = find(brief.knowledge, pact, "agreement_end")
    last = max(ends, key=lambda one: int(one.qualifier), default=None)
    state = None if last is None else state_of(brief, pact, "agreement_state", last.qualifier)
    return state if state is not None and shown(state.leading.value) in ENDED else None


def state_of(brief: Brief, pact: str, predicate: str, period: str) -> Conclusion | None:
    """Find what is concluded of one period."""
    return next(iter(find(brief.knowledge, pact, predicate, period)), None)


def date_of(fact: Fact) -> Effective:
    """Give the day that a fact tells, or since when it holds."""
    return fact.value.date if isinstance(fact.value, DateValue) else fact.effective


def last_day(one: Conclusion) -> date:
    """Give the last day that a conclusion allows."""
    return date_of(one.leading).latest
