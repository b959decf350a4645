"""The second way of counting agrees for five years, each day off is accounted for, and a fault in either is seen."""

import ast
import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import get_args

import pytest

from domain.counted_days import counted
from schemas.count import Convention, Direction
from schemas.policy import Span
from tests.oracles import second_count
from tests.oracles.agreement import disagreements, other_ways, ways
from tests.oracles.agreement_around import ladder_disagreements, standstill_disagreements
from tests.unit.flanders import calendar

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)  # two leap days, and both kinds of clock changes each year
END = date(2046, 1, 1), date(2046, 12, 31)  # the last year that the calendars list: beyond it both stop


EVERY_KIND = {
    (convention, calendar, shift)
    for convention in get_args(Convention)
    for calendar in ("legal", "office")
    for shift in get_args(Direction)
}


def rules_compared(first: date, last: date) -> Iterator[str]:
    """Under every rule of every pack."""
    return disagreements(first, last, ways())


def test_both_ways_of_counting_agree_on_every_day_of_five_years() -> None:
    """Under every rule of every pack."""
    assert len(ways()) > 10
    assert [] == list(rules_compared(FIRST, LAST))


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), END])
def test_both_ways_agree_on_what_no_rule_counts_yet_and_around_due_dates(first: date, last: date) -> None:
    """Other conventions, calendars and shifts; reminders, escalations, what stood still; on every weekday."""
    counting = (*ways(), *other_ways())
    assert EVERY_KIND == {(way.convention, way.calendar.id, way.shift) for way in counting}
    assert [] == list(disagreements(first, last, counting, every=17))
    assert [] == list(ladder_disagreements(first, last, every=5))
    assert [] == list(standstill_disagreements(first, last, every=71))


def test_the_second_count_takes_nothing_from_the_first() -> None:
    """It imports dates and what collects them, and no module of the project or of anybody's holidays."""
    read = ast.parse(inspect.getsource(second_count))
    modules = {node.module for node in ast.walk(read) if isinstance(node, ast.ImportFrom)}
    assert modules == {"collections.abc", "datetime", "functools"}
    assert [] == [node for node in ast.walk(read) if isinstance(node, ast.Import)]


def test_a_count_that_went_on_beyond_the_calendar_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stop at the same day, and not one of them alone."""
    monkeypatch.setattr(second_count, "leaves", lambda *_: False)
    assert next(disagreements(*END, ways()), None) is not None


@pytest.mark.parametrize("forgotten", [(12, 25), (7, 21)])
@pytest.mark.parametrize("compared", [rules_compared, ladder_disagreements, standstill_disagreements])
def test_a_forgotten_holiday_would_be_seen(
    compared: Callable[[date, date], Iterator[str]], forgotten: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison is no formality."""
    monkeypatch.setattr(second_count, "FIXED", second_count.FIXED - {forgotten})
    for kept in (second_count.closed, second_count.open_days, second_count.rank):
        kept.cache_clear()
    found = next(compared(date(2026, 7, 1), date(2026, 12, 31)), None)
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
