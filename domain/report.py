"""The report on one work year: received, taken in hand, judged by a second person.

It is judged against the plan that was in force at the end of its year; a plan is not amended after that day.
"""

from datetime import date, datetime
from typing import assert_never

from domain.dates import day
from domain.preparation import prepared, proposal_hash, require_second_person
from domain.refusing import require
from domain.today import today
from schemas.event import Pending
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.report import (
    ApproveReportVerdict,
    GoalVerdict,
    ProposeReportVerdict,
    ReceiveReport,
    ReplaceReport,
    ReportCommand,
    ReportEvent,
    ReportProposalReturned,
    ReportStage,
    ReportState,
    ReturnReportProposal,
    StartProcessingReport,
    WorkYearReportProcessed,
    WorkYearReportProcessingStarted,
    WorkYearReportReceived,
    WorkYearReportReplaced,
    WorkYearReportVerdictProposed,
)
from schemas.workyear import WorkYear
from schemas.year_plan import PlanState


def decide(command: ReportCommand, by: Actor, year: WorkYear, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to the report; an empty answer means it already did."""
    if year.report is None:
        raise Refused("not_expected", f"no report is expected on {command.year}")
    on = today(now, rules)
    if isinstance(command, ProposeReportVerdict):
        payload: ReportEvent | None = _verdict_proposed(command, year.report, year.plan)
    else:
        payload = _outcome(command, by, year.report, on, rules)
    if payload is None:
        return []
    decided_on = on if isinstance(payload, WorkYearReportProcessed) else None
    reason = command.reason if isinstance(command, ReplaceReport) else None
    return [Pending(payload=payload, effective=day(on), decided_on=decided_on, reason=reason)]


def changes(report: ReportState, payload: ReportEvent, by: Actor) -> dict[str, object]:
    """Say which fields of the report an event changes."""
    match payload:
        case WorkYearReportReceived(report_hash=report_hash):
            hands = (*report.prepared_by, prepared("receive_report", by))
            return {"stage": ReportStage.RECEIVED, "report_hash": report_hash, "prepared_by": hands}
        case WorkYearReportProcessingStarted():
            hands = (*report.prepared_by, prepared("start_processing_report", by))
            return {"stage": ReportStage.IN_PROCESSING, "prepared_by": hands}
        case WorkYearReportVerdictProposed(verdict=verdict, proposal_hash=seen):
            hands = (*report.prepared_by, prepared("propose_report_verdict", by))
            return {
                "stage": ReportStage.VERDICT_PROPOSED,
                "verdict": verdict,
                "proposal_hash": seen,
                "prepared_by": hands,
            }
        case ReportProposalReturned():
            return {"stage": ReportStage.IN_PROCESSING, **_without_proposal()}
        case WorkYearReportReplaced(report_hash=report_hash):
            hands = (*report.prepared_by, prepared("replace_report", by))
            received = {"stage": ReportStage.RECEIVED, "report_hash": report_hash}
            return {**received, **_without_proposal(), "prepared_by": hands}
        case WorkYearReportProcessed(verdict=verdict):
            return {"stage": ReportStage.PROCESSED, "verdict": verdict}
        case _:
            assert_never(payload)


def _outcome(
    command: ReceiveReport | StartProcessingReport | ApproveReportVerdict | ReplaceReport | ReturnReportProposal,
    by: Actor,
    report: ReportState,
    on: date,
    rules: RulesState,
) -> ReportEvent | None:
    match command:
        case ReceiveReport():
            return _received(command, report, on)
        case StartProcessingReport(year=year):
            if report.stage is ReportStage.IN_PROCESSING:
                return None
            _require_undecided(report)
            require(report.stage is ReportStage.RECEIVED, "not_received", f"the report is {report.stage}")
            return WorkYearReportProcessingStarted(year=year)
        case ApproveReportVerdict():
            return _processed(command, by, report, on, rules)
        case ReplaceReport():
            return _replaced(command, report, on)
        case ReturnReportProposal(year=year, remarks=remarks):
            _require_proposed(report)
            return ReportProposalReturned(year=year, remarks=remarks)
        case _:
            assert_never(command)


def _received(command: ReceiveReport, report: ReportState, on: date) -> WorkYearReportReceived | None:
    if report.report_hash == command.report_hash:
        return None
    is_first = report.stage is ReportStage.EXPECTED
    require(is_first, "already_received", f"report {report.report_hash} was handed in; the report is {report.stage}")
    return WorkYearReportReceived(
        year=command.year, report_hash=command.report_hash, title=command.title, received_on=on
    )


def _replaced(command: ReplaceReport, report: ReportState, on: date) -> WorkYearReportReplaced | None:
    """Take another report in place of the undecided one: its processing starts anew."""
    if report.report_hash == command.report_hash:
        return None
    _require_undecided(report)
    if report.report_hash is None:
        raise Refused("not_received", f"no report on {command.year} was handed in that another one could replace")
    return WorkYearReportReplaced(
        year=command.year, report_hash=command.report_hash, former_hash=report.report_hash, received_on=on
    )


def _verdict_proposed(
    command: ProposeReportVerdict, report: ReportState, plan: PlanState | None
) -> WorkYearReportVerdictProposed | None:
    """Draft the verdict, or draft it again until it is approved; it names the plan that the report is held against."""
    _require_undecided(report)
    seen = proposal_hash(command)
    if report.proposal_hash == seen:
        return None
    is_in_hand = report.stage in {ReportStage.IN_PROCESSING, ReportStage.VERDICT_PROPOSED}
    require(is_in_hand, "not_in_processing", f"the report is {report.stage}")
    _require_same_report(command.report_hash, report)
    return WorkYearReportVerdictProposed(
        year=command.year,
        report_hash=command.report_hash,
        verdict=command.verdict,
        proposal_hash=seen,
        plan_hash=None if plan is None else plan.in_force_hash,
        amendment=0 if plan is None else plan.amendment,
    )


def _processed(
    command: ApproveReportVerdict, by: Actor, report: ReportState, on: date, rules: RulesState
) -> WorkYearReportProcessed:
    """Approve the drafted verdict: on this report, as it was seen, by a second person."""
    verdict = _require_proposed(report)
    _require_same_report(command.report_hash, report)
    is_as_seen = command.proposal_hash == report.proposal_hash
    require(is_as_seen, "content_changed", f"the proposed verdict is now {verdict}, {report.proposal_hash}")
    require_second_person("approve_report_verdict", "propose_report_verdict", report.prepared_by, by, rules)
    return WorkYearReportProcessed(year=command.year, report_hash=command.report_hash, verdict=verdict, processed_on=on)


def _require_proposed(report: ReportState) -> GoalVerdict:
    _require_undecided(report)
    if report.stage is not ReportStage.VERDICT_PROPOSED or report.verdict is None:
        raise Refused("not_proposed", f"no verdict was proposed: the report is {report.stage}")
    return report.verdict


def _without_proposal() -> dict[str, object]:
    return {"verdict": None, "proposal_hash": None}


def _require_undecided(report: ReportState) -> None:
    require(report.stage is not ReportStage.PROCESSED, "already_decided", f"the report is processed: {report.verdict}")


def _require_same_report(report_hash: str, report: ReportState) -> None:
    require(report_hash == report.report_hash, "content_changed", f"the report is now {report.report_hash}")
