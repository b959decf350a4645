"""Real servers for the long stories."""

from tests.e2e.conftest import client, database, pool, postgres_server, skipper, template, temporal

__all__ = ["client", "database", "pool", "postgres_server", "skipper", "template", "temporal"]
