"""Reactions: what an event on one stream asks of others, in the name of the service itself.

A reaction goes into the outbox with the event that caused it, so it is asked at least once; its command id follows from
the cause, so it is carried out once.
"""

from schemas.command import Command
from schemas.event import Recorded

Reaction = tuple[str, Command]
"""The stream that is asked, and what is asked of it."""


def reactions(event: Recorded) -> tuple[Reaction, ...]:
    """Say what follows on other streams."""
    del event
    return ()
