"""Facts on two clocks: corrections, resolutions, conflicts, and what an instant or a day cannot see."""

from datetime import date, timedelta

import pytest

from domain.facts import facts_of
from domain.knowledge import find, known
from gateway.questions import Standpoint
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed
from schemas.agreement.extension import ExtensionGranted, ExtensionProposed
from schemas.agreement.period import AgreementExpired, AgreementExtended
from schemas.answer import Conclusion
from schemas.claim import (
    ApproveCorrection,
    ClaimValue,
    CodeValue,
    CorrectionProposed,
    CountValue,
    DateValue,
    Evidence,
    Grade,
    ImportHistoricalClaim,
    MoneyValue,
    ProposeCorrection,
)
from schemas.deadline import DeadlineMissed, DeadlineMissRevoked, DeadlineReached
from schemas.effective import Effective, Precision
from schemas.evaluation import InterimEvaluationCompleted, InterimVerdict
from schemas.event import Payload, Pending
from schemas.people import Actor
from schemas.report import GoalVerdict, WorkYearReportProcessed, WorkYearReportProcessingStarted
from schemas.year_plan import (
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanSubmitted,
)
from tests.unit.history import EARLY, SEEN_ON, Record, commands
from tests.unit.scenario import OFFICER, REVIEWER, SYSTEM, on

PACT = "pact/vil"
JUNE = on(date(2017, 6, 9))
END_OF_2017 = Effective(
    earliest=date(2017, 10, 1), latest=date(2017, 12, 31), precision=Precision.INTERVAL, wording="eind 2017"
)
DECEMBER = on(date(2017, 12, 15))
LATER = date(2020, 3, 1)


@pytest.fixture
def record() -> Record:
    """An empty record under the rules of the spearhead clusters."""
    return Record()


def told(
    record: Record,
    name: str,
    when: Effective,
    value: ClaimValue | None = None,
    predicate: str = "pact_concluded",
    grade: Grade = Grade.SECONDARY,
) -> None:
    """Have a source say something about one pact."""
    command = ImportHistoricalClaim(
        claim=name,
        predicate=predicate,
        value=value or DateValue(date=when),
        effective=when,
        grade=grade,
        evidence=(Evidence(document=f"source-{name}"),),
    )
    record.ask(PACT, command, SYSTEM)


def recorded(record: Record, payload: Payload, day: date) -> None:
    """Have the service record something when it happened."""
    record.append(PACT, [Pending(payload=payload, effective=on(day))])


def conclusion(record: Record, predicate: str = "pact_concluded", as_of: date = LATER) -> Conclusion | None:
    """What the record says of it on a day."""
    found = find(known(record.events, as_of, SEEN_ON), PACT, predicate)
    assert len(found) <= 1
    return found[0] if found else None


def concluded(record: Record, predicate: str = "pact_concluded", as_of: date = LATER) -> Conclusion:
    """The same, where it says something."""
    found = conclusion(record, predicate, as_of)
    assert found is not None
    return found


def test_dates_that_exclude_each_other_conflict(record: Record) -> None:
    """The source nearest to the fact leads; the other one stays."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017, grade=Grade.OFFICIAL_STATEMENT)
    found = concluded(record)
    expected = ("minister", ["press"], True)
    assert expected == (found.leading.claim, [rival.claim for rival in found.rivals], found.is_contested)


def test_a_more_precise_date_inside_a_loose_one_bears_it_out(record: Record) -> None:
    """It leads, since it says more, and both are evidence."""
    told(record, "minister", END_OF_2017, grade=Grade.OFFICIAL_STATEMENT)
    told(record, "press", DECEMBER)
    found = concluded(record)
    expected = ("press", ["source-press", "source-minister"], False)
    assert expected == (found.leading.claim, [one.source for one in found.evidence], found.is_contested)


def test_a_day_sees_only_what_had_begun(record: Record) -> None:
    """By the earliest day that the source allows."""
    told(record, "minister", END_OF_2017)
    expected = (None, True)
    on_the_eve = conclusion(record, as_of=date(2017, 9, 30))
    assert expected == (on_the_eve, conclusion(record, as_of=date(2017, 10, 1)) is not None)


def test_a_later_date_disputes_an_earlier_one_before_its_own_day(record: Record) -> None:
    """Who says that it came later denies that it had come."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    assert concluded(record, as_of=date(2017, 7, 1)).is_contested


