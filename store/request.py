"""One append, as its caller states it and as the database takes it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from schemas.event import Pending
from schemas.people import Actor
from store.canonical import canonical, canonical_text


@dataclass(frozen=True)
class Message:
    """What somebody has to be told because of an append; the key is its business identity and written once."""

    kind: str
    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class ViewRow:
    """One row of a view, computed from the state of one stream; ``body`` holds JSON values only."""

    view: str
    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Append:
    """Events for one stream under the id of the command that led to them, valid for what the decision had read.

    ``now`` is the instant of recording; the log moves it to just after its last one where it lies before. ``exact_now``
    asks for a refusal instead, because something in the request was computed with it.

    What goes ``ahead`` has its own command id and outcome, and no fate of its own: it is of the same stream and rests
    on the same versions of others, so that the database takes all of it or, with the same conflict, nothing.
    """

    stream: str
    expected_version: int
    command_id: str
    content_hash: str
    actor: Actor
    received_at: datetime
    now: datetime
    events: tuple[Pending, ...] = ()
    reads: tuple[tuple[str, int], ...] = ()  # other streams with the versions that were read
    status: Literal["recorded", "refused"] = "recorded"
    code: str = "recorded"
    detail: str = ""
    correlation_id: str | None = None
    causation_id: str | None = None
    views: tuple[ViewRow, ...] | None = None  # all rows of the stream; None leaves them as they are
    messages: tuple[Message, ...] = ()
    exact_now: bool = False
    ahead: tuple["Append", ...] = ()  # recorded just before it, in the same transaction
    wire: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    """The request as the database takes it; made at once, so that what cannot be written is refused before it waits."""

    def __post_init__(self) -> None:
        """Write everything down."""
        object.__setattr__(self, "wire", _request(self))


def _request(append: Append) -> tuple[Any, ...]:
    """Follow the composite type ``append_request`` column by column."""
    return (
        append.command_id,
        bytes.fromhex(append.content_hash),
        append.stream,
        append.expected_version,
        [stream for stream, _ in append.reads],
        [version for _, version in append.reads],
        " ".join(f"{stream}@{version}" for stream, version in append.reads),
        append.status,
        append.code,
        append.detail,
        append.received_at,
        append.now,
        append.exact_now,
        append.actor.person,
        append.actor.role,
        append.actor.on_behalf_of,
        append.correlation_id,
        append.causation_id,
        None if append.views is None else view_rows_text(append.views),
        _messages_text(append.messages) if append.messages else None,
        [_event(event) for event in append.events],
    )


def view_rows_text(rows: tuple[ViewRow, ...]) -> str:
    """The rows as the database's functions take them."""
    return canonical_text([[row.view, row.key, row.body] for row in rows])


def _messages_text(messages: tuple[Message, ...]) -> str:
    return canonical_text([{"kind": one.kind, "key": one.key, "body": one.body} for one in messages])


def _event(event: Pending) -> tuple[Any, ...]:
    """Follow the composite type ``event_request`` column by column."""
    return (
        event.payload.type,
        1,  # schema_version of payloads: a changed payload would get a new one and a reader for the old
        event.effective.earliest,
        event.effective.latest,
        event.effective.precision.value,
        event.effective.wording,
        event.decided_on,
        event.legal_basis,
        event.rule_version,
        canonical_text(event.evidence) if event.evidence else "[]",
        event.source_grade.value,
        event.reason,
        event.corrects,
        event.correction_kind,
        event.backfill,
        canonical(event.payload),
    )
