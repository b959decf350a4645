"""What can go wrong between us and the record, in the few kinds that callers tell apart."""

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


class ClockAhead(Unreachable):
    """Nothing was written: whoever asked has a clock that runs ahead of the database's. Right once that is mended."""

    def __init__(self, detail: str) -> None:
        """Say which instant was refused, and what is to be done."""
        super().__init__(f"the clock of this machine runs ahead of the database's ({detail}): set one of them right")


CLOCK_AHEAD_STATE = "CP001"
"""The SQLSTATE of our own for the same."""

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
