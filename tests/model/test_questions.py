"""Written questions at random: 8,000 lives in each run, each against the model, the invariants after every step."""

import pytest

from tests.model.campaign import campaign
from tests.model.starts import question_starts

EACH = 1_900


@pytest.mark.parametrize("share", range(4))
def test_questions_go_as_the_model_says(share: int) -> None:
    """Whatever is asked of them, by whomever, and however much time passes."""
    assert campaign(question_starts(), range(share * EACH, (share + 1) * EACH)) > 8 * EACH


def test_questions_go_as_the_model_says_with_everybody_reminded() -> None:
    """The pack's ladders change nothing but who is told."""
    assert campaign(question_starts(with_ladders=True), range(400)) > 8 * 400
