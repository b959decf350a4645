"""What people read fits a hundred columns, and nothing of it is lost."""

import pytest

from cli.ending import Ended, Exit, told
from cli.printing import WIDTH, message
from cli.reading import deadline_line

HASH = "a" * 64


def test_a_long_title_of_a_deadline_is_folded_under_itself() -> None:
    """To the last word, with the deadline's name behind it."""
    title = "een titel die zo lang is dat " + "hij " * 25 + "niet past"
    row = {"due": "2020-01-31", "stage": "open", "is_taken_over": False, "title": {"nl": title}, "deadline": "D01"}
    lines = deadline_line(row, "nl")
    assert " ".join(f"2020-01-31 loopt {title} (D01)".split()) == " ".join(lines.split())
    assert WIDTH >= max(map(len, lines.splitlines()))
    assert {" " * 29} == {line[:29] for line in lines.splitlines()[1:]}


def test_a_long_message_is_broken_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Its code first; the lines that it had stay lines."""
    detail = "a reason " * 30 + "\nand another"
    with pytest.raises(SystemExit), told():
        raise Ended(Exit.REFUSED, "some_code", detail)
    said = capsys.readouterr().err
    assert f"some_code: {detail}".split() == said.split()
    assert WIDTH >= max(map(len, said.splitlines()))
    assert (True, "and another") == (said.startswith("some_code: "), said.splitlines()[-1])


@pytest.mark.parametrize("before", range(60, 90))
def test_what_is_copied_from_a_message_stays_whole(before: int) -> None:
    """An option with its value, and a word with hyphens in it, wherever they would be broken."""
    lines = message(f"{'x' * before} release it with --seen {HASH} or claim propose-claim-verdict").splitlines()
    assert any(f"--seen {HASH}" in line for line in lines)
    assert any("propose-claim-verdict" in line for line in lines)
