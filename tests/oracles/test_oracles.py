"""Every date that was worked out elsewhere, and the tempting shortcuts that such dates have to catch."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain import dates
from domain.counted_days import counted, walk
from schemas.policy import Span
from tests.oracles import second_count
from tests.unit.flanders import calendar

FOLDER = Path(__file__).parent
BRUSSELS = "Europe/Brussels"
ONE_DAY = timedelta(days=1)

Row = dict[str, Any]


@cache
def table(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """A data file beside these tests."""
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


def span(row: Row) -> Span | None:
    """The length of a row; none where its date is the due date itself."""
    return Span(**row["length"]) if row["length"] else None


def period_end(row: Row) -> date:
    """Rule P."""
    return walk(row["first"], span(row), "P", calendar("legal"), "none").due


@pytest.mark.parametrize("row", table("periods.yaml"), ids=lambda row: f"{row['first']} {row['length']}")
def test_a_period_ends_where_the_table_says(row: Row) -> None:
    """By the service, and by the second way of counting."""
    assert row["last"] == period_end(row)
    assert row["last"] == second_count.due(row["first"], row["length"], None, "P", "legal", "none")[0]


def minus_a_day(first: date, length: Span) -> date:
    """The formula that everybody writes first."""
    return dates.add_span(first, length, "T", calendar("legal")) - ONE_DAY


def day_before(first: date, length: Span) -> date:
    """The one that everybody writes second."""
    return dates.add_span(first - ONE_DAY, length, "T", calendar("legal"))


@pytest.mark.parametrize("formula", [minus_a_day, day_before])
def test_each_naive_formula_is_wrong_exactly_where_the_table_says(formula: Callable[[date, Span], date]) -> None:
    """So the table keeps the teeth that it is there for."""
    rows = [row for row in table("periods.yaml") if not row["length"].get("working_days")]
    given = {(row["first"], row["last"]): formula(row["first"], Span(**row["length"])) for row in rows}
    expected = {(row["first"], row["last"]): row.get(formula.__name__, row["last"]) for row in rows}
    assert expected == given
    assert given != {(row["first"], row["last"]): row["last"] for row in rows}


@pytest.mark.parametrize("which", ["legal", "office"])
@pytest.mark.parametrize("row", table("terms.yaml"), ids=lambda row: row["case"])
def test_a_term_ends_where_the_table_says(row: Row, which: str) -> None:
    """With the date before the shift and the instant, by both ways of counting."""
    count = counted(row["from"], span(row), "T", calendar(which), row["shift"], BRUSSELS)
    second = second_count.due(row["from"], row["length"], None, "T", which, row["shift"])
    assert row[which] == count.due == second[1]
    assert count.instant == second_count.midnight_after(count.due)
    if which == "legal":
        assert (row["raw"], row["instant"]) == (count.raw_due, count.instant)


def month_by_month(row: Row) -> date:
    """A count that starts each step from the date before."""
    length, at = Span(**row["length"]), row["from"]
    for _ in range(12 * length.years + length.months):
        at = dates.add_span(at, Span(months=1), "T", calendar("legal"))
    return dates.shift(at + length.days * ONE_DAY, calendar("legal"), row["shift"])


def always_forward(row: Row) -> date:
    """A shift that knows one direction."""
    return walk(row["from"], span(row), "T", calendar("legal"), "forward").due


def never_shifted(row: Row) -> date:
    """No shift at all."""
    return walk(row["from"], span(row), "T", calendar("legal"), "none").due


def weekends_only(row: Row) -> date:
    """A calendar without holidays."""
    empty = calendar("legal").model_copy(update={"closed": ()})
    return walk(row["from"], span(row), "T", empty, row["shift"]).due


def with_the_day_itself(row: Row) -> date:
    """A count in which the day of the event counts."""
    return walk(row["from"] - ONE_DAY, span(row), "T", calendar("legal"), row["shift"]).due


@pytest.mark.parametrize("mutant", [month_by_month, always_forward, never_shifted, weekends_only, with_the_day_itself])
def test_the_table_of_terms_catches_each_shortcut(mutant: Callable[[Row], date]) -> None:
    """None of them passes for the rule."""
    calendar_rows = [row for row in table("terms.yaml") if mutant is not month_by_month or span(row)]
    rows = [row for row in calendar_rows if mutant is not month_by_month or not row["length"].get("working_days")]
    assert [row["case"] for row in rows if row["legal"] != mutant(row)]


def test_a_fixed_hour_for_the_zone_is_caught() -> None:
    """Midnight at +01:00 all year is an hour wrong in summer."""
    winter = timezone(timedelta(hours=1))
    after = [(row["instant"], row["legal"] + ONE_DAY) for row in table("terms.yaml")]
    assert [day for instant, day in after if instant != datetime(day.year, day.month, day.day, tzinfo=winter)]


@pytest.mark.parametrize("row", table("clocks.yaml")["days"], ids=lambda row: str(row["day"]))
def test_a_day_is_as_long_as_the_table_says(row: Row) -> None:
    """From one local midnight to the next."""
    ends, began = dates.end_of_day(row["day"], BRUSSELS), dates.end_of_day(row["day"] - ONE_DAY, BRUSSELS)
    assert row["ends"] == ends == second_count.midnight_after(row["day"])
    assert timedelta(hours=row["hours"]) == ends - began


@pytest.mark.parametrize("row", table("clocks.yaml")["receipts"], ids=lambda row: f"{row['at']} for {row['due']}")
def test_what_came_in_is_as_late_as_the_table_says(row: Row) -> None:
    """In time before the first instant of the next day; that instant itself is late by one day."""
    assert row["late"] == dates.days_late(row["at"], row["due"], BRUSSELS)
    assert (row["late"] == 0) == dates.is_in_time(row["at"], row["due"], BRUSSELS)
