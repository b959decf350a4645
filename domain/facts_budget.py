"""What the events of a budget year say for an answer: each rung of the ladder under a predicate of its own."""

from collections.abc import Iterable, Iterator

from domain import budget
from domain.said import Said, paid
from schemas.budget.envelope import EnvelopeApproved, EnvelopeForeseen, EnvelopeRevised
from schemas.budget.funds import OperatingSupportSet
from schemas.budget.reservation import BudgetLine, ClusterReservationMade, ResidualAllocated
from schemas.budget.whole import BudgetState
from schemas.event import Payload, Recorded

STREAMS = "budget/"


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of this noun says; nothing for those of other nouns."""
    match payload:
        case EnvelopeForeseen(cents=cents):
            return (paid("means_foreseen", cents),)
        case EnvelopeApproved(cents=cents) | EnvelopeRevised(cents=cents):
            return (paid("means_approved", cents),)
        case ClusterReservationMade(cluster=cluster, cents=cents):
            return (paid("reservation", cents, cluster),)
        case ResidualAllocated(earmark=earmark, cents=cents):
            return (paid("residual_allocation", cents, earmark),)
        case OperatingSupportSet(cluster=cluster, cents=cents):
            return (paid("operating_support", cents, cluster),)
        case _:
            return ()


def lines(events: Iterable[Recorded]) -> Iterator[tuple[list[Recorded], Said]]:
    """Give what a line holds after means were moved, released or cut, with all that brought it there."""
    states: dict[str, BudgetState] = {}
    touched: dict[tuple[str, str], list[Recorded]] = {}
    for event in events:
        if not event.stream.startswith(STREAMS):
            continue
        before = states.get(event.stream) or BudgetState(year=int(event.stream.removeprefix(STREAMS)))
        after = states[event.stream] = budget.evolve(before, event)
        for line in _changed(before, after):
            behind = touched.setdefault((event.stream, line.line), [])
            behind.append(event)
            if not said(event.payload):
                predicate = "reservation" if line.is_cluster else "residual_allocation"
                yield [*behind], paid(predicate, line.reserved_cents, line.line)


def _changed(before: BudgetState, after: BudgetState) -> list[BudgetLine]:
    held = {line.line: line.reserved_cents for line in before.lines}
    return [line for line in after.lines if held.get(line.line, 0) != line.reserved_cents]
