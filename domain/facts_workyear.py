"""What the events of a work year say for an answer: its plan, its report, its co-financing."""

from domain.said import Said, coded
from schemas.cofinancing import CofinancingProven, CofinancingShortfallFound
from schemas.event import Payload
from schemas.report import (
    WorkYearReportProcessed,
    WorkYearReportProcessingStarted,
    WorkYearReportReceived,
    WorkYearReportReplaced,
)
from schemas.year_plan import (
    YearPlanAmended,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanRoundsExhausted,
    YearPlanSubmitted,
    YearPlanWaived,
    YearPlanWithdrawn,
)


def said(payload: Payload) -> tuple[Said, ...]:
    """Give what one event of this noun says; nothing for those of other nouns."""
    return _plan(payload) + _decided_plan(payload) + _report(payload) + _cofinancing(payload)


def _plan(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case YearPlanSubmitted(year=year) | YearPlanResubmitted(year=year) | YearPlanCompletionSupplied(year=year):
            return (coded("year_plan_state", "submitted", year),)
        case YearPlanCompletionRequested(year=year):
            return (coded("year_plan_state", "completion_asked", year),)
        case YearPlanFoundComplete(year=year):
            return (coded("year_plan_state", "under_assessment", year),)
        case YearPlanWithdrawn(year=year):
            return (coded("year_plan_state", "withdrawn", year),)
        case YearPlanWaived(year=year):
            return (coded("year_plan_state", "waived", year),)
        case _:
            return ()


def _decided_plan(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case YearPlanApproved(year=year):
            return (coded("year_plan_state", "approved", year),)
        case YearPlanApprovedWithConditions(year=year):
            return (coded("year_plan_state", "approved_with_conditions", year),)
        case YearPlanRejected(year=year):
            return (coded("year_plan_state", "rejected", year),)
        case YearPlanRoundsExhausted(year=year):
            return (coded("year_plan_state", "rounds_exhausted", year),)
        case YearPlanAmended(year=year):
            return (coded("year_plan_state", "amended", year),)
        case _:
            return ()


def _report(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case WorkYearReportReceived(year=year):
            return (coded("report_state", "received", year),)
        case WorkYearReportReplaced(year=year):
            return (coded("report_state", "replaced", year),)
        case WorkYearReportProcessingStarted(year=year):
            return (coded("report_state", "in_processing", year),)
        case WorkYearReportProcessed(year=year, verdict=verdict):
            return coded("report_state", "processed", year), coded("report_verdict", verdict.value, year)
        case _:
            return ()


def _cofinancing(payload: Payload) -> tuple[Said, ...]:
    match payload:
        case CofinancingProven(year=year):
            return (coded("cofinancing", "proven", year),)
        case CofinancingShortfallFound(year=year):
            return (coded("cofinancing", "short", year),)
        case _:
            return ()
