"""Figures of a KPI: provisional, then verified by a second person; another figure later is a restatement.

A figure is found by its work year, its definition version and whose figure it is, so that what others publish, even
years later, never takes the place of what a cluster reported.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from domain.dates import day
from domain.digest import digest
from domain.policy import current
from domain.preparation import prepared, require_second_person
from domain.recording import SYSTEM
from domain.refusing import require
from domain.today import require_happened, today
from schemas.event import Pending
from schemas.kpi import (
    Kpi,
    KpiSource,
    KpiStatus,
    KpiValue,
    KpiValueRecorded,
    KpiValueRestated,
    KpiValueVerified,
    RecordKpiValue,
    RestateKpiValue,
    VerifyKpiValue,
)
from schemas.people import Actor
from schemas.policy import RulesState
from schemas.refusal import Refused


def decide(
    command: RecordKpiValue | VerifyKpiValue | RestateKpiValue, by: Actor, kpi: Kpi, now: datetime, rules: RulesState
) -> list[Pending]:
    """Say what happens to a figure; an empty answer means that it already is so."""
    if isinstance(command, VerifyKpiValue):
        return _verify(command, by, kpi, now, rules)
    _require_own_figure(command.source, by, rules)
    require_happened("a measurement", command.reference_date, now, rules)
    in_order = command.year <= command.reference_date.year
    require(in_order, "before_the_year", f"{command.reference_date} lies before work year {command.year}")
    return _record(command, kpi) if isinstance(command, RecordKpiValue) else _restate(command, kpi)


def evolve(kpi: Kpi, payload: KpiValueRecorded | KpiValueVerified | KpiValueRestated, by: Actor) -> Kpi:
    """Fold one event into the figures of its KPI."""
    known = value_of(kpi, payload.year, payload.source, payload.definition_version)
    changed = _folded(known, payload, by)
    if changed is None:
        return kpi
    others = (value for value in kpi.values if value != known)
    ordered = sorted((*others, changed), key=lambda each: (each.year, each.definition_version, each.source))
    return kpi.model_copy(update={"values": tuple(ordered)})


def value_of(kpi: Kpi, year: int, source: KpiSource, definition_version: int) -> KpiValue | None:
    """Give the figure in force for a work year, under one definition, by whose figure it is."""
    sought = (year, source, definition_version)
    return next((value for value in kpi.values if (value.year, value.source, value.definition_version) == sought), None)


def value_hash(
    kpi: str, year: int, source: KpiSource, definition_version: int, value: str, reference_date: date
) -> str:
    """Give the SHA-256 that a verification names: of the figure and of all that says what it is about."""
    figure = {"kpi": kpi, "year": year, "source": source.value, "definition_version": definition_version}
    return digest({**figure, "value": value, "reference_date": reference_date.isoformat()})


def _record(command: RecordKpiValue, kpi: Kpi) -> list[Pending]:
    version = command.definition_version or kpi.definitions[-1].version
    _require_definition(kpi, version)
    known = value_of(kpi, command.year, command.source, version)
    if known is not None:
        is_same = _is_same(known, command.value, command.reference_date)
        told = f"{known.value} on {known.reference_date} is recorded for {command.year}"
        require(is_same, "already_recorded", f"{told}; put another figure beside it with restate_kpi_value")
        return []
    payload = KpiValueRecorded(
        kpi=kpi.kpi,
        year=command.year,
        definition_version=version,
        value=command.value,
        reference_date=command.reference_date,
        source=command.source,
        value_hash=value_hash(kpi.kpi, command.year, command.source, version, command.value, command.reference_date),
    )
    return [Pending(payload=payload, effective=day(command.reference_date))]


def _restate(command: RestateKpiValue, kpi: Kpi) -> list[Pending]:
    """Restate a figure of that year and source; under another definition it begins a series of its own."""
    _require_definition(kpi, command.definition_version)
    has_figure = any((each.year, each.source) == (command.year, command.source) for each in kpi.values)
    require(has_figure, "unknown_value", f"no {command.source} figure of {command.year} is recorded to be restated")
    known = value_of(kpi, command.year, command.source, command.definition_version)
    if known is not None and _is_same(known, command.value, command.reference_date):
        return []
    payload = KpiValueRestated(
        kpi=kpi.kpi,
        year=command.year,
        definition_version=command.definition_version,
        former=known.value if known else None,
        value=command.value,
        reference_date=command.reference_date,
        source=command.source,
        value_hash=value_hash(
            kpi.kpi, command.year, command.source, command.definition_version, command.value, command.reference_date
        ),
    )
    return [Pending(payload=payload, effective=day(command.reference_date), reason=command.reason)]


def _verify(command: VerifyKpiValue, by: Actor, kpi: Kpi, now: datetime, rules: RulesState) -> list[Pending]:
    """Confirm the figure as it was seen; one that was restated after its verification is verified again."""
    known = value_of(kpi, command.year, command.source, command.definition_version)
    if known is None:
        about = f"{command.source}, definition {command.definition_version}"
        raise Refused("unknown_value", f"no figure of {command.year} is recorded ({about})")
    is_as_seen = command.value_hash == known.value_hash
    require(is_as_seen, "content_changed", f"the figure is now {known.value}, {known.value_hash}")
    if known.status is KpiStatus.VERIFIED:
        return []
    drafting = "restate_kpi_value" if known.is_restated else "record_kpi_value"
    require_second_person("verify_kpi_value", drafting, known.prepared_by, by, rules)
    on = today(now, rules)
    payload = KpiValueVerified(
        kpi=kpi.kpi,
        year=known.year,
        definition_version=known.definition_version,
        value=known.value,
        source=known.source,
        value_hash=known.value_hash,
    )
    return [Pending(payload=payload, effective=day(on), decided_on=on)]


def _folded(
    known: KpiValue | None, payload: KpiValueRecorded | KpiValueVerified | KpiValueRestated, by: Actor
) -> KpiValue | None:
    """Give the figure after the event; nothing where a verification finds none."""
    match payload:
        case KpiValueRecorded():
            return _figure(payload, KpiStatus.PROVISIONAL, "record_kpi_value", by)
        case KpiValueRestated():
            return _figure(payload, KpiStatus.RESTATED, "restate_kpi_value", by)
        case KpiValueVerified():
            return None if known is None else known.model_copy(update={"status": KpiStatus.VERIFIED})
        case _:
            assert_never(payload)


def _figure(payload: KpiValueRecorded | KpiValueRestated, status: KpiStatus, act: str, by: Actor) -> KpiValue:
    """Start with clean hands: another figure is another piece of work."""
    return KpiValue(
        year=payload.year,
        definition_version=payload.definition_version,
        source=payload.source,
        value=payload.value,
        reference_date=payload.reference_date,
        status=status,
        value_hash=payload.value_hash,
        is_restated=status is KpiStatus.RESTATED,
        prepared_by=(prepared(act, by),),
    )


def _require_own_figure(source: KpiSource, by: Actor, rules: RulesState) -> None:
    """An outsider reports figures of their own; what the service counts comes from the service."""
    is_service = by.role == SYSTEM.role
    require(
        is_service or source is not KpiSource.COUNTED, "counted_by_service", "nobody enters what the service counts"
    )
    is_outsider = any(role.id == by.role and role.own_cluster_only for role in current(rules).roles)
    is_own = source is KpiSource.SELF_REPORTED or not is_outsider
    require(is_own, "not_own_figure", f"{by.role} reports figures of the cluster itself, not {source} ones")


def _require_definition(kpi: Kpi, version: int) -> None:
    known = [definition.version for definition in kpi.definitions]
    require(version in known, "unknown_definition", f"KPI {kpi.kpi} has definitions 1 to {known[-1]}")


def _is_same(known: KpiValue, value: str, reference_date: date) -> bool:
    """Compare numbers, not figures: 5 is 5.0."""
    return (Decimal(known.value), known.reference_date) == (Decimal(value), reference_date)
