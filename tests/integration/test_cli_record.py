"""The command line on a real Postgres: taking over the record, and asking it."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.integration.command_line import HISTORY, PACK, CommandLine, InThisProcess, Ran
from tests.integration.conftest import Database
from tests.integration.filled_record import a_database
from workers.embedded.postgres import RunningPostgres


@pytest.fixture
def shell(database: Database, tmp_path: Path) -> CommandLine:
    """A command line on a record with nothing in it, and a home in which nothing runs."""
    return InThisProcess(CLUSTERPACT_HOME=str(tmp_path), CLUSTERPACT_DATABASE_URL=database.service_url)


@pytest.fixture(scope="module")
def imported(
    postgres_server: RunningPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CommandLine]:
    """A command line on a record of its own, into which the public record was imported."""
    with a_database(postgres_server, template) as database:
        home = str(tmp_path_factory.mktemp("home"))
        shell = InThisProcess(CLUSTERPACT_HOME=home, CLUSTERPACT_DATABASE_URL=database.service_url)
        first = shell.run("import", str(HISTORY), "--json")
        assert (0, "") == (first.code, first.err)
        yield shell


@pytest.fixture(scope="module")
def answered(imported: CommandLine) -> dict[str, Any]:
    """The five answers as of 1 March 2020."""
    answered: dict[str, Any] = imported.run("answer", "--as-of", "2020-03-01", "--json").json
    return answered


def _statements(answer: dict[str, Any], predicate: str) -> list[dict[str, Any]]:
    return [one for part in answer["parts"] for one in part["statements"] if one["predicate"] == predicate]


def test_where_nothing_runs_our_own_postgres_does_for_as_long_as_a_command_takes(tmp_path: Path) -> None:
    """On a home in which nothing has ever run; what one process recorded the next one reads."""
    shell = CommandLine(CLUSTERPACT_HOME=str(tmp_path), CLUSTERPACT_DURABLE="false")
    first = shell.run("import", str(HISTORY), "--json")
    assert (0, "") == (first.code, first.err)
    assert 6 == len(shell.run("pact", "list", "--json").json)


def test_the_same_import_twice_records_nothing_new(imported: CommandLine) -> None:
    """The second report knows everything and the log is as long as before."""
    before = imported.run("audit", "verify", "--json").json
    again = imported.run("import", str(HISTORY), "--json").json
    assert (0, 0) == (again["new"], again["events"])
    assert before == imported.run("audit", "verify", "--json").json


def test_an_import_is_silent(imported: CommandLine) -> None:
    """No deadline, no reminder: nothing of the past falls due."""
    assert [] == imported.run("due", "--within", "999w", "--json").json
    pact = imported.run("pact", "show", "blauwe-cluster", "--json").json
    assert [] == pact["deadlines"]


def test_a_dry_run_writes_nothing(shell: CommandLine) -> None:
    """Not even the rules: nor does a file that is refused, as the later years are before the clusters are known."""
    rehearsed = shell.run("import", str(HISTORY), "--dry-run", "--json").json
    assert rehearsed["is_dry_run"]
    assert 0 < rehearsed["new"]
    assert 0 == shell.run("audit", "verify", "--json").json["events"]
    refused = shell.run("import", str(HISTORY.with_name("history-2021-2024.yaml")))
    assert (3, 0) == (refused.code, shell.run("audit", "verify", "--json").json["events"])


def test_six_pacts_are_listed(imported: CommandLine) -> None:
    """Those of the six clusters."""
    rows = imported.run("pact", "list", "--json").json
    expected = ["blauwe-cluster", "catalisti", "flanders-food", "flux50", "sim", "vil"]
    assert expected == sorted(row["cluster"] for row in rows)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("predicate: operations_start", "predikaat: operations_start", "predikaat"),
        ("2017-01-01", "2017-02-30", "2017-02-30"),
        ("catalisti", "catalyst", "catalyst"),
        ("predicate: operations_start", "predicate: operations_begun", "operations_begun"),
        ("{code: largely_reached", "{code: brilliant", "brilliant"),
        ("qualifier: first", "qualifier: tanker", "tanker"),
    ],
)
def test_a_wrong_history_is_refused_with_file_line_and_reason(
    imported: CommandLine, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    """A wrong field, an impossible date, an unknown cluster, an unknown predicate: and nothing is written."""
    text = HISTORY.read_text(encoding="utf-8")
    place = text.index(old, text.index("claims:"))
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    line = text[:place].count("\n") + 1
    before = imported.run("audit", "verify", "--json").json
    refused = imported.run("import", str(wrong))
    assert 3 == refused.code
    assert f"wrong.yaml:{line}: " in refused.err
    assert reason in refused.err
    assert before == imported.run("audit", "verify", "--json").json


def test_the_answer_of_2020_says_what_the_minister_said(answered: dict[str, Any]) -> None:
    """Evaluations, verdicts, reports and means, each with the status that it has."""
    assert ["2020-03-01", "nl", 5] == [answered["as_of"], answered["lang"], len(answered["parts"])]
    stated = [one for one in _statements(answered, "interim_evaluation") if one["status"] == "stated"]
    verdicts = [(one["value"]["completed"]["earliest"], one["value"]["verdict"]) for one in stated]
    assert [("2019-05-01", "largely_reached")] * 4 == verdicts
    assert ["catalisti", "flux50", "sim", "vil"] == sorted(one["subject"].partition("/")[2] for one in stated)
    statuses = {one["status"] for part in answered["parts"] for one in part["statements"]}
    assert {"stated", "computed", "in_processing", "not_decided", "not_recorded", "contested"} == statuses


def test_contested_pact_dates_show_both_claims(answered: dict[str, Any]) -> None:
    """Catalisti, SIM and VIL: the answer to parliament against the committee, the cluster and the press."""
    contested = [one for one in _statements(answered, "pact_concluded") if one["status"] == "contested"]
    assert ["pact/catalisti", "pact/sim", "pact/vil"] == sorted(one["subject"] for one in contested)
    assert all(one["conflicts"] and one["evidence"] for one in contested)


def test_the_residual_pool_is_computed_and_names_its_inputs(answered: dict[str, Any]) -> None:
    """27 million is nobody's statement."""
    computed = [one for one in answered["parts"][4]["statements"] if one["status"] == "computed"]
    assert [27_000_000] == [one["value"]["amount"] for one in computed]
    assert 7 == len(computed[0]["inputs"])


