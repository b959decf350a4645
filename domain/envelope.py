"""The envelope of a budget year: opened, foreseen, approved by a second person, revised, and closed.

Who loses what after a cut is a decision, never a formula: the year is over-allocated until somebody took it.
"""

from datetime import date, datetime
from typing import assert_never

from domain.means import envelope_of, euros, line_of, over_by, with_line
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from schemas.budget.envelope import (
    ApproveEnvelope,
    CutsProposal,
    EnvelopeApproved,
    EnvelopeForeseen,
    EnvelopeProposal,
    EnvelopeProposed,
    EnvelopeRevised,
    ForeseeEnvelope,
    OverAllocationFound,
    OverAllocationResolved,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolutionProposed,
    ResolveOverAllocation,
)
from schemas.budget.reservation import BudgetLine
from schemas.budget.whole import BudgetStage, BudgetState, BudgetYearClosed, BudgetYearOpened
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.preparation import Preparation
from schemas.refusal import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2200

EnvelopeEvent = (
    BudgetYearOpened
    | EnvelopeForeseen
    | EnvelopeProposed
    | EnvelopeApproved
    | EnvelopeRevised
    | OverAllocationFound
    | ResolutionProposed
    | OverAllocationResolved
    | BudgetYearClosed
)


def open_year(state: BudgetState, known_at: datetime | None) -> BudgetYearOpened | None:
    """Open the file of the year that the stream is named after."""
    if state.is_open:
        return None
    require(FIRST_YEAR <= state.year <= LAST_YEAR, "unknown_stream", f"{state.year} is no budget year")
    first, last = date(state.year, 1, 1), date(state.year, 12, 31)
    return BudgetYearOpened(year=state.year, year_start=first, year_end=last, known_at=known_at)


def foresee(command: ForeseeEnvelope, state: BudgetState) -> EnvelopeForeseen | None:
    """Record what is foreseen, or what is foreseen now; after the approval only a revision changes the amount."""
    if (state.foreseen_cents, state.foreseen_wording) == (command.cents, command.wording):
        return None
    is_open = state.approved_cents is None
    require(is_open, "already_approved", "the envelope was approved: propose a revision")
    return EnvelopeForeseen(year=state.year, cents=command.cents, wording=command.wording)


def propose(command: ProposeEnvelope, state: BudgetState) -> EnvelopeProposed | None:
    """Draft the amount, or draft it again; whoever drafted before keeps a hand in it."""
    seen = proposal_hash(command)
    is_waiting = state.proposal is not None and state.proposal.proposal_hash == seen
    if is_waiting or (state.proposal is None and command.cents == state.approved_cents):
        return None
    return EnvelopeProposed(year=state.year, cents=command.cents, grounds=command.grounds, proposal_hash=seen)


def approve(
    command: ApproveEnvelope, by: Actor, state: BudgetState, on: date, rules: RulesState
) -> EnvelopeApproved | EnvelopeRevised | None:
    """Approve what was proposed; an amount below what is reserved is taken, and makes the year over-allocated."""
    if state.proposal is None and command.proposal_hash == state.approved_hash:
        return None
    if state.proposal is None:
        raise Refused("not_proposed", "no amount waits for approval")
    cents = state.proposal.cents
    is_as_seen = command.proposal_hash == state.proposal.proposal_hash
    require(is_as_seen, "content_changed", f"{euros(cents)} is proposed now, {state.proposal.proposal_hash}")
    require_second_person("approve_envelope", "propose_envelope", state.prepared_by, by, rules)
    if state.approved_cents is None:
        return EnvelopeApproved(year=state.year, cents=cents, decided_on=on)
    after = state.model_copy(update={"approved_cents": cents})
    return EnvelopeRevised(
        year=state.year,
        former_cents=state.approved_cents,
        cents=cents,
        over_cents=over_by(after, rules),
        decided_on=on,
    )


def propose_cuts(command: ProposeOverAllocation, state: BudgetState) -> ResolutionProposed | None:
    """Draft who gives up how much, until the rest fits the envelope."""
    seen = proposal_hash(command)
    if state.resolution is not None and state.resolution.proposal_hash == seen:
        return None
    _require_enough(command.cuts, state)
    return ResolutionProposed(year=state.year, cuts=command.cuts, grounds=command.grounds, proposal_hash=seen)


def resolve(
    command: ResolveOverAllocation, by: Actor, state: BudgetState, on: date, rules: RulesState
) -> OverAllocationResolved | None:
    """Decide the cuts as drafted; what was committed or cut since they were drafted counts."""
    if state.resolution is None and command.proposal_hash == state.resolved_hash:
        return None
    if state.resolution is None:
        raise Refused("not_proposed", "no cuts wait for a decision")
    seen = state.resolution.proposal_hash
    require(command.proposal_hash == seen, "content_changed", f"other cuts are proposed now, {seen}")
    require_second_person("resolve_over_allocation", "propose_resolution", state.prepared_by, by, rules)
    _require_enough(state.resolution.cuts, state)
    return OverAllocationResolved(year=state.year, cuts=state.resolution.cuts, decided_on=on)


