"""Any event that can exist: strategies over the closed union of payloads, with readable words and real dates."""

from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, get_args

from hypothesis import strategies as st
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from schemas.change import MoneyChange, PartnerChange, ScopeChange, TargetChange, TimeChange, Wish
from schemas.claim import (
    ClaimValue,
    CodeValue,
    CountValue,
    DateValue,
    MoneyValue,
    ReferencesValue,
    TermValue,
    TextValue,
)
from schemas.effective import Effective, Precision
from schemas.evaluation import FamilyVerdict
from schemas.event import Payload
from schemas.policy import PolicyAdopted, PolicyProposed
from schemas.programme import GroupItem
from schemas.report import GoalVerdict
from tests.unit.programme import a_policy

WORDS = st.sampled_from(["plan", "team", "doel", "één doel"])
DAYS = st.dates(min_value=date(2016, 1, 1), max_value=date(2036, 12, 31))
INSTANTS = st.datetimes(min_value=datetime(2016, 1, 1), max_value=datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants its bounds bare
HASHES = st.sampled_from(["a" * 64, "b" * 64])


@st.composite
def effectives(draw: st.DrawFn) -> Effective:
    """Exact days, and intervals with or without the wording of a source."""
    first, second = sorted((draw(DAYS), draw(DAYS)))
    if draw(st.booleans()):
        return Effective(earliest=first, latest=first)
    wording = draw(st.none() | st.just("begin 2017"))
    return Effective(earliest=first, latest=second, precision=Precision.INTERVAL, wording=wording)


VALUES: st.SearchStrategy[ClaimValue] = st.one_of(
    st.builds(DateValue, date=effectives()),
    st.builds(MoneyValue, cents=st.integers(0, 10**12)),
    st.builds(CountValue, number=st.integers(0, 100)),
    st.builds(TermValue, years=st.integers(0, 10), months=st.integers(1, 11)),
    st.builds(CodeValue, code=st.sampled_from(["largely_reached", "in_processing"])),
    st.builds(TextValue, nl=WORDS, en=WORDS),
    st.builds(ReferencesValue, streams=st.just(("cluster/demo-aster", "cluster/demo-berk"))),
)


WISHES: st.SearchStrategy[Any] = st.sampled_from(
    [
        TimeChange(deadline="D07/2021", new_due=date(2020, 12, 31)),
        MoneyChange(year=2021, cents=40_000_000),
        PartnerChange(change="joins", partner="demo-linde", since=date(2021, 1, 1)),
        TargetChange(kpi="members", year=2021, target="120"),
        ScopeChange(description="one more work package"),
    ]
)


def payload_kinds() -> list[type[Any]]:
    """Every class of the closed union, found by walking it."""
    return _flat(get_args(Payload)[0])


def wire_name(kind: type[Any]) -> str:
    """The fixed name of a kind of event."""
    name: str = kind.model_fields["type"].default
    return name


def payloads(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any payload of one kind."""
    if kind in {PolicyProposed, PolicyAdopted}:
        return st.just(kind(policy=a_policy(), content_hash="a" * 64))
    return st.builds(kind, **{name: _field(name, field) for name, field in kind.model_fields.items() if name != "type"})


def _field(name: str, field: FieldInfo) -> st.SearchStrategy[Any]:
    if name == "effective" or (name == "value" and field.annotation is not str):
        some = VALUES if name == "value" else effectives()
        return some if field.is_required() else st.none() | some
    if name.endswith("_hash") and field.is_required():
        return HASHES
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS,
        str | None: st.none() | WORDS,
        int: st.integers(1, 40),
        date: DAYS,
        date | None: st.none() | DAYS,
        datetime: INSTANTS,
        get_args(Wish)[0]: WISHES,
        tuple[FamilyVerdict, ...]: st.just((FamilyVerdict(family="members", verdict=GoalVerdict.REACHED),)),
        tuple[GroupItem, ...]: st.just((GroupItem(pact="demo", deadline="D07/2021", new_due=date(2020, 12, 31)),)),
        tuple[tuple[str, JsonValue], ...]: st.just((("signed_on", "2020-11-30"),)),
        tuple[str, ...]: st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    }
    if field.annotation in plain:
        return plain[field.annotation]
    other: Any = field.annotation
    return st.from_type(other)


def _flat(part: object) -> list[type[Any]]:
    if isinstance(part, UnionType):
        return [one for inner in get_args(part) for one in _flat(inner)]
    return [part] if isinstance(part, type) else []
