"""The deadlines of all files, walked through in the order of recording: what each event found, and what it left."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.standing import folded, newly_set
from schemas.deadline import Deadline, DeadlineEvent, DeadlineSet
from schemas.event import Recorded

Name = tuple[str, str]
"""Of a deadline over all files: the stream and its id there."""


class Step(NamedTuple):
    """One event of one deadline, which stood as ``before`` when it was recorded."""

    event: Recorded
    payload: DeadlineEvent
    before: Deadline | None
    after: Deadline | None


def walk(events: Iterable[Recorded]) -> Iterator[Step]:
    """Fold event by event; what happens to a deadline that was never set leaves nothing."""
    known: dict[Name, Deadline] = {}
    for event in events:
        payload = event.payload
        if not isinstance(payload, DeadlineEvent):
            continue
        name = (event.stream, payload.deadline)
        before = known.get(name)
        after = _after(before, payload, event)
        if after is not None:
            known[name] = after
        yield Step(event, payload, before, after)


def _after(before: Deadline | None, payload: DeadlineEvent, event: Recorded) -> Deadline | None:
    if isinstance(payload, DeadlineSet):
        return newly_set(payload, event.recorded_at)
    return None if before is None else folded((before,), payload, event.actor, event.recorded_at)[0]
