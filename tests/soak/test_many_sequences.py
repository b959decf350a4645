"""A million random lives against the model, on every core: what 20,000 show in a minute or two, fifty times over."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from tests.model.starts import lives

SHARE = 1_000
AFTER_THE_SHORT_TESTS = 1_000_000
"""Seeds from here on, so that no life is lived twice."""


@pytest.mark.parametrize(("noun", "number"), [("budget", 380_000), ("question", 380_000), ("pact", 240_000)])
def test_a_million_lives_go_as_the_model_says(noun: str, number: int) -> None:
    """The first life that does not is told with its seed, as short as it gets."""
    seeds = range(AFTER_THE_SHORT_TESTS, AFTER_THE_SHORT_TESTS + number, SHARE)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        steps = sum(pool.map(partial(lives, noun, number=SHARE), seeds))
    assert steps > 8 * number
