"""Ten years of the whole agency in one process: what is allowed happens, what is not is refused, and answers hold."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal

import pytest

from domain.affected import affected
from domain.agency import replayed
from domain.answer import answer
from domain.knowledge import known
from schemas.agreement import ExtensionRefusedBecauseCap
from schemas.answer import Answer, StatementEvidence, Status
from schemas.event import Recorded, payload_from_store
from schemas.pact import PactState
from schemas.parliament import Overtaken
from schemas.question import QuestionState
from store.canonical import canonical, canonical_text
from tests.life.cast import CLUSTERS, LIVES
from tests.life.corrections import CORRECTED
from tests.life.living import ENDS_AT, ten_years, unexpected
from tests.life.questions import FROZEN_AT, RENEWAL, frozen_answer
from tests.life.renewals import BEYOND
from tests.unit.history import texts

NEW_YEARS = [date(year, 1, 1) for year in range(2018, 2028)]
WITHOUT_EVIDENCE = {Status.NOT_RECORDED, Status.NOT_DECIDED}
LESSONS, FIRST_LESSON = 3, date(2019, 6, 3)
THEN = datetime(2020, 12, 31, 23, tzinfo=UTC)


def log() -> tuple[Recorded, ...]:
    """Everything that was recorded."""
    return ten_years().agency.log


@cache
def answered(as_of: date, known_on: datetime = ENDS_AT, lang: Literal["nl", "en"] = "nl") -> Answer:
    """The five answers as of a day, as known on an instant."""
    return answer(known(log(), as_of, known_on), as_of, known_on, texts(lang))


@cache
def read_again() -> tuple[Recorded, ...]:
    """The log as it is read from what was written of it."""
    return tuple(_read(canonical_text(event)) for event in log())


def _read(text: str) -> Recorded:
    told = json.loads(text)
    return Recorded.model_validate({**told, "payload": payload_from_store(told["payload"])})


def test_every_step_goes_as_the_script_says() -> None:
    """What is to be refused is refused with its code, and nothing else is."""
    assert [] == unexpected(ten_years())


def test_every_attempt_to_pass_the_cap_is_recorded_as_refused_with_its_arithmetic() -> None:
    """Each of them names the wished end, the cap and the room that is left."""
    attempts = [told for told in ten_years().steps if told.step.refused == BEYOND]
    recorded = {event.command_id: event.payload for event in log()}
    assert {life.cluster for life in CLUSTERS} - {"sim"} == {told.step.stream[5:] for told in attempts}
    for told in attempts:
        refused = recorded[told.envelope.command_id]
        assert isinstance(refused, ExtensionRefusedBecauseCap)
        assert f"the cap counted from {LIVES[told.step.stream[5:]].start} is {refused.cap}" in refused.arithmetic
        assert refused.wished_end > refused.cap


@pytest.mark.parametrize("life", CLUSTERS, ids=lambda life: life.cluster)
def test_support_of_no_cluster_passes_its_ten_years(life: object) -> None:
    """The first cohort ends on 31 December 2026 at the latest, the second a year later."""
    found = next(one for one in CLUSTERS if one == life)
    pact = ten_years().agency.state(found.pact)
    assert isinstance(pact, PactState)
    cap = {2017: date(2026, 12, 31), 2018: date(2027, 12, 31), 2021: date(2031, 8, 31)}[found.start.year]
    assert cap == pact.agreement.cap
    assert max(period.ended_on or period.end for period in pact.agreement.periods) <= cap


@pytest.mark.parametrize("as_of", NEW_YEARS, ids=str)
def test_everything_that_is_answered_on_a_new_years_day_has_evidence(as_of: date) -> None:
    """Each statement and each figure rests on events that are there; and something is said."""
    positions = {event.position for event in log()}
    for lang in ("nl", "en"):
        given = answered(as_of, lang=lang)
        assert all(part.statements for part in given.parts if part.number != LESSONS or as_of > FIRST_LESSON)
        for about, status, evidence in _said(given):
            assert evidence or status in WITHOUT_EVIDENCE, about
            assert {one.position for one in evidence} <= positions, about


def _said(given: Answer) -> Iterator[tuple[str, Status, tuple[StatementEvidence, ...]]]:
    for part in given.parts:
        for statement in part.statements:
            yield statement.text, statement.status, statement.evidence
        for table in part.tables:
            for row in table.rows:
                for cell in row.cells:
                    if cell.text:
                        yield f"{table.title}, {row.heading}: {cell.text}", cell.status, cell.evidence


def test_the_log_reads_and_folds_to_the_same() -> None:
    """Written down and read again, every file stands where it stood."""
    here, there = ten_years().agency, replayed(read_again(), ENDS_AT)
    assert log() == read_again()
    assert [] == [stream for stream in here.files if here.state(stream) != there.state(stream)]


@pytest.mark.parametrize("as_of", NEW_YEARS, ids=str)
def test_answers_are_the_same_from_what_was_read_again(as_of: date) -> None:
    """Bit for bit."""
    again = answer(known(read_again(), as_of, ENDS_AT), as_of, ENDS_AT, texts("nl"))
    assert canonical(answered(as_of)) == canonical(again)


@pytest.mark.parametrize("as_of", [day for day in NEW_YEARS if day.year <= 2020], ids=str)
def test_what_was_known_in_2020_stays_what_was_known_in_2020(as_of: date) -> None:
    """Nothing that was recorded later changes it."""
    then = [event for event in log() if event.recorded_at <= THEN]
    assert canonical(answer(known(then, as_of, THEN), as_of, THEN, texts("nl"))) == canonical(answered(as_of, THEN))


def test_a_fact_of_2019_that_was_corrected_in_2021_reads_otherwise_today() -> None:
    """Known in 2020 it was reached; known today it was not, and the correction stands under it."""
    event, year = CORRECTED
    wrong = next(e for e in log() if (e.stream, e.type) == ("pact/catalisti", event) and _year(e) == year)
    corrected = next(e for e in log() if e.corrects == wrong.position)
    assert (2019, 2021) == (wrong.recorded_at.year, corrected.recorded_at.year)
    as_of = date(2020, 1, 1)
    before = _texts_on(wrong.position, answered(as_of, THEN))
    after = _texts_on(wrong.position, answered(as_of))
    assert before, "no answer rests on the fact"
    assert before != after
    assert _texts_on(corrected.position, answered(as_of))


def _year(event: Recorded) -> object:
    return event.payload.model_dump().get("year")


def _texts_on(position: int, given: Answer) -> list[str]:
    return [about for about, _, evidence in _said(given) if position in {one.position for one in evidence}]


def test_the_sent_answer_that_relied_on_the_corrected_fact_is_listed_as_affected() -> None:
    """It stays as it was sent, and whoever looks after it sees by what it was overtaken."""
    agency = ten_years().agency
    questions = {name: state for name in agency.files if isinstance(state := agency.state(name), QuestionState)}
    corrected = next(e for e in log() if e.corrects is not None and e.stream == "pact/catalisti")
    found = [one for one in affected(questions, log()) if one.question == RENEWAL and one.by == corrected.position]
    assert [(Overtaken.CORRECTED, corrected.corrects)] == [(one.what, one.relied_on) for one in found]
    frozen = questions[RENEWAL].snapshot
    assert frozen is not None
    assert frozen.relied_on == tuple(sorted(set(_positions(frozen_answer(log(), FROZEN_AT)))))


def _positions(given: Answer) -> Iterator[int]:
    for part in given.parts:
        for statement in part.statements:
            yield from (one.position for one in statement.evidence)
            yield from (one.position for conflict in statement.conflicts for one in conflict.evidence)
        for table in part.tables:
            yield from (one.position for row in table.rows for cell in row.cells for one in cell.evidence)
