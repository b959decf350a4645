"""Give every test the marker of its folder, run what takes longest first, and look for garbage seldom."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONG_FIRST = ("chaos", "e2e", "model", "integration")
"""Folders whose files take long: begun last, they would leave one process at work and the others idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the first folder below `tests/`; a folder without a registered marker is an error."""
    for item in items:
        if folder := _folder(item):
            item.add_marker(folder)
    items.sort(key=lambda item: _folder(item) not in LONG_FIRST)


def pytest_collection_finish() -> None:
    """Leave thousands of tests and classes, which stay to the end, out of every search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def says(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Have a line told at the end of the run: a figure that is good to know and that nothing rests on."""
    return lambda line: request.node.user_properties.append(("says", line))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what tests had to say."""
    for status in ("passed", "failed"):
        for report in terminalreporter.stats.get(status, ()):
            for name, line in report.user_properties:
                if name == "says":
                    terminalreporter.write_line(f"{report.nodeid}: {line}")


def _folder(item: pytest.Item) -> str:
    parts = item.path.relative_to(TESTS).parts
    return parts[0] if len(parts) > 1 else ""