def test_an_instant_before_the_recording_knows_nothing(record: Record) -> None:
    """The second clock."""
    told(record, "press", JUNE)
    before = known(record.events, LATER, record.now - timedelta(microseconds=1))
    assert ((), 1) == (before.conclusions, len(known(record.events, LATER, record.now).conclusions))


def test_a_resolved_conflict_shows_the_accepted_claim_and_keeps_the_other(record: Record) -> None:
    """Whatever the grades."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017, grade=Grade.OFFICIAL_STATEMENT)
    record.resolve(PACT, "pact_concluded", "press")
    found = concluded(record)
    expected = ("press", ["minister"], True, False)
    rivals = [rival.claim for rival in found.rivals]
    assert expected == (found.leading.claim, rivals, found.is_resolved, found.is_contested)


def test_an_accepted_later_date_means_that_it_had_not_happened(record: Record) -> None:
    """On a day between the two, nothing is said of it any more."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    record.resolve(PACT, "pact_concluded", "minister")
    assert conclusion(record, as_of=date(2017, 7, 1)) is None


def test_a_claim_told_after_a_resolution_opens_the_matter_again(record: Record) -> None:
    """Nobody has looked at it yet; the same resolution again is a new word on it."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    record.resolve(PACT, "pact_concluded", "press")
    assert [] == record.resolve(PACT, "pact_concluded", "press")
    told(record, "agency", on(date(2019, 9, 9)))
    found = concluded(record)
    seen = (found.leading.claim, [rival.claim for rival in found.rivals], found.is_contested)
    assert seen == ("press", ["minister", "agency"], True)
    [again] = record.resolve(PACT, "pact_concluded", "press")
    assert again.type == "conflict.resolved"
    assert concluded(record).is_resolved


def test_a_claim_that_bears_out_the_accepted_one_opens_nothing(record: Record) -> None:
    """There is no new doubt."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    record.resolve(PACT, "pact_concluded", "press")
    told(record, "agency", JUNE)
    assert concluded(record).is_resolved


