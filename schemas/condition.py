"""Conditions that a decision set: each with a date of its own; a missed one reopens the file."""

from datetime import date
from typing import ClassVar, Literal

from schemas.model import Day, Model, Name, Says, Sha256, Slug
from schemas.preparation import Preparation

ConditionSource = Literal["award", "year_plan", "interim_evaluation", "remedial_plan", "change"]


class SetCondition(Model):
    """Set a condition of a decision, with the day by which it has to be met."""

    kind: Literal["set_condition"] = "set_condition"
    condition: Slug
    source: ConditionSource
    reference: Name  # '2021' for a plan, '1' for a period
    text: Name
    due: Day


class ReportConditionMet(Model):
    """Say, with evidence, that a condition is met; another person records it."""

    kind: Literal["report_condition_met"] = "report_condition_met"
    condition: Slug
    explanation: Name


class ReturnConditionReport(Model):
    """Do not accept what was reported: the condition is open again, and missed where its day has passed."""

    kind: Literal["return_condition_report"] = "return_condition_report"
    condition: Slug
    remarks: Name


class RecordConditionMet(Model):
    """Accept that a condition is met, also after its date."""

    kind: Literal["record_condition_met"] = "record_condition_met"
    condition: Slug
    report_hash: Sha256  # of the report that was seen


ConditionCommand = SetCondition | ReportConditionMet | ReturnConditionReport | RecordConditionMet


class ConditionSet(Model):
    """A condition has to be met by its day."""

    says: ClassVar[Says] = Says(
        "Voorwaarde {condition}, te vervullen tegen {due}: {text}", "Condition {condition}, to be met by {due}: {text}"
    )

    type: Literal["condition.set"] = "condition.set"
    condition: str
    source: ConditionSource
    reference: str
    text: str
    due: date


class ConditionReported(Model):
    """Somebody says that it is met."""

    says: ClassVar[Says] = Says(
        "Voorwaarde {condition} is als vervuld gemeld: {explanation}",
        "Condition {condition} was reported as met: {explanation}",
    )

    type: Literal["condition.reported"] = "condition.reported"
    condition: str
    explanation: str
    report_hash: str = ""  # of what was reported; who accepts it names it


class ConditionReportReturned(Model):
    """What was said of it is not accepted."""

    says: ClassVar[Says] = Says(
        "De melding over voorwaarde {condition} gaat terug: {remarks}",
        "The report on condition {condition} was returned: {remarks}",
    )

    type: Literal["condition.report_returned"] = "condition.report_returned"
    condition: str
    remarks: str


class ConditionMet(Model):
    """It is met."""

    says: ClassVar[Says] = Says("Voorwaarde {condition} is vervuld.", "Condition {condition} is met.")

    type: Literal["condition.met"] = "condition.met"
    condition: str
    met_on: date


class ConditionMissed(Model):
    """Its day passed without it; what it was set for is open again."""

    says: ClassVar[Says] = Says(
        "Voorwaarde {condition} was op {due} niet vervuld: het dossier is weer open.",
        "Condition {condition} was not met by {due}: the file is open again.",
    )

    type: Literal["condition.missed"] = "condition.missed"
    condition: str
    source: ConditionSource
    reference: str
    due: date
    year: int | None = None  # of the plan that is open again
    plan_reopened_on: date | None = None  # the day on which the miss was found
    period: int | None = None  # whose interim evaluation is open again
    evaluation_reopened_on: date | None = None


ConditionEvent = ConditionSet | ConditionReported | ConditionReportReturned | ConditionMet | ConditionMissed


class Condition(Model):
    """One condition as it stands."""

    condition: str
    source: ConditionSource
    reference: str
    text: str
    due: date
    state: Literal["open", "reported", "met", "missed"] = "open"
    explanation: str | None = None  # of the last report
    report_hash: str | None = None
    is_missed: bool = False  # stays true where it is met late
    prepared_by: tuple[Preparation, ...] = ()
