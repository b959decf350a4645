"""A real record for the ten years to be written into."""

from tests.integration.conftest import database, pool, postgres_server, template

__all__ = ["database", "pool", "postgres_server", "template"]