def close(state: BudgetState, on: date) -> BudgetYearClosed | None:
    """Close the year and note what each line has left; what is over-allocated is resolved first."""
    if state.stage is BudgetStage.CLOSED:
        return None
    require_balance(state)
    unused = tuple((line.line, line.left_cents) for line in state.lines if line.left_cents)
    return BudgetYearClosed(year=state.year, closed_on=on, unused=unused)


def balance(state: BudgetState, on: date, rules: RulesState) -> list[OverAllocationFound | OverAllocationResolved]:
    """Say what the state after a decision has to record of the envelope's limit: that it is passed, or kept again."""
    over = over_by(state, rules)
    if over == state.over_cents:
        return []
    if over == 0:
        return [OverAllocationResolved(year=state.year, cuts=(), decided_on=on)]
    return [OverAllocationFound(year=state.year, over_cents=over, found_on=on)]


def require_balance(state: BudgetState) -> None:
    """Refuse with ``over_allocated`` as long as more is reserved than the envelope holds."""
    detail = f"{euros(state.over_cents)} more is reserved than the envelope holds: decide on cuts first"
    require(state.over_cents == 0, "over_allocated", detail)


def require_envelope(state: BudgetState) -> int:
    """Give the envelope; ``no_envelope`` while nothing is even foreseen."""
    envelope = envelope_of(state)
    if envelope is None:
        raise Refused("no_envelope", f"nothing is foreseen for {state.year}")
    return envelope


def changes(state: BudgetState, payload: EnvelopeEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the year an event of the envelope changes."""
    match payload:
        case BudgetYearOpened():
            return {"is_open": True}
        case EnvelopeForeseen(cents=cents, wording=wording):
            return {"stage": BudgetStage.FORESEEN, "foreseen_cents": cents, "foreseen_wording": wording}
        case EnvelopeProposed(cents=cents, proposal_hash=seen):
            waiting = EnvelopeProposal(cents=cents, proposal_hash=seen)
            return {"proposal": waiting, "prepared_by": (*state.prepared_by, prepared("propose_envelope", by))}
        case EnvelopeApproved(cents=cents):
            return {**_approved(state, cents), "stage": BudgetStage.APPROVED}
        case EnvelopeRevised(cents=cents):
            return _approved(state, cents)
        case OverAllocationFound(over_cents=over):
            return {"over_cents": over}
        case ResolutionProposed(cuts=cuts, proposal_hash=seen):
            drafted = CutsProposal(cuts=cuts, proposal_hash=seen)
            return {"resolution": drafted, "prepared_by": (*state.prepared_by, prepared("propose_resolution", by))}
        case OverAllocationResolved(cuts=cuts):
            return _resolved(state, cuts)
        case BudgetYearClosed(unused=unused, closed_on=closed_on):
            return {"stage": BudgetStage.CLOSED, "closed_on": closed_on, "unused": unused, "proposal": None}
        case _:
            assert_never(payload)


def _require_enough(cuts: tuple[tuple[str, int], ...], state: BudgetState) -> None:
    """Ask for cuts that bring the year under its envelope, each from means that are not committed."""
    require(state.over_cents > 0, "not_over_allocated", f"the reservations of {state.year} fit the envelope")
    named = [line for line, _ in cuts]
    require(len(set(named)) == len(named), "line_twice", "each line is cut once")
    for name, cents in cuts:
        line = require_line(name, state)
        detail = f"{euros(line.free_cents)} of {name} is not committed; a cut of {euros(cents)} is more"
        require(cents <= line.free_cents, "committed", detail)
    total = sum(cents for _, cents in cuts)
    detail = f"the cuts make {euros(total)}; {euros(state.over_cents)} is over"
    require(total >= state.over_cents, "cuts_too_small", detail)


def require_line(name: str, state: BudgetState) -> BudgetLine:
    """Find a line; ``unknown_line`` where nothing was ever set apart on it."""
    line = line_of(state, name)
    if line is None:
        raise Refused("unknown_line", f"{state.year} has no line '{name}'")
    return line


def _approved(state: BudgetState, cents: int) -> dict[str, object]:
    """Start with clean hands: a later revision is a new piece of work."""
    return {
        "approved_cents": cents,
        "approved_hash": None if state.proposal is None else state.proposal.proposal_hash,
        "proposal": None,
        "prepared_by": _without("propose_envelope", state),
    }


def _resolved(state: BudgetState, cuts: tuple[tuple[str, int], ...]) -> dict[str, object]:
    after = state
    for name, cents in cuts:
        line = line_of(after, name)
        if line is not None:
            lines = with_line(after, line.model_copy(update={"reserved_cents": line.reserved_cents - cents}))
            after = after.model_copy(update={"lines": lines})
    return {
        "lines": after.lines,
        "over_cents": 0,
        "resolution": None,
        "resolved_hash": state.resolution.proposal_hash if state.resolution and cuts else state.resolved_hash,
        "prepared_by": _without("propose_resolution", state),
    }


def _without(act: str, state: BudgetState) -> tuple[Preparation, ...]:
    return tuple(one for one in state.prepared_by if one.act != act)
