"""A report that is replaced or sent back, the plan that it is held against, and a first year that is partial."""

from datetime import UTC, date, datetime

from domain import workyear
from domain.preparation import proposal_hash
from schemas.agreement.period import AgreementActivated, AgreementDrafted, AgreementSigned
from schemas.event import Payload
from schemas.pact import PactState
from schemas.policy import FourEyes
from schemas.report import (
    ApproveReportVerdict,
    GoalVerdict,
    ProposeReportVerdict,
    ReceiveReport,
    ReplaceReport,
    ReportProposalReturned,
    ReportStage,
    ReturnReportProposal,
    StartProcessingReport,
    WorkYearReportProcessed,
    WorkYearReportProcessingStarted,
    WorkYearReportReceived,
    WorkYearReportReplaced,
    WorkYearReportVerdictProposed,
)
from schemas.workyear import ExpectYearPlan, ReportExpected, StartWorkYear, WorkYearStarted, YearPlanExpected
from schemas.year_plan import YearPlanAmended, YearPlanApproved
from tests.unit.pact_files import IN_FORCE, REGISTERED, A, B, C, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, REVIEWER, SYSTEM, Scenario

TODAY = MORNING.date()

EXPECTED = ReportExpected(year=2019, year_end=date(2019, 12, 31))
RECEIVED = WorkYearReportReceived(year=2019, report_hash=A, title="work-year report", received_on=TODAY)
IN_HAND = WorkYearReportProcessingStarted(year=2019)
PROCESSED = WorkYearReportProcessed(year=2019, report_hash=A, verdict=GoalVerdict.REACHED, processed_on=TODAY)

REPLACE = ReplaceReport(year=2019, report_hash=B, reason="annex was missing")
VERDICT = ProposeReportVerdict(year=2019, report_hash=A, verdict=GoalVerdict.REACHED)
APPROVE = ApproveReportVerdict(year=2019, report_hash=A, proposal_hash=proposal_hash(VERDICT))
BACK = ReturnReportProposal(year=2019, remarks="say why")


def file(*events: Payload) -> Scenario[PactState]:
    """A file in which a report is expected, and what came after."""
    return pact_file(workyear.decide).given(*REGISTERED, EXPECTED, *events)


def stage_of(scenario: Scenario[PactState]) -> ReportStage:
    """Where the report stands."""
    [report] = [one.report for one in scenario.state.years if one.report is not None]
    return report.stage


def test_an_undecided_report_is_replaced_and_its_processing_starts_anew() -> None:
    """What was drafted on the first one is void."""
    replaced = file(RECEIVED, IN_HAND).when(VERDICT).when(REPLACE, by=CLUSTER)
    replaced.then(WorkYearReportReplaced(year=2019, report_hash=B, former_hash=A, received_on=TODAY))
    assert REPLACE.reason == replaced.answer[0].reason
    assert ReportStage.RECEIVED is stage_of(replaced)
    replaced.when(REPLACE, by=CLUSTER).then_nothing()
    replaced.when(APPROVE, by=HEAD).then_refused("not_proposed")
    replaced.when(StartProcessingReport(year=2019)).when(VERDICT).then_refused("content_changed")


def test_a_processed_report_and_one_that_never_came_are_not_replaced() -> None:
    """The first is decided, the second handed in like any other."""
    file(RECEIVED, IN_HAND, PROCESSED).when(REPLACE, by=CLUSTER).then_refused("already_decided")
    file().when(REPLACE, by=CLUSTER).then_refused("not_received")


def test_who_replaced_a_report_does_not_decide_where_the_policy_counts_it() -> None:
    """An approval is a row of the policy."""
    row = FourEyes(decision="approve_report_verdict", preparation=("replace_report",))
    verdict = VERDICT.model_copy(update={"report_hash": B})
    seen = ApproveReportVerdict(year=2019, report_hash=B, proposal_hash=proposal_hash(verdict))
    drafted = file(RECEIVED).when(REPLACE, by=REVIEWER).when(StartProcessingReport(year=2019)).when(verdict)
    drafted.under(rules_of(a_policy(four_eyes=(row,)))).when(seen, by=REVIEWER).then_refused("four_eyes")
    drafted.under(rules_of()).when(seen, by=REVIEWER).then_types("report.processed")


