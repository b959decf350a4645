"""The order in which facts of different days are recorded says nothing about what holds now."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain import membership, pact
from schemas.answer import Answer, Statement
from schemas.claim import ImportHistoricalClaim
from schemas.command import CommandEnvelope, PactCommand
from schemas.commitment import AddCommitment
from schemas.kpi import DefineKpi, KpiSource, RecordKpiValue
from schemas.membership import AdmitMember, MemberClass, MembersState
from schemas.pact import PactState
from tests.unit.flanders import flemish_rules
from tests.unit.history import EARLY, LATE, Record, commands
from tests.unit.pact_files import REGISTERED
from tests.unit.scenario import MORNING, Scenario

AS_OF = (date(2020, 3, 1), date(2024, 6, 1))
TODAY = MORNING.date()
FEW = settings(max_examples=8, deadline=None, phases=[Phase.generate])

KPIS = tuple(
    DefineKpi(
        kpi=name,
        family="members",
        title_nl=name,
        title_en=name,
        definition="counted",
        unit="count",
        aggregation="sum",
    )
    for name in ("companies", "members")
)
FIGURES = tuple(
    RecordKpiValue(kpi=each.kpi, year=year, value=str(year - 2000), reference_date=date(year, 12, 31), source=source)
    for each in KPIS
    for year in (2017, 2018, 2019)
    for source in (KpiSource.SELF_REPORTED, KpiSource.EXTERNAL)
)
PROMISES = tuple(
    AddCommitment(
        commitment=f"k{number}",
        party="cluster",
        sort="policy_action",
        text_nl="doen",
        text_en="do",
        due=TODAY + number * timedelta(days=30),
    )
    for number in range(5)
)
SPELLS = tuple(
    AdmitMember(
        member=f"demo-{name}",
        member_class=MemberClass.SME,
        since=date(year, 1, 1),
        last_day=date(year, 12, 31) if year < 2019 else None,
    )
    for name in ("linde", "olm", "wilg")
    for year in (2015, 2017, 2019)
)


@cache
def history() -> tuple[tuple[CommandEnvelope, ...], tuple[CommandEnvelope, ...]]:
    """What the history files ask: the files that they open, and the claims."""
    asked = commands(EARLY, LATE)
    claims = tuple(one for one in asked if isinstance(one.command, ImportHistoricalClaim))
    return tuple(one for one in asked if one not in claims), claims


def answers(claims: Sequence[CommandEnvelope]) -> list[Any]:
    """What is answered, on a day of either file, after the claims were taken over in this order."""
    record = Record()
    for envelope in (*history()[0], *claims):
        record.take(envelope)
    return [said(record.answer(day)) for day in AS_OF]


def said(answer: Answer) -> list[Any]:
    """Give every sentence of an answer with its sources; what it lists as equals may stand in any order."""
    return [(part.number, sorted(stated(one) for one in part.statements)) for part in answer.parts]


def stated(one: Statement) -> Any:  # noqa: ANN401 - words and sources
    """Give a sentence as its words, in no order, and the documents for it and against it."""
    told = (*one.evidence, *(each for other in one.conflicts for each in other.evidence))
    words = sorted(word.strip(".,;:") for word in one.text.split())
    return (one.subject, one.predicate, str(one.status), words, sorted(each.source for each in told))


def filed(asked: Sequence[PactCommand]) -> tuple[Any, ...]:
    """Where commitments, figures and deadlines of a file stand after these commands."""
    scenario = Scenario(pact.decide, pact.evolve, PactState(), rules=flemish_rules()).given(*REGISTERED)
    for command in (*KPIS, *asked):
        scenario.when(command)
        assert scenario.refusal is None
    state = scenario.state
    figures = [(one.kpi, sorted(value.model_dump_json() for value in one.values)) for one in state.kpis]
    promises = sorted(one.model_dump_json() for one in state.commitments)
    return figures, promises, sorted(one.model_dump_json() for one in state.deadlines)


def joined(asked: Sequence[AdmitMember]) -> list[str]:
    """The spells of a cluster's members after these commands."""
    scenario = Scenario(membership.decide, membership.evolve, MembersState(), stream="cluster/demo")
    for command in asked:
        scenario.when(command)
        assert scenario.refusal is None
    return sorted(one.model_dump_json() for one in scenario.state.spells)


@FEW
@given(st.data())
def test_claims_give_the_same_answers_in_whatever_order_they_were_taken_over(data: st.DataObject) -> None:
    """The five answers on a day of either history file."""
    claims = history()[1]
    assert answers(claims) == answers(data.draw(st.permutations(claims)))


@FEW
@given(st.permutations((*FIGURES, *PROMISES)))
def test_figures_and_promises_stand_the_same_in_whatever_order_they_were_recorded(asked: list[PactCommand]) -> None:
    """With the deadlines of the promises."""
    assert filed((*FIGURES, *PROMISES)) == filed(asked)


@FEW
@given(st.permutations(SPELLS))
def test_memberships_stand_the_same_in_whatever_order_they_were_recorded(asked: list[AdmitMember]) -> None:
    """Whole spells of the past, and those that go on."""
    assert joined(SPELLS) == joined(asked)
