"""The tables once more, through the commands that people type."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.main import app
from gateway import policy_files
from schemas.policy import DeadlineRule, Policy, Span
from tests.oracles import second_count
from tests.oracles.tables import Row, periods, tables, terms
from tests.unit.flanders import flanders

Told = Callable[[str], Any]
COMMAND = get_command(app)  # built once: most of what a run takes
UNITS = {"working_days": "wd", "days": "d", "months": "m", "years": "y"}


@pytest.fixture(autouse=True)
def packaged_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record anywhere: what counts is the packaged rules, which are read once for all rows."""
    monkeypatch.setenv("CLUSTERPACT_HOME", str(tmp_path))
    monkeypatch.delenv("CLUSTERPACT_DATABASE_URL", raising=False)
    monkeypatch.setattr(policy_files, "read_pack", _read_once)


@cache
def _read_once(_: Path) -> Policy:
    return flanders()


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Run a command and give what it says to a program."""

    def run(words: str) -> Any:  # noqa: ANN401 - whatever the command says
        COMMAND([*words.split(), "--json"], standalone_mode=False)
        return json.loads(capsys.readouterr().out)

    return run


def length(row: Row) -> str:
    """The length as it is typed; a row whose date is the due date itself adds nothing."""
    [(unit, number)] = row["length"].items() or [("days", 0)]
    return f"{number} {UNITS[unit]}"


@pytest.mark.parametrize("which", ["legal", "office"])
@pytest.mark.parametrize("row", terms(), ids=lambda row: row["case"])
def test_a_term_that_is_typed_ends_where_the_table_says(told: Told, row: Row, which: str) -> None:
    """With the date before the shift, the instant, and every day off in between."""
    count = told(f"calendar add {length(row)} --from {row['from']} --calendar {which} --shift {row['shift']}")
    assert (str(row["from"]), str(row[which])) == (count["anchor"], count["due"])
    assert f"{second_count.midnight_after(row[which]):%Y-%m-%dT%H:%M:%SZ}" == count["instant"]
    if which == "legal":
        assert (str(row["raw"]), f"{row['instant']:%Y-%m-%dT%H:%M:%SZ}") == (count["raw_due"], count["instant"])


@pytest.mark.parametrize("row", periods(), ids=lambda row: f"{row['first']} {row['length']}")
def test_a_period_that_is_typed_ends_where_the_table_says(told: Told, row: Row) -> None:
    """Its first day counts."""
    given = f"{length(row)} --from {row['first']} --calendar legal"
    assert str(row["last"]) == told(f"calendar add {given} --convention P --shift none")["due"]


@pytest.mark.parametrize("row", tables("periods")["chains"], ids=lambda row: str(row["first"]))
def test_a_chain_that_is_typed_ends_on_the_cap(told: Told, row: Row) -> None:
    """Period by period, and the ten years at once."""
    typed = "--calendar legal --convention P --shift none"
    assert str(row["cap"]) == told(f"calendar add 10 y --from {row['first']} {typed}")["due"]
    first = row["first"]
    for end in row["ends"]:
        assert str(end) == told(f"calendar add 3 y --from {first} {typed}")["due"]
        first = end.fromordinal(end.toordinal() + 1)
    assert str(row["cap"]) == told(f"calendar add {row['rest']['years']} y --from {first} {typed}")["due"]


RULES = [rule for rule in flanders().deadlines if rule.span is not None]
COMPUTED = [
    (rule, row)
    for row in terms()
    for rule in RULES
    if rule.convention == "T" and rule.span == (Span(**row["length"]) if row["length"] else None)
    if rule.shift == row["shift"] or row["raw"] == row["legal"]
]
"""Rules of the pack that count a row of the table: the same length, and a shift that makes no difference."""


def test_rules_of_the_pack_count_rows_of_the_table() -> None:
    """So that the test below is about something."""
    assert {"D01", "D04", "D11", "D18", "D20"} <= {rule.id for rule, _ in COMPUTED}


@pytest.mark.parametrize(("rule", "row"), COMPUTED, ids=lambda one: one["case"] if isinstance(one, dict) else one.id)
def test_a_deadline_that_is_computed_falls_where_the_table_says(told: Told, rule: DeadlineRule, row: Row) -> None:
    """By the rule's own calendar."""
    count = told(f"deadline compute {rule.id} --from {row['from']}")["count"]
    assert (str(row["from"]), str(row[rule.calendar])) == (count["anchor"], count["due"])