def test_a_proposed_verdict_goes_back_to_its_drafter() -> None:
    """And can be drafted again, the same too."""
    back = file(RECEIVED, IN_HAND).when(VERDICT).when(BACK, by=HEAD)
    back.then(ReportProposalReturned(year=2019, remarks="say why"))
    assert ReportStage.IN_PROCESSING is stage_of(back)
    back.when(APPROVE, by=HEAD).then_refused("not_proposed")
    back.when(VERDICT).then_types("report.verdict_proposed")


def test_nothing_goes_back_that_was_not_proposed() -> None:
    """Nor after it was decided."""
    file(RECEIVED, IN_HAND).when(BACK, by=HEAD).then_refused("not_proposed")
    file(RECEIVED, IN_HAND, PROCESSED).when(BACK, by=HEAD).then_refused("already_decided")


def test_a_report_is_held_against_the_plan_in_force_at_the_end_of_the_year() -> None:
    """The amended one, where it was amended."""
    planned = (
        YearPlanExpected(year=2019, year_start=date(2019, 1, 1), year_end=date(2019, 12, 31)),
        YearPlanApproved(year=2019, round=1, plan_hash=B, decided_on=TODAY),
        YearPlanAmended(year=2019, amendment=1, plan_hash=C, decided_on=TODAY),
    )
    drafted = file(*planned, RECEIVED, IN_HAND).when(VERDICT)
    drafted.then(
        WorkYearReportVerdictProposed(
            year=2019,
            report_hash=A,
            verdict=GoalVerdict.REACHED,
            proposal_hash=proposal_hash(VERDICT),
            plan_hash=C,
            amendment=1,
        )
    )


# A first year that is a partial one

FIRST, LAST = date(2021, 9, 1), date(2024, 8, 31)
JOINED = (
    *IN_FORCE,
    AgreementDrafted(period=1, start=FIRST, end=LAST, text_hash=A),
    AgreementSigned(period=1, start=FIRST, end=LAST, signed_on=date(2021, 8, 20)),
)
ACTIVE = AgreementActivated(period=1, start=FIRST, end=LAST, activated_on=FIRST)


def joined() -> Scenario[PactState]:
    """A cluster that joined in September 2021."""
    return pact_file(workyear.decide).given(*JOINED).at(datetime(2021, 9, 1, 9, tzinfo=UTC)).given(ACTIVE)


def test_a_plan_for_the_year_of_joining_covers_what_is_left_of_it() -> None:
    """From the first day of support; the next year is whole."""
    joined().when(ExpectYearPlan(year=2021), by=SYSTEM).then(
        YearPlanExpected(year=2021, year_start=FIRST, year_end=date(2021, 12, 31))
    )
    joined().when(ExpectYearPlan(year=2022), by=SYSTEM).then(
        YearPlanExpected(year=2022, year_start=date(2022, 1, 1), year_end=date(2022, 12, 31))
    )


def test_the_report_on_a_partial_year_says_from_which_day_it_counts() -> None:
    """The year after it is a whole one."""
    begun = joined().when(StartWorkYear(year=2022), by=SYSTEM, at=datetime(2022, 1, 1, 9, tzinfo=UTC))
    begun.then(
        WorkYearStarted(year=2022, year_start=date(2022, 1, 1), known_at=MORNING),
        ReportExpected(year=2021, year_end=date(2021, 12, 31), year_start=FIRST),
    )
    begun.when(ReceiveReport(year=2021, report_hash=A), by=CLUSTER).then_types("report.received")
