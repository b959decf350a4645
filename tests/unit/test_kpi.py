"""KPIs of a pact: definitions in versions, targets, and figures that a second person verifies."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain import kpi
from domain.authority import nobodys
from domain.kpi_value import value_hash, value_of
from domain.policy_checks import findings_of, parts_of
from schemas.kpi import (
    DefineKpi,
    Kpi,
    KpiDefined,
    KpiDefinition,
    KpiDefinitionRevised,
    KpiSource,
    KpiStatus,
    KpiTarget,
    KpiTargetRevised,
    KpiTargetSet,
    KpiValue,
    KpiValueRecorded,
    KpiValueRestated,
    KpiValueVerified,
    RecordKpiValue,
    RestateKpiValue,
    ReviseKpiDefinition,
    SetKpiTarget,
    VerifyKpiValue,
)
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import Named, Title
from tests.unit.flanders import flanders
from tests.unit.pact_files import REGISTERED, STAND_IN, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, REVIEWER, SYSTEM, Scenario, on

TODAY = MORNING.date()
FAMILY = Named(id="members", title=Title(nl="leden", en="members"))
RULES = rules_of(a_policy(kpi_families=(FAMILY,)))

LAST_DAY = date(2019, 12, 31)
TEXT = "members on the last day of the year"
SELF, EXTERNAL, COUNTED = KpiSource.SELF_REPORTED, KpiSource.EXTERNAL, KpiSource.COUNTED

DEFINE = DefineKpi(
    kpi="members",
    family="members",
    title_nl="leden",
    title_en="members",
    definition=TEXT,
    unit="count",
    aggregation="distinct_members",
)
DEFINED = KpiDefined.model_validate(DEFINE.model_dump(exclude={"kind"}))
REVISE = ReviseKpiDefinition(
    kpi="members", definition="members who paid", unit="count", is_comparable=False, reason="clearer"
)
REVISED = KpiDefinitionRevised(
    kpi="members", definition_version=2, definition="members who paid", unit="count", is_comparable=False
)
TARGET = SetKpiTarget(kpi="members", year=2020, target="120")
RECORD = RecordKpiValue(kpi="members", year=2019, value="100", reference_date=LAST_DAY, source=SELF)
RESTATE = RestateKpiValue(
    kpi="members",
    year=2019,
    value="98",
    reference_date=LAST_DAY,
    source=SELF,
    definition_version=1,
    reason="two were counted twice",
)


def figure_hash(value: str = "100", source: KpiSource = SELF, version: int = 1) -> str:
    """What a verification of the figure of 2019 names."""
    return value_hash("members", 2019, source, version, value, LAST_DAY)


def verify(value: str = "100", source: KpiSource = SELF, version: int = 1) -> VerifyKpiValue:
    """The verification of exactly this figure of 2019."""
    seen = figure_hash(value, source, version)
    return VerifyKpiValue(kpi="members", year=2019, source=source, definition_version=version, value_hash=seen)


def file() -> Scenario[PactState]:
    """A registered file under a pack with one family of KPIs."""
    return pact_file(kpi.decide).under(RULES).given(*REGISTERED)


def defined() -> Scenario[PactState]:
    """With one KPI."""
    return file().given(DEFINED)


def recorded(by: Actor = CLUSTER) -> Scenario[PactState]:
    """With a provisional figure for 2019."""
    return defined().when(RECORD, by=by)


def value_in(scenario: Scenario[PactState], source: KpiSource = SELF, version: int = 1) -> KpiValue:
    """The figure of 2019 as the state has it."""
    value = value_of(scenario.state.kpis[0], 2019, source, version)
    assert value is not None
    return value


# Definitions


def test_a_kpi_is_defined_once() -> None:
    """Asked again it is there; another definition is a revision."""
    scenario = file().when(DEFINE).then(DEFINED)
    first = KpiDefinition(version=1, definition=TEXT, unit="count", is_comparable=False)
    expected = Kpi(
        kpi="members",
        family="members",
        title_nl="leden",
        title_en="members",
        aggregation="distinct_members",
        better="higher",
        definitions=(first,),
    )
    assert (expected,) == scenario.state.kpis
    scenario.when(DEFINE).then_nothing()
    scenario.when(DEFINE.model_copy(update={"unit": "%"})).then_refused("already_defined")


def test_a_kpi_that_was_used_is_still_the_one_that_was_defined() -> None:
    """Its first definition counts, whatever came after it."""
    recorded().when(TARGET).when(REVISE).when(DEFINE).then_nothing()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (DEFINE.model_copy(update={"kpi": "jobs", "family": "weather"}), "unknown_family"),
        (REVISE.model_copy(update={"kpi": "jobs"}), "unknown_kpi"),
        (TARGET.model_copy(update={"kpi": "jobs"}), "unknown_kpi"),
        (RECORD.model_copy(update={"kpi": "jobs"}), "unknown_kpi"),
        (REVISE.model_copy(update={"unit": "%", "is_comparable": True}), "unit_changed"),
    ],
)
def test_what_the_rules_do_not_know_is_refused(command: Any, code: str) -> None:  # noqa: ANN401 - any command
    """With a code that says what."""
    defined().when(command).then_refused(code)


def test_a_file_that_nobody_opened_has_no_kpis() -> None:
    """The pact comes first."""
    pact_file(kpi.decide).under(RULES).when(DEFINE).then_refused("not_registered")


def test_a_definition_is_revised_with_its_reason() -> None:
    """The former one stays; asked again nothing happens."""
    scenario = defined().when(REVISE).then(REVISED)
    assert "clearer" == scenario.answer[0].reason
    assert [1, 2] == [each.version for each in scenario.state.kpis[0].definitions]
    scenario.when(REVISE).then_nothing()


def test_a_revision_in_the_same_unit_may_compare_with_what_was() -> None:
    """Then the series goes on."""
    scenario = defined().when(REVISE.model_copy(update={"is_comparable": True}))
    scenario.then(REVISED.model_copy(update={"is_comparable": True}))


def test_the_same_definition_cannot_compare_otherwise() -> None:
    """What was said of it stays said; a mistake is corrected."""
    revised = defined().when(REVISE)
    revised.when(REVISE.model_copy(update={"is_comparable": True})).then_refused("nothing_changed")


def test_the_first_definition_again_is_no_revision() -> None:
    """It compares with nothing before it, so nothing can be said about that."""
    again = ReviseKpiDefinition(kpi="members", definition=TEXT, unit="count", is_comparable=True, reason="none")
    defined().when(again).then_nothing()


# Targets


def test_a_target_is_set_and_set_again_with_a_reason() -> None:
    """The former one is in the event."""
    scenario = defined().when(TARGET)
    scenario.then(KpiTargetSet(kpi="members", year=2020, definition_version=1, target="120"))
    scenario.when(TARGET.model_copy(update={"target": "120.0"})).then_nothing()
    higher = TARGET.model_copy(update={"target": "150"})
    scenario.when(higher).then_refused("reason_missing")
    scenario.when(higher.model_copy(update={"reason": "more companies"}))
    scenario.then(KpiTargetRevised(kpi="members", year=2020, definition_version=1, former="120", target="150"))
    assert "more companies" == scenario.answer[0].reason
    assert (KpiTarget(year=2020, definition_version=1, target="150"),) == scenario.state.kpis[0].targets


def test_the_same_number_under_another_definition_is_another_target() -> None:
    """It aims at something else."""
    revised = defined().when(TARGET).when(REVISE)
    revised.when(TARGET).then_refused("reason_missing")
    revised.when(TARGET.model_copy(update={"reason": "kept"}))
    revised.then(KpiTargetRevised(kpi="members", year=2020, definition_version=2, former="120", target="120"))


# Figures


def test_a_figure_is_provisional_until_a_second_person_verifies_it() -> None:
    """The verification names exactly what was seen."""
    scenario = recorded()
    scenario.then(
        KpiValueRecorded(
            kpi="members",
            year=2019,
            definition_version=1,
            value="100",
            reference_date=LAST_DAY,
            source=SELF,
            value_hash=figure_hash(),
        )
    )
    assert (on(LAST_DAY), KpiStatus.PROVISIONAL) == (scenario.answer[0].effective, value_in(scenario).status)
    scenario.when(verify(), by=REVIEWER)
    scenario.then(
        KpiValueVerified(
            kpi="members", year=2019, definition_version=1, value="100", source=SELF, value_hash=figure_hash()
        )
    )
    assert (TODAY, KpiStatus.VERIFIED) == (scenario.answer[0].decided_on, value_in(scenario).status)
    scenario.when(verify(), by=REVIEWER).then_nothing()


def test_who_recorded_a_figure_does_not_verify_it() -> None:
    """Nor whoever acts in their name."""
    recorded(by=OFFICER).when(verify(), by=OFFICER).then_refused("four_eyes")
    recorded(by=OFFICER).when(verify(), by=STAND_IN).then_refused("four_eyes")
    recorded(by=STAND_IN).when(verify(), by=OFFICER).then_refused("four_eyes")


def test_who_restated_a_figure_does_not_verify_it() -> None:
    """The one who recorded the former figure may."""
    restated = recorded(by=REVIEWER).when(RESTATE, by=OFFICER)
    restated.when(verify("98"), by=OFFICER).then_refused("four_eyes")
    restated.when(verify("98"), by=REVIEWER).then_types("kpi.value_verified")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (verify("99"), "content_changed"),
        (verify(source=EXTERNAL), "unknown_value"),
        (verify(version=2), "unknown_value"),
        (verify().model_copy(update={"year": 2018}), "unknown_value"),
        (RECORD.model_copy(update={"value": "101"}), "already_recorded"),
        (RECORD.model_copy(update={"reference_date": date(2019, 12, 30)}), "already_recorded"),
        (RECORD.model_copy(update={"year": 2018, "definition_version": 2}), "unknown_definition"),
        (RECORD.model_copy(update={"reference_date": date(2020, 3, 3)}), "in_future"),
        (RECORD.model_copy(update={"year": 2020}), "before_the_year"),
        (RECORD.model_copy(update={"source": COUNTED}), "counted_by_service"),
        (RESTATE.model_copy(update={"year": 2018}), "unknown_value"),
        (RESTATE.model_copy(update={"source": EXTERNAL}), "unknown_value"),
        (RESTATE.model_copy(update={"definition_version": 2}), "unknown_definition"),
        (RESTATE.model_copy(update={"reference_date": date(2020, 3, 3)}), "in_future"),
        (RESTATE.model_copy(update={"source": COUNTED}), "counted_by_service"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(command: Any, code: str) -> None:  # noqa: ANN401 - any command
    """With a code that says why."""
    recorded().when(command, by=OFFICER).then_refused(code)


def test_a_figure_recorded_again_changes_nothing() -> None:
    """Numbers are compared, not how they are written."""
    recorded().when(RECORD.model_copy(update={"value": "100.0"}), by=OFFICER).then_nothing()


def test_a_figure_is_measured_on_the_last_day_that_is_known() -> None:
    """Today is not the future."""
    late = RECORD.model_copy(update={"year": 2020, "reference_date": TODAY})
    defined().when(late, by=CLUSTER).then_types("kpi.value_recorded")


def test_a_restated_figure_is_verified_anew() -> None:
    """The former figure is in the event, and the verified one keeps that it was restated."""
    scenario = recorded().when(verify(), by=REVIEWER).when(RESTATE, by=OFFICER)
    scenario.then(
        KpiValueRestated(
            kpi="members",
            year=2019,
            definition_version=1,
            former="100",
            value="98",
            reference_date=LAST_DAY,
            source=SELF,
            value_hash=figure_hash("98"),
        )
    )
    assert ("two were counted twice", KpiStatus.RESTATED) == (scenario.answer[0].reason, value_in(scenario).status)
    scenario.when(RESTATE, by=OFFICER).then_nothing()
    scenario.when(verify(), by=REVIEWER).then_refused("content_changed")
    scenario.when(verify("98"), by=REVIEWER).then_types("kpi.value_verified")
    value = value_in(scenario)
    assert (KpiStatus.VERIFIED, True) == (value.status, value.is_restated)


def test_a_figure_restated_under_a_newer_definition_stands_beside_the_first() -> None:
    """Nothing was there under that definition before."""
    newer = RESTATE.model_copy(update={"value": "90", "definition_version": 2})
    scenario = recorded().when(REVISE).when(newer, by=OFFICER)
    former = [event.payload.former for event in scenario.answer if isinstance(event.payload, KpiValueRestated)]
    assert [None] == former
    expected = [(1, "100", False), (2, "90", True)]
    values = scenario.state.kpis[0].values
    assert expected == [(value.definition_version, value.value, value.is_restated) for value in values]


def test_a_figure_stands_under_the_latest_definition_unless_it_names_an_older_one() -> None:
    """Late figures may still be of the former definition."""
    revised = defined().when(REVISE)
    revised.when(RECORD, by=CLUSTER).when(RECORD.model_copy(update={"definition_version": 1}), by=CLUSTER)
    assert [1, 2] == [value.definition_version for value in revised.state.kpis[0].values]


def test_what_others_publish_never_takes_the_place_of_what_the_cluster_reported() -> None:
    """Years later, it is a series of its own."""
    published = RECORD.model_copy(update={"value": "93.5", "source": EXTERNAL})
    scenario = recorded().when(published, by=OFFICER, at=MORNING.replace(year=2023))
    scenario.then_types("kpi.value_recorded")
    assert ("100", "93.5") == (value_in(scenario).value, value_in(scenario, EXTERNAL).value)


def test_an_outsider_reports_the_figures_of_their_own_cluster_only() -> None:
    """What others publish is entered inside, and what the service counts by the service."""
    defined().when(RECORD.model_copy(update={"source": EXTERNAL}), by=CLUSTER).then_refused("not_own_figure")
    defined().when(RECORD.model_copy(update={"source": COUNTED}), by=HEAD).then_refused("counted_by_service")
    counted = defined().when(RECORD.model_copy(update={"source": COUNTED}), by=SYSTEM)
    counted.then_types("kpi.value_recorded")


@pytest.mark.parametrize("figure", ["5,0", "1e3", "NaN", "", "1.23456", "+1"])
def test_a_figure_is_a_plain_number(figure: str) -> None:
    """Exact, with a point and at most four decimals."""
    with pytest.raises(ValidationError):
        RecordKpiValue(kpi="members", year=2019, value=figure, reference_date=LAST_DAY, source=SELF)


def test_events_of_a_kpi_that_is_not_known_pass_by() -> None:
    """Folding never fails; a verification of nothing verifies nothing."""
    verified = KpiValueVerified(
        kpi="members", year=2019, definition_version=1, value="1", source=SELF, value_hash=figure_hash("1")
    )
    assert () == file().given(REVISED, verified).state.kpis
    assert () == defined().given(verified).state.kpis[0].values


# The pack


def test_the_pack_of_the_clusters_has_seven_families() -> None:
    """And somebody may send each command about KPIs."""
    expected = (
        "direct-results",
        "members",
        "company-impact",
        "finance",
        "internationalisation",
        "policy-commitments",
        "external-indicators",
    )
    assert expected == tuple(family.id for family in flanders().kpi_families)
    assert () == tuple(kind for kind in nobodys(flanders()) if "kpi" in kind)


def test_a_family_that_is_given_twice_is_found() -> None:
    """Each once."""
    findings = findings_of(parts_of(a_policy(kpi_families=(FAMILY, FAMILY))))
    assert (("kpi_families", 1, "id"),) == tuple(finding.path for finding in findings)
