"""Appends as the tests of the store need them: small, and about demo clusters only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.recording import SYSTEM
from schemas.cluster import ClusterRenamed, RegisterCluster
from schemas.command import CommandEnvelope
from schemas.effective import Effective
from schemas.event import Pending
from schemas.people import Actor
from store.canonical import content_hash
from store.request import Append

OFFICER = Actor(person="demo-berk", role="case_officer")
START = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)
DAY = Effective(earliest=date(2021, 3, 1), latest=date(2021, 3, 1))


def renamed(name: str, former: str = "Demo Vóór") -> Pending:
    """An event that says no more than a name."""
    return Pending(payload=ClusterRenamed(name=name, former_name=former), effective=DAY)


def an_append(
    command_id: str,
    *,
    stream: str = "cluster/demo-aster",
    version: int = 0,
    events: int = 1,
    payloads: tuple[Pending, ...] | None = None,
    **changes: Any,  # noqa: ANN401 - fields of Append, checked by it
) -> Append:
    """An append of ``events`` events, or of these, under this id; its content hash follows from the id unless given.

    The service acts, unless said otherwise: what a person does needs a receipt.
    """
    fields: dict[str, Any] = {
        "stream": stream,
        "expected_version": version,
        "command_id": command_id,
        "content_hash": content_hash(command_id),
        "actor": SYSTEM,
        "received_at": START,
        "now": START,
        "events": tuple(renamed(f"{command_id}-{n}") for n in range(events)) if payloads is None else payloads,
        **changes,
    }
    return Append(**fields)


def later(seconds: float) -> datetime:
    """An instant after the start of every story here."""
    return START + timedelta(seconds=seconds)


def an_envelope(number: int) -> CommandEnvelope:
    """What a person hands in."""
    return CommandEnvelope(
        command_id=f"received-{number}",
        stream="cluster/demo-aster",
        person="demo-berk",
        command=RegisterCluster(name="Demo"),
    )
