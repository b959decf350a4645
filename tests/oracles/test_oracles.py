"""Every date that was worked out elsewhere, and the tempting shortcuts that such dates have to catch."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from domain import dates
from domain.chain import day_after, end_after, room_in_months
from domain.counted_days import counted, walk
from schemas.policy import Span
from tests.oracles import second_count
from tests.oracles.tables import Row, periods, tables, terms
from tests.unit.flanders import calendar, flanders

BRUSSELS = "Europe/Brussels"
ONE_DAY = timedelta(days=1)
HELD = {
    "terms": {"questions_and_pacts": 12, "terms_with_shift": 31, "further": 3},
    "periods": {"periods": 11, "chains": 3, "further": 3},
    "clocks": {"days": 6, "receipts": 8},
}
"""How many rows each table has: who takes one away has to say so here too."""
COLUMNS = {
    "questions_and_pacts": {"case", "from", "length", "shift", "raw", "legal", "office", "instant"},
    "periods": {"first", "length", "last"},
    "chains": {"first", "ends", "rest", "cap"},
    "days": {"day", "hours", "ends"},
    "receipts": {"at", "due", "late"},
}
COLUMNS["terms_with_shift"] = COLUMNS["questions_and_pacts"]


@pytest.mark.parametrize("name", HELD)
def test_no_row_of_a_table_was_dropped(name: str) -> None:
    """Nor two made one, nor a column left out."""
    told = tables(name)
    assert HELD[name] == {table: len(rows) for table, rows in told.items()}
    assert HELD[name] == {table: len({str(row) for row in rows}) for table, rows in told.items()}
    short = {table for table, rows in told.items() for row in rows if not row.keys() >= COLUMNS.get(table, set())}
    assert set() == short


def span(row: Row) -> Span | None:
    """The length of a row; none where its date is the due date itself."""
    return Span(**row["length"]) if row["length"] else None


def period_end(row: Row) -> date:
    """Rule P."""
    return walk(row["first"], span(row), "P", calendar("legal"), "none").due


@pytest.mark.parametrize("row", periods(), ids=lambda row: f"{row['first']} {row['length']}")
def test_a_period_ends_where_the_table_says(row: Row) -> None:
    """By the service, and by the second way of counting."""
    assert row["last"] == period_end(row)
    assert row["last"] == second_count.due(row["first"], row["length"], None, "P", "legal", "none")[0]


@pytest.mark.parametrize("row", tables("periods")["chains"], ids=lambda row: str(row["first"]))
def test_a_chain_of_periods_ends_where_the_table_says_and_leaves_the_rest_that_it_says(row: Row) -> None:
    """Each from the day after the one before it; the lengths are those of the pack, the last is what the cap leaves."""
    terms_of_pack, first = flanders().terms, row["first"]
    for expected in row["ends"]:
        end = end_after(first, 12 * terms_of_pack.agreement_period.years)
        assert expected == end == second_count.due(first, {"years": 3}, None, "P", "legal", "none")[0]
        first = day_after(end)
    cap = dates.last_day_of_period(row["first"], terms_of_pack.cap)
    assert row["cap"] == cap == second_count.due(row["first"], {"years": 10}, None, "P", "legal", "none")[0]
    rest = room_in_months(first, cap)
    assert (row["cap"], 12 * row["rest"]["years"]) == (end_after(first, rest), rest)


def minus_a_day(first: date, length: Span) -> date:
    """The formula that everybody writes first."""
    return dates.add_span(first, length, "T", calendar("legal")) - ONE_DAY


def day_before(first: date, length: Span) -> date:
    """The one that everybody writes second."""
    return dates.add_span(first - ONE_DAY, length, "T", calendar("legal"))


@pytest.mark.parametrize("formula", [minus_a_day, day_before])
def test_each_naive_formula_is_wrong_exactly_where_the_table_says(formula: Callable[[date, Span], date]) -> None:
    """So the table keeps the teeth that it is there for."""
    rows = [row for row in periods() if not row["length"].get("working_days")]
    given = {(row["first"], row["last"]): formula(row["first"], Span(**row["length"])) for row in rows}
    expected = {(row["first"], row["last"]): row.get(formula.__name__, row["last"]) for row in rows}
    assert expected == given
    assert given != {(row["first"], row["last"]): row["last"] for row in rows}


@pytest.mark.parametrize("which", ["legal", "office"])
@pytest.mark.parametrize("row", terms(), ids=lambda row: row["case"])
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
    calendar_rows = [row for row in terms() if mutant is not month_by_month or span(row)]
    rows = [row for row in calendar_rows if mutant is not month_by_month or not row["length"].get("working_days")]
    assert [row["case"] for row in rows if row["legal"] != mutant(row)]
    told = [row for row in rows if mutant.__name__ in row.get("wrong", {})]
    assert [row["wrong"][mutant.__name__] for row in told] == [mutant(row) for row in told]


def test_a_fixed_hour_for_the_zone_is_caught() -> None:
    """Midnight at +01:00 all year is an hour wrong in summer."""
    winter = timezone(timedelta(hours=1))
    after = [(row["instant"], row["legal"] + ONE_DAY) for row in terms()]
    assert [day for instant, day in after if instant != datetime(day.year, day.month, day.day, tzinfo=winter)]


@pytest.mark.parametrize("row", tables("clocks")["days"], ids=lambda row: str(row["day"]))
def test_a_day_is_as_long_as_the_table_says(row: Row) -> None:
    """From one local midnight to the next."""
    ends, began = dates.end_of_day(row["day"], BRUSSELS), dates.end_of_day(row["day"] - ONE_DAY, BRUSSELS)
    assert row["ends"] == ends == second_count.midnight_after(row["day"])
    assert timedelta(hours=row["hours"]) == ends - began


@pytest.mark.parametrize("row", tables("clocks")["receipts"], ids=lambda row: f"{row['at']} for {row['due']}")
def test_what_came_in_is_as_late_as_the_table_says(row: Row) -> None:
    """In time before the first instant of the next day; that instant itself is late by one day."""
    assert row["late"] == dates.days_late(row["at"], row["due"], BRUSSELS)
    assert (row["late"] == 0) == dates.is_in_time(row["at"], row["due"], BRUSSELS)
