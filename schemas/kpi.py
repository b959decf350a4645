"""KPIs of a pact: definitions in versions, targets and values for each work year; breaks in a series stay visible."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from schemas.model import Day, Figure, Model, Name, Says, Sha256, Slug, Year
from schemas.preparation import Preparation


class KpiSource(StrEnum):
    """Whose figure it is; what others publish is a series of its own."""

    SELF_REPORTED = "self_reported"
    EXTERNAL = "external"
    COUNTED = "counted"  # by this service, from memberships


class KpiStatus(StrEnum):
    """How far a figure was checked."""

    PROVISIONAL = "provisional"
    VERIFIED = "verified"
    RESTATED = "restated"


class DefineKpi(Model):
    """Start a KPI with the first version of its definition; the family is one of the policy pack."""

    kind: Literal["define_kpi"] = "define_kpi"
    kpi: Slug
    family: Slug
    title_nl: Name
    title_en: Name
    definition: Name  # what is counted and how, in the words of the pact
    unit: Name  # 'count', 'EUR', '%', 'FTE', 'ratio'
    aggregation: Literal["sum", "distinct_members", "weighted", "none"]
    better: Literal["higher", "lower"] = "higher"


class ReviseKpiDefinition(Model):
    """Give a KPI its next definition version; values before and after compare only where it says so."""

    kind: Literal["revise_kpi_definition"] = "revise_kpi_definition"
    kpi: Slug
    definition: Name
    unit: Name
    is_comparable: bool
    reason: Name


class SetKpiTarget(Model):
    """Set the target for a work year, or set another: the former one stays readable."""

    kind: Literal["set_kpi_target"] = "set_kpi_target"
    kpi: Slug
    year: Year
    target: Figure
    reason: Name | None = None  # asked for where a target was set before


class RecordKpiValue(Model):
    """Record a provisional figure for a work year, under the definition of now or an older one."""

    kind: Literal["record_kpi_value"] = "record_kpi_value"
    kpi: Slug
    year: Year
    value: Figure
    reference_date: Day
    source: KpiSource
    definition_version: int | None = Field(default=None, ge=1)  # empty: the latest


class VerifyKpiValue(Model):
    """Confirm exactly this recorded figure, by another person than who recorded it."""

    kind: Literal["verify_kpi_value"] = "verify_kpi_value"
    kpi: Slug
    year: Year
    source: KpiSource
    definition_version: int = Field(ge=1)
    value_hash: Sha256


class RestateKpiValue(Model):
    """Put another figure beside a recorded one, for the same or another definition version; it needs verifying anew."""

    kind: Literal["restate_kpi_value"] = "restate_kpi_value"
    kpi: Slug
    year: Year
    value: Figure
    reference_date: Day
    source: KpiSource
    definition_version: int = Field(ge=1)
    reason: Name


KpiCommand = DefineKpi | ReviseKpiDefinition | SetKpiTarget | RecordKpiValue | VerifyKpiValue | RestateKpiValue


class KpiDefined(Model):
    """A KPI has its first definition."""

    says: ClassVar[Says] = Says(
        "KPI {kpi} ({title_nl}, familie {family}) is vastgelegd.", "KPI {kpi} ({title_en}, family {family}) is defined."
    )

    type: Literal["kpi.defined"] = "kpi.defined"
    kpi: str
    family: str
    title_nl: str
    title_en: str
    definition: str
    unit: str
    aggregation: Literal["sum", "distinct_members", "weighted", "none"]
    better: Literal["higher", "lower"] = "higher"


class KpiDefinitionRevised(Model):
    """The KPI has another definition from here on."""

    says: ClassVar[Says] = Says(
        "KPI {kpi} kreeg definitie {definition_version}: {definition}.",
        "KPI {kpi} got definition {definition_version}: {definition}.",
    )

    type: Literal["kpi.definition_revised"] = "kpi.definition_revised"
    kpi: str
    definition_version: int
    definition: str
    unit: str
    is_comparable: bool


class KpiTargetSet(Model):
    """The first target for a work year."""

    says: ClassVar[Says] = Says("Streefdoel {year} voor KPI {kpi}: {target}.", "Target {year} of KPI {kpi}: {target}.")

    type: Literal["kpi.target_set"] = "kpi.target_set"
    kpi: str
    year: int
    definition_version: int
    target: str


class KpiTargetRevised(Model):
    """Another target for a work year; the former one is in the event."""

    says: ClassVar[Says] = Says(
        "Streefdoel {year} voor KPI {kpi} ging van {former} naar {target}.",
        "Target {year} of KPI {kpi} went from {former} to {target}.",
    )

    type: Literal["kpi.target_revised"] = "kpi.target_revised"
    kpi: str
    year: int
    definition_version: int
    former: str
    target: str


class KpiValueRecorded(Model):
    """A provisional figure."""

    says: ClassVar[Says] = Says(
        "KPI {kpi} in {year}: {value} (voorlopig, {source}).", "KPI {kpi} in {year}: {value} (provisional, {source})."
    )

    type: Literal["kpi.value_recorded"] = "kpi.value_recorded"
    kpi: str
    year: int
    definition_version: int
    value: str
    reference_date: date
    source: KpiSource
    value_hash: str


class KpiValueVerified(Model):
    """A second person confirmed the figure."""

    says: ClassVar[Says] = Says(
        "KPI {kpi} in {year}: {value} is nagekeken.", "KPI {kpi} in {year}: {value} is verified."
    )

    type: Literal["kpi.value_verified"] = "kpi.value_verified"
    kpi: str
    year: int
    definition_version: int
    value: str
    source: KpiSource
    value_hash: str


class KpiValueRestated(Model):
    """Another figure stands beside the recorded one; the recorded one stays."""

    says: ClassVar[Says] = Says(
        "KPI {kpi} in {year} is herzien tot {value} (definitie {definition_version}).",
        "KPI {kpi} in {year} is restated as {value} (definition {definition_version}).",
    )

    type: Literal["kpi.value_restated"] = "kpi.value_restated"
    kpi: str
    year: int
    definition_version: int
    former: str | None
    value: str
    reference_date: date
    source: KpiSource
    value_hash: str


KpiEvent = (
    KpiDefined
    | KpiDefinitionRevised
    | KpiTargetSet
    | KpiTargetRevised
    | KpiValueRecorded
    | KpiValueVerified
    | KpiValueRestated
)


class KpiDefinition(Model):
    """One version of a definition."""

    version: int
    definition: str
    unit: str
    is_comparable: bool  # with the version before


class KpiTarget(Model):
    """The target in force for a work year."""

    year: int
    definition_version: int
    target: str


class KpiValue(Model):
    """The figure in force for a work year, definition version and source."""

    year: int
    definition_version: int
    source: KpiSource
    value: str
    reference_date: date
    status: KpiStatus
    value_hash: str
    is_restated: bool = False  # stays so when the restated figure is verified
    prepared_by: tuple[Preparation, ...] = ()


class Kpi(Model):
    """One KPI of a pact."""

    kpi: str
    family: str
    title_nl: str
    title_en: str
    aggregation: str
    better: str
    definitions: tuple[KpiDefinition, ...]
    targets: tuple[KpiTarget, ...] = ()
    values: tuple[KpiValue, ...] = ()


class SegmentStart(StrEnum):
    """Why a stretch of comparable figures begins where it does."""

    FIRST = "first"
    GAP = "gap"  # a year without a figure lies before it
    DEFINITION = "definition"  # what is counted changed
    REORGANISATION = "reorganisation"  # whom it is counted for changed


class TargetVerdict(StrEnum):
    """How a figure stands to the target of its year."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NO_TARGET = "no_target"
    NOT_COMPARABLE = "not_comparable"  # the target was set under a definition that does not compare


class KpiPoint(Model):
    """The figure of one year in a series, beside its target and the year before."""

    year: int
    value: str
    definition_version: int
    reference_date: date
    status: KpiStatus
    is_restated: bool
    target: str | None
    verdict: TargetVerdict
    change: str | None  # from the year before; empty for the first year of a stretch


class KpiSegment(Model):
    """Consecutive years whose figures compare; between two segments nothing may be subtracted or drawn."""

    starts_with: SegmentStart
    unit: str
    points: tuple[KpiPoint, ...]
