"""KPIs of a pact: what each counts, in versions, and its target for each work year."""

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from domain import kpi_value
from domain.dates import day
from domain.policy import current
from domain.refusing import require
from domain.today import today
from schemas.event import Payload, Pending, Recorded
from schemas.kpi import (
    DefineKpi,
    Kpi,
    KpiCommand,
    KpiDefined,
    KpiDefinition,
    KpiDefinitionRevised,
    KpiTarget,
    KpiTargetRevised,
    KpiTargetSet,
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
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(command: KpiCommand, by: Actor, state: PactState, now: datetime, rules: RulesState) -> list[Pending]:
    """Say what happens to a KPI; an empty answer means that it already is so."""
    require(state.pact is not None, "not_registered", "no pact file was opened here: register the pact first")
    if isinstance(command, DefineKpi):
        return _define(command, state.kpis, now, rules)
    kpi = kpi_of(state.kpis, command.kpi)
    match command:
        case ReviseKpiDefinition():
            return _revise(command, kpi, today(now, rules))
        case SetKpiTarget():
            return set_target(command, kpi, today(now, rules))
        case RecordKpiValue() | VerifyKpiValue() | RestateKpiValue():
            return kpi_value.decide(command, by, kpi, now, rules)
        case _:
            assert_never(command)


def evolve(kept: tuple[Kpi, ...], event: Recorded) -> tuple[Kpi, ...]:
    """Fold one event; those of other nouns pass by."""
    payload = event.payload
    match payload:
        case KpiDefined():
            others = (each for each in kept if each.kpi != payload.kpi)
            return tuple(sorted((*others, _defined(payload)), key=lambda each: each.kpi))
        case KpiDefinitionRevised() | KpiTargetSet() | KpiTargetRevised():
            return tuple(_changed(each, payload) if each.kpi == payload.kpi else each for each in kept)
        case KpiValueRecorded() | KpiValueVerified() | KpiValueRestated():
            values = kpi_value.evolve
            return tuple(values(each, payload, event.actor) if each.kpi == payload.kpi else each for each in kept)
        case _:
            return kept


def kpi_of(kept: tuple[Kpi, ...], kpi: str) -> Kpi:
    """Find a KPI of the file; ``unknown_kpi`` where none has this id."""
    for each in kept:
        if each.kpi == kpi:
            return each
    raise Refused("unknown_kpi", f"this file has no KPI {kpi}")


def target_of(kpi: Kpi, year: int) -> KpiTarget | None:
    """Give the target in force for a work year."""
    return next((target for target in kpi.targets if target.year == year), None)


def set_target(command: SetKpiTarget, kpi: Kpi, on: date) -> list[Pending]:
    """Set the target of a year under the latest definition; another one than before needs a reason."""
    version, former = kpi.definitions[-1].version, target_of(kpi, command.year)
    if former is None:
        first = KpiTargetSet(kpi=kpi.kpi, year=command.year, definition_version=version, target=command.target)
        return _one(first, on, command.reason)
    if (Decimal(former.target), former.definition_version) == (Decimal(command.target), version):
        return []
    known = f"the target of {command.year} is {former.target}"
    require(command.reason is not None, "reason_missing", f"{known}: say why it becomes {command.target}")
    revised = KpiTargetRevised(
        kpi=kpi.kpi, year=command.year, definition_version=version, former=former.target, target=command.target
    )
    return _one(revised, on, command.reason)


def _define(command: DefineKpi, kept: tuple[Kpi, ...], now: datetime, rules: RulesState) -> list[Pending]:
    known = next((each for each in kept if each.kpi == command.kpi), None)
    defined = KpiDefined.model_validate(command.model_dump(exclude={"kind"}))
    if known is not None:
        as_it_began = known.model_copy(update={"definitions": known.definitions[:1], "targets": (), "values": ()})
        is_same = as_it_began == _defined(defined)
        require(is_same, "already_defined", f"KPI {command.kpi} is defined; another definition is a revision")
        return []
    families = [family.id for family in current(rules).kpi_families]
    require(command.family in families, "unknown_family", f"the policy has the families {', '.join(families)}")
    return _one(defined, today(now, rules))


def _revise(command: ReviseKpiDefinition, kpi: Kpi, on: date) -> list[Pending]:
    """Add a definition version; figures in another unit never compare."""
    latest = kpi.definitions[-1]
    if (latest.definition, latest.unit) == (command.definition, command.unit):
        is_same = command.is_comparable == latest.is_comparable or latest.version == 1
        require(is_same, "nothing_changed", f"definition {latest.version} has this text; what it compares with stays")
        return []
    is_possible = command.unit == latest.unit or not command.is_comparable
    require(is_possible, "unit_changed", f"figures in {command.unit} do not compare with figures in {latest.unit}")
    revised = KpiDefinitionRevised(
        kpi=kpi.kpi,
        definition_version=latest.version + 1,
        definition=command.definition,
        unit=command.unit,
        is_comparable=command.is_comparable,
    )
    return _one(revised, on, command.reason)


def _defined(payload: KpiDefined) -> Kpi:
    first = KpiDefinition(version=1, definition=payload.definition, unit=payload.unit, is_comparable=False)
    return Kpi(
        kpi=payload.kpi,
        family=payload.family,
        title_nl=payload.title_nl,
        title_en=payload.title_en,
        aggregation=payload.aggregation,
        better=payload.better,
        definitions=(first,),
    )


def _changed(kpi: Kpi, payload: KpiDefinitionRevised | KpiTargetSet | KpiTargetRevised) -> Kpi:
    match payload:
        case KpiDefinitionRevised(definition_version=version, definition=text, unit=unit, is_comparable=comparable):
            revised = KpiDefinition(version=version, definition=text, unit=unit, is_comparable=comparable)
            return kpi.model_copy(update={"definitions": (*kpi.definitions, revised)})
        case KpiTargetSet() | KpiTargetRevised():
            others = (target for target in kpi.targets if target.year != payload.year)
            target = KpiTarget(year=payload.year, definition_version=payload.definition_version, target=payload.target)
            return kpi.model_copy(update={"targets": tuple(sorted((*others, target), key=lambda each: each.year))})
        case _:
            assert_never(payload)


def _one(payload: Payload, on: date, reason: str | None = None) -> list[Pending]:
    return [Pending(payload=payload, effective=day(on), reason=reason)]
