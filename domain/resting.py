"""What rests on a recorded fact: the last is undone first, so that nothing stands without what it was built on."""

from collections.abc import Iterable, Sequence

from domain.correctable import SUBJECT, is_fact
from domain.refusing import require
from domain.vocabulary import noun_of
from schemas.agreement.award import SupportAwardedWithConditions
from schemas.agreement.whole import AgreementEvent
from schemas.change import ChangeApproved
from schemas.condition import ConditionSet
from schemas.evaluation import InterimEvaluationCompleted, PactConfirmedUnchanged, PactVersionAdopted
from schemas.event import Recorded
from schemas.pact import PactEnteredIntoForce
from schemas.year_plan import YearPlanApprovedWithConditions

_ALIASES = {"cluster": "line", "earmark": "line", "source": "line", "target": "line"}
"""Names under which facts of one budget year speak of the same line."""

_WIDEST = ("year", "line", "project")
"""From what a whole year is about to what one project is about; a fact is about the narrowest that it names."""

_NOT_ABOUT = frozenset({"round"})
"""Which of several about the same subject: the next round rests on the one before."""

_BUDGET = "budget"

_ANSWERS = frozenset({"extension.refused_because_cap", "over_allocation.found"})
"""What the service only answered or counted: nobody withdraws it, and it keeps nothing in its place."""


def require_last(withdrawn: Recorded, standing: Iterable[Recorded]) -> None:
    """Refuse with ``rests_on_it`` as long as later facts rest on this one; the detail names them, the last one first.

    ``standing`` are the events as they read now, without those that were withdrawn. On the first fact rests the file.
    """
    facts = [event for event in standing if is_fact(event)]
    is_first = bool(facts) and facts[0].position == withdrawn.position
    later = [event for event in facts if event.version > withdrawn.version]
    resting = [event for event in later if is_first or rests_on(event, withdrawn)]
    listed = ", ".join(f"{event.type} at {event.position}" for event in reversed(resting))
    require(not resting, "rests_on_it", f"later facts rest on {withdrawn.type}; withdraw first: {listed}")


def rests_on(later: Recorded, earlier: Recorded) -> bool:
    """Tell whether a later fact is of the same noun and about the same subject, or names the earlier as its ground."""
    if later.backfill or later.type in _ANSWERS:
        return False
    if _is_ground(earlier, later):
        return True
    if noun_of(type(later.payload)) != noun_of(type(earlier.payload)):
        return False
    if isinstance(earlier.payload, AgreementEvent):
        return _number(later) >= _number(earlier)
    about, told = _subject(earlier), _subject(later)
    shared = about.keys() & told.keys()
    narrowest = [name for name in about if not any(_is_wider(name, other) for other in about)]
    return all(about[name] & told[name] for name in shared) and all(name in told for name in narrowest)


def _is_ground(earlier: Recorded, later: Recorded) -> bool:
    """Tell whether a condition names this decision, or a version of the pact follows this one."""
    if isinstance(later.payload, PactVersionAdopted | PactConfirmedUnchanged):
        return isinstance(earlier.payload, PactEnteredIntoForce | PactVersionAdopted)
    if not isinstance(later.payload, ConditionSet):
        return False
    reference = later.payload.reference
    match earlier.payload:
        case SupportAwardedWithConditions():
            return later.payload.source == "award"
        case YearPlanApprovedWithConditions(year=year):
            return (later.payload.source, reference) == ("year_plan", str(year))
        case InterimEvaluationCompleted(period=period):
            return (later.payload.source, reference) == ("interim_evaluation", str(period))
        case ChangeApproved(change=change):
            return (later.payload.source, reference) == ("change", change)
        case _:
            return False


def _number(event: Recorded) -> int:
    """Give the link of the chain: what is about none stands before all, and a grant is about the next one."""
    number: int = getattr(event.payload, "period", 0)
    return number


def _subject(event: Recorded) -> dict[str, frozenset[str]]:
    """Give what an event is about: field and value, under one name for the same thing."""
    in_budget = noun_of(type(event.payload)) == _BUDGET
    told: dict[str, frozenset[str]] = {}
    for name in type(event.payload).model_fields:
        known = _ALIASES.get(name, name) if in_budget else name
        if known in SUBJECT - _NOT_ABOUT:
            value = str(getattr(event.payload, name))
            told[known] = told.get(known, frozenset()) | {value}
    return told


def _is_wider(name: str, other: str) -> bool:
    places: Sequence[str] = _WIDEST
    return name in places and other in places and places.index(name) < places.index(other)
