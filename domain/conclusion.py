"""What the record says of one matter: which fact leads, which ones bear it out and which ones speak against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.dates import compare
from domain.predicate import CHANGING, REPLACED
from schemas.answer import Conclusion, Fact
from schemas.claim import CodeValue, CountValue, DateValue, Grade, MoneyValue, ReferencesValue, TermValue, TextValue
from schemas.effective import Effective, Ordering

_GRADES = (Grade.SYSTEM, Grade.PRIMARY, Grade.OFFICIAL_STATEMENT, Grade.SECONDARY)


@dataclass(frozen=True)
class Resolution:
    """The claim that a named person took as right, and the position in the log at which they did."""

    accepted: str
    position: int


def conclude(told: Sequence[Fact], as_of: date, resolution: Resolution | None) -> Conclusion | None:
    """Weigh all that was told of one subject, predicate and qualifier; nothing where none of it can hold on the day.

    What is told after a matter was settled opens it again.
    """
    told = _without_replaced(told, as_of)
    begun = [fact for fact in told if fact.effective.earliest <= as_of]
    if not begun:
        return None
    changes = begun[0].predicate in CHANGING
    settled, since = _settled(told, begun, resolution)
    if settled is not None and settled not in begun:
        if all(fact.position < since or is_same(fact, settled) for fact in begun):
            return None
        settled = None
    if settled is not None and changes and any(_follows(fact, settled, since) for fact in begun):
        settled = None
    leading = settled or (_latest(begun) if changes else _best(begun))
    others = [fact for fact in (begun if changes else _with_disputes(begun, told)) if fact is not leading]
    rivals = [fact for fact in others if _speaks_against(fact, leading)]
    return Conclusion(
        subject=leading.subject,
        predicate=leading.predicate,
        qualifier=leading.qualifier,
        leading=leading,
        agreeing=tuple(fact for fact in others if _bears_out(fact, leading)),
        rivals=tuple(rivals),
        is_resolved=bool(rivals) and settled is not None and all(fact.position < since for fact in rivals),
    )


def is_same(one: Fact, other: Fact) -> bool:
    """Tell whether both can be true; wordings and remarks make no difference, and dates agree where they overlap."""
    match one.value, other.value:
        case DateValue(date=first), DateValue(date=second):
            return _overlap(first, second)
        case MoneyValue(cents=first_cents), MoneyValue(cents=second_cents):
            return first_cents == second_cents
        case CountValue(number=first_number), CountValue(number=second_number):
            return first_number == second_number
        case CodeValue(code=first_code), CodeValue(code=second_code):
            return first_code == second_code
        case TermValue() as first_term, TermValue() as second_term:
            return (first_term.years, first_term.months) == (second_term.years, second_term.months)
        case ReferencesValue(streams=first_streams), ReferencesValue(streams=second_streams):
            return set(first_streams) == set(second_streams)
        case _:
            return one.value == other.value


def _without_replaced(told: Sequence[Fact], as_of: date) -> Sequence[Fact]:
    """Leave out what the service itself said before it said otherwise, where its last word is the one that counts."""
    own = [fact for fact in told if fact.grade is Grade.SYSTEM and fact.effective.earliest <= as_of]
    if not own or own[0].predicate not in REPLACED:
        return told
    last = max(reversed(own), key=lambda fact: fact.position)
    return [fact for fact in told if fact.grade is not Grade.SYSTEM or fact is last]


def _settled(told: Sequence[Fact], begun: Sequence[Fact], resolution: Resolution | None) -> tuple[Fact | None, int]:
    """Give the fact on which the matter was settled last, by a person or by a decision, and the position of that."""
    fixed = next((fact for fact in reversed(begun) if fact.settles), None)
    since = 0 if fixed is None else fixed.position
    if resolution is None or resolution.position < since:
        return fixed, since
    accepted = next((fact for fact in told if fact.claim == resolution.accepted), None)
    return (fixed, since) if accepted is None else (accepted, resolution.position)


def _follows(fact: Fact, settled: Fact, since: int) -> bool:
    """Tell whether a state came, and was told, after the one that was settled on."""
    return fact.position > since and compare(settled.effective, fact.effective) is Ordering.BEFORE


def _latest(begun: Sequence[Fact]) -> Fact:
    """Of a state that changes, take the one that began last; of what the service itself recorded, the last step.

    A decision may bear an earlier day than the proposal that it answers, but the order of our own record is certain.
    """
    own = [fact for fact in begun if fact.grade is Grade.SYSTEM]
    others = [fact for fact in begun if fact.grade is not Grade.SYSTEM]
    last = max(own, key=lambda fact: fact.position, default=None)
    candidates = [*others, last] if last is not None else others
    return max(candidates, key=lambda fact: (fact.effective.earliest, fact.effective.latest, fact.position))


def _best(begun: Sequence[Fact]) -> Fact:
    """Take what was confirmed, else the source nearest to the fact; then whoever says the same most precisely."""
    nearest = min(begun, key=lambda fact: (not fact.is_confirmed, _GRADES.index(fact.grade), fact.position))
    agreeing = [fact for fact in begun if is_same(fact, nearest) and fact.is_confirmed == nearest.is_confirmed]
    return min(agreeing, key=lambda fact: (_width(fact), _GRADES.index(fact.grade), fact.position))


def _width(fact: Fact) -> int:
    span = fact.value.date if isinstance(fact.value, DateValue) else fact.effective
    return (span.latest - span.earliest).days


def _with_disputes(begun: Sequence[Fact], told: Sequence[Fact]) -> list[Fact]:
    """Add those who say that it came later than the day asked for: they dispute that it had happened."""
    return [fact for fact in told if fact in begun or isinstance(fact.value, DateValue)]


def _speaks_against(fact: Fact, leading: Fact) -> bool:
    if is_same(fact, leading) or isinstance(fact.value, TextValue):  # two sentences may both be true
        return False
    if leading.predicate not in CHANGING:
        return True
    recorded_here = fact.grade is leading.grade is Grade.SYSTEM  # the log itself tells which of two came last
    return not recorded_here and _overlap(fact.effective, leading.effective)


def _bears_out(fact: Fact, leading: Fact) -> bool:
    if leading.predicate in CHANGING and not _overlap(fact.effective, leading.effective):
        return False
    return is_same(fact, leading)


def _overlap(first: Effective, second: Effective) -> bool:
    return compare(first, second) in {Ordering.SAME, Ordering.UNDETERMINED}
