"""The second way of counting agrees for thirty-one years."""

from datetime import date

import pytest

from tests.oracles.agreement import disagreements


@pytest.mark.parametrize("year", range(2016, 2047))
def test_both_ways_of_counting_agree_on_every_day_of_the_year(year: int) -> None:
    """Under every rule of every pack."""
    assert [] == list(disagreements(date(year, 1, 1), date(year, 12, 31)))
