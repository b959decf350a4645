"""A real record for what is refused there."""

from tests.integration.conftest import database, pool, postgres_server, template

__all__ = ["database", "pool", "postgres_server", "template"]
