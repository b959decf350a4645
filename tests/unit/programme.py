"""A small programme of our own for the tests: the shape of a real policy pack, with few rules."""

from functools import cache
from typing import Any

import holidays

from schemas.deadline import DeadlineKind
from schemas.policy import (
    Calendar,
    ClosedDay,
    DeadlineRule,
    Escalation,
    FixedDay,
    FourEyes,
    Policy,
    Reminder,
    Role,
    RulesState,
    Span,
    Terms,
    Title,
)

FIRST_YEAR, LAST_YEAR = 2015, 2050


@cache
def legal_calendar(version: str = "1") -> Calendar:
    """The ten legal holidays of Belgium, for the years that the tests walk through."""
    listed = holidays.country_holidays("BE", years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US")
    closed = tuple(ClosedDay(date=day, name=Title(nl=name, en=name)) for day, name in sorted(listed.items()))
    return Calendar(
        id="legal",
        version=version,
        title=Title(nl="wettelijke feestdagen", en="legal holidays"),
        source="test",
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        closed=closed,
    )


def a_rule(rule_id: str, opened_by: str, anchor: str, **changes: object) -> DeadlineRule:
    """One deadline rule: an action without a ladder unless ``changes`` say otherwise."""
    fields: dict[str, Any] = {
        "id": rule_id,
        "version": "1",
        "title": Title(nl=f"termijn {rule_id}", en=f"deadline {rule_id}"),
        "legal_basis": "test decree",
        "status": "assumed",
        "opened_by": (opened_by,),
        "anchor": anchor,
        "calendar": "legal",
        "shift": "forward",
        "waits_for": "case_officer",
    }
    return DeadlineRule.model_validate({**fields, **changes})


LADDER = tuple(Reminder(days_before=days, to=("cluster_representative",)) for days in (60, 30, 10, 1, 0))
ESCALATIONS = (
    Escalation(working_days_after=1, to=("head_of_unit",)),
    Escalation(working_days_after=10, to=("leading_official",)),
)

RULES = (
    a_rule(
        "D01",
        "support.awarded",
        "decided_on",
        title=Title(nl="sluiten van het clusterpact", en="conclusion of the cluster pact"),
        span=Span(months=12),
        met_by=("pact.entered_into_force",),
        reminders=LADDER,
        escalations=ESCALATIONS,
    ),
    a_rule(
        "D02",
        "agreement.activated",
        "start",
        title=Title(nl="einde van de steunperiode", en="end of the support period"),
        kind=DeadlineKind.VALIDITY,
        subject=("period",),
        span=Span(years=3),
        convention="P",
        shift="none",
        reminders=LADDER,
    ),
    a_rule(
        "D03",
        "cap_anchor.fixed",
        "anchor",
        title=Title(nl="uiterste einddatum van de steun", en="absolute end of support"),
        kind=DeadlineKind.VALIDITY,
        span=Span(years=10),
        convention="P",
        shift="none",
        cancelled_by=("cap_anchor.fixed",),
    ),
    a_rule(
        "D04",
        "agreement.activated",
        "end",
        title=Title(nl="tussentijdse evaluatie", en="interim evaluation"),
        subject=("period",),
        span=Span(months=-7),
        met_by=("interim_evaluation.completed",),
        cancelled_by=("agreement.expired",),
        reminders=LADDER,
        escalations=ESCALATIONS,
    ),
    a_rule(
        "D07",
        "year_plan.expected",
        "year_start",
        title=Title(nl="jaarplan", en="year plan"),
        subject=("year",),
        fixed_day=FixedDay(month=11, day=30, year_offset=-1),
        met_by=("year_plan.submitted",),
        waits_for="cluster_representative",
        reminders=LADDER,
        escalations=ESCALATIONS,
    ),
    a_rule(
        "D10",
        "year_plan.found_complete",
        "found_on",
        title=Title(nl="beslissing over het jaarplan", en="verdict on the year plan"),
        subject=("year", "round"),
        span=Span(working_days=30),
        met_by=("year_plan.approved", "year_plan.approved_with_conditions", "year_plan.rejected"),
        reminders=(Reminder(days_before=10, to=("case_officer",)), Reminder(days_before=1, to=("head_of_unit",))),
        escalations=ESCALATIONS,
    ),
    a_rule(
        "D12",
        "work_year.started",
        "year_start",
        title=Title(nl="jaarlijkse evaluatie van het pact", en="yearly evaluation of the pact"),
        subject=("year",),
        unless=("is_evaluated",),
        fixed_day=FixedDay(month=3, day=31),
        met_by=("pact.yearly_evaluation_completed",),
        reminders=LADDER,
        escalations=ESCALATIONS,
    ),
    a_rule(
        "D13",
        "report.expected",
        "year_end",
        title=Title(nl="werkjaarverslag", en="work-year report"),
        subject=("year",),
        fixed_day=FixedDay(month=3, day=31, year_offset=1),
        met_by=("report.received",),
        waits_for="cluster_representative",
        reminders=LADDER,
        escalations=ESCALATIONS,
    ),
)

ROLES = (
    Role(
        id="cluster_representative",
        title=Title(nl="vertegenwoordiger van de cluster", en="cluster representative"),
        may=("submit_year_plan", "supply_completion", "receive_report", "request_extension_of_time"),
        own_cluster_only=True,
    ),
    Role(
        id="case_officer",
        title=Title(nl="dossierbeheerder", en="case officer"),
        may=("register_pact", "confirm_complete", "propose_year_plan_verdict", "request_extension_of_time"),
    ),
    Role(
        id="head_of_unit",
        title=Title(nl="afdelingshoofd", en="head of unit"),
        may=("approve_year_plan_verdict", "grant_extension_of_time", "refuse_extension_of_time"),
    ),
    Role(
        id="leading_official",
        title=Title(nl="leidend ambtenaar", en="leading official"),
        may=("sign_agreement", "grant_extension_of_time", "refuse_extension_of_time"),
    ),
)


def a_policy(**changes: object) -> Policy:
    """The whole pack, version 1, with fields replaced by ``changes``."""
    fields: dict[str, Any] = {
        "id": "test-programme",
        "version": "1",
        "title": Title(nl="proefprogramma", en="test programme"),
        "terms": Terms(
            agreement_period=Span(years=3),
            cap=Span(years=10),
            plan_expected=FixedDay(month=9, day=1, year_offset=-1),
            first_plan_year_after_activation=1,
            settle_seconds=5,
            reminder_hour=9,
            time_zone="Europe/Brussels",
        ),
        "deadlines": RULES,
        "calendars": (legal_calendar(),),
        "roles": ROLES,
        "four_eyes": (
            FourEyes(decision="grant_extension_of_time", preparation=("request_extension_of_time",)),
            FourEyes(decision="approve_year_plan_verdict", preparation=("propose_year_plan_verdict",)),
        ),
        "predicates": ("pact_date", "start_date"),
    }
    return Policy.model_validate({**fields, **changes})


def rules_of(*policies: Policy) -> RulesState:
    """The packs as adopted one after another; the test programme alone when none is given."""
    adopted = policies or (_whole(),)
    return RulesState(version=len(adopted), policies=adopted)


@cache
def _whole() -> Policy:
    """Built once: a calendar of years is many days."""
    return a_policy()
