"""Sent answers overtaken since: by a correction, a restated value, a rejected claim, a revoked miss, another source."""

from datetime import date

import pytest

from domain.affected import affected
from schemas.claim import ClaimConfirmed, ClaimRejected, DateValue, FactCorrected, HistoricalClaimImported
from schemas.deadline import DeadlineMet, DeadlineMissed, DeadlineMissRevoked
from schemas.effective import Effective
from schemas.event import Payload, Recorded
from schemas.kpi import KpiSource, KpiValueRecorded, KpiValueRestated
from schemas.parliament import Overtaken
from schemas.question.whole import QuestionStage, QuestionState
from tests.unit.question_files import sent
from tests.unit.scenario import MORNING, OFFICER, on

PACT = "pact/demo"
CLAIM = HistoricalClaimImported(claim="F1", predicate="pact_concluded", value=DateValue(date=on(date(2017, 6, 9))))
VALUE = KpiValueRecorded(
    kpi="members",
    year=2019,
    definition_version=1,
    value="40",
    reference_date=date(2019, 12, 31),
    source=KpiSource.SELF_REPORTED,
    value_hash="0" * 64,
)
CORRECTED = FactCorrected(corrects=3, correction_kind="withdraws")


def restated(kpi: str = "members", year: int = 2019) -> KpiValueRestated:
    """The value given anew."""
    told = VALUE.model_dump(exclude={"type"}) | {"kpi": kpi, "year": year, "value": "41", "former": "40"}
    return KpiValueRestated.model_validate(told)


def contested(day: date, predicate: str = "pact_concluded") -> HistoricalClaimImported:
    """Another source about a matter."""
    value = DateValue(date=Effective(earliest=day, latest=day))
    return HistoricalClaimImported(claim="F2", predicate=predicate, value=value)


def recorded(position: int, payload: Payload, stream: str = PACT) -> Recorded:
    """An event at a place of the log."""
    return Recorded(
        payload=payload,
        effective=on(MORNING.date()),
        position=position,
        stream=stream,
        version=position,
        recorded_at=MORNING,
        actor=OFFICER,
        command_id=f"test-{position:04}",
    )


def found(later: Recorded, question: QuestionState | None = None) -> list[tuple[Overtaken, int, tuple[int, ...]]]:
    """What overtakes the sent answer, which rests on a claim at 3 and a value at 7 and was frozen at 40."""
    log = [recorded(3, CLAIM), recorded(7, VALUE), later]
    listed = affected({"question/2020-384": question or sent().state}, log)
    assert all((one.by, one.type) == (later.position, later.type) for one in listed)
    return [(one.what, one.relied_on, one.parts) for one in listed]


def test_a_correction_of_what_an_answer_rests_on_overtakes_it() -> None:
    """On whatever stream it stands: positions are those of the whole record."""
    assert found(recorded(41, CORRECTED)) == [(Overtaken.CORRECTED, 3, (1,))]
    assert found(recorded(41, CORRECTED, "pact/other")) == [(Overtaken.CORRECTED, 3, (1,))]
    assert found(recorded(41, FactCorrected(corrects=4, correction_kind="withdraws"))) == []


def test_an_event_that_names_what_it_corrects_overtakes_it_too() -> None:
    """Whatever its own type is."""
    named = recorded(41, contested(date(2017, 6, 9), "renamed")).model_copy(update={"corrects": 7})
    assert found(named) == [(Overtaken.CORRECTED, 7, (1,))]


def test_a_restated_value_of_the_same_year_overtakes_an_answer() -> None:
    """Not that of another year, indicator or pact."""
    assert found(recorded(41, restated())) == [(Overtaken.RESTATED, 7, (1,))]
    assert found(recorded(41, restated(year=2018))) == []
    assert found(recorded(41, restated(kpi="projects"))) == []
    assert found(recorded(41, restated(), "pact/other")) == []


def test_another_source_that_says_otherwise_overtakes_an_answer() -> None:
    """Not one that agrees, speaks of something else, or of another pact."""
    assert found(recorded(41, contested(date(2017, 12, 20)))) == [(Overtaken.CONTESTED, 3, (1,))]
    assert found(recorded(41, contested(date(2017, 6, 9)))) == []
    assert found(recorded(41, contested(date(2017, 12, 20), "launched"))) == []
    assert found(recorded(41, contested(date(2017, 12, 20)), "pact/other")) == []


def test_what_was_recorded_before_the_freezing_was_seen() -> None:
    """The snapshot shows it already."""
    assert found(recorded(40, CORRECTED)) == []


@pytest.mark.parametrize(
    "stage", [stage for stage in QuestionStage if stage not in ("sent", "embargo_over", "published")]
)
def test_a_question_that_was_not_answered_is_not_affected(stage: QuestionStage) -> None:
    """Its answer can still be frozen anew."""
    question = sent().state.model_copy(update={"stage": stage})
    assert found(recorded(41, CORRECTED), question) == []


def test_an_answer_is_affected_by_what_its_snapshot_rests_on_even_where_no_part_names_it() -> None:
    """The parts are then left empty."""
    state = sent().state
    bare = state.model_copy(update={"parts": tuple(one.model_copy(update={"relied_on": ()}) for one in state.parts)})
    assert found(recorded(41, CORRECTED), bare) == [(Overtaken.CORRECTED, 3, ())]


def test_a_claim_that_was_found_wrong_overtakes_an_answer() -> None:
    """Not one of the same name in another file, and not one that was confirmed."""
    assert found(recorded(41, ClaimRejected(claim="F1"))) == [(Overtaken.REJECTED, 3, (1,))]
    assert found(recorded(41, ClaimRejected(claim="F2"))) == []
    assert found(recorded(41, ClaimRejected(claim="F1"), "pact/other")) == []
    assert found(recorded(41, ClaimConfirmed(claim="F1"))) == []


def test_a_miss_that_was_none_overtakes_an_answer_that_told_of_it() -> None:
    """And one that told how late the act then came; no other miss does."""
    due = date(2020, 11, 30)
    revoked = recorded(41, DeadlineMissRevoked(deadline="D07/2021", revision=1, due=due, reason="corrected_fact"))
    missed = recorded(3, DeadlineMissed(deadline="D07/2021", revision=1, due=due))
    late = recorded(7, DeadlineMet(deadline="D07/2021", revision=1, due=due, days_late=2))
    other = recorded(7, DeadlineMet(deadline="D07/2021", revision=2, due=due, days_late=2))
    assert [3, 7] == [one.relied_on for one in affected({"question/2020-384": sent().state}, [missed, late, revoked])]
    [found] = affected({"question/2020-384": sent().state}, [missed, other, revoked])
    assert (Overtaken.REVOKED, 3, 41) == (found.what, found.relied_on, found.by)
