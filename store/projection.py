"""What else is written with events: the rows of the views, and the messages to those who have to be told."""

from collections.abc import Sequence
from typing import Any

from domain.around import Dated
from domain.ladder import rule_for
from domain.next_step import under
from domain.reactions import reactions
from domain.stream import State
from domain.views import rows
from domain.waiting import Followed, Since, waits
from domain.work import work_rows
from schemas.deadline import DeadlineEscalated, DeadlineMissed, DeadlineReminded
from schemas.event import Recorded
from schemas.policy import RulesState
from store.request import Message, ViewRow

WORK = "work_view"
"""The view of open obligations; the one whose rows tell since when something waits, which no state holds."""


_UNKNOWN: Since = {}


def view_rows(stream: str, state: State, rules: RulesState, followed: Followed | None = None) -> tuple[ViewRow, ...]:
    """All rows that a stream's state stands for; the same state and rules give the same rows, byte for byte.

    ``followed`` is what waits and since when, as far as known: left out, the database keeps what it knows of it.
    """
    waiting, since = under(rules, followed or (waits(state), _UNKNOWN))
    return (
        *(ViewRow(view, key, body) for view, key, body in rows(stream, state, rules)),
        *(ViewRow(WORK, key, body) for key, body in work_rows(stream, state, waiting, since, rules)),
    )


def notices(stream: str, events: Sequence[Recorded], after: State, rules: RulesState) -> tuple[Message, ...]:
    """A message for each reminder, miss and escalation; nothing for what was filled in from the past."""
    if not isinstance(after, Dated):
        return ()
    return tuple(
        Message("notice", f"notice|{stream}|{body['deadline']}|{body['revision']}|{stage}", body)
        for event in events
        if not event.backfill
        for stage, body in _told(stream, event, after, rules)
    )


def asks(events: Sequence[Recorded]) -> tuple[Message, ...]:
    """A message for each thing that events ask of other streams.

    ``events`` are those of one command: its id and the place among all that it leads to make the key.
    """
    asked = [(event.command_id, *reaction) for event in events for reaction in reactions(event)]
    return tuple(
        Message(
            "ask",
            f"ask|{cause}|{number}",
            {"stream": stream, "cause": cause, "command": command.model_dump(mode="json")},
        )
        for number, (cause, stream, command) in enumerate(asked)
    )


def _told(stream: str, event: Recorded, after: Dated, rules: RulesState) -> list[tuple[str, dict[str, Any]]]:
    payload = event.payload
    if not isinstance(payload, DeadlineReminded | DeadlineMissed | DeadlineEscalated):
        return []
    deadline = next(one for one in after.deadlines if one.id == payload.deadline)
    to_roles = (rule_for(deadline, rules).waits_for,) if isinstance(payload, DeadlineMissed) else payload.to_roles
    stage = "missed" if isinstance(payload, DeadlineMissed) else payload.stage
    body = {
        "event": payload.type,
        "stream": stream,
        "deadline": payload.deadline,
        "revision": payload.revision,
        "stage": stage,
        "due": deadline.due.isoformat(),
        "to_roles": list(to_roles),
    }
    return [(stage, body)]
