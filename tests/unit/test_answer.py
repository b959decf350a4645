"""The five answers over the record of the clusters: what they say, what they refuse to say, and on what they rest."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from domain.answer import render
from domain.texts import parse_texts, places
from schemas.agreement.cap_anchor import CapAnchorFixed
from schemas.agreement.extension import ExtensionGranted
from schemas.agreement.period import AgreementActivated
from schemas.answer import Answer, Statement, Status
from schemas.claim import Evidence, Grade, ImportHistoricalClaim, MoneyValue
from schemas.evaluation import PactVersionAdopted, PactYearlyEvaluationCompleted
from schemas.event import Payload, Pending
from schemas.pack import PolicyError
from schemas.report import WorkYearReportReceived
from tests.unit.history import ANSWER_DAY, EARLY, IMPORTED_AT, LATE, Record, record_of, statements, texts
from tests.unit.scenario import SYSTEM, on

FIRST_FOUR = {"pact/catalisti", "pact/sim", "pact/flux50", "pact/vil"}
LAST_TWO = {"pact/flanders-food", "pact/blauwe-cluster"}
SIX = [f"cluster/{one}" for one in ("catalisti", "sim", "flux50", "vil", "flanders-food", "blauwe-cluster")]
LANGS = ("nl", "en")
COMPUTED_FROM_A_CONTESTED_START = {"agreement_end", "agreement_cap_date"}


@cache
def early() -> Record:
    """The record of 2016 to 2020; no test adds to it."""
    return record_of(EARLY)


@cache
def whole() -> Record:
    """Both files; no test adds to it."""
    return record_of(EARLY, LATE)


@cache
def answered(lang: str = "nl", as_of: date = ANSWER_DAY) -> Answer:
    """The answers of 1 March 2020, unless told otherwise."""
    return early().answer(as_of, lang)


def part(number: int, answer: Answer | None = None) -> dict[str, list[Statement]]:
    """The statements of a part, by predicate."""
    found: dict[str, list[Statement]] = {}
    for statement in (answer or answered()).parts[number - 1].statements:
        found.setdefault(statement.predicate, []).append(statement)
    return found


def every_statement(answer: Answer) -> Iterator[Statement]:
    """All of them."""
    return (statement for one in answer.parts for statement in one.statements)


def with_events(stream: str, day: date, *payloads: Payload) -> Record:
    """The early record, and then what the service recorded itself."""
    record = record_of(EARLY)
    for payload in payloads:
        record.append(stream, [Pending(payload=payload, effective=on(day))])
    return record


def test_six_clusters_are_named() -> None:
    """As the source lists them."""
    (statement,) = part(1)["clusters"]
    assert ({"count": 6, "clusters": SIX}, Status.STATED) == (statement.value, statement.status)


def test_four_interim_evaluations_were_completed_in_may_2019() -> None:
    """With the goals largely realised."""
    done = [one for one in part(1)["interim_evaluation"] if one.status is Status.STATED]
    assert FIRST_FOUR == {one.subject for one in done}
    values = [
        (one.value["verdict"], one.value["completed"]["earliest"], one.value["completed"]["latest"]) for one in done
    ]
    assert [("largely_reached", "2019-05-01", "2019-05-31")] * 4 == values
    assert all("in mei 2019" in one.text and "grotendeels gerealiseerd" in one.text for one in done)
    english = [one for one in part(1, answered("en"))["interim_evaluation"] if one.status is Status.STATED]
    assert all("in May 2019" in one.text and "largely realised" in one.text for one in english)


def test_of_the_other_two_no_interim_evaluation_is_recorded() -> None:
    """The question was asked, and the sources are silent."""
    silent = {one.subject for one in part(1)["interim_evaluation"] if one.status is Status.NOT_RECORDED}
    assert LAST_TWO == silent


def test_two_first_reports_are_processed_and_their_goals_reached() -> None:
    """Those of the clusters that came later."""
    first = [one for one in part(1)["work_year_report"] if one.value["work_year"] == "first"]
    expected = {(pact, "processed", "reached") for pact in LAST_TWO}
    assert expected == {(one.subject, one.value["state"], one.value["verdict"]) for one in first}


def test_the_reports_on_2019_are_in_processing() -> None:
    """The source does not say of which clusters, and so nor does the answer."""
    (statement,) = [one for one in part(1)["work_year_report"] if one.value["work_year"] == "2019"]
    expected = (Status.IN_PROCESSING, "programme/flanders-clusters", "in_processing")
    assert expected == (statement.status, statement.subject, statement.value["state"])


@pytest.mark.parametrize("cluster", ["catalisti", "sim", "vil"])
def test_three_pact_dates_are_contested_with_both_claims(cluster: str) -> None:
    """The minister says one thing, the signatories another."""
    (statement,) = [one for one in part(1)["pact_concluded"] if one.subject == f"pact/{cluster}"]
    (conflict,) = statement.conflicts
    expected = (Status.CONTESTED, "2017-10-01", "2017-06-09")
    assert expected == (statement.status, statement.value["earliest"], conflict.value["earliest"])
    assert all(words in statement.text for words in ("eind 2017", "9 juni 2017"))
    assert {"catalisti-pact"} <= {one.source for one in conflict.evidence}


def test_the_other_pact_dates_are_not_contested() -> None:
    """A date that two sources share is borne out, not disputed."""
    settled = {one.subject for one in part(1)["pact_concluded"] if one.status is Status.STATED}
    assert {"pact/flux50", "pact/flanders-food", "pact/blauwe-cluster"} == settled


def test_only_one_start_is_contested_and_three_ways() -> None:
    """Beginning of 2018, 1 January 2019, or a year before the first anniversary."""
    contested = [one for one in part(1)["operations_start"] if one.status is Status.CONTESTED]
    (statement,) = contested
    days = ["2018-01-01", "2019-01-01", "2019-01-01"]
    found = [statement.value["earliest"], *(one.value["earliest"] for one in statement.conflicts)]
    assert ("cluster/blauwe-cluster", days) == (statement.subject, found)
    precise = [one.value["earliest"] for one in part(1)["operations_start"] if one.subject == "cluster/vil"]
    assert ["2017-01-01"] == precise


def test_figures_and_the_missing_list_are_not_recorded() -> None:
    """Only verdicts exist, and our copy breaks off after a colon."""
    told = part(2)
    for predicate in ("kpi_figures", "broader_commitments_list"):
        (statement,) = told[predicate]
        assert Status.NOT_RECORDED is statement.status
        assert statement.value is None
    verdicts = {one.subject: one.value for one in told["goal_verdict"]}
    families = {"verdict": "largely_reached", "families": ["direct_results", "members", "company_impact"]}
    assert dict.fromkeys(sorted(FIRST_FOUR), families) == dict(sorted(verdicts.items()))


def test_promises_and_the_evaluation_of_the_policy_are_told() -> None:
    """And no lesson is made up."""
    told = part(3)
    expected = {"policy_evaluation": 2, "promise": 2, "lesson": 1}
    assert expected == {predicate: len(found) for predicate, found in told.items()}
    assert Status.NOT_RECORDED is told["lesson"][0].status


def test_the_end_of_the_first_agreement_is_computed_from_the_start() -> None:
    """A loose start has a loose end; the inputs are named."""
    ends = {one.subject: one for one in part(4)["agreement_end"]}
    vil, catalisti = ends["pact/vil"], ends["pact/catalisti"]
    assert ("2019-12-31", "2019-12-31") == (vil.value["earliest"], vil.value["latest"])
    assert ("2019-12-31", "2020-03-30") == (catalisti.value["earliest"], catalisti.value["latest"])
    expected = (Status.COMPUTED, ("Start van VIL: op 1 januari 2017", "Duur van een steunovereenkomst: drie jaar"))
    assert expected == (vil.status, vil.inputs)


def test_a_contested_start_makes_the_end_and_the_cap_contested() -> None:
    """Each with all possibilities, and with the room that is the same for all."""
    told = part(4)
    (end,) = [one for one in told["agreement_end"] if one.subject == "pact/blauwe-cluster"]
    (cap,) = [one for one in told["agreement_cap_date"] if one.subject == "pact/blauwe-cluster"]
    found = [(one.status, one.value["earliest"], one.conflicts[0].value["earliest"]) for one in (end, cap)]
    assert [(Status.CONTESTED, "2020-12-31", "2021-12-31"), (Status.CONTESTED, "2027-12-31", "2028-12-31")] == found
    assert 84 == cap.value["room_months"]


def test_renewal_has_three_answers_and_the_last_is_not_decided() -> None:
    """The next update, the next extension, and what lies beyond."""
    told = part(4)
    expected = (Status.NOT_RECORDED, Status.NOT_RECORDED, Status.NOT_DECIDED)
    assert expected == (told["next_update"][0].status, told["extension"][0].status, told["renewal"][0].status)
    (conditions,) = told["renewal"]
    assert 3 == len(conditions.evidence)


def test_means_of_2020_are_stated_and_the_rest_is_computed() -> None:
    """75 million, six times 8 million, and what is left of it."""
    told = part(5)
    (foreseen,) = told["means_foreseen"]
    (residual,) = told["residual"]
    assert ({"amount": 75_000_000, "currency": "EUR"}, Status.STATED) == (foreseen.value, foreseen.status)
    expected = [{"amount": 8_000_000, "currency": "EUR", "cluster": cluster} for cluster in SIX]
    assert expected == [one.value for one in told["reservation"]]
    assert {Status.STATED} == {one.status for one in told["reservation"]}
    assert ({"amount": 27_000_000, "currency": "EUR"}, Status.COMPUTED) == (residual.value, residual.status)
    assert (7, 7) == (len(residual.inputs), len(residual.evidence))


def test_nothing_is_computed_from_a_contested_amount() -> None:
    """A second source with another reservation leaves the remainder open."""
    record = record_of(EARLY)
    other = ImportHistoricalClaim(
        claim="other",
        predicate="reservation",
        qualifier="vil",
        value=MoneyValue(cents=700_000_000),
        effective=on(date(2020, 1, 15)),
        grade=Grade.SECONDARY,
        evidence=(Evidence(document="press"),),
    )
    record.ask("budget/2020", other, SYSTEM)
    means = record.answer().parts[4]
    contested = [one.value["cluster"] for one in statements(means, "reservation") if one.status is Status.CONTESTED]
    assert (["cluster/vil"], []) == (contested, statements(means, "residual"))


def test_the_split_and_later_years_are_not_recorded() -> None:
    """Nothing is extrapolated."""
    told = part(5)
    assert {Status.NOT_RECORDED} == {told[one][0].status for one in ("residual_split", "means_of_later_years")}


def test_the_means_of_2019_are_contested() -> None:
    """80 or 95 million."""
    (statement,) = [one for one in part(5)["project_means"] if one.subject == "budget/2019"]
    amounts = [statement.value["amount"], *(one.value["amount"] for one in statement.conflicts)]
    assert (Status.CONTESTED, [80_000_000, 95_000_000]) == (statement.status, amounts)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("as_of", [date(2016, 12, 20), ANSWER_DAY, date(2024, 11, 1)])
def test_no_statement_is_without_evidence_and_no_computed_one_without_inputs(lang: str, as_of: date) -> None:
    """Every piece of evidence is an event of the record."""
    found = list(every_statement(whole().answer(as_of, lang)))
    positions = {event.position: event.type for event in whole().events}
    assert found
    for statement in found:
        assert statement.evidence, statement.text
        assert {positions[one.position] == one.event for one in statement.evidence} == {True}
        is_computed = statement.status is Status.COMPUTED or statement.predicate in COMPUTED_FROM_A_CONTESTED_START
        assert is_computed == bool(statement.inputs), statement.text
        assert bool(statement.conflicts) == (statement.status is Status.CONTESTED)


def test_both_languages_say_the_same() -> None:
    """Statement by statement, all but the words."""
    said = [
        [(one.subject, one.predicate, one.value, one.status, one.evidence) for one in every_statement(answered(lang))]
        for lang in LANGS
    ]
    assert said[0] == said[1]


def test_an_early_day_knows_none_of_what_came_later() -> None:
    """On 1 March 2017 four clusters had begun, under the names of that day, and nothing else."""
    early_answer = answered("nl", date(2017, 3, 1))
    assert {"cluster_count", "operations_start"} == {one.predicate for one in every_statement(early_answer)}
    assert [4] == [one.value for one in part(1, early_answer)["cluster_count"]]
    rested = {one.position for s in every_statement(early_answer) for one in s.evidence}
    begun = {event.position for event in early().events if event.effective.earliest <= date(2017, 3, 1)}
    assert rested <= begun
    assert any("Vlaamse Energiecluster" in one.text for one in every_statement(early_answer))


def test_what_may_have_come_after_the_day_says_so() -> None:
    """The answer of 2020 bears no date; a day that has passed for certain needs no such words."""
    (foreseen,) = part(5)["means_foreseen"]
    assert foreseen.text.endswith("(mogelijk pas na 1 maart 2020).")
    (later,) = part(5, answered("nl", date(2021, 1, 1)))["means_foreseen"]
    assert "mogelijk" not in later.text


def test_before_the_import_nothing_is_known() -> None:
    """Five questions, no statements."""
    nothing = early().answer(known_on=IMPORTED_AT - timedelta(seconds=1))
    assert (5, []) == (len(nothing.parts), list(every_statement(nothing)))


def test_a_resolved_conflict_is_stated_and_keeps_the_rejected_claim() -> None:
    """The accepted one leads."""
    record = record_of(EARLY)
    accepted = "pact-signed-2017-06-09/vil"
    record.resolve("pact/vil", "pact_concluded", accepted)
    (statement,) = statements(record.answer().parts[0], "pact_concluded", "pact/vil")
    expected = (Status.STATED, "2017-06-09", ["2017-10-01"])
    rejected = [one.value["earliest"] for one in statement.conflicts]
    assert expected == (statement.status, statement.value["earliest"], rejected)
    assert "dat is beslecht" in statement.text


def test_later_years_bring_a_seventh_cluster_and_one_that_is_no_longer_listed() -> None:
    """Past answers stay as they were."""
    told = part(1, whole().answer(date(2024, 11, 1)))
    (clusters,) = told["clusters"]
    assert ("cluster/medvia" in clusters.value["clusters"], "cluster/sim" in clusters.value["clusters"]) == (
        True,
        False,
    )
    assert ["cluster/sim"] == [one.subject for one in told["participation"]]
    assert answered().parts == whole().answer().parts


def test_what_the_service_recorded_stands_beside_the_claims() -> None:
    """A running agreement, its room under the cap, a report that came in, an evaluation and an extension."""
    day = date(2021, 3, 15)
    record = with_events(
        "pact/blauwe-cluster",
        day,
        AgreementActivated(period=1, start=date(2019, 1, 1), end=date(2021, 12, 31), activated_on=date(2019, 1, 1)),
        CapAnchorFixed(anchor=date(2019, 1, 1), cap=date(2028, 12, 31)),
        WorkYearReportReceived(year=2020, report_hash="a" * 64, title="report", received_on=day),
        PactYearlyEvaluationCompleted(year=2021, outcome="new_version", findings="f", completed_on=day),
        PactVersionAdopted(pact_version=2, year=2021, text_hash="b" * 64, adopted_on=day),
        ExtensionGranted(
            period=1, months=36, new_start=date(2022, 1, 1), new_end=date(2024, 12, 31), decided_on=day, minutes="m"
        ),
    )
    answer = record.answer(date(2021, 4, 1))
    first, fourth = answer.parts[0], answer.parts[3]
    pact = "pact/blauwe-cluster"
    (period,) = statements(first, "agreement_period", pact)
    assert {"period": 1, "start": "2019-01-01", "end": "2021-12-31"} == period.value
    (version,) = statements(first, "pact_version", pact)
    assert "versie 2, op 15 maart 2021" in version.text
    assert [Status.IN_PROCESSING] == [
        one.status for one in statements(first, "work_year_report", pact) if one.value["work_year"] == "2020"
    ]
    (room,) = statements(fourth, "room_under_cap", pact)
    assert ({"room_months": 84}, Status.COMPUTED) == (room.value, room.status)
    (update,) = statements(fourth, "next_update", pact)
    assert ({"year": 2022}, Status.COMPUTED) == (update.value, update.status)
    (extension,) = statements(fourth, "extension", pact)
    assert {"period": 1, "state": "granted", "end": "2024-12-31"} == extension.value


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_fits_the_terminal_and_names_every_source(lang: str) -> None:
    """With the numbers of the evidence under each sentence."""
    page = render(answered(lang))
    assert 100 >= max(map(len, page.splitlines()))
    titles = {one.title for statement in every_statement(answered(lang)) for one in statement.evidence}
    flat = " ".join(page.split())
    assert all(title in flat for title in titles)
    assert "75.000.000 euro" in page or "EUR 75,000,000" in page


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    """A template that one language lacks would break an answer in the other."""
    dutch, english = texts("nl"), texts("en")
    assert {key: places(one) for key, one in dutch.sentences.items()} == {
        key: places(one) for key, one in english.sentences.items()
    }
    assert {group: set(words) for group, words in dutch.words.items()} == {
        group: set(words) for group, words in english.words.items()
    }
    assert (set(dutch.questions), set(dutch.wordings)) == (set(english.questions), set(english.wordings))


def test_a_wrong_file_of_sentences_is_refused_with_its_line() -> None:
    """By file, line and field."""
    with pytest.raises(PolicyError) as refused:
        parse_texts("texts.xx.yaml", "lang: xx\nmonths: [one]\n")
    problems = [str(one) for one in refused.value.problems]
    assert problems[0].startswith("texts.xx.yaml:1: lang: ")
    assert problems[1].startswith("texts.xx.yaml:2: months: ")
