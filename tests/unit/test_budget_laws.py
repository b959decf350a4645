"""Laws of a budget year: what holds after every act, whatever people ask in whatever order."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import budget
from domain.around import Around
from domain.means import envelope_of, used
from domain.preparation import proposal_hash
from schemas.budget.envelope import (
    ApproveEnvelope,
    ForeseeEnvelope,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolveOverAllocation,
)
from schemas.budget.funds import CommitFunds, RecordPayment, SetOperatingSupport
from schemas.budget.reservation import (
    AllocateResidual,
    BudgetLine,
    CarryOver,
    ReleaseReservation,
    ReserveForCluster,
    TransferReservation,
)
from schemas.budget.whole import BudgetCommand, BudgetStage, BudgetState, CloseBudgetYear, OpenBudgetYear
from schemas.event import payload_from_store
from schemas.people import Actor
from tests.unit.budgets import CHIEF, OFFICER, TODAY, money_rules, suspended, terminated, year
from tests.unit.scenario import Scenario

AROUND: Around = {
    "pact/two": suspended(date(2020, 1, 1)),
    "pact/three": terminated(date(2020, 1, 1)),
    "budget/2019": BudgetState(
        year=2019,
        is_open=True,
        stage=BudgetStage.CLOSED,
        lines=(BudgetLine(line="one", is_cluster=True), BudgetLine(line="between", is_cluster=False)),
        unused=(("one", 3), ("between", 2)),
    ),
}
LINES = ("one", "two", "three", "between")
AMOUNTS = st.integers(0, 12)
Step = tuple[BudgetCommand, Actor]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """One act of anybody, or a proposal and its approval by another person."""
    line, other, cents = draw(st.sampled_from(LINES)), draw(st.sampled_from(LINES)), draw(AMOUNTS)
    project = draw(st.sampled_from(["p", "q", "r"]))
    wanted = ProposeEnvelope(cents=draw(st.integers(0, 25)), grounds="so")
    cuts = ProposeOverAllocation(cuts=((line, cents), (other, draw(AMOUNTS))), grounds="so")
    single: tuple[BudgetCommand, ...] = (
        ForeseeEnvelope(cents=draw(st.integers(0, 25))),
        ReserveForCluster(cluster=line, cents=cents),
        AllocateResidual(earmark="between", cents=cents),
        TransferReservation(source=line, target=other, cents=cents, reason="so"),
        CarryOver(line=line, from_year=2019, cents=cents, reason="so"),
        CommitFunds(line=line, project=project, clusters=(), cents=cents, decided_on=TODAY),
        RecordPayment(project=project, cents=cents, paid_on=TODAY),
        ReleaseReservation(line=line, reason="so"),
        SetOperatingSupport(cluster=line, cents=cents, eligible_cents=2 * cents),
    )
    pairs: tuple[list[Step], ...] = (
        [(wanted, OFFICER), (ApproveEnvelope(proposal_hash=proposal_hash(wanted)), CHIEF)],
        [(cuts, OFFICER), (ResolveOverAllocation(proposal_hash=proposal_hash(cuts)), CHIEF)],
    )
    return draw(st.sampled_from(pairs)) if draw(st.integers(0, 3)) == 0 else [(draw(st.sampled_from(single)), OFFICER)]


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """A year from its opening, with acts in any order of sense, closed or not."""
    acts = [step for some in draw(st.lists(steps(), max_size=40)) for step in some]
    end: list[Step] = [(CloseBudgetYear(), OFFICER)] if draw(st.booleans()) else []
    return [(OpenBudgetYear(), OFFICER), (ForeseeEnvelope(cents=20), OFFICER), *acts, *end, *acts[:3]]


def lived(life: Sequence[Step], *, is_inside: bool) -> list[Scenario[BudgetState]]:
    """The year after each of its acts."""
    rules = money_rules(is_inside=is_inside)
    scenario, after = year(AROUND, rules), list[Scenario[BudgetState]]()
    for command, by in life:
        scenario.when(command, by=by)
        seen = Scenario(partial(budget.decide, around=AROUND), budget.evolve, scenario.state, rules=rules)
        seen.answer, seen.history = scenario.answer, list(scenario.history)
        after.append(seen)
    return after


@settings(max_examples=150, deadline=None)
@given(life=lives(), is_inside=st.booleans())
def test_what_is_set_apart_fits_the_envelope_or_the_year_says_by_how_much_not(
    life: list[Step], is_inside: bool
) -> None:
    """After every single act; and a year is never closed over its envelope."""
    for step in lived(life, is_inside=is_inside):
        state = step.state
        envelope = envelope_of(state)
        over = 0 if envelope is None else max(0, used(state, step.rules) - envelope)
        assert over == state.over_cents
        assert state.stage is not BudgetStage.CLOSED or over == 0


@settings(max_examples=150, deadline=None)
@given(life=lives(), is_inside=st.booleans())
def test_no_rung_is_more_than_the_one_it_stands_on(life: list[Step], is_inside: bool) -> None:
    """Nothing below zero, nothing committed that a line has not, nothing paid that was not committed."""
    for step in lived(life, is_inside=is_inside):
        for line in step.state.lines:
            projects = [project for project in step.state.projects if project.line == line.line]
            assert min(line.reserved_cents, line.carried_cents, line.left_cents, line.free_cents) >= 0
            assert line.committed_cents == sum(project.committed_cents for project in projects)
        for project in step.state.projects:
            assert project.paid_cents <= project.committed_cents


@settings(max_examples=100, deadline=None)
@given(life=lives(), is_inside=st.booleans())
def test_no_act_makes_an_over_allocated_year_worse_but_an_envelope(life: list[Step], is_inside: bool) -> None:
    """What is over grows only when the envelope is cut."""
    before = 0
    for (command, _), step in zip(life, lived(life, is_inside=is_inside), strict=True):
        if not isinstance(command, ForeseeEnvelope | ApproveEnvelope):
            assert step.state.over_cents <= before
        before = step.state.over_cents


@settings(max_examples=60, deadline=None)
@given(life=lives(), is_inside=st.booleans())
def test_asking_again_changes_nothing_and_history_survives_the_wire(life: list[Step], is_inside: bool) -> None:
    """A transfer apart: each one is a move of its own, told apart by the id of its command."""
    for (command, by), step in zip(life, lived(life, is_inside=is_inside), strict=True):
        for event in step.answer:
            assert event.payload == payload_from_store(event.payload.model_dump(mode="json"))
        if step.answer and not isinstance(command, TransferReservation):
            assert [] == step.when(command, by=by).answer
