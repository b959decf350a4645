"""History files: read strictly, with every problem named, and the same file always gives the same commands."""

import pytest

from domain.record import parse_history, problems_of
from schemas.claim import ImportHistoricalClaim
from schemas.command import CommandEnvelope
from schemas.history import HistoryError
from schemas.policy import Policy
from tests.unit.flanders import FOLDER
from tests.unit.history import EARLY, LATE, commands, record_of
from tests.unit.programme import a_policy

HISTORY = """\
history: demo-2020
title: A demonstration
policy: test-programme
known_clusters: [elsewhere]
sources:
  - {id: page, title: A page, grade: official_statement}
clusters:
  - {id: alpha, name: Alpha, pact: true, source: page, later_names: [{name: Beta, since: 2018-05}]}
  - {id: gamma, name: Gamma, source: page}
claims:
  - {id: one, about: pact/alpha, predicate: pact_concluded, value: {date: 2017-06-09}, source: page}
  - id: two
    about: [cluster/alpha, cluster/gamma]
    predicate: operations_start
    value: {date: {from: 2017-01-01, until: 2017-03-31, wording: begin 2017}}
    source: page
  - {id: three, about: budget/2020, predicate: reservation, qualifier: alpha, value: {eur: 8}, when: 2020, source: page}
  - {id: four, about: programme/x, predicate: clusters, value: {clusters: [alpha, elsewhere]}, when: 2020, source: page}
"""


@pytest.fixture
def policy() -> Policy:
    """A programme whose record is about a few things."""
    return a_policy(predicates=("pact_concluded", "operations_start", "reservation", "clusters"))


def problems(text: str, policy: Policy) -> list[str]:
    """What is wrong with the file, each with its place."""
    with pytest.raises(HistoryError) as refused:
        parse_history("demo.yaml", text, policy)
    return [str(one) for one in refused.value.problems]


def changed(old: str, new: str) -> str:
    """The demonstration with one thing changed."""
    assert old in HISTORY
    return HISTORY.replace(old, new)


def claims_of(envelopes: tuple[CommandEnvelope, ...]) -> dict[str, ImportHistoricalClaim]:
    """The claims by their names."""
    asked = [envelope.command for envelope in envelopes]
    return {command.claim: command for command in asked if isinstance(command, ImportHistoricalClaim)}


def test_a_file_becomes_commands_with_ids_from_its_content(policy: Policy) -> None:
    """Clusters come first; a row about several subjects is a claim about each."""
    ids = [envelope.command_id for envelope in parse_history("demo.yaml", HISTORY, policy)]
    names = ["cluster/alpha", "cluster/alpha/name/2", "pact/alpha", "cluster/gamma"]
    expected = [f"import:demo-2020:{name}" for name in [*names, "one", "two/alpha", "two/gamma", "three", "four"]]
    assert expected == ids


def test_the_same_file_gives_the_same_commands(policy: Policy) -> None:
    """Whatever it is called on disk."""
    assert parse_history("a.yaml", HISTORY, policy) == parse_history("b.yaml", HISTORY, policy)


