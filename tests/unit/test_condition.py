"""Conditions that a decision set: reported, recorded by a second person, or missed."""

from datetime import UTC, date, datetime

import pytest

from domain import condition, pact
from domain.preparation import proposal_hash
from schemas.agreement.award import SupportAwarded
from schemas.change import ChangeApproved, ChangeRequested, ScopeChange
from schemas.condition import (
    Condition,
    ConditionMet,
    ConditionMissed,
    ConditionReported,
    ConditionReportReturned,
    ConditionSet,
    ConditionSource,
    RecordConditionMet,
    ReportConditionMet,
    ReturnConditionReport,
    SetCondition,
)
from schemas.deadline import DeadlineMet, FireDeadline
from schemas.evaluation import InterimVerdict
from schemas.event import Payload
from schemas.pact import PactState
from schemas.policy import Span
from schemas.remedial import RemedialPlanAccepted, RemedialPlanRequested, RemedialPlanSubmitted
from schemas.workyear import YearPlanExpected
from schemas.year_plan import PlanStage, YearPlanApprovedWithConditions
from tests.unit.pact_files import REGISTERED, STAND_IN, A, evaluated, pact_file
from tests.unit.programme import RULES, a_policy, a_rule, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, SYSTEM, Scenario, on

TODAY = MORNING.date()
DUE = date(2020, 6, 30)
AFTER = datetime(2020, 7, 1, 9, tzinfo=UTC)

APPROVED = (
    YearPlanExpected(year=2021, year_start=date(2021, 1, 1), year_end=date(2021, 12, 31)),
    YearPlanApprovedWithConditions(year=2021, round=1, plan_hash=A, conditions=("more members",), decided_on=TODAY),
)
SCOPE = ScopeChange(description="blue energy")
WIDER = (
    ChangeRequested(change="wider", wish=SCOPE, before="—", after="blue energy", grounds="wind", proposal_hash=A),
    ChangeApproved(change="wider", wish=SCOPE, before="—", after="blue energy", decided_on=TODAY),
)

SET = SetCondition(condition="members", source="year_plan", reference="2021", text="more members", due=DUE)
WAS_SET = ConditionSet(condition="members", source="year_plan", reference="2021", text="more members", due=DUE)
REPORT = ReportConditionMet(condition="members", explanation="ten companies joined")
REPORTED = ConditionReported(condition="members", explanation="ten companies joined", report_hash=proposal_hash(REPORT))
RECORD = RecordConditionMet(condition="members", report_hash=proposal_hash(REPORT))
RETURN = ReturnConditionReport(condition="members", remarks="only eight did")
MISSED = ConditionMissed(
    condition="members",
    source="year_plan",
    reference="2021",
    due=DUE,
    year=2021,
    plan_reopened_on=AFTER.date(),
)

WITH_DAY = rules_of(
    a_policy(
        deadlines=(
            *RULES,
            a_rule("K01", "condition.set", "due", subject=("condition",), met_by=("condition.met",)),
            a_rule(
                "K05",
                "condition.missed",
                "plan_reopened_on",
                subject=("year",),
                span=Span(working_days=30),
                met_by=("year_plan.approved",),
            ),
            a_rule(
                "K06",
                "condition.missed",
                "evaluation_reopened_on",
                subject=("period",),
                met_by=("interim_evaluation.completed",),
            ),
        )
    )
)


def file(*events: Payload) -> Scenario[PactState]:
    """A file whose plan was approved with conditions, and what came after."""
    return pact_file(condition.decide).given(*REGISTERED, *APPROVED, *events)


def whole() -> Scenario[PactState]:
    """The same file with its deadlines, where the condition is set."""
    made = Scenario(pact.decide, pact.evolve, PactState(), rules=WITH_DAY).given(*REGISTERED, *APPROVED)
    return made.when(SET).then_types("condition.set", "deadline.set")


def kept(scenario: Scenario[PactState]) -> Condition:
    """The one condition of the file."""
    [only] = scenario.state.conditions
    return only


def test_a_condition_is_set_once() -> None:
    """The same again changes nothing; another text under the same name is refused."""
    made = file().when(SET).then(WAS_SET)
    made.when(SET).then_nothing()
    made.when(SET.model_copy(update={"text": "more partners"})).then_refused("already_set")
    pact_file(condition.decide).when(SET).then_refused("not_registered")


@pytest.mark.parametrize(
    ("source", "reference", "grounds"),
    [
        ("award", "committee", (SupportAwarded(decided_on=TODAY, minutes="demo minutes"),)),
        ("interim_evaluation", "1", evaluated(1, InterimVerdict.POSITIVE_WITH_CONDITIONS)),
        (
            "remedial_plan",
            "1",
            (
                RemedialPlanRequested(period=1, round=1, grounds="behind", requested_on=TODAY),
                RemedialPlanSubmitted(period=1, round=1, plan_hash=A, received_on=TODAY),
                RemedialPlanAccepted(period=1, round=1, plan_hash=A, decided_on=TODAY),
            ),
        ),
        ("change", "wider", WIDER),
    ],
)
def test_a_condition_has_the_ground_of_a_decision(
    source: ConditionSource, reference: str, grounds: tuple[Payload, ...]
) -> None:
    """Of exactly the decision that it names, and only once that was taken."""
    command = SET.model_copy(update={"source": source, "reference": reference})
    file().when(command).then_refused("no_ground")
    file(*grounds).when(command).then_types("condition.set")


def test_another_year_or_an_unconditional_verdict_is_no_ground() -> None:
    """Only an approval with conditions leaves some."""
    file().when(SET.model_copy(update={"reference": "2022"})).then_refused("no_ground")
    positive = SET.model_copy(update={"source": "interim_evaluation", "reference": "1"})
    file(*evaluated(1)).when(positive).then_refused("no_ground")


