"""The timeline tells every event that exists, in both languages, with dates in words."""

import string
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.recording import provisional
from domain.sentences.wording import WORDS, amount, when
from domain.timeline import sentence, sentences
from schemas.agreement.extension import ExtensionRefusedBecauseCap
from schemas.claim import CodeValue, Evidence, HistoricalClaimImported, ImportHistoricalClaim, MoneyValue
from schemas.deadline import DeadlineExtended, DeadlineMet, DeadlineMissed, DeadlineMissRevoked
from schemas.effective import Effective, Precision
from schemas.event import Payload, Pending, Recorded
from schemas.lesson import BottleneckResolved
from schemas.policy import RulesState
from schemas.question.draft import AnswerPartApproved
from schemas.year_plan import YearPlanSubmitted
from tests.unit.flanders import flanders, flemish_rules
from tests.unit.history import EARLY, LATE, commands
from tests.unit.payloads import payload_kinds, payloads, wire_name
from tests.unit.programme import rules_of
from tests.unit.scenario import MORNING, OFFICER, on


def recorded(
    payload: Payload,
    effective: Effective | None = None,
    rule_version: str | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> Recorded:
    """The event as it would stand in the log."""
    made = Pending(
        payload=payload,
        effective=effective or on(date(2020, 3, 2)),
        rule_version=rule_version,
        evidence=evidence,
    )
    return provisional([made], stream="people/demo-aster", version=0, actor=OFFICER, now=MORNING, command_id="t")[0]


def test_there_are_as_many_kinds_of_events_as_the_domain_names() -> None:
    """The walk over the union finds them all: fewer would hide an event from the next test."""
    names = {wire_name(kind) for kind in payload_kinds()}
    assert {"year_plan.submitted", "claim.imported", "policy.adopted", "deadline.met", "cluster.renamed"} < names
    assert len(names) == len(payload_kinds()) > 50


@pytest.mark.parametrize("kind", payload_kinds(), ids=wire_name)
@settings(max_examples=10, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_event_has_a_sentence_in_both_languages(kind: type[Any], data: st.DataObject) -> None:
    """Whatever it holds: a capital or a name first, a full stop last, and nothing of the machine in between."""
    event = recorded(
        data.draw(payloads(kind)), rule_version="1", evidence=(Evidence(document="D1", title="Antwoord 1"),)
    )
    for text in sentences(event, rules_of()):
        assert text.endswith(".")
        assert "None" not in text
        assert "datetime" not in text
        assert text == text.strip()


def test_a_submitted_plan_is_told_with_its_date_in_words() -> None:
    """Dutch first."""
    event = recorded(YearPlanSubmitted(year=2021, round=1, plan_hash="a", title="plan", received_on=date(2020, 11, 30)))
    assert "Het jaarplan 2021 werd ontvangen op 30 november 2020." == sentence(event, rules_of())
    assert "The year plan 2021 was received on 30 November 2020." == sentence(event, rules_of(), "en")


def test_the_level_of_an_approval_is_told_by_the_title_of_its_role() -> None:
    """As the pack calls it; a role that no pack knows keeps its id."""
    approved = AnswerPartApproved(part=1, draft_hash="a" * 64, level="head_of_unit", is_last=False)
    expected = ("hoofd van de entiteit clusters", "head of the cluster unit")
    told = sentences(recorded(approved), flemish_rules())
    assert (f"Deel 1 is goedgekeurd ({expected[0]}).", f"Part 1 was approved ({expected[1]}).") == told
    assert "(head_of_unit)" in sentence(recorded(approved), RulesState())


def test_a_missed_deadline_is_told_by_the_title_of_its_rule() -> None:
    """The id stands behind it, so that it can be found."""
    event = recorded(DeadlineMissed(deadline="D07/2021", revision=1, due=date(2020, 11, 30)), rule_version="1")
    assert "Jaarplan (D07/2021): niet vervuld tegen 30 november 2020." == sentence(event, rules_of())


def test_the_title_of_a_second_instance_is_found_too() -> None:
    """'D03.2' is the second deadline of rule D03."""
    event = recorded(DeadlineMet(deadline="D03.2", revision=1, due=date(2020, 1, 1), days_late=0), rule_version="1")
    assert "Absolute end of support (D03.2): met in time." == sentence(event, rules_of(), "en")


def test_a_deadline_of_a_rule_that_nobody_adopted_is_told_by_its_id() -> None:
    """The record is read even where its rules are missing."""
    event = recorded(DeadlineMissed(deadline="D07/2021", revision=1, due=date(2020, 11, 30)), rule_version="1")
    assert "Deadline D07/2021: missed on 30 November 2020." == sentence(event, RulesState(), "en")


@pytest.mark.parametrize(("late", "expected"), [(1, "1 dag te laat"), (2, "2 dagen te laat")])
def test_lateness_is_told_in_days(late: int, expected: str) -> None:
    """One day is no days."""
    event = recorded(DeadlineMet(deadline="D07/2021", revision=1, due=date(2020, 1, 1), days_late=late))
    assert expected in sentence(event, rules_of())


def test_a_revoked_miss_is_told_with_the_day_it_was_about() -> None:
    """Nobody was late."""
    revoked = DeadlineMissRevoked(deadline="D07/2021", revision=1, due=date(2020, 11, 30), reason="received_in_time")
    event = recorded(revoked, rule_version="1")
    dutch = "Jaarplan (D07/2021): toch tijdig ontvangen; de overschrijding van 30 november 2020 is ingetrokken."
    english = "Year plan (D07/2021): it had come in time; the miss of 30 November 2020 is revoked."
    assert (dutch, english) == (sentence(event, rules_of()), sentence(event, rules_of(), "en"))


def test_a_cure_is_told_as_such() -> None:
    """The old date stays in the sentence."""
    event = recorded(
        DeadlineExtended(
            deadline="D07/2021",
            revision=2,
            old_due=date(2020, 11, 30),
            due=date(2020, 12, 15),
            instant=datetime(2020, 12, 15, 23, tzinfo=UTC),
            cures_miss=True,
        ),
        rule_version="1",
    )
    assert (
        "Jaarplan (D07/2021): uitstel verleend tot 15 december 2020, in plaats van 30 november 2020;"
        " de overschrijding is hersteld."
    ) == sentence(event, rules_of())


def test_a_refusal_because_of_the_cap_tells_the_room_that_is_left() -> None:
    """The number of months, in words of one or more."""
    event = recorded(
        ExtensionRefusedBecauseCap(
            period=3,
            months=36,
            new_start=date(2026, 1, 1),
            wished_end=date(2028, 12, 31),
            cap=date(2026, 12, 31),
            room_months=12,
            arithmetic="",
        )
    )
    assert (
        "An extension up to and including 31 December 2028 is not possible: support ends on 31 December 2026 at the"
        " latest. There is room left for 12 months."
    ) == sentence(event, rules_of(), "en")


def test_a_claim_names_its_source_and_its_amount() -> None:
    """The period of which it speaks stands in its own wording."""
    claim = HistoricalClaimImported(claim="c", predicate="means_foreseen", value=MoneyValue(cents=7_500_000_000))
    event = recorded(
        claim,
        effective=Effective(
            earliest=date(2019, 1, 1), latest=date(2019, 12, 31), precision=Precision.YEAR, wording="voor 2019"
        ),
        evidence=(Evidence(document="D1", title="Antwoord op vraag 1"),),
    )
    assert "Volgens Antwoord op vraag 1: voorziene middelen: 75.000.000 euro (voor 2019)." == sentence(
        event, flemish_rules()
    )


@pytest.mark.parametrize(
    ("effective", "expected"),
    [
        (on(date(2017, 6, 9)), ("9 juni 2017", "9 June 2017")),
        (
            Effective(earliest=date(2019, 5, 1), latest=date(2019, 5, 31), precision=Precision.MONTH),
            ("mei 2019", "May 2019"),
        ),
        (
            Effective(earliest=date(2019, 1, 1), latest=date(2019, 12, 31), precision=Precision.YEAR),
            ("2019", "2019"),
        ),
        (
            Effective(earliest=date(2017, 1, 1), latest=date(2017, 3, 31), precision=Precision.INTERVAL),
            ("tussen 1 januari 2017 en 31 maart 2017", "between 1 January 2017 and 31 March 2017"),
        ),
        (
            Effective(
                earliest=date(2017, 1, 1), latest=date(2017, 3, 31), precision=Precision.INTERVAL, wording="begin 2017"
            ),
            ("begin 2017", "begin 2017"),
        ),
    ],
)
def test_imprecise_dates_are_told_as_precisely_as_they_are_known(
    effective: Effective, expected: tuple[str, str]
) -> None:
    """The source's own wording goes before ours."""
    assert expected == when(effective)


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(7_500_000_000, ("75.000.000 euro", "EUR 75,000,000")), (123_456, ("1.234,56 euro", "EUR 1,234.56"))],
)
def test_amounts_are_written_as_each_language_does(cents: int, expected: tuple[str, str]) -> None:
    """Cents only where there are any."""
    assert expected == amount(cents)


