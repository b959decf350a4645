"""The work year: its plan before it, its report after it."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from domain import workyear
from domain.preparation import proposal_hash
from schemas.command import PactCommand
from schemas.pact import PactState
from schemas.policy import FourEyes
from schemas.report import (
    ApproveReportVerdict,
    GoalVerdict,
    ProposeReportVerdict,
    ReceiveReport,
    ReportStage,
    ReportState,
    StartProcessingReport,
    WorkYearReportProcessed,
    WorkYearReportProcessingStarted,
    WorkYearReportReceived,
)
from schemas.workyear import ExpectYearPlan, ReportExpected, StartWorkYear, WorkYearStarted, YearPlanExpected
from schemas.year_plan import (
    ApproveYearPlanVerdict,
    ConfirmComplete,
    PlanStage,
    PlanState,
    PlanVerdict,
    ProposeYearPlanVerdict,
    RequestCompletion,
    ResubmitYearPlan,
    ReturnVerdictProposal,
    SubmitYearPlan,
    SupplyCompletion,
    VerdictProposalReturned,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanSubmitted,
)
from tests.unit.pact_files import REGISTERED, RUNNING, STAND_IN, A, B, C, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, REVIEWER, SYSTEM, Scenario, on

TODAY = MORNING.date()

EXPECTED = YearPlanExpected(year=2021, year_start=date(2021, 1, 1), year_end=date(2021, 12, 31))
SUBMITTED = YearPlanSubmitted(year=2021, round=1, plan_hash=A, title="year plan", received_on=TODAY)
ASKED = YearPlanCompletionRequested(year=2021, round=1, missing=("budget",), requested_on=TODAY)
SUPPLIED = YearPlanCompletionSupplied(year=2021, round=1, plan_hash=B, received_on=TODAY)
COMPLETE = YearPlanFoundComplete(year=2021, round=1, plan_hash=A, found_on=TODAY)
REJECTED = YearPlanRejected(year=2021, round=1, plan_hash=A, grounds="too thin", decided_on=TODAY)

SUBMIT = SubmitYearPlan(year=2021, plan_hash=A)

REPORT_EXPECTED = ReportExpected(year=2020, year_end=date(2020, 12, 31))
RECEIVED = WorkYearReportReceived(year=2020, report_hash=A, title="work-year report", received_on=TODAY)
IN_HAND = WorkYearReportProcessingStarted(year=2020)


def file() -> Scenario[PactState]:
    """A registered file."""
    return pact_file(workyear.decide).given(*REGISTERED)


def complete() -> Scenario[PactState]:
    """A plan that is handed in and complete."""
    return file().given(EXPECTED).given(SUBMITTED, by=CLUSTER).given(COMPLETE, by=REVIEWER)


def verdict(kind: PlanVerdict, *conditions: str, grounds: str = "") -> ProposeYearPlanVerdict:
    """A drafted verdict on plan A."""
    return ProposeYearPlanVerdict(year=2021, plan_hash=A, verdict=kind, conditions=conditions, grounds=grounds)


def approval(of: ProposeYearPlanVerdict) -> ApproveYearPlanVerdict:
    """The approval of exactly this drafted verdict."""
    return ApproveYearPlanVerdict(year=of.year, plan_hash=of.plan_hash, proposal_hash=proposal_hash(of))


APPROVE = approval(verdict(PlanVerdict.APPROVED))


def proposed(kind: PlanVerdict = PlanVerdict.APPROVED, *conditions: str, grounds: str = "") -> Scenario[PactState]:
    """A plan whose verdict waits for its second pair of eyes."""
    return complete().when(verdict(kind, *conditions, grounds=grounds), by=OFFICER)


def plan_of(scenario: Scenario[PactState], year: int = 2021) -> PlanState:
    """The plan as the state has it."""
    [plan] = [one.plan for one in scenario.state.years if one.year == year]
    assert plan is not None
    return plan


def report_of(scenario: Scenario[PactState], year: int = 2020) -> ReportState:
    """The report as the state has it."""
    [report] = [one.report for one in scenario.state.years if one.year == year]
    assert report is not None
    return report


# The years


def test_a_plan_is_expected_from_the_day_that_the_policy_names() -> None:
    """The work year is the calendar year."""
    autumn = datetime(2020, 10, 1, 9, tzinfo=UTC)
    expected = file().when(ExpectYearPlan(year=2021), by=SYSTEM, at=autumn).then(EXPECTED)
    assert on(date(2020, 9, 1)) == expected.answer[0].effective
    expected.when(ExpectYearPlan(year=2021), by=SYSTEM).then_nothing()


def test_a_plan_expected_ahead_of_that_day_is_expected_from_today() -> None:
    """Nothing is effective before it was decided without a rule that says so."""
    expected = file().when(ExpectYearPlan(year=2021), by=SYSTEM)
    assert on(TODAY) == expected.answer[0].effective


def test_a_year_that_begins_makes_the_report_on_the_one_before_expected() -> None:
    """Support ran in it."""
    new_year = datetime(2019, 12, 31, 23, tzinfo=UTC)
    signed = datetime(2019, 1, 1, 9, tzinfo=UTC)
    running = pact_file(workyear.decide).at(signed).given(*RUNNING)
    begun = running.when(StartWorkYear(year=2020), by=SYSTEM, at=new_year)
    begun.then(
        WorkYearStarted(year=2020, year_start=date(2020, 1, 1), known_at=signed),
        ReportExpected(year=2019, year_end=date(2019, 12, 31)),
    )
    assert [on(date(2020, 1, 1))] * 2 == [event.effective for event in begun.answer]
    begun.when(StartWorkYear(year=2020), by=SYSTEM).then_nothing()


def test_no_report_is_expected_on_a_year_before_support_ran() -> None:
    """There was nothing to report on."""
    begun = pact_file(workyear.decide).given(*RUNNING).when(StartWorkYear(year=2018), by=SYSTEM)
    begun.then_types("work_year.started")


def test_a_year_does_not_begin_ahead_of_its_first_day() -> None:
    """One microsecond before midnight in Brussels is too early."""
    early = datetime(2019, 12, 31, 22, 59, 59, 999999, tzinfo=UTC)
    running = pact_file(workyear.decide).given(*RUNNING)
    running.when(StartWorkYear(year=2020), by=SYSTEM, at=early).then_refused("not_begun")
    begun = running.when(StartWorkYear(year=2020), by=SYSTEM, at=datetime(2019, 12, 31, 23, tzinfo=UTC))
    assert "work_year.started" == begun.answer[0].payload.type


def test_after_the_last_year_of_support_only_its_report_is_expected() -> None:
    """No year begins in which nothing is supported: no evaluation of the pact falls due in it."""
    running = pact_file(workyear.decide).at(datetime(2019, 1, 1, 9, tzinfo=UTC)).given(*RUNNING)
    over = running.when(StartWorkYear(year=2021), by=SYSTEM, at=datetime(2021, 1, 1, 9, tzinfo=UTC))
    over.then(ReportExpected(year=2020, year_end=date(2020, 12, 31)))


def test_no_year_runs_without_a_file() -> None:
    """The file comes first."""
    pact_file(workyear.decide).when(ExpectYearPlan(year=2021), by=SYSTEM).then_refused("not_registered")


def test_the_years_stand_in_order_whatever_came_first() -> None:
    """A later year can be opened first."""
    opened = file().when(ExpectYearPlan(year=2022), by=SYSTEM).when(ExpectYearPlan(year=2021), by=SYSTEM)
    assert [one.year for one in opened.state.years] == [2021, 2022]


# The plan


def test_a_plan_is_taken_with_the_local_day_of_its_receipt() -> None:
    """22:30 UTC in summer is already the next day in Brussels."""
    night = datetime(2020, 8, 31, 22, 30, tzinfo=UTC)
    submitted = file().given(EXPECTED).when(SUBMIT, by=CLUSTER, at=night)
    submitted.then(SUBMITTED.model_copy(update={"received_on": date(2020, 9, 1)}))
    assert on(date(2020, 9, 1)) == submitted.answer[0].effective


def test_a_late_plan_is_taken_like_any_other() -> None:
    """Lateness is the deadline's business."""
    late = datetime(2021, 6, 1, 9, tzinfo=UTC)
    file().given(EXPECTED).when(SUBMIT, by=CLUSTER, at=late).then_types("year_plan.submitted")


