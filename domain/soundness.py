"""What a file that was corrected has to hold: the cap, periods in order, balanced money, and an agenda to compute.

What was already so before a correction does not stand in the way of it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from domain.agenda import agenda, due_now
from domain.around import State
from domain.chain import day_after, end_after, room_in_months
from domain.dates import last_day_of_period
from domain.means import euros
from domain.today import require_happened
from domain.views import rows
from schemas.agreement.extension import GrantedExtension
from schemas.agreement.whole import AgreementState
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.evaluation import InterimStage
from schemas.event import Recorded
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.support import Recovery

Fault = tuple[str, str]
"""Code and detail of what is wrong with a file."""

_DAYS_DONE = frozenset({"dated", "last_day", "on", "since"})
"""Beside all names that end in ``_on``: days on which something was done."""

_MAY_LIE_AHEAD = frozenset({("agreement.terminated", "ended_on"), ("termination.endorsed", "on")})
"""Notice is given of an end that is still to come; every other act asks for a day that has come."""


def require_sound_file(stream: str, before: State, after: State, rules: RulesState, now: datetime) -> None:
    """Refuse what a correction brings into a file that no command could have brought there.

    Raises:
        Refused: ``beyond_cap``, ``beyond_period``, ``not_in_order``, ``other_than_granted``, ``rests_on_it``,
            ``beyond_reservation``, ``beyond_commitment``, ``over_allocated``, ``negative_amount``, ``more_than_open``;
            ``correction_unsound`` where agenda or rows of the file could not be computed any more.
    """
    stood = set(faults(before, rules))
    for code, detail in faults(after, rules):
        if (code, detail) not in stood:
            raise Refused(code, detail)
    _require_computable(stream, after, rules, now)


def require_days_happened(before: Recorded, after: Recorded, now: datetime, rules: RulesState) -> None:
    """Refuse a corrected day still to come of something that was recorded as done; ``in_future``."""
    for name in type(after.payload).model_fields:
        day = getattr(after.payload, name)
        is_day = name.endswith("_on") or name in _DAYS_DONE
        is_done = is_day and (after.type, name) not in _MAY_LIE_AHEAD
        if is_done and isinstance(day, date) and day != getattr(before.payload, name):
            require_happened(name, day, now, rules)


def faults(state: State, rules: RulesState) -> tuple[Fault, ...]:
    """List what is wrong with a file; most files have nothing to find fault with."""
    match state:
        case PactState():
            return (
                *_beyond_cap(state.agreement),
                *_out_of_order(state.agreement),
                *_too_long(state.agreement, rules),
                *_not_granted(state.agreement),
                *_not_evaluated(state),
                *_unbalanced_claims(state.support.recoveries),
            )
        case BudgetState():
            return (*_negative(state), *_beyond(state), *_over(state))
        case _:
            return ()


def _beyond_cap(agreement: AgreementState) -> Iterator[Fault]:
    if agreement.anchor is None or agreement.cap is None:
        return
    spans = [(f"period {one.number}", one.start, one.end) for one in agreement.periods]
    spans += [(f"the grant after period {one.period}", one.new_start, one.new_end) for one in agreement.grants]
    for what, start, end in spans:
        if end > agreement.cap:
            room = room_in_months(start, agreement.cap)
            detail = f"{what}, from {start}, would end on {end}; the cap counted from {agreement.anchor} is"
            yield "beyond_cap", f"{detail} {agreement.cap}; room left: {room} months"


def _out_of_order(agreement: AgreementState) -> Iterator[Fault]:
    for period in agreement.periods:
        if period.end < period.start:
            yield "not_in_order", f"period {period.number} would end on {period.end}, before its start {period.start}"
    for earlier, later in pairwise(agreement.periods):
        if later.start != day_after(earlier.end):
            detail = f"period {later.number} starts on {later.start}; period {earlier.number} would end on"
            yield "not_in_order", f"{detail} {earlier.end}: correct the later one first"


def _too_long(agreement: AgreementState, rules: RulesState) -> Iterator[Fault]:
    """Hold the first period against the longest that any pack allowed; the others are as long as was granted."""
    spans = [policy.terms.agreement_period for policy in rules.policies]
    for period in agreement.periods[:1]:
        last = max((last_day_of_period(period.start, span) for span in spans), default=period.end)
        if period.end > last:
            detail = f"a period from {period.start} ends on {last} at the latest, not on {period.end}"
            yield "beyond_period", detail


def _not_granted(agreement: AgreementState) -> Iterator[Fault]:
    """A later period stands on its grant, within its days; a grant follows its period for so many months."""
    for period in agreement.periods[1:]:
        grant = _grant_of(period.number - 1, agreement)
        if grant is None:
            yield "rests_on_it", f"period {period.number} rests on this grant, and it was drawn up"
        elif period.start != grant.new_start or period.end > grant.new_end:
            detail = f"granted was {grant.new_start} to {grant.new_end}; period {period.number} is"
            yield "other_than_granted", f"{detail} {period.start} to {period.end}"
    for grant in agreement.grants:
        last = end_after(grant.new_start, grant.months) if grant.months else grant.new_end
        if grant.new_end != last:
            detail = f"{grant.months} months from {grant.new_start} end on {last}, not on {grant.new_end}"
            yield "not_in_order", f"{detail}: correct both"
        ends = [one.end for one in agreement.periods if one.number == grant.period]
        if any(grant.new_start != day_after(end) for end in ends):
            yield "not_in_order", f"the grant starts on {grant.new_start}; period {grant.period} ends on {ends[0]}"


def _not_evaluated(state: PactState) -> Iterator[Fault]:
    done = {one.period for one in state.evaluations.interim if one.stage is InterimStage.COMPLETED}
    for grant in state.agreement.grants:
        if not grant.bridging and not any(period <= grant.period for period in done):
            detail = f"the extension after period {grant.period} rests on the interim evaluation: withdraw it first"
            yield "rests_on_it", detail
    for plan in state.remedial:
        if plan.period not in done:
            detail = f"the remediation of period {plan.period} rests on its evaluation: withdraw it first"
            yield "rests_on_it", detail


def _unbalanced_claims(recoveries: Sequence[Recovery]) -> Iterator[Fault]:
    for claim in recoveries:
        if claim.repaid_cents > claim.cents:
            detail = f"{euros(claim.repaid_cents)} of {euros(claim.cents)} was paid back on {claim.recovery}"
            yield "more_than_open", detail
        elif claim.state == "settled" and claim.repaid_cents != claim.cents:
            detail = f"{claim.recovery} was settled with {euros(claim.repaid_cents)} of {euros(claim.cents)}"
            yield "rests_on_it", f"{detail}: withdraw its settlement first"


def _negative(state: BudgetState) -> Iterator[Fault]:
    amounts = {"the foreseen envelope": state.foreseen_cents, "the envelope": state.approved_cents}
    for line in state.lines:
        amounts |= {
            f"the reservation of {line.line}": line.reserved_cents,
            f"what was carried over to {line.line}": line.carried_cents,
            f"what was released of {line.line}": line.released_cents,
            f"what was committed of {line.line}": line.committed_cents,
        }
    for project in state.projects:
        amounts |= {f"the commitment to {project.project}": project.committed_cents}
    for what, cents in amounts.items():
        if cents is not None and cents < 0:
            yield "negative_amount", f"{what} would be {euros(cents)}"


def _beyond(state: BudgetState) -> Iterator[Fault]:
    for line in state.lines:
        if line.left_cents < 0:
            has = line.reserved_cents + line.carried_cents
            detail = f"{euros(line.committed_cents)} of {line.line} is committed; the line would have {euros(has)}"
            yield "beyond_reservation", detail
    for project in state.projects:
        if project.paid_cents > project.committed_cents:
            detail = f"{euros(project.paid_cents)} was paid on {project.project}; committed would be"
            yield "beyond_commitment", f"{detail} {euros(project.committed_cents)}"


def _over(state: BudgetState) -> Iterator[Fault]:
    """In a closed year nobody decides on cuts any more."""
    if state.stage is BudgetStage.CLOSED and state.over_cents:
        detail = f"{euros(state.over_cents)} more would be reserved than the envelope of the closed year holds"
        yield "over_allocated", detail


def _grant_of(period: int, agreement: AgreementState) -> GrantedExtension | None:
    return next((grant for grant in reversed(agreement.grants) if grant.period == period), None)


def _require_computable(stream: str, after: State, rules: RulesState, now: datetime) -> None:
    """Compute what the service computes after every step; what cannot be would stop the file for ever."""
    if not rules.policies:
        return
    computations: tuple[Callable[[], object], ...] = (
        lambda: agenda(after, rules),
        lambda: due_now(after, rules, now),
        lambda: rows(stream, after, rules),
    )
    for compute in computations:
        try:
            compute()
        except (ArithmeticError, LookupError, ValueError, Refused) as wrong:
            detail = f"the file could not be carried on: {wrong}"
            raise Refused("correction_unsound", detail) from wrong
