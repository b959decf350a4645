"""The work year: opened and begun by the calendar, its plan before it, its report after it."""

from datetime import date, datetime
from typing import ClassVar, Literal

from schemas.model import Model, Says, Year
from schemas.report import ReportCommand, ReportEvent, ReportState
from schemas.year_plan import PlanState, YearPlanCommand, YearPlanEvent


class ExpectYearPlan(Model):
    """System: the plan for a work year is expected from now on."""

    kind: Literal["expect_year_plan"] = "expect_year_plan"
    year: Year


class StartWorkYear(Model):
    """System: the work year began; the report on the one before is expected."""

    kind: Literal["start_work_year"] = "start_work_year"
    year: Year


class YearPlanExpected(Model):
    """The plan is expected; ``year_start`` and ``year_end`` bound the work year."""

    says: ClassVar[Says] = Says(
        "Het jaarplan {year} wordt verwacht.",
        "The year plan {year} is expected.",
    )

    type: Literal["year_plan.expected"] = "year_plan.expected"
    year: int
    year_start: date
    year_end: date


class WorkYearStarted(Model):
    """The work year began."""

    says: ClassVar[Says] = Says(
        "Werkjaar {year} begon.",
        "Work year {year} began.",
    )

    type: Literal["work_year.started"] = "work_year.started"
    year: int
    year_start: date
    is_evaluated: bool = False  # the pact was evaluated for it before it began: nothing is owed any more
    known_at: datetime | None = None  # since when it was to be foreseen; none in records of before


class ReportExpected(Model):
    """The report on the year is expected; ``year_start`` stands where the year was a partial one."""

    says: ClassVar[Says] = Says(
        "Het werkjaarverslag over {year} wordt verwacht.",
        "The report on work year {year} is expected.",
    )

    type: Literal["report.expected"] = "report.expected"
    year: int
    year_end: date
    year_start: date | None = None
    is_cofinanced: bool = False  # its co-financing was recorded before: no proof is owed any more


class WorkYear(Model):
    """One work year of a pact."""

    year: int
    year_end: date | None = None
    is_started: bool = False
    plan: PlanState | None = None
    report: ReportState | None = None


WorkYearCommand = ExpectYearPlan | StartWorkYear | YearPlanCommand | ReportCommand


WorkYearEvent = YearPlanExpected | WorkYearStarted | ReportExpected | YearPlanEvent | ReportEvent