def test_a_plan_that_nobody_expects_is_refused() -> None:
    """Every command about a plan says so."""
    file().when(SUBMIT, by=CLUSTER).then_refused("not_expected")
    file().given(EXPECTED).when(SubmitYearPlan(year=2022, plan_hash=A), by=CLUSTER).then_refused("not_expected")


def test_the_same_plan_twice_changes_nothing() -> None:
    """It was handed in."""
    file().given(EXPECTED, SUBMITTED).when(SUBMIT, by=CLUSTER).then_nothing()
    complete().when(SUBMIT, by=CLUSTER).then_nothing()


def test_another_plan_does_not_take_the_place_of_the_first() -> None:
    """A change comes as a completion, or after a rejection."""
    command = SubmitYearPlan(year=2021, plan_hash=B)
    file().given(EXPECTED, SUBMITTED).when(command, by=CLUSTER).then_refused("already_submitted")
    proposed().when(command, by=CLUSTER).then_refused("already_submitted")


def test_a_decided_plan_is_not_handed_in_again() -> None:
    """After a rejection there is another way."""
    file().given(EXPECTED, SUBMITTED, COMPLETE, REJECTED).when(SUBMIT, by=CLUSTER).then_refused("already_decided")


def test_completion_is_asked_and_supplied_before_the_assessment() -> None:
    """The plan then is the completed one."""
    asked = file().given(EXPECTED, SUBMITTED).when(RequestCompletion(year=2021, missing=("budget",)))
    asked.then(ASKED)
    asked.when(ConfirmComplete(year=2021, plan_hash=A)).then_refused("not_submitted")
    supplied = asked.when(SupplyCompletion(year=2021, plan_hash=B), by=CLUSTER).then(SUPPLIED)
    supplied.when(SupplyCompletion(year=2021, plan_hash=B), by=CLUSTER).then_nothing()
    supplied.when(ConfirmComplete(year=2021, plan_hash=A)).then_refused("content_changed")
    supplied.when(ConfirmComplete(year=2021, plan_hash=B)).then_types("year_plan.found_complete")


