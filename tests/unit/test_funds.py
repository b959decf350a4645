"""Means that leave a line: commitments, payments and operating support."""

from datetime import date, timedelta

import pytest

from domain.budget import streams_read
from schemas.budget.funds import (
    CommitFunds,
    FundsCommitted,
    FundsPaid,
    OperatingSupportSet,
    RecordPayment,
    SetOperatingSupport,
)
from schemas.budget.reservation import ReserveForCluster
from schemas.budget.whole import BudgetStage, BudgetState
from schemas.pact import PactStage
from tests.unit.budgets import (
    MILLION,
    OFFICER,
    TODAY,
    approved,
    foreseen,
    money_rules,
    reserved,
    staged,
    suspended,
    terminated,
)
from tests.unit.programme import rules_of
from tests.unit.scenario import Scenario

JANUARY, FEBRUARY = date(2020, 1, 6), date(2020, 2, 3)
TOMORROW = date(2020, 3, 3)
COMMIT = CommitFunds(line="demo", project="p-1", clusters=("demo", "other"), cents=5 * MILLION, decided_on=FEBRUARY)
COMMITTED = FundsCommitted(year=2020, **COMMIT.model_dump(exclude={"kind"}))
PAY = RecordPayment(project="p-1", cents=2 * MILLION, paid_on=TODAY)


def since_january() -> Scenario[BudgetState]:
    """A year whose reservation was decided in January."""
    scenario = approved()
    scenario.state = scenario.state.model_copy(update={"decided": (("demo", JANUARY),)})
    return scenario


def test_the_first_commitment_brings_the_year_into_execution() -> None:
    """On the day of its decision; the same again changes nothing, the project under other terms is refused."""
    scenario = since_january().when(COMMIT, by=OFFICER).then(COMMITTED)
    assert BudgetStage.IN_EXECUTION is scenario.state.stage
    assert (FEBRUARY, FEBRUARY) == (scenario.answer[0].decided_on, scenario.answer[0].effective.latest)
    scenario.when(COMMIT, by=OFFICER).then_nothing()
    scenario.when(COMMIT.model_copy(update={"cents": 1}), by=OFFICER).then_refused("already_committed")


def test_funds_are_committed_only_of_an_approved_envelope() -> None:
    """Without a budget decree what is reserved stays foreseen."""
    foreseen().given(reserved("demo", 8 * MILLION)).when(COMMIT).then_refused("not_approved")


def test_no_more_is_committed_than_the_line_has() -> None:
    """A transfer or a carry-over comes first; the last cent is taken."""
    more = COMMIT.model_copy(update={"cents": 8 * MILLION + 1})
    scenario = since_january().when(more).then_refused("beyond_reservation")
    scenario.when(COMMIT.model_copy(update={"cents": 8 * MILLION})).then_types("funds.committed")
    scenario.when(COMMIT.model_copy(update={"cents": 1, "project": "p-2"})).then_refused("beyond_reservation")


def test_a_commitment_names_a_line_and_has_happened() -> None:
    """Each refused with its own reason."""
    approved().when(COMMIT.model_copy(update={"line": "other"})).then_refused("unknown_line")
    approved().when(COMMIT.model_copy(update={"decided_on": TOMORROW})).then_refused("in_future")


def test_a_commitment_comes_after_the_means_that_it_takes() -> None:
    """On the day of the last decision on them at the earliest, whatever other lines have got since."""
    scenario = since_january().given(reserved("other", MILLION))
    before = COMMIT.model_copy(update={"decided_on": JANUARY - timedelta(days=1)})
    scenario.when(before, by=OFFICER).then_refused("before_reservation")
    more = ReserveForCluster(cluster="demo", cents=9 * MILLION, decided_on=FEBRUARY)
    scenario.when(more, by=OFFICER).then_types("reservation.made")
    late = COMMIT.model_copy(update={"decided_on": FEBRUARY - timedelta(days=1)})
    scenario.when(late, by=OFFICER).then_refused("before_reservation")
    scenario.when(COMMIT, by=OFFICER).then(COMMITTED)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(1999, 1, 1)])
def test_a_commitment_is_of_its_own_budget_year(day: date) -> None:
    """Another year has another envelope."""
    approved().when(COMMIT.model_copy(update={"decided_on": day})).then_refused("other_year")


def test_a_payment_leaves_the_rest_of_the_commitment_open() -> None:
    """The same again is the same payment; an equal one of the same day has a reference of its own."""
    scenario = approved().given(COMMITTED).when(PAY, by=OFFICER)
    scenario.then(FundsPaid(year=2020, project="p-1", cents=2 * MILLION, open_cents=3 * MILLION, paid_on=TODAY))
    scenario.when(PAY, by=OFFICER).then_nothing()
    second = PAY.model_copy(update={"reference": "second instalment"})
    scenario.when(second).then_types("funds.paid")
    scenario.when(second).then_nothing()
    assert 4 * MILLION == scenario.state.projects[0].paid_cents


