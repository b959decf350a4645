"""Which failures of the database pass by themselves, and which are somebody's mistake."""

import asyncpg
import pytest

from store.failures import is_passing

PASSING = [
    asyncpg.ConnectionDoesNotExistError("cut"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InternalClientError("got result for unknown protocol state"),
    ConnectionResetError(),
    TimeoutError(),
    OSError("network unreachable"),
    asyncpg.CannotConnectNowError("starting up"),
    asyncpg.AdminShutdownError("shutting down"),
    asyncpg.CrashShutdownError("crashed"),
    asyncpg.DeadlockDetectedError("deadlock"),
    asyncpg.SerializationError("again"),
    asyncpg.TooManyConnectionsError("full"),
    asyncpg.DiskFullError("full"),
]
LASTING = [
    asyncpg.NotNullViolationError("null"),
    asyncpg.UniqueViolationError("twice"),
    asyncpg.InsufficientPrivilegeError("no right"),
    asyncpg.UndefinedTableError("not migrated"),
    asyncpg.DataError("no date"),
    asyncpg.InvalidPasswordError("wrong"),
    ValueError("a bug"),
]


@pytest.mark.parametrize("failure", PASSING, ids=lambda failure: type(failure).__name__)
def test_a_broken_connection_passes(failure: Exception) -> None:
    """All three families of asyncpg, the socket's own, and a server that is on its way up or down."""
    assert is_passing(failure)


@pytest.mark.parametrize("failure", LASTING, ids=lambda failure: type(failure).__name__)
def test_a_mistake_lasts(failure: Exception) -> None:
    """Trying again would only hide it."""
    assert not is_passing(failure)