def test_nobody_completes_what_was_not_asked_for() -> None:
    """The officer asks first, and only about a plan that lies there."""
    submitted = file().given(EXPECTED, SUBMITTED)
    submitted.when(SupplyCompletion(year=2021, plan_hash=B), by=CLUSTER).then_refused("not_completion_asked")
    file().given(EXPECTED).when(RequestCompletion(year=2021, missing=("x",))).then_refused("not_submitted")
    complete().when(RequestCompletion(year=2021, missing=("x",))).then_refused("not_submitted")


def test_a_complete_plan_is_found_complete_once() -> None:
    """The assessment starts on that day."""
    found = file().given(EXPECTED, SUBMITTED).when(ConfirmComplete(year=2021, plan_hash=A)).then(COMPLETE)
    found.when(ConfirmComplete(year=2021, plan_hash=A)).then_nothing()


def test_a_verdict_is_drafted_on_a_complete_plan_only() -> None:
    """The assessment follows the check."""
    command = verdict(PlanVerdict.APPROVED)
    file().given(EXPECTED, SUBMITTED).when(command).then_refused("not_complete")


def test_a_verdict_is_drafted_on_the_plan_that_lies_there() -> None:
    """A completed plan is another plan."""
    command = ProposeYearPlanVerdict(year=2021, plan_hash=B, verdict=PlanVerdict.APPROVED)
    complete().when(command).then_refused("content_changed")


