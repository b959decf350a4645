"""The work years of a pact: each opened and begun by the calendar, its plan before it, its report after it.

A work year is a calendar year; the one in which support begins may be a partial one, from the first day of support.
"""

from datetime import date, datetime

from domain import report, year_plan
from domain.chain import known_since, last_year
from domain.dates import day, fixed_day
from domain.policy import current
from domain.refusing import require
from domain.today import today
from schemas.agreement.whole import AgreementState
from schemas.condition import ConditionMissed
from schemas.event import Pending, Recorded
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused
from schemas.report import ReportStage, ReportState
from schemas.workyear import (
    ExpectYearPlan,
    ReportExpected,
    StartWorkYear,
    WorkYear,
    WorkYearCommand,
    WorkYearEvent,
    WorkYearStarted,
    YearPlanExpected,
)
from schemas.year_plan import PlanStage, PlanState, YearPlanCommand, YearPlanEvent


def decide(command: WorkYearCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to one work year; an empty answer means it already did."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    year = _year_of(state.years, command.year)
    match command:
        case ExpectYearPlan():
            return _expect_plan(year, state.agreement, now, rules)
        case StartWorkYear():
            return _start(year, state, now, rules)
        case _:
            pass
    if isinstance(command, YearPlanCommand):
        return year_plan.decide(command, by, year, now, rules)
    _require_known(year, state)
    return report.decide(command, by, year, now, rules)


def evolve(years: tuple[WorkYear, ...], event: Recorded) -> tuple[WorkYear, ...]:
    """Fold one event into its year, opening that year where it is new; events of other nouns pass by.

    A missed condition of a plan opens the assessment of that plan again.
    """
    payload = event.payload
    if isinstance(payload, ConditionMissed) and payload.source == "year_plan":
        return tuple(_reopened(year, payload.reference) for year in years)
    if not isinstance(payload, WorkYearEvent):
        return years
    year = _year_of(years, payload.year)
    changed = year.model_copy(update=_changes(year, payload, event.actor))
    others = (other for other in years if other.year != payload.year)
    return tuple(sorted((*others, changed), key=lambda each: each.year))


def _changes(year: WorkYear, payload: WorkYearEvent, by: Actor) -> dict[str, object]:
    match payload:
        case YearPlanExpected(year_end=year_end):
            return {"plan": PlanState(stage=PlanStage.EXPECTED), "year_end": year_end}
        case WorkYearStarted():
            return {"is_started": True}
        case ReportExpected(year_end=year_end):
            return {"report": ReportState(stage=ReportStage.EXPECTED), "year_end": year_end}
        case _:
            pass
    if isinstance(payload, YearPlanEvent):
        plan = year.plan or PlanState(stage=PlanStage.EXPECTED)
        return {"plan": plan.model_copy(update=year_plan.changes(plan, payload, by))}
    received = year.report or ReportState(stage=ReportStage.EXPECTED)
    return {"report": received.model_copy(update=report.changes(received, payload, by))}


def _reopened(year: WorkYear, reference: str) -> WorkYear:
    if year.plan is None or str(year.year) != reference:
        return year
    return year.model_copy(update={"plan": year_plan.reopened(year.plan)})


def _expect_plan(year: WorkYear, agreement: AgreementState, now: datetime, rules: RulesState) -> list[Pending]:
    """Expect the plan from the policy's day on, or from today where that day lies ahead."""
    if year.plan is not None:
        return []
    planned_for = current(rules).terms.plan_expected
    if planned_for is None:
        raise Refused("no_year_plans", "the programme knows no year plans")
    planned = fixed_day(_new_year(year), planned_for)
    payload = YearPlanExpected(year=year.year, year_start=_first_day(year, agreement), year_end=_last_day(year))
    return [Pending(payload=payload, effective=day(min(planned, today(now, rules))))]


def _start(year: WorkYear, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Begin the year if support covers it, and expect the report on the one before if support already ran in it.

    What was done for either of them before it could be owed is said with it, so that nobody owes it again.

    A year that support does not cover can be asked again: a grant recorded later has it begin after all.
    """
    if year.is_started:
        return []
    start = _first_day(year, state.agreement)
    on = today(now, rules)
    require(start <= on, "not_begun", f"work year {year.year} begins on {start}")
    is_evaluated = any(one.year == year.year and one.is_completed for one in state.evaluations.yearly)
    started = WorkYearStarted(
        year=year.year, year_start=start, is_evaluated=is_evaluated, known_at=known_since(state.agreement)
    )
    began = [Pending(payload=started, effective=day(start))]
    if last_year(state.agreement) < year.year:
        began = []
    before = _year_of(state.years, year.year - 1)
    since = state.agreement.active_since_year
    if since is None or before.year < since or before.report is not None:
        return began
    first = _first_day(before, state.agreement)
    partial = first if first > _new_year(before) else None
    expected = ReportExpected(
        year=before.year,
        year_end=_last_day(before),
        year_start=partial,
        is_cofinanced=any(one.year == before.year for one in state.cofinancing),
    )
    return [*began, Pending(payload=expected, effective=day(start))]


def _require_known(year: WorkYear, state: PactState) -> None:
    """Say of a year before the file was known here why nothing of it is expected, and what to do with its report."""
    since = state.agreement.active_since_year
    is_before = year.report is None and since is not None and year.year < since
    detail = f"the file is known here since {since}: no report on {year.year} is expected; attach it as a document"
    require(not is_before, "not_expected", detail)


def _year_of(years: tuple[WorkYear, ...], number: int) -> WorkYear:
    return next((year for year in years if year.year == number), WorkYear(year=number))


def _first_day(year: WorkYear, agreement: AgreementState) -> date:
    """Give the first day: New Year, or the first day of support in the year in which support begins."""
    begun = min((period.start for period in agreement.periods), default=date.min)
    return begun if begun.year == year.year else _new_year(year)


def _new_year(year: WorkYear) -> date:
    return date(year.year, 1, 1)


def _last_day(year: WorkYear) -> date:
    return date(year.year, 12, 31)
