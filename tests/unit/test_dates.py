"""The laws behind terms, periods and instants; single dates that were worked out elsewhere stand in `tests/oracles`."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import dates
from schemas.effective import Effective, Ordering, Precision
from schemas.policy import FixedDay, Span
from schemas.refusal import Refused
from tests.unit.flanders import calendar

BRUSSELS = "Europe/Brussels"
ONE_DAY = timedelta(days=1)


def test_three_periods_of_three_years_leave_one_year_below_a_cap_of_ten() -> None:
    """Each period starts on the day after the one before it."""
    firsts, ends = [date(2017, 1, 1)], []
    for years in (3, 3, 3, 1):
        ends.append(dates.last_day_of_period(firsts[-1], Span(years=years)))
        firsts.append(ends[-1] + ONE_DAY)
    assert [date(2019, 12, 31), date(2022, 12, 31), date(2025, 12, 31), date(2026, 12, 31)] == ends
    assert ends[-1] == dates.last_day_of_period(date(2017, 1, 1), Span(years=10))


def test_a_period_in_days_or_working_days_counts_its_first_day() -> None:
    """A week from Monday ends on Sunday, five working days on Friday."""
    monday = date(2026, 6, 1)
    assert date(2026, 6, 7) == dates.add_span(monday, Span(days=7), "P", calendar("legal"))
    assert date(2026, 6, 5) == dates.add_span(monday, Span(working_days=5), "P", calendar("legal"))


@given(st.datetimes(datetime(2015, 1, 1), datetime(2046, 12, 31), timezones=st.just(UTC)), st.integers(-3, 3))  # noqa: DTZ001 - the zone is drawn beside it
def test_the_instant_and_the_local_day_never_disagree(received: datetime, off: int) -> None:
    """In time by the instant, by the calendar and by the count of days is one and the same."""
    due = dates.local_day(received, BRUSSELS) + off * ONE_DAY
    in_time = dates.is_in_time(received, due, BRUSSELS)
    assert in_time == (dates.local_day(received, BRUSSELS) <= due)
    assert in_time == (dates.days_late(received, due, BRUSSELS) == 0)


@given(st.dates(date(2016, 1, 1), date(2045, 12, 31)), st.integers(1, 60))
def test_working_days_counted_there_and_back_return(start: date, n: int) -> None:
    """From a working day, n forward and n back is where one began."""
    office = calendar("office")
    first = dates.shift(start, office, "forward")
    there = dates.add_working_days(first, n, office)
    assert dates.is_working_day(there, office)
    assert first == dates.add_working_days(there, -n, office)


@given(st.dates(date(2015, 2, 1), date(2045, 12, 31)), st.sampled_from(["legal", "office"]))
def test_a_shifted_day_is_the_nearest_working_day_on_its_side(start: date, which: str) -> None:
    """Nothing that is open lies between a day and where it was moved to."""
    used = calendar(which)
    later, earlier = dates.shift(start, used, "forward"), dates.shift(start, used, "backward")
    assert earlier <= start <= later
    between = [earlier + n * ONE_DAY for n in range((later - earlier).days + 1)]
    assert {earlier, later} == {each for each in between if dates.is_working_day(each, used)}


@given(st.dates(date(2016, 1, 1), date(2060, 12, 31)), st.integers(1, 15))
def test_periods_from_a_day_that_every_month_has_join_without_gap(first: date, years: int) -> None:
    """Year after year ends where the whole ends; only day numbers above 28 can make a difference."""
    start = first.replace(day=min(first.day, 28))
    end = start - ONE_DAY
    for _ in range(years):
        end = dates.last_day_of_period(end + ONE_DAY, Span(years=1))
    assert dates.last_day_of_period(start, Span(years=years)) == end


def test_no_working_days_is_the_day_itself_even_when_closed() -> None:
    """Nothing is counted, so nothing moves."""
    assert date(2026, 12, 25) == dates.add_working_days(date(2026, 12, 25), 0, calendar("legal"))


@pytest.mark.parametrize("beyond", [date(2014, 12, 31), date(2047, 1, 1)])
def test_a_calendar_is_not_asked_beyond_its_years(beyond: date) -> None:
    """No day is taken for open because nobody listed it."""
    with pytest.raises(Refused) as refused:
        dates.is_working_day(beyond, calendar("legal"))
    assert refused.value.code == "calendar_exhausted"


def test_working_days_that_run_out_of_the_calendar_are_refused() -> None:
    """The refusal comes where the count leaves the list, not with a guess."""
    with pytest.raises(Refused) as refused:
        dates.add_working_days(date(2046, 12, 28), 10, calendar("legal"))
    assert refused.value.code == "calendar_exhausted"


def test_an_end_that_never_shifts_asks_the_calendar_nothing() -> None:
    """A cap may lie beyond the listed years."""
    assert date(2047, 1, 1) == dates.shift(date(2047, 1, 1), calendar("legal"), "none")


@pytest.mark.parametrize(
    ("anchor", "fixed", "expected"),
    [
        (date(2021, 1, 1), FixedDay(month=11, day=30, year_offset=-1), date(2020, 11, 30)),
        (date(2019, 12, 31), FixedDay(month=3, day=31, year_offset=1), date(2020, 3, 31)),
        (date(2020, 1, 1), FixedDay(month=2, day=29), date(2020, 2, 29)),
        (date(2021, 1, 1), FixedDay(month=2, day=29), date(2021, 2, 28)),
    ],
)
def test_a_fixed_day_lies_in_the_year_beside_the_anchor(anchor: date, fixed: FixedDay, expected: date) -> None:
    """29 February yields to 28 where there is none."""
    assert expected == dates.fixed_day(anchor, fixed)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 8, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 7, tzinfo=UTC)),
    ],
)
def test_nine_in_the_morning_is_local(on: date, expected: datetime) -> None:
    """Another instant in summer than in winter."""
    assert expected == dates.at_hour(on, 9, BRUSSELS)


def test_an_instant_without_a_zone_is_an_error() -> None:
    """It would be read in the machine's own zone."""
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="needs a zone"):
        dates.local_day(naive, BRUSSELS)
    with pytest.raises(ValueError, match="needs a zone"):
        dates.is_in_time(naive, date(2026, 1, 1), BRUSSELS)


def month(year: int, number: int, last: int) -> Effective:
    """An imprecise date: somewhere in a month."""
    return Effective(earliest=date(year, number, 1), latest=date(year, number, last), precision=Precision.MONTH)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (dates.day(date(2017, 6, 9)), dates.day(date(2017, 6, 9)), Ordering.SAME),
        (dates.day(date(2017, 6, 9)), dates.day(date(2017, 6, 10)), Ordering.BEFORE),
        (month(2019, 5, 31), dates.day(date(2019, 4, 30)), Ordering.AFTER),
        (month(2019, 5, 31), dates.day(date(2019, 5, 31)), Ordering.UNDETERMINED),
        (dates.day(date(2019, 5, 1)), month(2019, 5, 31), Ordering.UNDETERMINED),
        (month(2019, 5, 31), month(2019, 5, 31), Ordering.UNDETERMINED),
        (month(2019, 4, 30), month(2019, 5, 31), Ordering.BEFORE),
    ],
)
def test_overlapping_dates_have_no_order(a: Effective, b: Effective, expected: Ordering) -> None:
    """Two vague dates may be the same or not: nobody guesses."""
    assert expected == dates.compare(a, b)
