"""The command line reaches every act that a person may ask, without a line written for it."""

import json
import subprocess
import sys
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from typer.main import get_command

from cli.catalogue import entries, find
from cli.explaining import print_explanation
from cli.faults import faults_of
from cli.field_help import FIELDS, OF_ACTS
from cli.main import app
from cli.nouns import how_to_ask, whole_name
from domain.authority import is_system_only
from domain.vocabulary import COMMANDS
from schemas.command import CommandEnvelope
from tests.house.tree import ROOT

ACTS = [entry for entry in entries() if not entry["by_time_alone"]]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": "", "COLUMNS": "200"},
    )


def test_every_command_stands_in_the_catalogue() -> None:
    """A command that was added without `make docs` is missing here."""
    assert sorted(COMMANDS) == sorted(entry["kind"] for entry in entries())


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["kind"])
def test_an_entry_says_what_a_person_needs(entry: dict[str, Any]) -> None:
    """What it does, of which file, and by whom."""
    assert entry["says"].endswith(".")
    assert entry["of"] != []
    assert is_system_only(entry["kind"]) == entry["by_time_alone"]
    assert entry["who"] != [] or entry["by_time_alone"] or entry["kind"] == "adopt_policy"


def test_every_noun_has_a_group_that_lists_its_acts() -> None:
    """Each act is found under the group of its noun."""
    reached = {
        str(command.name)
        for attached in app.registered_groups
        if attached.typer_instance is not None
        for command in attached.typer_instance.registered_commands
    }
    by_hand = {"propose_policy", "adopt_policy"}
    assert [] == [
        entry["kind"]
        for entry in ACTS
        if entry["kind"].replace("_", "-") not in reached and entry["kind"] not in by_hand
    ]


def test_options_that_do_not_fit_are_refused_before_anything_is_asked() -> None:
    """Usage, with the name of what is wrong."""
    ended = run(
        "change", "request-change", "pact/demo", "--change", "a", "--wish", "{", "--grounds", "x", "--as", "demo-aster"
    )
    assert (2, True) == (ended.returncode, "--wish" in ended.stderr)
    ended = run(
        "change",
        "request-change",
        "pact/demo",
        "--change",
        "a",
        "--wish",
        '{"on":"scope"}',
        "--grounds",
        "x",
        "--as",
        "demo-aster",
    )
    assert (2, True) == (ended.returncode, "wish.scope.description" in ended.stderr)


def test_explain_says_who_may_and_what_is_given() -> None:
    """The same in JSON."""
    ended = run("explain", "command", "submit-year-plan")
    assert (0, True) == (ended.returncode, "cluster_representative" in ended.stdout)
    told = run("explain", "command", "submit_year_plan", "--json")
    assert find("submit_year_plan") == json.loads(told.stdout)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["kind"])
