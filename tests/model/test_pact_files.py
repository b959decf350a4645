"""Pact files at random: 4,000 lives in each run, each against the model, the invariants after every step."""

import pytest

from tests.model.campaign import campaign
from tests.model.starts import pact_starts

EACH = 950


@pytest.mark.parametrize("share", range(4))
def test_pact_files_go_as_the_model_says(share: int) -> None:
    """Whatever is asked of them, by whomever, and however much time passes."""
    assert campaign(pact_starts(), range(share * EACH, (share + 1) * EACH)) > 8 * EACH


def test_pact_files_go_as_the_model_says_with_everybody_reminded() -> None:
    """The pack's ladders change nothing but who is told."""
    assert campaign(pact_starts(with_ladders=True), range(200)) > 8 * 200