def test_a_condition_lies_ahead() -> None:
    """Today is still time."""
    file().when(SET.model_copy(update={"due": date(2020, 3, 1)})).then_refused("due_in_past")
    file().when(SET.model_copy(update={"due": TODAY})).then_types("condition.set")


def test_a_condition_is_reported_and_recorded_by_two() -> None:
    """Neither in person nor through a stand-in by who reported it."""
    reported = file(WAS_SET).when(REPORT, by=OFFICER).then(REPORTED)
    reported.when(REPORT, by=OFFICER).then_nothing()
    reported.when(RECORD, by=OFFICER).then_refused("four_eyes")
    reported.when(RECORD, by=STAND_IN).then_refused("four_eyes")
    met = reported.when(RECORD, by=HEAD).then(ConditionMet(condition="members", met_on=TODAY))
    assert TODAY == met.answer[0].decided_on
    met.when(RECORD, by=HEAD).then_nothing()
    met.when(REPORT, by=CLUSTER).then_nothing()


def test_what_is_accepted_is_the_report_that_was_seen() -> None:
    """Not the one that took its place, and not the one before."""
    again = ReportConditionMet(condition="members", explanation="nobody joined")
    reported = file(WAS_SET).when(REPORT, by=CLUSTER).when(again, by=CLUSTER)
    reported.when(RECORD, by=HEAD).then_refused("content_changed")
    seen = RecordConditionMet(condition="members", report_hash=proposal_hash(again))
    reported.when(seen, by=HEAD).then_types("condition.met")


def test_nothing_is_recorded_or_returned_that_nobody_reported() -> None:
    """Nor of a condition that nobody set."""
    file(WAS_SET).when(RECORD, by=HEAD).then_refused("not_reported")
    file(WAS_SET).when(RETURN, by=HEAD).then_refused("not_reported")
    file().when(REPORT, by=CLUSTER).then_refused("unknown_condition")


def test_a_report_that_is_not_accepted_goes_back() -> None:
    """The condition is open again, and can be reported again."""
    back = file(WAS_SET, REPORTED).when(RETURN, by=HEAD)
    back.then(ConditionReportReturned(condition="members", remarks="only eight did"))
    assert "open" == kept(back).state
    back.when(REPORT, by=CLUSTER).then(REPORTED)


def test_a_condition_whose_day_passed_is_missed_and_opens_its_plan_again() -> None:
    """From that day, by the deadline that the policy set."""
    missed = whole().when(FireDeadline(deadline="K01/members", revision=1), by=SYSTEM, at=AFTER)
    missed.then_types("deadline.missed", "condition.missed", "deadline.set")
    assert (MISSED, on(DUE)) == (missed.answer[1].payload, missed.answer[1].effective)
    [year] = missed.state.years
    assert year.plan is not None
    assert PlanStage.COMPLETE is year.plan.stage


def test_what_is_open_again_waits_for_another_verdict_by_a_day_of_its_own() -> None:
    """Counted from the day on which the miss was found, and only where a verdict fell open by it."""
    missed = whole().when(FireDeadline(deadline="K01/members", revision=1), by=SYSTEM, at=AFTER)
    opened = [(one.id, one.anchor, one.due) for one in missed.state.deadlines if one.rule != "K01"]
    assert [("K05/2021", date(2020, 7, 1), date(2020, 8, 13))] == opened

    [term] = whole().state.deadlines
    ground = SET.model_copy(update={"source": "interim_evaluation", "reference": "1"})
    for events, waits in ((evaluated(1, InterimVerdict.POSITIVE_WITH_CONDITIONS), True), (evaluated(1), False)):
        kept_one = ConditionSet.model_validate(ground.model_dump(exclude={"kind"}))
        [pending] = condition.on_missed(term, file(*events, kept_one).state, AFTER, WITH_DAY)
        expected = {"period": 1, "evaluation_reopened_on": AFTER.date()} if waits else {}
        named = {"condition": "members", "source": "interim_evaluation", "reference": "1", "due": DUE}
        assert ConditionMissed.model_validate({**named, **expected}) == pending.payload


def test_a_condition_that_is_met_late_stays_met() -> None:
    """How late is told by its deadline."""
    late = whole().when(FireDeadline(deadline="K01/members", revision=1), by=SYSTEM, at=AFTER)
    late.when(REPORT, by=CLUSTER).when(RECORD, by=HEAD).then_types("condition.met", "deadline.met")
    assert [1] == [event.payload.days_late for event in late.answer if isinstance(event.payload, DeadlineMet)]
    assert ("met", True) == (kept(late).state, kept(late).is_missed)


def test_a_report_that_waits_keeps_a_condition_from_being_missed() -> None:
    """Not the cluster is late, but the answer; a report that is not accepted then is a miss."""
    waiting = whole().when(REPORT, by=CLUSTER)
    waiting.when(FireDeadline(deadline="K01/members", revision=1), by=SYSTEM, at=AFTER).then_types("deadline.missed")
    waiting.when(RETURN, by=HEAD)
    waiting.then_types("condition.report_returned", "condition.missed", "deadline.set")
    assert "missed" == kept(waiting).state
    again = waiting.when(REPORT, by=CLUSTER).when(RETURN, by=HEAD)
    again.then_types("condition.report_returned")
    assert "missed" == kept(again).state


def test_the_deadline_of_something_else_misses_no_condition() -> None:
    """Even where it names one."""
    file_with_both = whole()
    [term] = file_with_both.state.deadlines
    other = term.model_copy(update={"rule": "D07"})
    assert [] == condition.on_missed(other, file_with_both.state, AFTER, WITH_DAY)
    assert 1 == len(condition.on_missed(term, file_with_both.state, AFTER, WITH_DAY))
