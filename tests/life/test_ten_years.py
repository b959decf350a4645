"""Ten years of the whole agency in one process: what is allowed happens, what is not is refused, and answers hold."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal

import pytest

from domain.affected import affected
from domain.agency import replayed
from domain.answer import answer
from domain.deadline_audit import audit
from domain.deadline_certificate import differences
from domain.knowledge import known
from domain.policy import current
from schemas.agreement.extension import ExtensionRefusedBecauseCap
from schemas.answer import Answer, StatementEvidence, Status
from schemas.event import Recorded, payload_from_store
from schemas.guarantee import DeadlineEvidence
from schemas.pact import PactState
from schemas.parliament import Overtaken
from schemas.question.whole import QuestionState
from store.canonical import canonical, canonical_text
from tests.life.cast import CLUSTERS, LIVES
from tests.life.certified import (
    differing,
    lived_certificate,
    require_whole,
    told_otherwise,
    with_more_rows,
    without_a_row,
)
from tests.life.corrections import CORRECTED
from tests.life.living import ENDS_AT, ten_years, unexpected
from tests.life.questions import FROZEN_AT, RENEWAL, frozen_answer
from tests.life.renewals import BEYOND
from tests.life.setbacks import CURED, MISTAKEN
from tests.unit.history import texts

NEW_YEARS = [date(year, 1, 1) for year in range(2017, 2029)]
WITHOUT_EVIDENCE = {Status.NOT_RECORDED, Status.NOT_DECIDED}
FIRST_SAID = {3: date(2019, 6, 3), 5: date(2017, 1, 8)}
"""By question: when the first lesson was recorded, and the first means were foreseen."""

KNOWLEDGE = {"cap_anchor.contested", "claim.confirmed", "claim.rejected", "conflict.resolved", "fact.corrected"}
"""What says how something has to be read: it counts from when it was known, whatever day is asked about."""

CAPS = {date(2017, 1, 1): date(2026, 12, 31), date(2018, 1, 1): date(2027, 12, 31), date(2021, 9, 1): date(2031, 8, 31)}
"""By the first day of support, of each cohort and of who joined in between."""

LANGUAGES: tuple[Literal["nl", "en"], ...] = ("nl", "en")
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
    """In each cohort: the wished end, the cap and the room that is left, counted once more here."""
    attempts = [told for told in ten_years().steps if told.step.refused == BEYOND]
    recorded = {event.command_id: event.payload for event in log()}
    assert {life.cluster for life in CLUSTERS} - {"sim"} == {told.step.stream[5:] for told in attempts}
    assert set(CAPS) == {LIVES[told.step.stream[5:]].start for told in attempts}
    for told in attempts:
        refused, start = recorded[told.envelope.command_id], LIVES[told.step.stream[5:]].start
        assert isinstance(refused, ExtensionRefusedBecauseCap)
        assert CAPS[start] == refused.cap < refused.wished_end
        months = (refused.cap.year - refused.new_start.year) * 12 + refused.cap.month - refused.new_start.month + 1
        assert (told.step.fields["months"], months) == (refused.months, refused.room_months)
        wish = f"{refused.new_start} + {refused.months} months ends on {refused.wished_end}"
        room = f"the cap counted from {start} is {refused.cap}; room left: {months} months"
        assert f"{wish}; {room}" == refused.arithmetic


def test_while_the_anchor_of_one_cluster_is_contested_both_caps_are_told_and_neither_is_passed() -> None:
    """Known between the contest and the decision, both days stand side by side; no period is granted meanwhile."""
    pact, between = LIVES["blauwe-cluster"].pact, datetime(2020, 1, 1, 12, tzinfo=UTC)
    for known_on, status in ((between, Status.CONTESTED), (ENDS_AT, Status.STATED)):
        said_of_cap = [
            one
            for part in answered(date(2020, 1, 1), known_on).parts
            for one in part.statements
            if (one.subject, one.predicate) == (pact, "agreement_cap_date")
        ]
        [statement] = said_of_cap
        told = {statement.value["latest"], *(rival.value["latest"] for rival in statement.conflicts)}
        assert ({"2027-12-31", "2028-12-31"}, status) == (told, statement.status)
    contested, fixed = (
        next(e.recorded_at for e in log() if (e.stream, e.type) == (pact, kind) and e.recorded_at.year >= 2019)
        for kind in ("cap_anchor.contested", "cap_anchor.fixed")
    )
    own = [e for e in log() if e.stream == pact]
    bound = {"extension.granted", "agreement.signed"}
    assert [] == [e.type for e in own if e.type in bound and contested <= e.recorded_at <= fixed]
    state = ten_years().agency.state(pact)
    assert isinstance(state, PactState)
    assert date(2027, 12, 31) == max(period.end for period in state.agreement.periods)


def test_every_setback_leaves_its_trace() -> None:
    """A remediation that failed, clusters that part and merge, a term that runs again, a miss that was cured."""
    medvia, flux50 = (ten_years().agency.state(LIVES[name].pact) for name in ("medvia", "flux50"))
    assert isinstance(medvia, PactState)
    assert isinstance(flux50, PactState)
    assert [(2, "failed")] == [(one.period, one.stage) for one in medvia.remedial]
    told = {(e.stream, e.type) for e in log()}
    assert {("cluster/storage", "cluster.split"), ("cluster/sim", "cluster.merged")} <= told
    again = [e.payload.model_dump() for e in log() if e.type == "deadline.reopened"]
    assert [f"D13/{MISTAKEN}"] == [one["deadline"] for one in again]
    ran_again = next(one for one in flux50.deadlines if one.id == f"D13/{MISTAKEN}")
    assert ("met", 2) == (ran_again.stage, ran_again.revision)
    cured = [(e.type, e.payload.model_dump()) for e in log() if e.stream == LIVES["vil"].pact]
    outcomes = [(kind, one.get("cures_miss")) for kind, one in cured if one.get("deadline") == CURED]
    assert [("deadline.missed", None), ("deadline.extended", True), ("deadline.met", None)] == [
        one for one in outcomes if one[0] in {"deadline.missed", "deadline.extended", "deadline.met"}
    ]


@pytest.mark.parametrize("life", CLUSTERS, ids=lambda life: life.cluster)
def test_support_of_no_cluster_passes_its_ten_years(life: object) -> None:
    """The first cohort ends on 31 December 2026 at the latest, the second a year later."""
    found = next(one for one in CLUSTERS if one == life)
    pact = ten_years().agency.state(found.pact)
    assert isinstance(pact, PactState)
    cap = CAPS[found.start]
    assert cap == pact.agreement.cap
    assert max(period.ended_on or period.end for period in pact.agreement.periods) <= cap


@pytest.mark.parametrize("as_of", NEW_YEARS, ids=str)
def test_everything_that_is_answered_on_a_new_years_day_has_evidence(as_of: date) -> None:
    """Each statement and figure rests on what is in the record, was true by then and known; and all is answered."""
    for lang in LANGUAGES:
        given = answered(as_of, lang=lang)
        silent = {part.number for part in given.parts if not part.statements}
        assert {number for number, first in FIRST_SAID.items() if as_of <= first} == silent
        for about, status, evidence in said(given):
            assert evidence or status in WITHOUT_EVIDENCE, about
            assert [] == [one for one in evidence if not _bears(one, as_of, ENDS_AT)], about


@pytest.mark.parametrize("as_of", NEW_YEARS, ids=str)
def test_nothing_that_is_answered_rests_on_what_was_recorded_later(as_of: date) -> None:
    """Asked on the day itself, all evidence was true and recorded by then."""
    then = datetime(as_of.year, 1, 1, 12, tzinfo=UTC)
    resting = [evidence for _, _, evidence in said(answered(as_of, then))]
    assert any(resting)
    assert [] == [one for evidence in resting for one in evidence if not _bears(one, as_of, then)]


def _bears(evidence: StatementEvidence, as_of: date, known_on: datetime) -> bool:
    """Look the evidence up: that event, from that source, true by the day and recorded by the instant."""
    event = log()[evidence.position - 1]
    is_it = (evidence.position, evidence.event) == (event.position, event.type)
    is_true = event.effective.earliest <= as_of or event.type in KNOWLEDGE
    sources = {event.stream, *(one.document for one in event.evidence)}
    return is_it and is_true and event.recorded_at <= known_on and evidence.source in sources


def said(given: Answer) -> Iterator[tuple[str, Status, tuple[StatementEvidence, ...]]]:
    """Give everything that an answer says, statements, what speaks against them and figures, with its evidence."""
    for part in given.parts:
        for statement in part.statements:
            yield statement.text, statement.status, statement.evidence
            for rival in statement.conflicts:
                yield rival.text, Status.CONTESTED, rival.evidence
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
    return [about for about, _, evidence in said(given) if position in {one.position for one in evidence}]


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


def test_every_deadline_of_ten_years_keeps_every_invariant_and_has_its_row_in_the_certificate() -> None:
    """None early, doubled, moved in silence or left open, none missed that was met; and none waits beyond settling."""
    agency = ten_years().agency
    rules, settle = agency.rules, timedelta(seconds=current(agency.rules).terms.settle_seconds)
    received = {name: outcome.received_at for name, outcome in agency.outcomes.items()}
    assert () == audit(DeadlineEvidence(events=log(), rules=rules, now=ENDS_AT, received=received))

    found = lived_certificate()

    require_whole(found, [event for event in log() if event.type.startswith("deadline.")], settle)
    assert settle.total_seconds() == found.totals.max_lag_seconds
    assert {life.pact for life in CLUSTERS} == {one.stream for one in found.deadlines if one.stream[:5] == "pact/"}


def test_whatever_is_done_to_a_row_of_the_certificate_is_named() -> None:
    """Whichever is taken out or told otherwise; one that is told twice, in another order, or made up."""
    found = lived_certificate()
    rows = range(len(found.deadlines))
    forgeries = [forge(found, number) for forge in (without_a_row, told_otherwise) for number in rows]
    told = [(differing(differences(forged, found)), names) for forged, names in (*forgeries, *with_more_rows(found))]
    assert [] == [(here, names) for here, names in told if here != names]