def test_the_same_draft_twice_changes_nothing() -> None:
    """Another draft needs the first one back."""
    drafted = proposed()
    drafted.when(verdict(PlanVerdict.APPROVED)).then_nothing()
    drafted.when(verdict(PlanVerdict.REJECTED, grounds="too thin")).then_refused("not_complete")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (verdict(PlanVerdict.APPROVED_WITH_CONDITIONS), "conditions_missing"),
        (verdict(PlanVerdict.APPROVED, "report twice"), "conditions_unexpected"),
        (verdict(PlanVerdict.REJECTED), "grounds_missing"),
        (verdict(PlanVerdict.REJECTED, grounds=" "), "grounds_missing"),
    ],
)
def test_a_verdict_carries_what_it_rests_on(command: ProposeYearPlanVerdict, code: str) -> None:
    """Conditions with conditions, grounds with a rejection."""
    complete().when(command).then_refused(code)


def test_an_approved_plan_is_approved_by_another_person() -> None:
    """On the day of the decision."""
    approved = proposed().when(APPROVE, by=HEAD)
    approved.then(YearPlanApproved(year=2021, round=1, plan_hash=A, decided_on=TODAY))
    assert (on(TODAY), TODAY) == (approved.answer[0].effective, approved.answer[0].decided_on)
    assert PlanStage.APPROVED is plan_of(approved).stage


def test_a_plan_is_approved_with_the_drafted_conditions() -> None:
    """The approver adds none."""
    seen = verdict(PlanVerdict.APPROVED_WITH_CONDITIONS, "report twice")
    approved = complete().when(seen).when(approval(seen), by=HEAD)
    approved.then(
        YearPlanApprovedWithConditions(year=2021, round=1, plan_hash=A, conditions=("report twice",), decided_on=TODAY)
    )


def test_a_plan_is_rejected_on_the_drafted_grounds() -> None:
    """A rejection is a decision like another."""
    seen = verdict(PlanVerdict.REJECTED, grounds="too thin")
    complete().when(seen).when(approval(seen), by=HEAD).then(REJECTED)


def test_who_drafted_a_verdict_does_not_approve_it() -> None:
    """Neither in person, nor through a stand-in, nor after a stand-in."""
    proposed().when(APPROVE, by=OFFICER).then_refused("four_eyes")
    proposed().when(APPROVE, by=STAND_IN).then_refused("four_eyes")
    complete().when(verdict(PlanVerdict.APPROVED), by=STAND_IN).when(APPROVE, by=OFFICER).then_refused("four_eyes")


def test_who_drafted_a_verdict_that_was_returned_keeps_a_hand_in_it() -> None:
    """A second drafter does not wash the first."""
    back = proposed().when(ReturnVerdictProposal(year=2021, remarks="say more"), by=HEAD)
    back.then(VerdictProposalReturned(year=2021, round=1, remarks="say more"))
    again = back.when(verdict(PlanVerdict.APPROVED), by=REVIEWER).then_types("year_plan.verdict_proposed")
    again.when(APPROVE, by=OFFICER).then_refused("four_eyes")
    again.when(APPROVE, by=HEAD).then_types("year_plan.approved")


def test_a_preparation_that_the_policy_names_counts_as_well() -> None:
    """An approval is a row of the policy, and a row less is a hand less."""
    row = FourEyes(decision="approve_year_plan_verdict", preparation=("confirm_complete", "submit_year_plan"))
    proposed().under(rules_of(a_policy(four_eyes=(row,)))).when(APPROVE, by=REVIEWER).then_refused("four_eyes")
    proposed().under(rules_of(a_policy(four_eyes=(row,)))).when(APPROVE, by=CLUSTER).then_refused("four_eyes")
    proposed().under(rules_of(a_policy(four_eyes=()))).when(APPROVE, by=REVIEWER).then_types("year_plan.approved")


def test_no_policy_lets_the_drafter_approve() -> None:
    """The draft itself always counts."""
    proposed().under(rules_of(a_policy(four_eyes=()))).when(APPROVE, by=OFFICER).then_refused("four_eyes")


def test_an_approval_is_of_the_plan_that_was_seen() -> None:
    """Another hash is another plan."""
    other = APPROVE.model_copy(update={"plan_hash": B})
    proposed().when(other, by=HEAD).then_refused("content_changed")


