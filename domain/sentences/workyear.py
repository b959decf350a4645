"""Sentences about the work year: its plan and its report."""

from typing import assert_never

from domain.sentences import template
from domain.sentences.wording import Sentence, in_words, listed, word
from schemas.report import (
    WorkYearReportProcessed,
    WorkYearReportProcessingStarted,
    WorkYearReportReceived,
    WorkYearReportVerdictProposed,
)
from schemas.workyear import ReportExpected, WorkYearEvent, WorkYearStarted, YearPlanExpected
from schemas.year_plan import (
    VerdictProposalReturned,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCompletionRequested,
    YearPlanCompletionSupplied,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanResubmitted,
    YearPlanSubmitted,
    YearPlanVerdictProposed,
)

_PlanHandling = (
    YearPlanExpected
    | YearPlanSubmitted
    | YearPlanCompletionRequested
    | YearPlanCompletionSupplied
    | YearPlanFoundComplete
    | YearPlanResubmitted
)
_PlanDecision = (
    YearPlanVerdictProposed
    | VerdictProposalReturned
    | YearPlanApproved
    | YearPlanApprovedWithConditions
    | YearPlanRejected
)
_ReportEvent = (
    ReportExpected
    | WorkYearReportReceived
    | WorkYearReportProcessingStarted
    | WorkYearReportVerdictProposed
    | WorkYearReportProcessed
)


def sentence(payload: WorkYearEvent) -> Sentence:
    """Tell one event of a work year."""
    if isinstance(payload, WorkYearStarted):
        return f"Werkjaar {payload.year} begon.", f"Work year {payload.year} began."
    if isinstance(payload, _PlanHandling):
        return _handling(payload)
    if isinstance(payload, _PlanDecision):
        return _decision(payload)
    if isinstance(payload, _ReportEvent):
        return _report(payload)
    return template.told(payload)


def _handling(payload: _PlanHandling) -> Sentence:
    plan_nl, plan_en = f"jaarplan {payload.year}", f"year plan {payload.year}"
    match payload:
        case YearPlanExpected():
            return f"Het {plan_nl} wordt verwacht.", f"The {plan_en} is expected."
        case YearPlanSubmitted(received_on=received_on):
            nl, en = in_words(received_on)
            return f"Het {plan_nl} werd ontvangen op {nl}.", f"The {plan_en} was received on {en}."
        case YearPlanCompletionRequested(missing=missing, requested_on=requested_on):
            (nl, en), (what_nl, what_en) = in_words(requested_on), listed(missing)
            return (
                f"Op {nl} werd gevraagd het {plan_nl} aan te vullen: {what_nl}.",
                f"On {en} completion of the {plan_en} was asked: {what_en}.",
            )
        case YearPlanCompletionSupplied(received_on=received_on):
            nl, en = in_words(received_on)
            return (
                f"De aanvulling van het {plan_nl} werd ontvangen op {nl}.",
                f"The completion of the {plan_en} was received on {en}.",
            )
        case YearPlanFoundComplete(found_on=found_on):
            nl, en = in_words(found_on)
            return (
                f"Het {plan_nl} werd op {nl} volledig bevonden; de beoordeling start.",
                f"The {plan_en} was found complete on {en}; its assessment starts.",
            )
        case YearPlanResubmitted(round=round_, received_on=received_on):
            nl, en = in_words(received_on)
            return (
                f"Een nieuw {plan_nl} werd ontvangen op {nl} (ronde {round_}).",
                f"A new {plan_en} was received on {en} (round {round_}).",
            )
        case _:
            assert_never(payload)


def _decision(payload: _PlanDecision) -> Sentence:
    plan_nl, plan_en = f"jaarplan {payload.year}", f"year plan {payload.year}"
    match payload:
        case YearPlanVerdictProposed(verdict=verdict):
            nl, en = word(verdict)
            return (
                f"Het oordeel over het {plan_nl} ligt ter goedkeuring voor: {nl}.",
                f"The verdict on the {plan_en} waits for approval: {en}.",
            )
        case VerdictProposalReturned(remarks=remarks):
            return (
                f"Het voorstel van oordeel over het {plan_nl} werd teruggestuurd: {remarks}.",
                f"The proposed verdict on the {plan_en} was returned: {remarks}.",
            )
        case YearPlanApproved(decided_on=decided_on):
            nl, en = in_words(decided_on)
            return f"Het {plan_nl} werd goedgekeurd op {nl}.", f"The {plan_en} was approved on {en}."
        case YearPlanApprovedWithConditions(decided_on=decided_on, conditions=conditions):
            (nl, en), (with_nl, with_en) = in_words(decided_on), listed(conditions)
            return (
                f"Het {plan_nl} werd op {nl} goedgekeurd onder voorwaarden: {with_nl}.",
                f"The {plan_en} was approved on {en} with conditions: {with_en}.",
            )
        case YearPlanRejected(decided_on=decided_on, grounds=grounds):
            nl, en = in_words(decided_on)
            return (
                f"Het {plan_nl} werd afgekeurd op {nl}: {grounds}.",
                f"The {plan_en} was rejected on {en}: {grounds}.",
            )
        case _:
            assert_never(payload)


def _report(payload: _ReportEvent) -> Sentence:
    report_nl, report_en = f"werkjaarverslag over {payload.year}", f"report on work year {payload.year}"
    match payload:
        case ReportExpected():
            return f"Het {report_nl} wordt verwacht.", f"The {report_en} is expected."
        case WorkYearReportReceived(received_on=received_on):
            nl, en = in_words(received_on)
            return f"Het {report_nl} werd ontvangen op {nl}.", f"The {report_en} was received on {en}."
        case WorkYearReportProcessingStarted():
            return f"Het {report_nl} is in verwerking.", f"The {report_en} is being processed."
        case WorkYearReportVerdictProposed(verdict=verdict):
            nl, en = word(verdict)
            return (
                f"Het oordeel over het {report_nl} ligt ter goedkeuring voor: doelstellingen {nl}.",
                f"The verdict on the {report_en} waits for approval: goals {en}.",
            )
        case WorkYearReportProcessed(verdict=verdict, processed_on=processed_on):
            (nl, en), (on_nl, on_en) = word(verdict), in_words(processed_on)
            return (
                f"Het {report_nl} werd verwerkt op {on_nl}: doelstellingen {nl}.",
                f"The {report_en} was processed on {on_en}: goals {en}.",
            )
        case _:
            assert_never(payload)
