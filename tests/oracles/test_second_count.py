"""The second way of counting agrees for five years, each day off is accounted for, and a fault in either is seen."""

from datetime import date, timedelta

import pytest

from domain.counted_days import counted
from schemas.count import Direction
from schemas.policy import Span
from tests.oracles import second_count
from tests.oracles.agreement import disagreements, ways
from tests.unit.flanders import calendar

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)  # two leap days, and both kinds of clock changes each year


def test_both_ways_of_counting_agree_on_every_day_of_five_years() -> None:
    """Under every rule of every pack."""
    assert len(ways()) > 10
    assert [] == list(disagreements(FIRST, LAST))


@pytest.mark.parametrize("forgotten", [(12, 25), (7, 21)])
def test_a_forgotten_holiday_would_be_seen(forgotten: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is no formality."""
    monkeypatch.setattr(second_count, "FIXED", second_count.FIXED - {forgotten})
    for kept in (second_count.closed, second_count.open_days, second_count.rank):
        kept.cache_clear()
    found = next(disagreements(date(2026, 7, 1), date(2026, 12, 31)), None)
    monkeypatch.undo()
    for kept in (second_count.closed, second_count.open_days, second_count.rank):
        kept.cache_clear()
    assert found is not None


@pytest.mark.parametrize("which", ["legal", "office"])
@pytest.mark.parametrize("number", [20, -20, 1, -1])
def test_every_day_off_on_the_way_is_told_once_and_no_other(which: str, number: int) -> None:
    """The account of a count is as complete as the count."""
    day = FIRST
    while day <= LAST:
        count = counted(day, Span(working_days=number), "T", calendar(which), "none", "Europe/Brussels")
        first, last = sorted((day, count.due))
        off = second_count.passed_over(first.toordinal(), last.toordinal(), which)
        assert sorted(one.date for one in count.skipped) == sorted({*off} - {day})
        day += timedelta(days=11)


@pytest.mark.parametrize("which", ["legal", "office"])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_every_day_off_that_a_shift_leaves_is_told(which: str, direction: Direction) -> None:
    """The day itself first, and none where it stays."""
    day = FIRST
    while day <= LAST:
        count = counted(day, None, "T", calendar(which), direction, "Europe/Brussels")
        first, last = sorted((day, count.due))
        off = second_count.passed_over(first.toordinal(), last.toordinal(), which)
        assert sorted(one.date for one in count.moved_over) == sorted(off)
        day += timedelta(days=1)
