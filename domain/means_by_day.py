"""What was set apart on each day of a budget year: decisions entered late change days that have passed.

On the same means decisions come in the order of their days, so what holds on a day is the last one of before or of it.
"""

from datetime import date

from domain.means import envelope_of, euros, line_of, money_of
from domain.refusing import require
from schemas.budget.whole import BudgetState
from schemas.policy import RulesState

ENVELOPE = ""
_OPERATING = "operating/"


def operating_of(cluster: str) -> str:
    """Name the matter of a cluster's operating support, which is no line."""
    return f"{_OPERATING}{cluster}"


def with_day(state: BudgetState, matters: tuple[str, ...], on: date) -> BudgetState:
    """Note what these matters hold in the state from that day on, and that they were decided on then."""
    values = ((matter, on, _held(state, matter)) for matter in matters)
    decided = dict(state.decided) | dict.fromkeys(matters, on)
    return state.model_copy(update={"decided": tuple(decided.items()), "held": (*state.held, *values)})


def require_room_since(on: date, before: BudgetState, after: BudgetState, rules: RulesState) -> None:
    """Refuse with ``beyond_envelope`` what from its own day on leaves a day with more set apart than was to be had.

    What the envelope leaves at the end is asked elsewhere; here it is what it left on each of the days until then.
    """
    for day in sorted({on, *(day for _, day, _ in after.held if day > on)}):
        over = _over_on(day, after, rules)
        detail = f"on {day} that would have made {euros(over)} more than the envelope held"
        require(over <= _over_on(day, before, rules), "beyond_envelope", detail)


def _over_on(day: date, state: BudgetState, rules: RulesState) -> int:
    """Give what more than the envelope of that day was set apart; 0 as long as none was known."""
    values = {matter: cents for matter, since, cents in state.held if since <= day}
    envelope = values.pop(ENVELOPE, None)
    money = money_of(rules)
    is_inside = money is not None and money.operating_support_in_envelope is True
    apart = sum(cents for matter, cents in values.items() if is_inside or not matter.startswith(_OPERATING))
    return 0 if envelope is None else max(0, apart - envelope)


def _held(state: BudgetState, matter: str) -> int:
    if matter == ENVELOPE:
        return envelope_of(state) or 0
    if matter.startswith(_OPERATING):
        cluster = matter.removeprefix(_OPERATING)
        return sum(one.cents for one in state.operating if one.cluster == cluster)
    line = line_of(state, matter)
    return 0 if line is None else line.reserved_cents
