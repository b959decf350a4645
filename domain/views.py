"""Rows of the read models, computed from the state of one stream; equal states under equal rules give equal rows.

What depends on the pack in force (the hour of reminders, the next plan to expect) changes when a pack is adopted: the
rows of every stream are then computed again.
"""

from typing import assert_never

from pydantic import JsonValue

from domain.around import Dated, State
from domain.dated_view import Row, agenda_rows, day_text, deadline_rows, what_comes
from domain.file_views import budget_row, programme_row, question_row
from schemas.agreement.period import AgreementPeriod, AgreementStage
from schemas.budget.whole import BudgetState
from schemas.cluster import ClusterState
from schemas.pact import PactDocument, PactState
from schemas.policy import RulesState
from schemas.programme import ProgrammeState
from schemas.question.whole import QuestionState
from schemas.workyear import WorkYear

__all__ = [
    "Row",
    "agenda_rows",
    "budget_row",
    "cluster_row",
    "dated_row",
    "deadline_rows",
    "pact_row",
    "programme_row",
    "question_row",
    "rows",
]

SHOWN = (AgreementStage.ACTIVE, AgreementStage.SIGNED, AgreementStage.DRAFT)
"""Of several periods the running one is shown, else the one to come, else the last that ended."""


def rows(stream: str, state: State, rules: RulesState) -> tuple[tuple[str, str, Row], ...]:
    """Give every row of a stream as view, key and body; streams without a read model have none."""
    match state:
        case PactState() | BudgetState() | QuestionState() | ProgrammeState():
            view, row = dated_row(stream, state, rules)
            return (
                (view, stream, row),
                *(("deadline_view", str(row["deadline"]), row) for row in deadline_rows(stream, state, rules)),
                *(("agenda_view", str(row["key"]), row) for row in agenda_rows(stream, state, rules)),
            )
        case ClusterState():
            return (("cluster_view", stream, cluster_row(stream, state)),)
        case _:
            return ()


def dated_row(stream: str, state: Dated, rules: RulesState) -> tuple[str, Row]:
    """Give the name of the view and the one row in which a stream with deadlines is shown."""
    match state:
        case PactState():
            return "pact_view", pact_row(stream, state, rules)
        case BudgetState():
            return "budget_view", budget_row(stream, state, rules)
        case QuestionState():
            return "question_view", question_row(stream, state, rules)
        case ProgrammeState():
            return "programme_view", programme_row(stream, state, rules)
        case _:
            assert_never(state)


def pact_row(stream: str, state: PactState, rules: RulesState) -> Row:
    """Show one pact file: stages, agreement period and cap, what is due next and who is waited for."""
    return {
        "stream": stream,
        "version": state.version,
        "cluster": state.cluster,
        "stage": None if state.pact is None else state.pact.stage.value,
        "pact_version": None if state.pact is None else state.pact.pact_version,
        "signatures": None if state.pact is None else _signatures(state.pact),
        "period": _period(_shown_period(state)),
        "anchor": day_text(state.agreement.anchor),
        "cap": day_text(state.agreement.cap),
        "contested_anchors": [anchor.isoformat() for anchor in state.agreement.contested_anchors],
        "work_year": max((one.year for one in state.years if one.is_started), default=None),
        "years": [_year(one) for one in state.years],
        **what_comes(state, rules),
    }


def cluster_row(stream: str, state: ClusterState) -> Row:
    """Show one cluster under its latest name, with every name that it had."""
    return {
        "stream": stream,
        "version": state.version,
        "name": state.names[-1].name if state.names else None,
        "names": [named.name for named in state.names],
        "organisation": state.organisation,
        "is_recognised": state.is_recognised,
    }


def _signatures(pact: PactDocument) -> JsonValue:
    """Show how many have signed the text that stands, each on a day of its own, and who has not."""
    signed = [(one.signatory, one.signed_on) for one in pact.signatures]
    missing = [party for party in pact.signatories if party not in dict(signed)]
    return {
        "signed": len(signed),
        "required": len(pact.signatories),
        "by": [{"signatory": party, "signed_on": on.isoformat()} for party, on in signed],
        "missing": [*missing],
    }


def _shown_period(state: PactState) -> AgreementPeriod | None:
    periods = state.agreement.periods
    for stage in SHOWN:
        for period in periods:
            if period.stage is stage:
                return period
    return periods[-1] if periods else None


def _period(period: AgreementPeriod | None) -> JsonValue:
    if period is None:
        return None
    return {
        "number": period.number,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "stage": period.stage.value,
    }


def _year(one: WorkYear) -> JsonValue:
    return {
        "year": one.year,
        "is_started": one.is_started,
        "plan": None if one.plan is None else one.plan.stage.value,
        "report": None if one.report is None else one.report.stage.value,
    }
