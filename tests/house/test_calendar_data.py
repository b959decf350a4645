"""The listed holidays of the pack against a list that others keep."""

from datetime import date

import holidays
import pytest

from tests.unit.flanders import calendar

SUNDAYS = {"Easter Sunday", "Pentecost"}
ASSUMED = {(7, 11), (11, 2), (11, 15), (12, 26)}


def legal_holidays() -> set[date]:
    """The ten legal holidays of every listed year; the two that are always Sundays close nothing more."""
    years = range(calendar("legal").first_year, calendar("legal").last_year + 1)
    listed = holidays.country_holidays("BE", years=years, language="en_US")
    return {day for day, names in listed.items() if not set(names.split("; ")) <= SUNDAYS}


def test_the_legal_calendar_lists_exactly_the_ten_legal_holidays() -> None:
    """Day by day, for every year."""
    expected = legal_holidays()
    assert sorted(expected) == [closed.date for closed in calendar("legal").closed]
    assert len(expected) == 10 * (calendar("legal").last_year - calendar("legal").first_year + 1)


def test_the_office_calendar_adds_the_four_assumed_days_and_no_other() -> None:
    """11 July, 2 and 15 November, 26 December."""
    office = calendar("office")
    added = {date(year, *day) for year in range(office.first_year, office.last_year + 1) for day in ASSUMED}
    assert sorted(legal_holidays() | added) == [closed.date for closed in office.closed]


@pytest.mark.parametrize("which", ["legal", "office"])
def test_a_holiday_has_one_name_in_each_language(which: str) -> None:
    """A day in the year stands under the same name every year, whatever row is read."""
    names = {(closed.name.nl, closed.name.en) for closed in calendar(which).closed}
    assert {"legal": 10, "office": 14}[which] == len(names)
    assert len(names) == len({nl for nl, _ in names}) == len({en for _, en in names})