def test_no_more_is_paid_than_was_committed() -> None:
    """To the last cent."""
    scenario = approved().given(COMMITTED).when(PAY.model_copy(update={"cents": 5 * MILLION + 1}))
    scenario.then_refused("beyond_commitment")
    scenario.when(PAY.model_copy(update={"cents": 5 * MILLION})).then_types("funds.paid")
    scenario.when(PAY.model_copy(update={"cents": 1})).then_refused("beyond_commitment")


def test_a_payment_is_on_a_project_has_happened_and_is_something() -> None:
    """Each refused with its own reason."""
    scenario = approved().given(COMMITTED)
    scenario.when(PAY.model_copy(update={"project": "p-2"})).then_refused("unknown_project")
    scenario.when(PAY.model_copy(update={"paid_on": TOMORROW})).then_refused("in_future")
    scenario.when(PAY.model_copy(update={"paid_on": date(2020, 2, 2)})).then_refused("before_commitment")
    scenario.when(PAY.model_copy(update={"paid_on": FEBRUARY})).then_types("funds.paid")
    scenario.when(PAY.model_copy(update={"cents": 0})).then_refused("no_amount")


@pytest.mark.parametrize("pact", ["pact/demo", "pact/other"])
def test_payments_stop_while_support_is_suspended(pact: str) -> None:
    """For the cluster whose line it is and for the others of the project; a payment of before is still recorded."""
    scenario = approved({pact: suspended(TODAY)}).given(COMMITTED)
    scenario.when(PAY).then_refused("suspended")
    scenario.when(PAY.model_copy(update={"paid_on": FEBRUARY})).then_types("funds.paid")
    approved({pact: staged(PactStage.SUSPENDED)}).given(COMMITTED).when(PAY).then_refused("suspended")


def test_payments_on_running_projects_go_on_after_support_ended() -> None:
    """Nothing new is committed, what was committed is still paid."""
    scenario = approved({"pact/demo": terminated(FEBRUARY)}).given(COMMITTED)
    scenario.when(PAY).then_types("funds.paid")
    scenario.when(COMMIT.model_copy(update={"project": "p-2", "decided_on": TODAY})).then_refused("terminated")


def support(cents: int, eligible: int) -> SetOperatingSupport:
    """Operating support of the cluster."""
    return SetOperatingSupport(cluster="demo", cents=cents, eligible_cents=eligible)


def test_operating_support_is_at_most_its_share_and_the_yearly_maximum() -> None:
    """Half of the costs and 500,000 euros in this programme, to the last cent; the same again changes nothing."""
    scenario = approved().when(support(50_000_001, 200_000_000)).then_refused("beyond_yearly_cap")
    scenario.when(support(2, 3)).then_refused("beyond_share")
    scenario.when(support(50_000_000, 100_000_000), by=OFFICER).then(
        OperatingSupportSet(year=2020, cluster="demo", cents=50_000_000, eligible_cents=100_000_000)
    )
    scenario.when(support(50_000_000, 100_000_000), by=OFFICER).then_nothing()
    scenario.when(support(1, 2)).then_types("operating_support.set")
    assert [("demo", 1)] == [(one.cluster, one.cents) for one in scenario.state.operating]


def test_less_operating_support_is_possible_while_support_is_suspended() -> None:
    """More is not."""
    around = {"pact/demo": suspended(TODAY)}
    earlier = OperatingSupportSet(year=2020, cluster="demo", cents=10, eligible_cents=20)
    scenario = approved(around).given(earlier).when(support(11, 40)).then_refused("suspended")
    scenario.when(support(10, 40)).then_types("operating_support.set")
    scenario.when(support(9, 20)).then_types("operating_support.set")


def test_a_policy_without_amounts_supports_no_operation() -> None:
    """Nothing is assumed for it."""
    approved(rules=rules_of()).when(support(1, 2)).then_refused("no_money_rules")


def test_inside_the_envelope_operating_support_takes_its_room() -> None:
    """Where the policy says so: up to the last cent, and a reservation then finds less."""
    scenario = approved(rules=money_rules(is_inside=True)).given(reserved("other", 67 * MILLION - 10))
    scenario.when(support(11, 40)).then_refused("beyond_envelope")
    scenario.when(support(10, 40)).then_types("operating_support.set")
    scenario.when(support(9, 40)).then_types("operating_support.set")


def test_the_operation_of_a_cluster_that_nobody_registered_is_not_supported() -> None:
    """A slip of the pen makes no line."""
    command = SetOperatingSupport(cluster="dmeo", cents=MILLION // 4, eligible_cents=MILLION)
    approved().when(command).then_refused("unknown_cluster")
    assert "cluster/dmeo" in streams_read(command, BudgetState(year=2020))
