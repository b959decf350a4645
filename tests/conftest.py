"""Give every test the marker of its folder, so that a kind of test can be chosen by its cost."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the first folder below `tests/`; a folder without a registered marker is an error."""
    for item in items:
        parts = item.path.relative_to(TESTS).parts
        if len(parts) > 1:
            item.add_marker(parts[0])