def test_the_packaged_record_has_a_word_for_everything_that_it_says() -> None:
    """No code of the record reaches a reader of the timeline: each predicate, qualifier and code has its words."""
    asked = commands(EARLY, LATE)
    clusters = {one.stream.removeprefix("cluster/") for one in asked}
    claims = [one.command for one in asked if isinstance(one.command, ImportHistoricalClaim)]
    qualifiers = {one.qualifier for one in claims if not one.qualifier.isdigit()} - clusters - {""}
    codes = {one.value.code for one in claims if isinstance(one.value, CodeValue)}
    said = {one.predicate for one in claims} | qualifiers | codes
    assert set[str]() == said - {one.id for one in flanders().words} - set(WORDS)


def test_a_claim_is_told_in_the_words_of_the_programme() -> None:
    """Its predicate, which of several it speaks of, and its code."""
    claim = HistoricalClaimImported(
        claim="c", predicate="report_state", qualifier="first", value=CodeValue(code="processed")
    )
    event = recorded(claim, evidence=(Evidence(document="D1", title="Antwoord"),))
    expected = "Volgens Antwoord: stand van het werkjaarverslag (eerste werkjaar): verwerkt (2 maart 2020)."
    assert expected == sentence(event, flemish_rules())


@pytest.mark.parametrize("kind", [kind for kind in payload_kinds() if hasattr(kind, "says")], ids=wire_name)
def test_a_code_in_a_sentence_has_its_words(kind: type[Any]) -> None:
    """Every code that a sentence may show is told in Dutch, not as the machine writes it."""
    shown = {name for text in kind.says for _, name, _, _ in string.Formatter().parse(text) if name}
    declared = [kind.model_fields[name].annotation for name in shown - {"effective"}]
    literals = [code for part in declared if get_origin(part) is Literal for code in get_args(part)]
    members = [one.value for part in declared if isinstance(part, type) and issubclass(part, Enum) for one in part]
    assert [] == [code for code in (*literals, *members) if code not in WORDS]


def test_a_sentence_that_ends_with_somebodys_own_words_has_one_full_stop() -> None:
    """Whether they wrote one or not."""
    for how in ("one calendar", "one calendar."):
        event = recorded(BottleneckResolved(lesson="late-calls", how=how, on=date(2020, 11, 30)))
        assert "Bottleneck late-calls is resolved: one calendar." == sentence(event, rules_of(), "en")