def test_every_command_can_be_explained(entry: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """With or without fields, in many states or in few, within a hundred columns."""
    print_explanation(entry)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(entry["kind"])
    assert [] == [line for line in lines if len(line) > 100]


def test_states_that_have_commas_of_their_own_stay_apart() -> None:
    """A list of them is told with semicolons."""
    told = run("explain", "command", "confirm_claim")
    assert "rejected, to be confirmed; unconfirmed, to be confirmed" in told.stdout


def test_a_command_that_does_not_exist_is_told_with_its_neighbours() -> None:
    """Usage, and what may have been meant."""
    ended = run("explain", "command", "submit_year_pla")
    assert (2, True) == (ended.returncode, "submit_year_plan" in ended.stderr)


def test_tables_fit_a_hundred_columns() -> None:
    """Also the longest one."""
    told = run("explain", "commands")
    assert [] == [line for line in told.stdout.splitlines() if len(line) > 100]


@pytest.mark.parametrize(
    ("act", "given", "asked"),
    [
        ("submit_year_plan", "demo", "pact/demo"),
        ("submit_year_plan", "pact/demo", "pact/demo"),
        ("submit_year_plan", "cluster/demo", "cluster/demo"),
        ("carry_over", "2021", "budget/2021"),
        ("confirm_claim", "demo", "demo"),
        ("adopt_policy", "rules", "rules"),
    ],
)
def test_an_act_of_one_sort_of_file_takes_the_id_alone(act: str, given: str, asked: str) -> None:
    """A whole name stays as it is; where there are several sorts, nothing is guessed."""
    entry = find(act)
    assert entry is not None
    assert asked == whole_name(given, entry)


def test_no_field_of_an_act_hides_what_every_act_takes() -> None:
    """Each option of a command has a name of its own."""
    taken = {
        f"{group} {name}": [option for one in command.params for option in (*one.opts, *one.secondary_opts)]
        for group, names in reachable().items()
        for name, command in names.items()
    }
    assert [] == [name for name, given in taken.items() if len(given) != len(set(given))]


def test_no_option_is_without_help() -> None:
    """Of any command, made of the catalogue or written by hand; an argument neither."""
    commands = {"": typer_commands(), **reachable()}
    assert [] == [
        f"{group} {name} {one.name}"
        for group, names in commands.items()
        for name, command in names.items()
        for one in command.params
        if not getattr(one, "help", None)
    ]


def test_every_field_of_a_command_has_its_line_and_no_line_is_left_over() -> None:
    """A field that was added without its line is seen here; one that went leaves a row behind."""
    named = {(entry["kind"], field["name"]) for entry in entries() for field in entry["fields"]}
    assert set() == FIELDS.keys() ^ {field for _, field in named}
    assert set() == OF_ACTS.keys() - {f"{kind}.{field}" for kind, field in named}


@pytest.mark.parametrize("entry", ACTS, ids=lambda entry: entry["kind"])
def test_an_explanation_ends_with_a_command_that_exists(entry: dict[str, Any]) -> None:
    """Where a noun has no group of its own, the one in which people look for it."""
    group, name = how_to_ask(entry).split(" ")
    assert name in reachable()[group]


def typer_commands() -> dict[str, Any]:
    """Every command that stands in no group."""
    root: Any = get_command(app)
    return {name: command for name, command in root.commands.items() if not hasattr(command, "commands")}


def reachable() -> dict[str, dict[str, Any]]:
    """Every command of every group, by their names."""
    root: Any = get_command(app)
    return {name: dict(group.commands) for name, group in root.commands.items() if hasattr(group, "commands")}


SHAPED = [(entry, field) for entry in ACTS for field in entry["fields"] if field["as"] == "json"]


@pytest.mark.parametrize(("entry", "field"), SHAPED, ids=lambda one: one.get("kind") or one.get("name"))
def test_an_option_that_takes_json_shows_a_shape_that_is_accepted(entry: dict[str, Any], field: dict[str, Any]) -> None:
    """Every example, by the model itself."""
    accepted = TypeAdapter[Any](COMMANDS[entry["kind"]].model_fields[field["name"]].rebuild_annotation())
    assert field["example"] != [] or entry["kind"] in {"propose_policy", "adopt_policy"}
    for example in field["example"]:
        accepted.validate_json(json.dumps(example))


def test_the_shapes_stand_in_the_help_and_in_the_explanation() -> None:
    """One for each kind of wish."""
    helped, explained = (
        run("change", "request-change", "--help").stdout,
        run("explain", "command", "request_change").stdout,
    )
    for told in (helped, explained):
        unfolded = " ".join(told.replace("│", " ").split())
        shown = [on for on in ("time", "money", "partner", "kpi_target", "scope") if f'"on": "{on}"' in unfolded]
        assert ["time", "money", "partner", "kpi_target", "scope"] == shown
        assert "What is to become otherwise." in unfolded


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ('{"on":"scope"}', "wish.scope.description is missing"),
        ('{"on":"scope","description":"x","more":1}', "wish.scope.more is not known here"),
        ('{"on":"nothing"}', "wish: 'on' has to be one of"),
        ("{}", "wish: 'on' has to say which shape it is"),
        ("[1]", "wish has to be an object in braces"),
        ('{"on":"time","deadline":"D07/2021","new_due":"soon"}', "wish.time.new_due has to be a day, YYYY-MM-DD"),
    ],
)
def test_a_wrong_shape_is_told_in_plain_words_with_the_shapes_that_are_accepted(wish: str, told: str) -> None:
    """The field first; no word of the library that found it."""
    given = ("change", "request-change", "pact/demo", "--change", "a", "--wish", wish, "--grounds", "x")
    ended = run(*given, "--as", "demo-aster")
    assert (2, True) == (ended.returncode, told in ended.stderr), ended.stderr
    assert 'accepted: {"on": "time"' in ended.stderr
    assert "tuple" not in ended.stderr.lower()


def test_a_command_that_nobody_knows_is_told_without_a_list_of_all() -> None:
    """Where the list is, is said instead."""
    message = faults_of(_refused({"kind": "dance"}))
    assert ("command: there is no 'dance'; clusterpact explain commands lists them", 1) == (
        message,
        len(message.splitlines()),
    )


def _refused(command: dict[str, Any]) -> ValidationError:
    with pytest.raises(ValidationError) as wrong:
        CommandEnvelope.model_validate(
            {"command_id": "demo-command-1", "stream": "pact/demo", "person": "demo-aster", "command": command}
        )
    return wrong.value
