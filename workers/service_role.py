"""Under which role of the database we work: the service's can add to the record and change nothing."""

import asyncpg
import structlog

from store.migrate import MigrationRefused, status
from store.pool import CONNECT_SECONDS, SCHEMA, Pool, connection

_MAY_CHANGE = """
  SELECT pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'event'
"""

WARNING = (
    "this account of the database may change or delete events: run `clusterpact migrate` under it, "
    "and everything else under clusterpact_service"
)

log = structlog.get_logger()


async def may_change_events(url: str) -> bool | None:
    """Whether this account owns the table of events or may change it; None where there is no such table yet.

    Raises:
        OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError: the database lets us not in.
    """
    own = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    try:
        answer: bool | None = await own.fetchval(_MAY_CHANGE, SCHEMA)
        return answer
    finally:
        await own.close()


async def require_migrated(url: str) -> None:
    """Let the service's account go on where there is nothing to migrate: it cannot do that, and should not.

    Raises:
        MigrationRefused: a migration waits, or the files of this release are not those that made the schema.
    """
    for step in await status(url):
        if step.applied_at is None or step.is_changed:
            how = "waits" if step.applied_at is None else "has changed since it was applied"
            message = f"{step.name} {how}: run `clusterpact migrate` with the address of the owner's account"
            raise MigrationRefused(message)


async def warn_of_owner(pool: Pool) -> None:
    """Say in the log when this process could change the record; it works all the same."""
    async with connection(pool) as lent:
        if await lent.fetchval(_MAY_CHANGE, SCHEMA):
            log.warning("service_role", because=WARNING)