def test_a_date_value_says_itself_when_it_holds(policy: Policy) -> None:
    """The wording of the source goes with it."""
    claim = claims_of(parse_history("demo.yaml", HISTORY, policy))["two/gamma"]
    expected = ("2017-01-01", "2017-03-31", "interval", "begin 2017")
    when = claim.effective
    assert expected == (when.earliest.isoformat(), when.latest.isoformat(), when.precision.value, when.wording)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "source: page}\n  - id: two",
            "source: page, colour: red}\n  - id: two",
            "11: claims[0].colour: unknown field",
        ),
        ("2017-06-09", "2017-02-30", "11: claims[0].value.date: '2017-02-30' is no day of the calendar"),
        ("wording: begin 2017", "words: begin", "15: claims[1].value.date: unknown field 'words' in a date"),
        ("from: 2017-01-01, ", "", "15: claims[1].value.date: a date needs 'on', or both 'from' and 'until'"),
        (
            "2017-06-09",
            "june",
            "11: claims[0].value.date: 'june' is no date: write 2017-06-09, 2019-05, 2020, or from and until",
        ),
        ("pact/alpha,", "pact/omega,", "11: claims[0].about: unknown cluster 'omega'"),
        ("pact/alpha,", "pact/gamma,", "11: claims[0].about: cluster 'gamma' has no pact file in this record"),
        ("pact/alpha,", "people/alpha,", "11: claims[0].about: nothing historical is kept about 'people/alpha'"),
        ("[alpha, elsewhere]", "[alpha, omega]", "18: claims[3].value.clusters: unknown cluster 'omega'"),
        ("qualifier: alpha", "qualifier: omega", "17: claims[2].qualifier: unknown cluster 'omega'"),
        ("predicate: pact_concluded", "predicate: shoe_size", "11: claims[0].predicate: unknown predicate 'shoe_size'"),
        ("2017-06-09}, source: page", "2017-06-09}, source: book", "11: claims[0].source: unknown source 'book'"),
        ("2017-06-09}, source: page", "2017-06-09}", "11: claims[0].source: missing"),
        ("id: three", "id: one", "11: claims[0].id: duplicate claim id 'one'"),
        (
            "{date: 2017-06-09}",
            "{eur: 5}, when: 2017",
            "11: claims[0].value: 'pact_concluded' takes a date value, not a money",
        ),
        (
            "{date: 2017-06-09}",
            "{date: 2017-06-09, eur: 5}",
            "11: claims[0].value: give exactly one kind of value, not 2",
        ),
        (
            "{eur: 8}, when: 2020",
            "{eur: 8}",
            "17: claims[2]: 'when' is missing: only a date value says itself when it holds",
        ),
        (
            "until: 2017-03-31",
            "until: 2016-03-31",
            "15: claims[1].value.date: latest 2016-03-31 lies before earliest 2017-01-01",
        ),
        (
            "policy: test-programme",
            "policy: another",
            "3: policy: 'another' is not the policy in force, which is 'test-programme'",
        ),
        ("id: gamma, name", "id: alpha, name", "8: clusters[0].id: duplicate cluster id 'alpha'"),
    ],
)
def test_a_problem_is_named_by_file_line_field_and_reason(policy: Policy, old: str, new: str, expected: str) -> None:
    """Whoever wrote the file can mend it without guessing."""
    assert f"demo.yaml:{expected}" in problems(changed(old, new), policy)


def test_all_problems_are_named_at_once(policy: Policy) -> None:
    """A broken row hides nothing about the others."""
    text = changed("2017-06-09", "2017-02-30").replace("qualifier: alpha", "qualifier: omega")
    expected = [11, 17]
    assert expected == [int(one.split(":")[1]) for one in problems(text, policy)]


def test_a_field_given_twice_is_a_problem(policy: Policy) -> None:
    """YAML itself would take the last one in silence."""
    assert "demo.yaml:3: title" in problems(changed("policy: test", "title: Again\npolicy: test"), policy)[0]


def test_a_cluster_that_another_file_should_have_registered_is_asked_for(policy: Policy) -> None:
    """The record is the judge of that, not the file."""
    with pytest.raises(HistoryError) as refused:
        parse_history("demo.yaml", HISTORY, policy, registered=["beyond"])
    expected = ["demo.yaml:4: known_clusters[0]: no cluster 'elsewhere' is registered yet"]
    assert expected == [str(one) for one in refused.value.problems]


def test_a_refused_command_is_found_back_in_its_file() -> None:
    """A refusal of the rules has a line like any other problem."""
    reasons = {"import:demo-2020:two/gamma": "claim_changed: known", "import:demo-2020:cluster/gamma": "no"}
    expected = ["demo.yaml:9: clusters[1]: no", "demo.yaml:12: claims[1]: claim_changed: known"]
    assert expected == [str(one) for one in problems_of("demo.yaml", HISTORY, reasons)]


def test_every_fact_of_the_question_is_recorded_but_the_computed_one() -> None:
    """F35 is arithmetic; it is computed when somebody asks."""
    facts = {fact for one in commands(EARLY, LATE) if (fact := getattr(one.command, "fact", None)) is not None}
    assert {f"F{number:02}" for number in range(1, 35)} == facts


def test_importing_twice_records_nothing_new() -> None:
    """Decided in memory; the store keeps to the same rules."""
    record = record_of(EARLY, LATE)
    events = len(record.events)
    for envelope in commands(EARLY, LATE):
        record.take(envelope)
    assert events == len(record.events)


def test_the_record_is_silent() -> None:
    """No claim opens a deadline, and every one is marked as backfill."""
    events = record_of(EARLY, LATE).events
    assert {"claim.imported", "cluster.registered", "cluster.renamed", "pact.registered"} == {e.type for e in events}
    assert all(event.backfill for event in events if event.type == "claim.imported")


def test_every_claim_names_a_source_that_a_reader_can_find() -> None:
    """All but the question itself, of which only a copy without an address is at hand."""
    sources = [source for one in commands(EARLY, LATE) for source in one.evidence]
    expected = {"pv-clusterpacten-vernieuwing"}
    assert expected == {source.document for source in sources if source.url is None}


def test_the_history_files_stand_in_the_pack() -> None:
    """Two files, in order of time."""
    expected = [EARLY, LATE]
    assert expected == sorted(file.name for file in FOLDER.glob("history-*.yaml"))
