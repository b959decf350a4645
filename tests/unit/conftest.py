"""What every test of the rules may ask for."""

import pytest

from schemas.policy import RulesState
from tests.unit.programme import rules_of


@pytest.fixture
def rules() -> RulesState:
    """The test programme, adopted."""
    return rules_of()
