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