def test_every_statement_has_evidence(answered: dict[str, Any]) -> None:
    """Without exception."""
    assert [] == [one for part in answered["parts"] for one in part["statements"] if not one["evidence"]]


def test_as_of_2017_knows_nothing_of_later(imported: CommandLine) -> None:
    """No evaluation, no verdict, no money, no second cohort."""
    answer = imported.run("answer", "--as-of", "2017-03-01", "--json").json
    said = str(answer["parts"])
    assert [] == [word for word in ("mei 2019", "9 juni 2017", "75.000.000", "Flanders' FOOD") if word in said]


def test_before_the_import_nothing_was_known(imported: CommandLine) -> None:
    """The other clock: what is true of 2020 was not known to us then."""
    answer = imported.run("answer", "--as-of", "2020-03-01", "--known-on", "2020-12-31", "--json").json
    assert [] == [one for part in answer["parts"] for one in part["statements"]]


def test_the_answer_is_given_in_english_too(imported: CommandLine) -> None:
    """With the same statements."""
    english = imported.run("answer", "--as-of", "2020-03-01", "--lang", "en")
    assert 0 == english.code
    assert "largely" in english.out


def test_an_answer_about_some_clusters_names_no_other(imported: CommandLine) -> None:
    """By id or by name, each once; all of them where none is named."""
    words = ("answer", "--as-of", "2020-03-01", "--json")
    some = imported.run(*words, "--cluster", "Catalisti", "--cluster", "vil", "--cluster", "catalisti").json
    assert ["catalisti", "vil"] == some["clusters"]
    subjects = {one["subject"] for part in some["parts"] for one in part["statements"]}
    named = {subject.partition("/")[2] for subject in subjects if subject.startswith(("pact/", "cluster/"))}
    assert {"catalisti", "vil"} == named
    unknown = imported.run(*words, "--cluster", "niemand")
    assert (3, "unknown_cluster") == (unknown.code, unknown.json["error"]["code"])


def test_known_is_typed_and_told_in_local_time(imported: CommandLine) -> None:
    """Noon in Brussels in summer is ten o'clock in UTC; an offset that is typed counts."""
    words = ("answer", "--as-of", "2020-03-01", "--known-on")
    assert "zoals bekend op 1 juli 2020, 12:00\n" in imported.run(*words, "2020-07-01T12:00").out
    assert "zoals bekend op 1 juli 2020, 14:00\n" in imported.run(*words, "2020-07-01T12:00Z").out
    assert "2020-07-01T10:00:00Z" == imported.run(*words, "2020-07-01T12:00", "--json").json["known_on"]


def test_views_made_again_are_the_views_that_were(imported: CommandLine) -> None:
    """What a person lists is the same before and after."""
    before = imported.run("pact", "list", "--json").json
    assert 0 == imported.run("rebuild", "views").code
    assert before == imported.run("pact", "list", "--json").json


def test_submit_needs_up_and_says_so(imported: CommandLine) -> None:
    """Exit code 5, and what to do."""
    refused = imported.submit("demo-aster", "pact/vil", "needs-up-1", kind="open_pact_negotiation")
    assert 5 == refused.code
    assert "clusterpact up" in refused.err


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("{", "no JSON"),
        ("[]", "a JSON object"),
        ('{"command_id": "wrong-kind-1", "stream": "pact/vil", "command": {"kind": "plan"}}', "command"),
        ('{"command_id": "short", "stream": "pact/vil", "command": {"kind": "open_pact_negotiation"}}', "command_id"),
        ('{"command_id": "other-person", "person": "demo-berk", "stream": "rules", "command": {}}', "--as says"),
    ],
)
def test_a_command_that_is_none_is_usage(imported: CommandLine, given: str, fault: str) -> None:
    """Exit code 2 and where the fault is; nothing is kept."""
    ended = imported.run("submit", "-", "--as", "demo-aster", given=given)
    assert (2, True) == (ended.code, fault in ended.err)


