"""Every noun on the command line: read in both languages and as JSON, in a hundred columns, and empty out loud."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from store.pool import connect
from tests.integration.command_line import Ran
from tests.integration.conftest import Database
from tests.integration.filled_record import HASH, a_database, fill, open_for_business
from workers.embedded.postgres import RunningPostgres

WIDTH = 100

READS: dict[str, tuple[str, str, str]] = {
    "cluster list": ("Democluster", "leden", "members"),
    "cluster show demo-den": ("Demo vzw", "erkend", "recognised"),
    "cluster show democluster": ("Demo vzw", "erkend", "recognised"),
    "cluster members DemoCluster --on 2018-06-01": ("demo-fabriek", "grote onderneming", "large company"),
    "cluster members --on 2018-06-01": ("demo-fabriek", "grote onderneming", "large company"),
    "cluster members demo-den --on 2020-01-01 --since 2018-06-01": ("demo-fabriek", "vertrokken", "left"),
    "budget show 2021": ("2021", "restpool (afgeleid)", "residual pool (derived)"),
    "cofinancing list": ("2020", "besluit voorgesteld", "decision proposed"),
    "cofinancing list democluster": ("decide-shortfall", "vermindering van de steun", "reduction of support"),
    "cofinancing show demo-den 2019": ("2019", "het systeem\n", "the service itself\n"),
    "kpi show demo-den": ("leden", "breuk in de reeks", "break in the series"),
    "lesson list": ("samen-meten", "goede praktijk", "good practice"),
    "lesson list demo-den": ("samen-meten", "pactversie 2", "pact version 2"),
    "commitment list demo-den": ("meten", "te laat", "overdue"),
    "condition list demo-den": ("ledenlijst", "toekenning 1", "award 1"),
    "change list demo-den": ("ook waterstof", "na: ", "after: "),
    "question list": ("2020-384", "toegewezen aan", "assigned to"),
    "question show 2020-384": ("minister-innovation", "toezegging", "promise"),
    "programme show": ("Demobesluit", "rechtsgrond", "legal basis"),
    "people list": ("demo-linde", "beheerder", "administrator"),
    "people show demo-linde": ("demo-linde", "beheerder", "administrator"),
    "agreement show demo-den": ("2028-12-31", "ruimte onder de cap", "room under the cap"),
    "deadline list --within 9w": ("", "termijn", "deadline"),
    "calendar show 2026": ("2026", "van kracht in het register", "in force in the record"),
    "deadline recounts demo-den": ("", "Geen enkele open termijn", "No open deadline"),
    "claim list cluster/demo-den": ("", "geen uitspraken", "No source"),
    "claim list": ("start/pers", "betwist", "contested"),
    "claim list cluster/demo-els": ("reject-claim", "bevestigd", "confirmed"),
    "claim list --state contested": ("start/verslag", "betwist", "contested"),
    "claim list cluster/demo-els --state rejected": ("", "geen uitspraken", "No source"),
    "claim show cluster/demo-els naam/pers": ("naam/pers", "Bewering naam/pers is bevestigd", "is confirmed"),
    "claim show cluster/demo-els start/verslag": ("resolve-conflict", "betwist", "contested"),
    "document list pact/demo-den": ("jaarplan 2019", "intern", "internal"),
    "timeline question/2020-384": ("384", "Toezegging", "Promise"),
    "timeline cluster/demo-den": ("demo-fabriek", "kmo", "SME"),
    "pact show DemoCluster": ("Democluster", "engagementen", "commitments"),
    "timeline democluster": ("demo-den", "werd geopend", "was opened"),
    "pact show demo-den": ("Democluster", "engagementen", "commitments"),
}
"""What each read shows in any language, in Dutch and in English."""

EMPTY: dict[str, tuple[str, str]] = {
    "cluster list": ("Er zijn nog geen clusters gekend.", "No clusters are known yet."),
    "lesson list": ("Er zijn geen goede praktijken of knelpunten vastgelegd.", "No good practices or bottlenecks"),
    "cofinancing list": ("Er is geen cofinanciering vastgelegd.", "No co-financing is recorded."),
    "question list": ("Er zijn geen schriftelijke vragen geregistreerd.", "No written questions are registered."),
    "question affected": ("Geen enkel verstuurd antwoord is achterhaald.", "No sent answer was overtaken."),
    "programme show": ("Er is nog niets over een programma vastgelegd.", "Nothing is recorded of a programme yet."),
    "deadline list": ("Niets te laat en niets binnen deze tijd.", "Nothing late, nothing due in this time."),
    "pact list": ("Er zijn nog geen pacten gekend.", "No pacts are known yet."),
}

UNKNOWN: dict[str, str] = {
    "timeline budget/1999": "unknown_budget",
    "timeline demo-niemand": "unknown_pact",
    "cluster show demo-niemand": "unknown_cluster",
    "cluster members demo-niemand": "unknown_cluster",
    "budget show 1999": "unknown_budget",
    "kpi show demo-niemand": "unknown_pact",
    "cofinancing list demo-niemand": "unknown_pact",
    "cofinancing show demo-niemand 2019": "unknown_pact",
    "cofinancing show demo-den 2018": "no_cofinancing",
    "lesson list demo-niemand": "unknown_pact",
    "commitment list demo-niemand": "unknown_pact",
    "condition list demo-niemand": "unknown_pact",
    "change list demo-niemand": "unknown_pact",
    "deadline explain D99": "unknown_deadline",
    "deadline explain D01 --pact demo-niemand": "unknown_pact",
    "question show 1999-1": "unknown_question",
    "question answer 1999-1": "unknown_question",
    "question answer 1999-1 --released": "unknown_question",
    "question answer 2020-384": "not_frozen",
    "question reproduce 2020-384": "not_frozen",
    "question compare 2020-384": "not_frozen",
    "question answer 2020-384 --released": "not_released",
    "people show demo-niemand": "unknown_people",
    "agreement show demo-niemand": "unknown_pact",
    "deadline recounts demo-niemand": "unknown_pact",
    "claim list pact/demo-niemand": "unknown_pact",
    "claim show cluster/demo-els niemand": "unknown_claim",
    "claim show pact/demo-niemand niemand": "unknown_pact",
    "document list pact/demo-niemand": "unknown_pact",
    "document list people/demo-linde": "no_documents",
    "document get plan --of pact/demo-den --as demo-niemand": "unknown_person",
    "document get plan-2019 --of pact/demo-den --as demo-linde": "not_readable",
}


@pytest.fixture(scope="module")
def filled(postgres_server: RunningPostgres, template: str) -> Iterator[Database]:
    """A record with a file of every noun."""
    with a_database(postgres_server, template) as database:
        asyncio.run(fill(database.service_url))
        yield database


@pytest.fixture(scope="module")
def empty(postgres_server: RunningPostgres, template: str) -> Iterator[Database]:
    """A record with rules and an administrator, and nothing else."""
    with a_database(postgres_server, template) as database:
        asyncio.run(_open(database.service_url))
        yield database


async def _open(url: str) -> None:
    pool = await connect(url)
    try:
        await open_for_business(pool)
    finally:
        await pool.close()


def run(database: Database, words: str) -> Ran:
    """Run one command on a record, in this process."""
    settings = {"CLUSTERPACT_DATABASE_URL": database.service_url, "COLUMNS": "100"}
    done = CliRunner().invoke(app, words.split(), env=settings)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("words", READS)
def test_a_read_speaks_the_language_in_a_hundred_columns(filled: Database, words: str, lang: str) -> None:
    """With a word that only this language has, and no line that a terminal would break."""
    ran = run(filled, f"{words} --lang {lang}")
    anyway, dutch, english = READS[words]
    assert (0, "") == (ran.code, ran.err)
    assert anyway in ran.out
    assert {"nl": dutch, "en": english}[lang] in ran.out
    assert [] == [line for line in ran.out.splitlines() if len(line) > WIDTH]


@pytest.mark.parametrize("words", READS)
def test_a_read_is_json_for_programs(filled: Database, words: str) -> None:
    """The same facts, whatever the language."""
    ran = run(filled, f"{words} --json")
    assert (0, "") == (ran.code, ran.err)
    assert READS[words][0].split(" ")[0] in ran.out
    assert isinstance(ran.json, list | dict)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("words", EMPTY)
def test_an_empty_record_says_so(empty: Database, words: str, lang: str) -> None:
    """A sentence instead of nothing; for programs an empty list."""
    told = EMPTY[words][lang == "en"]
    ran = run(empty, f"{words} --lang {lang}")
    assert (0, True) == (ran.code, told in ran.out), ran.out
    assert [] == run(empty, f"{words} --json").json


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_is_not_known_is_refused_by_a_code(filled: Database, words: str) -> None:
    """Exit code 3, the code first, no traceback."""
    ran = run(filled, words)
    assert (3, UNKNOWN[words]) == (ran.code, ran.err.partition(":")[0]), ran.out + ran.err


def test_a_read_looks_from_a_day_and_an_instant(filled: Database) -> None:
    """Before the file was opened nothing was known of it; before it held, nothing of it was so."""
    assert [] == run(filled, "commitment list demo-den --as-of 2018-12-31 --json").json
    assert 3 == run(filled, "commitment list demo-den --known-on 2019-12-31").code
    assert ["meten"] == [one["commitment"] for one in run(filled, "commitment list demo-den --json").json]


def test_an_organisation_counts_once_whatever_its_clusters(filled: Database) -> None:
    """Two clusters, two members, three memberships; one left at the end of 2018."""
    counted = run(filled, "cluster members --on 2020-01-01 --since 2018-06-01 --json").json
    assert 1 == counted["count"]["total"]
    assert ["demo-den", "demo-els"] == counted["count"]["members"][0]["clusters"]
    assert (["demo-firma"], ["demo-fabriek"]) == (counted["flows"]["staying"], counted["flows"]["leaving"])


def test_days_in_the_wrong_order_are_refused(filled: Database) -> None:
    """Nobody came between a day and an earlier one."""
    assert "wrong_order" == run(filled, "cluster members --on 2018-01-01 --since 2019-01-01").err.partition(":")[0]


def test_figures_under_another_definition_stand_in_another_stretch(filled: Database) -> None:
    """Nothing is drawn across; the target of a year without a figure is told."""
    [kpi] = run(filled, "kpi show demo-den --json").json
    [series] = kpi["series"]
    assert ["first", "definition"] == [segment["starts_with"] for segment in series["segments"]]
    assert [None, None] == [segment["points"][0]["change"] for segment in series["segments"]]
    assert "2021  doel 150, nog geen waarde" in run(filled, "kpi show demo-den").out


def test_the_pool_is_what_the_envelope_leaves(filled: Database) -> None:
    """Derived, with operating support as a line of its own."""
    shown = run(filled, "budget show 2021 --json").json
    assert 650_000_000 == shown["pool_cents"]
    assert [("demo-den", 40_000_000)] == [(one["cluster"], one["cents"]) for one in shown["operating"]]
    assert "6.500.000 euro" in run(filled, "budget show 2021").out


def test_a_shortfall_of_cofinancing_names_what_was_asked_and_what_waits(filled: Database) -> None:
    """Year by year; each act about it in order, and the command that decides."""
    rows = run(filled, "cofinancing list demo-den --json").json
    states = {one["year"]: (one["state"], one["required_cents"], len(one["waiting"])) for one in rows}
    assert {2019: ("decision_waits", 50_000_000, 1), 2020: ("proven", None, 0)} == states
    shown = run(filled, "cofinancing show demo-den 2019 --json").json
    assert ["cofinancing.shortfall_found", "cofinancing.decision_proposed"] == [one["type"] for one in shown["history"]]
    decide = f"clusterpact cofinancing decide-shortfall pact/demo-den --year 2019 --proposal-hash {HASH} --as PERSON"
    assert decide == shown["waiting"][0]["command"]
    assert "vermindering van de steun, 125.000,50 euro" in run(filled, "cofinancing show demo-den 2019").out


def test_a_pact_says_which_claims_were_confirmed_or_rejected(filled: Database) -> None:
    """Before what the claim says; of one that nobody looked at nothing is said."""
    told = {one["claim"]: one["standing"] for one in run(filled, "pact show demo-den --json").json["claims"]}
    assert {"pact/pers": "confirmed", "start/pers": "rejected", "oprichting/pers": "unconfirmed"} == told
    for lang, words in (("nl", ("bevestigd", "verworpen")), ("en", ("confirmed", "rejected"))):
        claims = run(filled, f"pact show demo-den --lang {lang}").out.rpartition("\n\n")[2].splitlines()
        marks = [line.split("] ")[1].split(":")[0] for line in claims if "] " in line]
        assert list(words) == marks[:2], claims
        assert [] == [mark for mark in marks[2:] if mark in words]


def test_a_pact_says_what_is_kept_in_its_file(filled: Database) -> None:
    """In figures, with what waits."""
    kept: dict[str, Any] = run(filled, "pact show demo-den --json").json["kept"]
    counted = {
        key: kept[key] for key in ("commitments_running", "conditions_open", "changes_waiting", "kpis", "lessons")
    }
    assert dict.fromkeys(counted, 1) == counted


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "agreement show demo-den",
            ("geschorst sinds", "terug-1", "12.500,50 euro", "gevorderd"),
        ),
        ("pact show demo-den", ("steun geschorst sinds", "open terugvorderingen", "remediëring van periode")),
        ("people show demo-linde", ("geleend aan demo-eik",)),
        ("budget show 2021", ("demo-project", "overgedragen")),
        ("programme show", ("groepsuitstel", "wacht")),
    ],
)
def test_what_is_rare_is_told_as_well(filled: Database, words: str, told: tuple[str, ...]) -> None:
    """Suspended, claimed back, lent, waiting."""
    ran = run(filled, words)
    assert 0 == ran.code, ran.err
    assert [] == [one for one in told if one not in ran.out], ran.out


def test_claims_are_listed_by_where_they_stand(filled: Database) -> None:
    """Of one file or of all; what waits names the command that decides it."""
    shown = run(filled, "claim list cluster/demo-els --json").json
    states = {one["claim"]: one["state"] for one in shown["claims"]}
    assert {"start/pers": "contested", "start/verslag": "contested", "naam/pers": "confirmed"} == states
    assert ["reject_claim", "resolve_conflict"] == [one["decision"] for one in shown["waiting"]]
    assert "clusterpact claim reject-claim cluster/demo-els" in shown["waiting"][0]["command"]
    confirmed = run(filled, "claim list --state confirmed --json").json["claims"]
    assert ["pact/pers", "naam/pers"] == [one["claim"] for one in confirmed]
    steps = run(filled, "claim show cluster/demo-els naam/pers --json").json["history"]
    assert ["claim.imported", "claim.verdict_proposed", "claim.confirmed"] == [one["type"] for one in steps]
    assert [] == run(filled, "claim list --known-on 2001-01-01 --json").json["claims"]
    assert 2 == run(filled, "claim list --state unheard-of").code


def test_a_wrong_day_is_usage(filled: Database) -> None:
    """Before anything is asked."""
    for words in ("cluster members --on gisteren", "cluster members --since gisteren", "budget show 2021 --as-of nu"):
        ran = run(filled, words)
        assert (2, "usage") == (ran.code, ran.err.partition(":")[0])
    assert "usage" in json.dumps(run(filled, "budget show 2021 --lang fr --json").json)
