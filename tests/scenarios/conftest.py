"""A story for every scenario, in one process or on real servers."""

import pytest

from tests.scenarios.agency import InProcess
from tests.scenarios.story import Story


@pytest.fixture
def in_process() -> InProcess:
    """An agency in this process."""
    return InProcess()


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    """A story that nothing has happened in; a test says with ``@also_served`` that real servers have to tell it too."""
    return Story(request.getfixturevalue(getattr(request, "param", "in_process")))
