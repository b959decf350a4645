"""How a scenario says where it is told."""

import pytest

also_served = pytest.mark.parametrize(
    "story", ["in_process", pytest.param("served", marks=pytest.mark.e2e)], indirect=True
)
"""In this process, and on a real Temporal and a real Postgres with time skipped."""