@pytest.mark.parametrize(
    "words",
    [
        ("answer", "--as-of", "2020-13-01"),
        ("answer", "--known-on", "yesterday"),
        ("answer", "--lang", "fr"),
        ("due", "--within", "soon"),
    ],
)
def test_words_that_cannot_be_read_are_usage(imported: CommandLine, words: tuple[str, ...]) -> None:
    """Exit code 2, with what would be right."""
    ended = imported.run(*words)
    assert (2, True) == (ended.code, ended.err.startswith("usage: "))


def test_an_unknown_pact_is_refused(imported: CommandLine) -> None:
    """With a stable code, also in JSON."""
    ended = imported.run("pact", "show", "nobody", "--json")
    assert (3, "unknown_pact") == (ended.code, ended.json["error"]["code"])


def test_the_first_administrator_is_made_once(imported: CommandLine) -> None:
    """The same again is no error; another is refused."""
    first: list[Ran] = [imported.run("people", "bootstrap", "demo-linde") for _ in range(2)]
    assert [0, 0] == [one.code for one in first]
    assert first[0].out == first[1].out
    other = imported.run("people", "bootstrap", "demo-wilg")
    assert (3, True) == (other.code, other.err.startswith("administrator_exists"))


def test_the_packaged_rules_are_sound() -> None:
    """And say what is still to be confirmed."""
    checked = InThisProcess().run("policy", "check", str(PACK))
    assert 0 == checked.code
    assert "assumed" in checked.out


@pytest.mark.parametrize(("variable", "value"), [("CLUSTERPACT_LANG", "fr"), ("CLUSTERPACT_POSTGRES_PORT", "abc")])
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, variable: str, value: str) -> None:
    """Exit code 2 with the variable and its value, for the doctor as well."""
    shell = InThisProcess(CLUSTERPACT_HOME=str(tmp_path), **{variable: value})
    for words in (("pact", "list"), ("doctor",)):
        ended = shell.run(*words)
        assert (2, True) == (ended.code, ended.err.startswith(f"usage: {variable}: ") and repr(value) in ended.err)


def test_a_pack_whose_languages_differ_is_not_sound(tmp_path: Path) -> None:
    """A misspelt place in one language would leave a hole in an answer."""
    copy = Path(copytree(PACK, tmp_path / "pack"))
    english = copy / "texts.en.yaml"
    text = english.read_text(encoding="utf-8")
    assert "{cluster}" in text
    english.write_text(text.replace("{cluster}", "{clustr}", 1), encoding="utf-8")
    ended = InThisProcess().run("policy", "check", str(copy))
    assert (3, True) == (ended.code, "texts.en.yaml:1: sentences: differs" in ended.err)


def test_a_reader_that_leaves_early_hears_no_complaint(imported: CommandLine) -> None:
    """As a pager does that was closed before the first line came."""
    piped = imported.pipe("answer", "--as-of", "2020-03-01", into="true")
    assert ("", "") == (piped.out, piped.err)


@pytest.mark.parametrize(("lang", "contested"), [("nl", "betwist"), ("en", "contested")])
def test_claims_that_disagree_are_listed_side_by_side(imported: CommandLine, lang: str, contested: str) -> None:
    """What each source says, and where nobody decided between them; every line fits."""
    listed = imported.run("claim", "list", "pact/catalisti", "--lang", lang)
    assert (0, "") == (listed.code, listed.err)
    assert f"pact_concluded  {contested}" in listed.out
    assert [] == [line for line in listed.out.splitlines() if len(line) > 100]


def test_a_conflict_names_the_leading_source_and_its_rivals(imported: CommandLine) -> None:
    """As it was known on an instant: before the import nothing was."""
    found = imported.run("claim", "list", "pact/catalisti", "--json").json
    [conflict] = [one for one in found["conflicts"] if one["predicate"] == "pact_concluded"]
    assert not conflict["is_resolved"]
    assert conflict["leading"]["claim"] not in {one["claim"] for one in conflict["rivals"]}
    assert len(conflict["rivals"]) >= 1
    early = imported.run("claim", "list", "pact/catalisti", "--known-on", "2016-01-01")
    assert (3, True) == (early.code, early.err.startswith("unknown_pact"))


def test_a_budget_year_shows_what_sources_say_of_it(imported: CommandLine) -> None:
    """Nothing of it was decided here, and the sources stand beside what is not recorded."""
    shown = imported.run("budget", "show", "2020", "--json").json
    assert (None, 8) == (shown["foreseen_cents"], len(shown["claims"]))
    assert {"unconfirmed"} == {one["standing"] for one in shown["claims"]}
    assert "From the sources" in imported.run("budget", "show", "2020", "--lang", "en").out
