"""A command that comes late, and what fell due before it: one append, all of it or nothing.

Between the instant of a deadline and its firing somebody can be quicker. The miss is then recorded with that command:
in the service's own name, under its own key, as the cause naming the command. Whoever fires it later finds it done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.agenda import agenda, due_now, ready_at, system_command
from domain.stream import needs_history
from schemas.alarm import Driver
from schemas.command import Receipt
from schemas.deadline import DueItem, DueKind
from store.deciding import answer_item, left_by
from store.folding import Folded
from store.ground import Ground, neighbours_of
from store.request import Append

TICK = timedelta(microseconds=1)
"""Between what is recorded in one append, so that each has an instant of its own."""


@dataclass(frozen=True)
class FallenDue:
    """What fell due before a command, and the ground as it is left for that command."""

    appends: tuple[Append, ...]
    ground: Ground


def fallen_due_before(
    ground: Ground, items: Sequence[DueItem], receipt: Receipt, at: datetime, *, wakes: bool, by: Driver | None
) -> FallenDue | None:
    """Say which deadlines are recorded with this command; none where the two do not belong in one append.

    That is so where time brings something else first, where ``items``, what may be tried, is not all of the agenda, and
    for a correction, which is tried on what stands in the log already.
    """
    if len(items) != len(agenda(ground.at.state, ground.rule_book)) or needs_history(receipt.envelope.command):
        return None
    appends: list[Append] = []
    while (item := _first_before(receipt, ground, at)) is not None:
        if item.kind is not DueKind.FIRE or neighbours_of(ground.at, system_command(item)):
            return None
        driver = by if by == "sweeper" else receipt.command_id
        fired = answer_item(ground, item, at + len(appends) * TICK, wakes=wakes, by=driver)
        if not fired.events:
            return None
        appends.append(fired)
        left = left_by(ground, fired)
        ground = replace(ground, at=Folded(ground.at.stream, fired.expected_version + len(fired.events), left))
    return FallenDue(tuple(appends), ground) if appends else None


def together(fallen_due: FallenDue, command: Append) -> Append:
    """Put them into one append, in which each rests on what the others rest on: none of them can fail alone."""
    at = fallen_due.appends[0].now
    first, *others = (replace(one, reads=command.reads) for one in fallen_due.appends)
    # The log gives each of the others the instant after the one before: that for which it was computed.
    following = tuple(replace(one, now=at, exact_now=False) for one in others)
    return replace(command, now=at, exact_now=False, ahead=(first, *following))


def _first_before(receipt: Receipt, ground: Ground, now: datetime) -> DueItem | None:
    state, rules = ground.at.state, ground.rule_book
    due = (item for item in due_now(state, rules, now) if ready_at(item, rules) <= now)
    first = next(due, None)
    return first if first is not None and first.at <= receipt.received_at else None