def test_an_approval_is_of_the_verdict_that_was_seen() -> None:
    """A verdict redrafted between page and click is not the one that was read."""
    back = proposed().when(ReturnVerdictProposal(year=2021, remarks="say more"), by=HEAD)
    redrafted = verdict(PlanVerdict.REJECTED, grounds="too thin")
    again = back.when(redrafted)
    again.when(APPROVE, by=HEAD).then_refused("content_changed")
    assert plan_of(again).proposal_hash == proposal_hash(redrafted)
    again.when(approval(redrafted), by=HEAD).then(REJECTED)


def test_nothing_is_approved_or_returned_that_was_not_proposed() -> None:
    """The second level does not come first."""
    complete().when(APPROVE, by=HEAD).then_refused("not_proposed")
    complete().when(ReturnVerdictProposal(year=2021, remarks="x"), by=HEAD).then_refused("not_proposed")


def test_the_first_of_two_approvers_wins() -> None:
    """The second is told that it was decided; returning is too late as well."""
    approved = proposed().when(APPROVE, by=HEAD)
    approved.when(APPROVE, by=REVIEWER).then_refused("already_decided")
    approved.when(ReturnVerdictProposal(year=2021, remarks="x"), by=HEAD).then_refused("already_decided")


def test_a_rejected_plan_is_followed_by_a_next_round() -> None:
    """The new plan is another one, and starts with clean hands."""
    seen = verdict(PlanVerdict.REJECTED, grounds="too thin")
    rejected = complete().when(seen).when(approval(seen), by=HEAD)
    rejected.when(ResubmitYearPlan(year=2021, plan_hash=A), by=CLUSTER).then_refused("nothing_changed")
    again = rejected.when(ResubmitYearPlan(year=2021, plan_hash=B), by=CLUSTER)
    again.then(YearPlanResubmitted(year=2021, round=2, plan_hash=B, received_on=TODAY))
    again.when(ResubmitYearPlan(year=2021, plan_hash=B), by=CLUSTER).then_nothing()
    assert (
        plan_of(again).stage,
        plan_of(again).round,
        plan_of(again).proposed_verdict,
    ) == (PlanStage.SUBMITTED, 2, None)
    found = again.when(ConfirmComplete(year=2021, plan_hash=B), by=REVIEWER)
    found.then(YearPlanFoundComplete(year=2021, round=2, plan_hash=B, found_on=TODAY))
    second = ProposeYearPlanVerdict(year=2021, plan_hash=B, verdict=PlanVerdict.APPROVED)
    drafted = found.when(second, by=HEAD).then_types("year_plan.verdict_proposed")
    drafted.when(approval(second), by=OFFICER).then(YearPlanApproved(year=2021, round=2, plan_hash=B, decided_on=TODAY))


@pytest.mark.parametrize("history", [(EXPECTED,), (EXPECTED, SUBMITTED), (EXPECTED, SUBMITTED, COMPLETE)])
def test_only_a_rejected_plan_is_handed_in_anew(history: tuple[YearPlanExpected | YearPlanSubmitted, ...]) -> None:
    """Before that there is nothing to answer."""
    file().given(*history).when(ResubmitYearPlan(year=2021, plan_hash=B), by=CLUSTER).then_refused("not_rejected")


@pytest.mark.parametrize("command", [ApproveYearPlanVerdict, ApproveReportVerdict])
def test_no_approval_leaves_out_what_was_seen(command: type[ApproveYearPlanVerdict | ApproveReportVerdict]) -> None:
    """Neither of a plan nor of a report."""
    with pytest.raises(ValidationError, match="proposal_hash"):
        command.model_validate({"year": 2021, "plan_hash": A, "report_hash": A}, extra="ignore")


# The report


def in_hand() -> Scenario[PactState]:
    """A report that the agency is processing."""
    return file().given(REPORT_EXPECTED).given(RECEIVED, by=CLUSTER).given(IN_HAND)


JUDGE = ProposeReportVerdict(year=2020, report_hash=A, verdict=GoalVerdict.LARGELY_REACHED)


def report_approval(of: ProposeReportVerdict) -> ApproveReportVerdict:
    """The approval of exactly this drafted verdict."""
    return ApproveReportVerdict(year=of.year, report_hash=of.report_hash, proposal_hash=proposal_hash(of))


APPROVE_REPORT = report_approval(JUDGE)


