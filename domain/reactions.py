"""Reactions: what an event on one stream asks of others, in the name of the service itself.

A reaction goes into the outbox with the event that caused it, so it is asked at least once; its command id follows from
the cause, so it is carried out once. What came from the past asks nothing.
"""

from schemas.budget.reservation import ReleaseReservation
from schemas.budget.whole import BeginBudgetYear
from schemas.command import Command
from schemas.deadline import ApplyGroupExtension
from schemas.event import Recorded
from schemas.programme import GroupExtensionGranted
from schemas.support import SupportEnded
from schemas.workyear import WorkYearStarted

Reaction = tuple[str, Command]
"""The stream that is asked, and what is asked of it."""


def reactions(event: Recorded) -> tuple[Reaction, ...]:
    """Say what follows on other streams."""
    if event.backfill:
        return ()
    match event.payload:
        case GroupExtensionGranted():
            return _moves(event.payload, event.stream)
        case WorkYearStarted(year=year, known_at=known_at):
            return ((f"budget/{year}", BeginBudgetYear(known_at=known_at)),)
        case SupportEnded(cluster=cluster, ended_on=ended_on, grounds=grounds):
            release = ReleaseReservation(line=cluster, reason=grounds)
            return tuple((f"budget/{year}", release) for year in (ended_on.year, ended_on.year + 1))
        case _:
            return ()


def _moves(granted: GroupExtensionGranted, stream: str) -> tuple[Reaction, ...]:
    """Ask each pact on the list to move its deadline; the pact looks the decision up by this name."""
    return tuple(
        (
            f"pact/{item.pact}",
            ApplyGroupExtension(
                deadline=item.deadline,
                new_due=item.new_due,
                decided_by=f"{stream}/{granted.group}",
                ground=granted.ground,
            ),
        )
        for item in granted.items
    )
