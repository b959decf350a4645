"""What commands print for people: tables of at most 100 columns that lose nothing of a cell."""

import pytest

from cli.printing import WIDTH, print_table

TITLE = "Een verslag van de opvolging van de werking van de clusterorganisatie in het voorbije werkjaar"


def test_a_long_cell_is_folded_into_its_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Every word is there, no line is too long, and what stands beside it is said once."""
    print_table(["due", "deadline", "by"], [["2020-03-31", f"{TITLE} ({'x' * 70})", "cluster"], ["-", "short", None]])
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= WIDTH
    assert set(TITLE.split()) <= set(printed.split())
    assert (1, 70, False) == (printed.count("2020-03-31"), printed.count("x"), "…" in printed)


def test_a_narrow_table_stays_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not recorded is a dash."""
    print_table(["a", "b"], [["one", None], ["", 2]])
    assert "a    b\none  -\n-    2\n" == capsys.readouterr().out


def test_a_last_column_that_is_too_wide_gives_way_when_no_other_can(capsys: pytest.CaptureFixture[str]) -> None:
    """A long list of names at the end leaves the columns before it readable."""
    print_table(["a state", "and then", "to"], [["open", "recorded", " ".join(["somewhere"] * 30)]])
    lines = capsys.readouterr().out.splitlines()
    assert [] == [line for line in lines if len(line) > WIDTH]
    assert 30 == sum(line.count("somewhere") for line in lines)
    assert lines[1].startswith("open     recorded  somewhere")


def test_more_columns_than_fit_are_printed_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """A line that is too long is better than none."""
    print_table(["a heading"] * 12, [["some words"] * 12])
    assert 12 == capsys.readouterr().out.splitlines()[1].count("some words")
