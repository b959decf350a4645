"""The second way of counting agrees for thirty-one years."""

from datetime import date

import pytest

from tests.oracles.agreement import disagreements, other_ways, ways
from tests.oracles.agreement_around import ladder_disagreements, standstill_disagreements

YEARS = range(2016, 2047)


@pytest.mark.parametrize("year", YEARS)
def test_both_ways_of_counting_agree_on_every_day_of_the_year(year: int) -> None:
    """Under every rule of every pack, and under every convention, calendar and shift that a rule could have."""
    assert [] == list(disagreements(date(year, 1, 1), date(year, 12, 31), (*ways(), *other_ways())))


@pytest.mark.parametrize("year", YEARS)
def test_both_ways_agree_around_every_due_date_of_the_year(year: int) -> None:
    """Reminders and escalations to the hour, and what is left of a term that stood still."""
    assert [] == list(ladder_disagreements(date(year, 1, 1), date(year, 12, 31)))
    assert [] == list(standstill_disagreements(date(year, 1, 1), date(year, 12, 31)))
