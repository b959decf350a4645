"""Counting on the command line, with no server: in both languages and as JSON, in a hundred columns."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.clocks import span_of
from cli.ending import Exit
from cli.main import app
from tests.house.tree import ROOT

WIDTH = 100
PACK = ROOT / "policies" / "flanders-clusters"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record anywhere: what counts is the packaged rules."""
    monkeypatch.setenv("CLUSTERPACT_HOME", str(tmp_path))
    monkeypatch.delenv("CLUSTERPACT_DATABASE_URL", raising=False)
    monkeypatch.delenv("CLUSTERPACT_LANG", raising=False)


def run(words: str, expected: int = 0) -> str:
    """Run a command to its end and give what it printed."""
    done = CliRunner().invoke(app, words.split())
    assert expected == done.exit_code, done.output
    return done.output


def told(words: str) -> Any:  # noqa: ANN401 - whatever the command says
    """The same as a program reads it."""
    return json.loads(run(f"{words} --json"))


def test_each_day_off_is_told_with_its_reason() -> None:
    """A weekend by its day, a holiday by its name."""
    shown = run("calendar add 20 wd --from 2020-04-06 --calendar legal --lang en")
    for piece in (
        "2020-04-11  Saturday",
        "2020-04-13  Easter Monday",
        "2020-05-01  Labour Day",
        "2020-05-06T22:00:00Z",
    ):
        assert piece in shown
    dutch = run("calendar add 20 wd --from 2020-04-06 --calendar legal")
    assert "2020-04-13  Paasmaandag" in dutch
    assert "20 werkdagen na maandag 2020-04-06" in dutch


def test_counting_back_shifts_back_unless_told_otherwise() -> None:
    """At least thirty days before the last of January: not the fourth, but the last of December."""
    assert "2026-12-31" == told("calendar add -30 d --from 2027-01-31 --calendar legal")["due"]
    assert "2027-01-04" == told("calendar add -30 d --from 2027-01-31 --calendar legal --shift forward")["due"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("calendar add 3 w --from 2024-01-01 --calendar legal", "usage"),
        ("calendar add 3 d --from tomorrow --calendar legal", "usage"),
        ("calendar add 3 d --from 9999-12-31 --calendar legal", "usage"),
        ("calendar add 3 d --from 2023-02-29 --calendar legal", "usage"),
        ("calendar add 3 d --from 2024-01-01T12:00 --calendar legal", "usage"),
        ("calendar add 0 m --from 2024-01-01 --calendar legal --convention P", "usage"),
        ("deadline compute D07 --from 2024-01-01T02:30", "usage"),
        ("calendar add 99999 wd --from 2024-01-01 --calendar legal", "usage"),
        ("calendar add -3 m --from 2024-01-01 --calendar legal --convention P", "usage"),
        ("calendar add 3 d --from 2024-01-01 --calendar mine", "unknown_calendar"),
        ("calendar add 3 d --from 2024-01-01 --calendar legal --shift sideways", "usage"),
        ("calendar show 2024 --calendar mine", "unknown_calendar"),
        ("calendar show 0", "usage"),
        ("calendar show 99999", "usage"),
        ("policy diff /nowhere /nowhere", "policy_unsound"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(words: str, code: str) -> None:
    """With a code, and no traceback."""
    done = CliRunner().invoke(app, words.split())
    assert done.exit_code != 0
    assert f"{code}: " in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("words", ["work --as demo-berk --limit", "audit refusals --limit"])
@pytest.mark.parametrize("rows", [0, 10**20])
def test_a_number_of_rows_that_nobody_can_mean_is_a_slip(words: str, rows: int) -> None:
    """Told before any record is looked for."""
    done = CliRunner().invoke(app, [*words.split(), str(rows)])
    assert Exit.USAGE == done.exit_code
    assert "--limit" in done.output


@pytest.mark.parametrize("words", ["calendar add 10 wd --from 2046-12-28 --calendar legal", "calendar show 2047"])
def test_beyond_the_listed_years_nothing_is_guessed(words: str) -> None:
    """Refused by a rule."""
    assert "calendar_exhausted" in run(words, expected=3)


def test_a_year_shows_what_closes_on_which_calendar() -> None:
    """Fourteen days, ten of them legal, and the working days that are left."""
    [legal, office] = told("calendar show 2026")["calendars"]
    assert (10, 14) == (len(legal["closed"]), len(office["closed"]))
    assert (253, 252) == (legal["working_days"], office["working_days"])
    assert "legal 2026.1: 253 werkdagen in 2026" in run("calendar show 2026")
    assert "All Souls' Day" not in run("calendar show 2026 --calendar legal --lang en")


def test_deadline_compute_tells_the_rule_the_count_and_the_ladder() -> None:
    """In words and as JSON."""
    made = told("deadline compute D18 --from 2020-04-06")
    assert ("D18", "2020-05-06", "2020-05-06T22:00:00Z") == (
        made["rule"]["id"],
        made["count"]["due"],
        made["count"]["instant"],
    )
    assert "20 working days after Monday 2020-04-06" in run("deadline compute D18 --from 2020-04-06 --lang en")
    assert "unknown_rule" in run("deadline compute X --from 2020-04-06", expected=3)
    assert "perhaps D17 or D07" in run("deadline compute d7 --from 2020-04-06", expected=3)


def test_a_pack_of_another_folder_counts_by_its_own_rules() -> None:
    """The rules that were used are named."""
    folder = ROOT / "policies" / "example-three-year-network"
    made = told(f"deadline compute N02 --from 2023-12-31 --pack {folder}")
    assert ("2024-04-02", "example-three-year-network") == (made["count"]["due"], made["policy"])


def test_policy_diff_says_what_differs() -> None:
    """By name, in both languages."""
    other = ROOT / "policies" / "example-three-year-network"
    assert "N02  nieuw: jaarverslag ingediend" in run(f"policy diff {PACK} {other}")
    assert "N02  new: yearly report submitted" in run(f"policy diff {PACK} {other} --lang en")
    assert [] == told(f"policy diff {PACK} {PACK}")["differences"]
    assert "Both packs say the same." in run(f"policy diff {PACK} {PACK} --lang en")


@pytest.mark.parametrize(
    "words",
    [
        "calendar add 30 wd --from 2026-12-01 --calendar office",
        "calendar show 2026",
        "deadline compute D18 --from 2020-04-06",
    ],
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_everything_fits_a_hundred_columns(words: str, lang: str) -> None:
    """But for the folder of the rules, which is as long as it is."""
    lines = run(f"{words} --lang {lang}").splitlines()
    assert [] == [line for line in lines if len(line) > WIDTH and "flanders-clusters" not in line]


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("8w", 56), ("3m", 93), ("2y", 732), ("99999y", 100_000)])
def test_a_span_leaves_no_day_out(text: str, days: int) -> None:
    """A month and a year are taken at their longest; nothing is further than the calendar goes."""
    assert timedelta(days=days) == span_of(text)
