"""What the events of a budget year say for an answer: each rung of the ladder under a predicate of its own."""

from collections.abc import Iterable, Iterator

from domain import budget
from domain.said import Said, paid
from schemas.budget import (
    BudgetState,
    ClusterReservationMade,
    EnvelopeApproved,
    EnvelopeForeseen,
    EnvelopeRevised,
    OperatingSupportSet,
    ResidualAllocated,
)
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


def lines(events: Iterable[Recorded]) -> Iterator[tuple[Recorded, Said]]:
    """Give what a line holds after means were moved, released or cut: the events name only the difference."""
    states: dict[str, BudgetState] = {}
    for event in events:
        if not event.stream.startswith(STREAMS):
            continue
        before = states.get(event.stream) or BudgetState(year=int(event.stream.removeprefix(STREAMS)))
        after = states[event.stream] = budget.evolve(before, event)
        if not said(event.payload):
            held = {line.line: line.reserved_cents for line in before.lines}
            for line in after.lines:
                if held.get(line.line, 0) != line.reserved_cents:
                    predicate = "reservation" if line.is_cluster else "residual_allocation"
                    yield event, paid(predicate, line.reserved_cents, line.line)