def test_a_report_is_received_once() -> None:
    """The same again changes nothing; another one is refused."""
    received = file().given(REPORT_EXPECTED).when(ReceiveReport(year=2020, report_hash=A), by=CLUSTER).then(RECEIVED)
    received.when(ReceiveReport(year=2020, report_hash=A), by=CLUSTER).then_nothing()
    received.when(ReceiveReport(year=2020, report_hash=B), by=CLUSTER).then_refused("already_received")


@pytest.mark.parametrize("command", [ReceiveReport(year=2020, report_hash=A), StartProcessingReport(year=2020), JUDGE])
def test_a_report_that_nobody_expects_is_refused(command: PactCommand) -> None:
    """The year has to be over."""
    file().when(command).then_refused("not_expected")


def test_a_report_is_taken_in_hand_once_it_is_there() -> None:
    """In processing is an answer that can be given."""
    file().given(REPORT_EXPECTED).when(StartProcessingReport(year=2020)).then_refused("not_received")
    taken = file().given(REPORT_EXPECTED, RECEIVED).when(StartProcessingReport(year=2020)).then(IN_HAND)
    taken.when(StartProcessingReport(year=2020)).then_nothing()
    assert ReportStage.IN_PROCESSING is report_of(taken).stage


def test_a_verdict_is_drafted_on_a_report_in_hand() -> None:
    """And on the one that lies there."""
    file().given(REPORT_EXPECTED, RECEIVED).when(JUDGE).then_refused("not_in_processing")
    other = ProposeReportVerdict(year=2020, report_hash=B, verdict=GoalVerdict.REACHED)
    in_hand().when(other).then_refused("content_changed")


@pytest.mark.parametrize("goal", list(GoalVerdict))
def test_a_report_is_processed_with_its_verdict(goal: GoalVerdict) -> None:
    """Undetermined is a verdict too."""
    command = ProposeReportVerdict(year=2020, report_hash=A, verdict=goal)
    processed = in_hand().when(command).then_types("report.verdict_proposed").when(report_approval(command), by=HEAD)
    processed.then(WorkYearReportProcessed(year=2020, report_hash=A, verdict=goal, processed_on=TODAY))
    assert (on(TODAY), TODAY) == (processed.answer[0].effective, processed.answer[0].decided_on)


def test_who_drafted_a_report_verdict_does_not_approve_it() -> None:
    """Neither in person nor through a stand-in."""
    in_hand().when(JUDGE).when(APPROVE_REPORT, by=OFFICER).then_refused("four_eyes")
    in_hand().when(JUDGE).when(APPROVE_REPORT, by=STAND_IN).then_refused("four_eyes")


def test_a_report_verdict_can_be_drafted_again_until_it_is_approved() -> None:
    """Whoever read the first draft has not read the second."""
    first = in_hand().when(JUDGE)
    first.when(JUDGE).then_nothing()
    again = ProposeReportVerdict(year=2020, report_hash=A, verdict=GoalVerdict.REACHED)
    second = first.when(again, by=REVIEWER).then_types("report.verdict_proposed")
    second.when(APPROVE_REPORT, by=HEAD).then_refused("content_changed")
    assert report_of(second).proposal_hash == proposal_hash(again)
    second.when(report_approval(again), by=OFFICER).then_refused("four_eyes")
    second.when(report_approval(again), by=HEAD).then_types("report.processed")


def test_an_approval_is_of_the_report_that_was_seen() -> None:
    """Another hash is another report."""
    command = APPROVE_REPORT.model_copy(update={"report_hash": C})
    in_hand().when(JUDGE).when(command, by=HEAD).then_refused("content_changed")


def test_a_report_is_decided_once_and_after_its_draft() -> None:
    """Neither before nor twice."""
    in_hand().when(APPROVE_REPORT, by=HEAD).then_refused("not_proposed")
    done = in_hand().when(JUDGE).when(APPROVE_REPORT, by=HEAD)
    done.when(APPROVE_REPORT, by=HEAD).then_refused("already_decided")
    done.when(JUDGE).then_refused("already_decided")
    done.when(StartProcessingReport(year=2020)).then_refused("already_decided")