def test_a_claim_told_after_an_accepted_later_date_is_not_passed_over_in_silence(record: Record) -> None:
    """On a day on which only the new claim can hold it is shown, as contested."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    record.resolve(PACT, "pact_concluded", "minister")
    told(record, "agency", JUNE)
    found = concluded(record, as_of=date(2017, 7, 1))
    assert ([rival.claim for rival in found.rivals], found.is_contested) == (["minister"], True)


def test_a_state_that_follows_the_accepted_one_leads(record: Record) -> None:
    """A resolution is about its own time."""
    kinds = {name: CodeValue(code=name) for name in ("received", "in_processing", "processed")}
    told(record, "press", JUNE, kinds["received"], predicate="report_state")
    told(record, "minister", JUNE, kinds["in_processing"], predicate="report_state")
    record.resolve(PACT, "report_state", "press")
    assert concluded(record, "report_state").leading.value == kinds["received"]
    told(record, "agency", DECEMBER, kinds["processed"], predicate="report_state")
    found = concluded(record, "report_state")
    assert (found.leading.value, found.is_contested) == (kinds["processed"], False)


def test_a_decision_of_the_service_after_a_resolution_settles_the_matter(record: Record) -> None:
    """The last word counts, whoever spoke it; a doubt after it opens the matter again."""
    told(record, "press", on(date(2018, 1, 1)), predicate="cap_anchor")
    told(record, "minister", on(date(2017, 1, 1)), predicate="cap_anchor")
    record.resolve(PACT, "cap_anchor", "press")
    recorded(record, CapAnchorFixed(anchor=date(2017, 1, 1), cap=date(2026, 12, 31)), date(2020, 2, 3))
    found = concluded(record, "cap_anchor")
    assert (found.leading.value, found.is_resolved) == (DateValue(date=on(date(2017, 1, 1))), True)
    recorded(record, CapAnchorContested(anchor=date(2018, 1, 1), cap=date(2027, 12, 31)), date(2020, 2, 4))
    assert concluded(record, "cap_anchor").is_contested


def test_a_resolution_is_not_known_before_it_was_recorded(record: Record) -> None:
    """An answer given earlier can be given again."""
    told(record, "press", JUNE)
    told(record, "minister", END_OF_2017)
    before = record.now
    record.now += timedelta(days=1)
    record.resolve(PACT, "pact_concluded", "press")
    (found,) = find(known(record.events, LATER, before), PACT, "pact_concluded")
    assert found.is_contested


def correct(record: Record, approver: Actor = REVIEWER, **changes: object) -> None:
    """Correct the first event of the record, by two people."""
    fields = {"corrects": 1, "correction_kind": "replaces", "value": DateValue(date=DECEMBER), "reason": "misread"}
    (proposed,) = record.ask(PACT, ProposeCorrection.model_validate({**fields, **changes}), OFFICER)
    assert isinstance(proposed.payload, CorrectionProposed)
    approval = ApproveCorrection(corrects=1, proposal_hash=proposed.payload.proposal_hash)
    record.now += timedelta(days=1)
    record.ask(PACT, approval, approver)


def test_a_corrected_fact_has_its_new_value_and_the_correction_as_evidence(record: Record) -> None:
    """The value carries its own date with it."""
    told(record, "press", JUNE)
    correct(record)
    found = concluded(record)
    expected = (DateValue(date=DECEMBER), DECEMBER, [1, 3])
    positions = [one.position for one in found.evidence]
    assert expected == (found.leading.value, found.leading.effective, positions)


def test_a_withdrawn_fact_is_gone_from_when_it_was_withdrawn(record: Record) -> None:
    """And still there for whoever asks what was known before."""
    told(record, "press", JUNE)
    before = record.now
    correct(record, correction_kind="withdraws", value=None)
    expected = (None, 1)
    assert expected == (conclusion(record), len(known(record.events, LATER, before).conclusions))


def test_a_proposed_correction_changes_nothing_yet(record: Record) -> None:
    """Only its approval does."""
    told(record, "press", JUNE)
    record.ask(PACT, ProposeCorrection(corrects=1, correction_kind="withdraws", reason="why"), OFFICER)
    assert DateValue(date=JUNE) == concluded(record).leading.value


def test_a_state_follows_an_earlier_one_without_a_conflict(record: Record) -> None:
    """Counts change; that is no contradiction."""
    told(record, "four", on(date(2016, 12, 1)), CountValue(number=4), "cluster_count")
    told(record, "six", on(date(2018, 3, 1)), CountValue(number=6), "cluster_count")
    counts = [concluded(record, "cluster_count", day).leading.value for day in (date(2017, 1, 1), LATER)]
    assert [CountValue(number=4), CountValue(number=6)] == counts
    assert not concluded(record, "cluster_count").rivals


def test_two_states_at_one_time_conflict(record: Record) -> None:
    """Both cannot hold."""
    year = Effective(earliest=date(2018, 1, 1), latest=date(2018, 12, 31), precision=Precision.YEAR)
    told(record, "five", year, CountValue(number=5), "cluster_count")
    told(record, "six", on(date(2018, 3, 1)), CountValue(number=6), "cluster_count")
    assert concluded(record, "cluster_count").is_contested


def test_amounts_conflict_whenever_they_were_told(record: Record) -> None:
    """There is one amount for a year, in February and in May."""
    told(record, "february", on(date(2019, 2, 15)), MoneyValue(cents=80), "project_means")
    told(record, "may", on(date(2019, 5, 2)), MoneyValue(cents=95), "project_means")
    assert concluded(record, "project_means").is_contested


def test_what_the_service_records_is_a_fact_of_its_own_grade(record: Record) -> None:
    """Its evidence is the stream itself."""
    verdict = InterimEvaluationCompleted(
        period=1, verdict=InterimVerdict.POSITIVE, report_hash="a" * 64, completed_on=date(2020, 2, 3)
    )
    recorded(record, verdict, date(2020, 2, 3))
    facts = facts_of(record.events[0])
    expected = {"interim_evaluation_state", "interim_evaluation_completed", "interim_evaluation_verdict"}
    assert expected == {fact.predicate for fact in facts}
    assert {(Grade.SYSTEM, PACT)} == {(fact.grade, fact.evidence[0].source) for fact in facts}


def test_of_two_states_recorded_on_one_day_the_later_event_counts(record: Record) -> None:
    """The log knows which came last."""
    day = date(2020, 2, 3)
    recorded(record, WorkYearReportProcessingStarted(year=2019), day)
    processed = WorkYearReportProcessed(year=2019, report_hash="a" * 64, verdict=GoalVerdict.REACHED, processed_on=day)
    recorded(record, processed, day)
    found = concluded(record, "report_state")
    assert (CodeValue(code="processed"), ()) == (found.leading.value, found.rivals)


def test_a_decision_dated_before_the_proposal_that_it_answers_still_follows_it(record: Record) -> None:
    """The committee met on the 22nd; the proposal was entered on the 23rd: it is granted all the same."""
    proposed = ExtensionProposed(
        period=1,
        months=36,
        new_start=date(2020, 1, 1),
        new_end=date(2022, 12, 31),
        cap=date(2026, 12, 31),
        proposal_hash="ab" * 32,
    )
    granted = ExtensionGranted(
        period=1,
        months=36,
        new_start=date(2020, 1, 1),
        new_end=date(2022, 12, 31),
        decided_on=date(2019, 11, 22),
        minutes="demo minutes",
    )
    recorded(record, proposed, date(2019, 11, 23))
    recorded(record, granted, date(2019, 11, 22))
    assert CodeValue(code="granted") == concluded(record, "extension_state").leading.value


def test_a_new_round_of_a_plan_ends_its_rejection(record: Record) -> None:
    """Handed in again, it is handed in; each step of a plan is what is said of it until the next."""
    steps = (
        (YearPlanSubmitted(year=2021, round=1, plan_hash="a", title="plan", received_on=LATER), "submitted"),
        (
            YearPlanCompletionRequested(year=2021, round=1, missing=("budget",), requested_on=LATER),
            "completion_asked",
        ),
        (YearPlanCompletionSupplied(year=2021, round=1, plan_hash="b", received_on=LATER), "submitted"),
        (YearPlanRejected(year=2021, round=1, plan_hash="b", grounds="thin", decided_on=LATER), "rejected"),
        (YearPlanResubmitted(year=2021, round=2, plan_hash="c", received_on=LATER), "submitted"),
    )
    for payload, code in steps:
        recorded(record, payload, LATER)
        assert CodeValue(code=code) == concluded(record, "year_plan_state").leading.value


def test_a_contested_anchor_is_settled_by_fixing_it_again(record: Record) -> None:
    """Until then both caps stand."""
    first, second = date(2018, 1, 1), date(2019, 1, 1)
    recorded(record, CapAnchorFixed(anchor=first, cap=date(2027, 12, 31)), first)
    recorded(record, CapAnchorContested(anchor=second, cap=date(2028, 12, 31)), second)
    assert concluded(record, "cap_anchor").is_contested
    recorded(record, CapAnchorFixed(anchor=second, cap=date(2028, 12, 31)), second)
    found = concluded(record, "cap_anchor")
    assert (False, DateValue(date=on(second))) == (found.is_contested, found.leading.value)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (AgreementExpired(period=1, end=date(2020, 12, 31)), "expired"),
        (AgreementExtended(period=1, end=date(2020, 12, 31), next_period=2), "extended"),
    ],
)
def test_on_its_last_day_a_period_has_not_ended(record: Record, payload: Payload, code: str) -> None:
    """It ends with that day, and has ended on the next."""
    recorded(record, payload, date(2020, 12, 31))
    assert conclusion(record, "agreement_state", date(2020, 12, 31)) is None
    assert CodeValue(code=code) == concluded(record, "agreement_state", date(2021, 1, 1)).leading.value


@pytest.mark.parametrize(
    "payload",
    [
        DeadlineMissed(deadline="D07/2021", revision=1, due=date(2020, 11, 30)),
        DeadlineMissRevoked(deadline="D07/2021", revision=1, due=date(2020, 11, 30)),
        DeadlineReached(deadline="D02/1", revision=1, due=date(2020, 11, 30)),
        AgreementExpired(period=1, end=date(2020, 11, 30)),
    ],
)
def test_a_standpoint_on_a_due_date_does_not_see_that_it_passed(record: Record, payload: Payload) -> None:
    """Until midnight the act is in time."""
    recorded(record, payload, date(2020, 11, 30))
    [event] = record.events
    seen = [Standpoint(as_of=day).sees(event) for day in (date(2020, 11, 30), date(2020, 12, 1))]
    assert seen == [False, True]


def test_a_cluster_is_called_by_its_name_of_the_day() -> None:
    """Before the first known name, by that one."""
    record = Record()
    for envelope in commands(EARLY):
        if envelope.stream == "cluster/flux50" and envelope.command.kind != "import_historical_claim":
            record.take(envelope)
    days = (date(2010, 1, 1), date(2017, 5, 9), date(2017, 5, 10))
    names = [known(record.events, day, SEEN_ON).clusters[0].name for day in days]
    assert ["Vlaamse Energiecluster", "Vlaamse Energiecluster", "Flux50"] == names
