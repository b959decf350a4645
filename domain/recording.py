"""Events on their way to the log: what a decision produced, in the envelope it will have."""

from collections.abc import Sequence
from datetime import datetime

from schemas.event import Pending, Recorded
from schemas.people import Actor

SYSTEM = Actor(person="system", role="system")
"""The service itself: the actor of every system command."""


def provisional(
    pending: Sequence[Pending],
    *,
    stream: str,
    version: int,
    actor: Actor,
    now: datetime,
    command_id: str,
    correlation_id: str | None = None,
) -> list[Recorded]:
    """Put events into envelopes so that they can be folded before they are recorded.

    ``version`` is that of the stream before them; the position is 0, since only the log gives positions.
    """
    return [
        Recorded(
            payload=event.payload,
            effective=event.effective,
            decided_on=event.decided_on,
            legal_basis=event.legal_basis,
            rule_version=event.rule_version,
            evidence=event.evidence,
            source_grade=event.source_grade,
            reason=event.reason,
            corrects=event.corrects,
            correction_kind=event.correction_kind,
            backfill=event.backfill,
            position=0,
            stream=stream,
            version=version + number,
            recorded_at=now,
            actor=actor,
            command_id=command_id,
            correlation_id=correlation_id,
        )
        for number, event in enumerate(pending, start=1)
    ]
