"""What can go wrong between us and the record, in the few kinds that callers tell apart."""

from datetime import timedelta
from typing import Self

import asyncpg


class Conflict(Exception):
    """Something that the decision rested on has moved meanwhile: read again and decide again."""

    def __init__(self, stream: str, seen: int, actual: int) -> None:
        """Name the stream, the version that was read and the one that stands there now."""
        super().__init__(f"{stream} is at version {actual}, the decision rested on {seen}")
        self.stream = stream
        self.seen = seen
        self.actual = actual


class ClockBehind(Conflict):
    """The log was written at or after the instant for which the views of this append were computed."""


class Unreachable(Exception):
    """The database does not answer. Whether a command was recorded is unknown until its id is asked again."""


class ClockWrong(Unreachable):
    """Nothing was written: a clock is wrong, and nobody could trust the time. Right once that is mended.

    ``code`` is ``clock_wrong``, or ``clocks_disagree`` where only what time brings is not carried out.
    """

    def __init__(self, detail: str, code: str = "clock_wrong") -> None:
        """Say what is wrong by how much; what to do is the same each time."""
        super().__init__(f"{detail}. Nothing was written: set the clocks right (clusterpact doctor), then ask again")
        self.code = code

    @classmethod
    def ahead(cls, by: timedelta, allowed: timedelta) -> Self:
        """Name a clock of ours that is fast."""
        return cls(f"the clock of this machine is {_seconds(by)} ahead of the database's, {_seconds(allowed)} may be")

    @classmethod
    def behind(cls, by: timedelta, allowed: timedelta) -> Self:
        """Name a clock of ours that is slow."""
        return cls(f"the clock of this machine is {_seconds(by)} behind the database's, {_seconds(allowed)} may be")

    @classmethod
    def apart(cls, host: timedelta, database: timedelta, allowed: timedelta, alike_for: timedelta) -> Self:
        """Name clocks that have not run as long as the time that has passed, and the way out if they are right now."""
        jumped = f"this machine's clock has jumped {_signed(host)} and the database's {_signed(database)}"
        way_out = f"If both are right now, restart this process; it goes on when they have run alike for {alike_for}"
        return cls(f"{jumped} since this process began, {_seconds(allowed)} may be. {way_out}", "clocks_disagree")


CLOCK_AHEAD_STATE = "CP001"
CLOCK_BEHIND_STATE = "CP002"
"""The SQLSTATEs of our own for what no clock of ours may show."""

BROKEN_CONNECTION = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""asyncpg's two families outside PostgresError, and the socket's own (``ConnectionError``, ``TimeoutError``)."""

_PASSING_STATES = (
    "08",  # connection exceptions
    "25P03",  # idle in transaction for too long: cut by the server
    "40",  # serialization failure, deadlock, completion unknown
    "55P03",  # waited too long for a lock
    "57014",  # took too long, cut by the server
    "53",  # out of connections, memory or disk
    "57P",  # shutting down, crashed, starting up
)


def is_passing(failure: BaseException) -> bool:
    """Whether the same request may succeed on a fresh connection; a wrong argument or a broken rule never does."""
    if isinstance(failure, asyncpg.PostgresError):
        return (failure.sqlstate or "").startswith(_PASSING_STATES)
    if isinstance(failure, asyncpg.UnsupportedClientFeatureError):
        return False
    return isinstance(failure, BROKEN_CONNECTION)


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.1f} s"


def _signed(span: timedelta) -> str:
    return f"{span.total_seconds():+.1f} s"
