"""Means set apart: reservations, earmarks, transfers, carry-over, release; and the figures that follow."""

from datetime import UTC, date, datetime
from functools import reduce

import pytest

from domain import budget, stream
from domain.around import Around
from domain.budget import streams_read
from domain.means import figures
from domain.pact_file import files_of
from schemas.agreement.period import AgreementPeriod, AgreementStage
from schemas.agreement.whole import AgreementState
from schemas.budget.envelope import ForeseeEnvelope
from schemas.budget.funds import CommitFunds, FundsCommitted, RecordPayment, SetOperatingSupport
from schemas.budget.reservation import (
    AllocateResidual,
    BudgetLine,
    CarryOver,
    ClusterReservationMade,
    MeansCarriedOver,
    ReleaseReservation,
    ReservationReleased,
    ReservationTransferred,
    ReserveForCluster,
    ResidualAllocated,
    TransferReservation,
)
from schemas.budget.whole import BudgetCommand, BudgetStage, BudgetState
from schemas.cluster import ClusterState
from schemas.pact import PactStage, PactState
from tests.unit.budgets import (
    MILLION,
    OFFICER,
    TODAY,
    approved,
    foreseen,
    money_rules,
    opened,
    reserved,
    staged,
    suspended,
    terminated,
    year,
)
from tests.unit.scenario import SYSTEM, Scenario

SIX = tuple(f"cluster-{number}" for number in range(1, 7))
EIGHT = 8 * MILLION
DEMO = files_of("demo")


def committed(cents: int, line: str = "demo") -> FundsCommitted:
    """So much of the line is committed to a project."""
    return FundsCommitted(year=2020, line=line, project="p-1", clusters=(), cents=cents, decided_on=TODAY)


def moved(cents: int, source: str = "demo", target: str = "other") -> TransferReservation:
    """A transfer between two lines."""
    return TransferReservation(source=source, target=target, cents=cents, reason="slow start")


def closed_2019(**unused: int) -> BudgetState:
    """The year before, closed, with what its clusters and the earmark ``between`` left."""
    lines = tuple(BudgetLine(line=line, is_cluster=line != "between") for line in unused)
    return BudgetState(year=2019, is_open=True, stage=BudgetStage.CLOSED, lines=lines, unused=tuple(unused.items()))


def carried(cents: int, line: str = "demo", from_year: int = 2019) -> CarryOver:
    """Unused means taken over."""
    return CarryOver(line=line, from_year=from_year, cents=cents, reason="call moved to January")


def test_six_reservations_of_eight_million_leave_a_pool_of_twenty_seven() -> None:
    """75 − 6 × 8 = 27; a seventh leaves 19, and of ten clusters the tenth does not fit."""
    scenario = foreseen()
    for cluster in SIX:
        scenario.when(ReserveForCluster(cluster=cluster, cents=EIGHT), by=OFFICER).then_types("reservation.made")
    assert (27 * MILLION, None) == (figures(scenario.state).pool_cents, figures(scenario.state).allocated_cents)
    for number in (7, 8, 9):
        scenario.when(ReserveForCluster(cluster=f"cluster-{number}", cents=EIGHT)).then_types("reservation.made")
        assert (75 - 8 * number) * MILLION == figures(scenario.state).pool_cents
    scenario.when(ReserveForCluster(cluster="cluster-10", cents=EIGHT)).then_refused("beyond_envelope")
    assert scenario.refusal is not None
    assert "EUR 75,000,000 − EUR 72,000,000 leaves EUR 3,000,000, not EUR 8,000,000" == scenario.refusal.detail


def test_the_envelope_can_be_used_to_its_last_cent() -> None:
    """And not one beyond."""
    scenario = (
        foreseen().when(ReserveForCluster(cluster="demo", cents=75 * MILLION + 1)).then_refused("beyond_envelope")
    )
    scenario.when(ReserveForCluster(cluster="demo", cents=75 * MILLION)).then_types("reservation.made")
    scenario.when(AllocateResidual(earmark="between", cents=1)).then_refused("beyond_envelope")


def test_a_reservation_says_whether_its_envelope_was_only_foreseen() -> None:
    """Without a budget decree it stays foreseen; without any amount nothing is reserved."""
    opened().when(ReserveForCluster(cluster="demo", cents=EIGHT)).then_refused("no_envelope")
    made = ClusterReservationMade(year=2020, cluster="demo", cents=EIGHT, against="foreseen")
    foreseen().when(ReserveForCluster(cluster="demo", cents=EIGHT)).then(made)
    later = ClusterReservationMade(year=2020, cluster="other", cents=EIGHT, against="approved")
    approved().when(ReserveForCluster(cluster="other", cents=EIGHT)).then(later)


def test_a_reservation_is_set_as_a_whole_and_can_be_part_of_the_usual_amount() -> None:
    """The same again changes nothing; another amount tells the former one, and goes down to what is committed."""
    part = ReserveForCluster(cluster="late", cents=6 * MILLION, pro_rata="joined in September")
    scenario = approved().when(part).then_types("reservation.made")
    assert "joined in September" == scenario.state.lines[-1].pro_rata
    scenario.when(part).then_nothing()
    less = ReserveForCluster(cluster="late", cents=4 * MILLION)
    scenario.when(less).then(
        ClusterReservationMade(year=2020, cluster="late", cents=4 * MILLION, former_cents=6 * MILLION)
    )
    scenario.given(committed(3 * MILLION, "late"))
    scenario.when(ReserveForCluster(cluster="late", cents=3 * MILLION - 1)).then_refused("committed")
    scenario.when(ReserveForCluster(cluster="late", cents=3 * MILLION)).then_types("reservation.made")


def test_an_earmark_is_one_of_the_policys_and_no_cluster() -> None:
    """The pool is split only by what is recorded."""
    scenario = approved().when(AllocateResidual(earmark="elsewhere", cents=1)).then_refused("unknown_earmark")
    scenario.when(ReserveForCluster(cluster="between", cents=1)).then_refused("is_earmark")
    allocated = ResidualAllocated(year=2020, earmark="between", cents=14 * MILLION)
    scenario.when(AllocateResidual(earmark="between", cents=14 * MILLION), by=OFFICER).then(allocated)
    scenario.when(AllocateResidual(earmark="between", cents=14 * MILLION), by=OFFICER).then_nothing()
    assert (67 * MILLION, 14 * MILLION) == (figures(scenario.state).pool_cents, figures(scenario.state).allocated_cents)


@pytest.mark.parametrize(
    "command",
    [
        ReserveForCluster(cluster="other", cents=0),
        AllocateResidual(earmark="between", cents=0),
        moved(0),
        carried(0),
        CommitFunds(line="demo", project="p", clusters=(), cents=0, decided_on=TODAY),
    ],
)
def test_nothing_is_no_amount(command: BudgetCommand) -> None:
    """An act moves something."""
    approved().when(command).then_refused("no_amount")


def test_means_move_between_lines_of_the_year_as_far_as_they_are_not_committed() -> None:
    """The sum stays what it was."""
    scenario = approved().given(reserved("other", EIGHT), committed(5 * MILLION))
    scenario.when(moved(3 * MILLION + 1)).then_refused("committed")
    scenario.when(moved(3 * MILLION), by=OFFICER).then(
        ReservationTransferred(year=2020, source="demo", target="other", cents=3 * MILLION)
    )
    assert "slow start" == scenario.answer[0].reason
    held = [(line.line, line.reserved_cents) for line in scenario.state.lines]
    assert [("demo", 5 * MILLION), ("other", 11 * MILLION)] == held


def test_a_transfer_goes_to_a_line_an_earmark_or_a_registered_cluster() -> None:
    """A misspelt name would hide the means."""
    approved().when(moved(MILLION, target="ohter")).then_refused("unknown_line")
    approved().when(moved(MILLION, source="ohter", target="demo")).then_refused("unknown_line")
    approved().when(moved(MILLION, target="demo")).then_refused("same_line")
    new = approved({"cluster/other": ClusterState(is_registered=True)}).when(moved(MILLION))
    assert [True, True] == [line.is_cluster for line in new.state.lines]
    pool = approved().when(moved(MILLION, target="between"))
    assert [("demo", True), ("between", False)] == [(line.line, line.is_cluster) for line in pool.state.lines]


def test_what_the_closed_year_before_left_comes_over_once_and_outside_the_envelope() -> None:
    """The same again changes nothing, another amount is refused."""
    scenario = approved({"budget/2019": closed_2019(demo=2 * MILLION)})
    scenario.when(carried(2 * MILLION + 1)).then_refused("beyond_unused")
    scenario.when(carried(2 * MILLION), by=OFFICER).then(
        MeansCarriedOver(year=2020, line="demo", from_year=2019, cents=2 * MILLION)
    )
    scenario.when(carried(2 * MILLION)).then_nothing()
    scenario.when(carried(MILLION)).then_refused("already_carried_over")
    line = scenario.state.lines[0]
    assert (EIGHT, 2 * MILLION, 10 * MILLION) == (line.reserved_cents, line.carried_cents, line.left_cents)
    assert 67 * MILLION == figures(scenario.state).pool_cents


def test_only_the_year_before_comes_over_and_only_once_it_is_closed() -> None:
    """What an open year leaves is not known."""
    around = {"budget/2019": closed_2019(demo=MILLION, between=MILLION)}
    approved(around).when(carried(MILLION, from_year=2018)).then_refused("wrong_year")
    approved(around).when(carried(1, line="other")).then_refused("beyond_unused")
    approved().when(carried(MILLION)).then_refused("not_closed")
    running = closed_2019(demo=MILLION).model_copy(update={"stage": BudgetStage.IN_EXECUTION})
    approved({"budget/2019": running}).when(carried(MILLION)).then_refused("not_closed")
    pool = approved(around).when(carried(MILLION, line="between"))
    assert [True, False] == [line.is_cluster for line in pool.state.lines]


def test_what_came_over_is_used_first_and_lapses_when_it_is_released() -> None:
    """A release gives back only the year's own means; a second one finds nothing."""
    scenario = approved({"budget/2019": closed_2019(demo=2 * MILLION)}).when(carried(2 * MILLION))
    scenario.given(committed(MILLION))
    release = ReleaseReservation(line="demo", reason="support ended")
    scenario.when(release, by=SYSTEM).then(
        ReservationReleased(year=2020, line="demo", cents=9 * MILLION, carried_cents=MILLION)
    )
    line = figures(scenario.state).lines[0]
    assert (0, MILLION, MILLION, 0, 9 * MILLION) == (
        line.reserved_cents,
        line.carried_cents,
        line.committed_cents,
        line.left_cents,
        line.released_cents,
    )
    scenario.when(release, by=SYSTEM).then_nothing()
    scenario.when(carried(2 * MILLION)).then_nothing()


def test_there_is_nothing_to_release_where_nothing_is_reserved() -> None:
    """The service asks every year of a cluster that leaves; a year without its line, or without a file, is no error."""
    release = ReleaseReservation(line="stranger", reason="support ended")
    approved().when(release, by=SYSTEM).then_nothing()
    year().when(release, by=SYSTEM).then_nothing()


NEW_MEANS = (
    ReserveForCluster(cluster="demo", cents=9 * MILLION),
    moved(MILLION, source="other", target="demo"),
    carried(MILLION),
    CommitFunds(line="demo", project="p", clusters=(), cents=1, decided_on=TODAY),
    CommitFunds(line="other", project="p", clusters=("demo",), cents=1, decided_on=TODAY),
    SetOperatingSupport(cluster="demo", cents=1, eligible_cents=2),
)


@pytest.mark.parametrize("command", NEW_MEANS)
@pytest.mark.parametrize(
    ("pact", "code"),
    [
        (suspended(TODAY), "suspended"),
        (suspended(date(2020, 2, 1), date(2020, 3, 3)), "suspended"),
        (staged(PactStage.SUSPENDED), "suspended"),
        (terminated(date(2020, 3, 1)), "terminated"),
        (staged(PactStage.TERMINATED), "terminated"),
    ],
)
def test_a_cluster_whose_support_is_suspended_or_ended_gets_no_new_means(
    command: BudgetCommand, pact: PactState, code: str
) -> None:
    """Neither reserved, moved to it, carried over, committed nor for its operation."""
    around: Around = {"pact/demo": pact, "budget/2019": closed_2019(demo=MILLION)}
    scenario = approved(around).given(reserved("other", EIGHT))
    scenario.when(command).then_refused(code)


@pytest.mark.parametrize("command", NEW_MEANS)
@pytest.mark.parametrize(
    "pact",
    [
        PactState(),
        suspended(date(2020, 3, 3)),
        suspended(date(2020, 1, 1), TODAY),
        terminated(TODAY),
        staged(PactStage.IN_FORCE),
    ],
)
def test_before_and_after_a_suspension_and_up_to_the_end_means_go_on(command: BudgetCommand, pact: PactState) -> None:
    """The first day of a suspension counts, that of the resumption does not, and the last day of support is one."""
    around: Around = {"pact/demo": pact, "budget/2019": closed_2019(demo=MILLION)}
    scenario = approved(around).given(reserved("other", EIGHT)).when(command)
    assert scenario.refusal is None


def test_the_decision_reads_the_neighbours_that_it_rests_on() -> None:
    """They are named beforehand, each once."""
    state = approved().given(reserved("other", EIGHT)).state
    read = {command.kind: streams_read(command, state) for command in NEW_MEANS}
    assert read == {
        "reserve_for_cluster": (*DEMO, "cluster/demo"),
        "transfer_reservation": (*DEMO, "cluster/demo"),
        "carry_over": (*DEMO, "budget/2019"),
        "record_commitment_of_funds": (*files_of("other"), *DEMO),
        "set_operating_support": (*DEMO, "cluster/demo"),
    }
    paying = RecordPayment(project="p-1", cents=1, paid_on=TODAY)
    assert () == streams_read(paying, state)
    assert DEMO == streams_read(paying, approved().given(committed(1)).state)
    assert () == streams_read(AllocateResidual(earmark="between", cents=1), state)


def test_nothing_is_reserved_for_a_cluster_that_nobody_registered() -> None:
    """A slip of the pen has no means."""
    approved().when(ReserveForCluster(cluster="stranger", cents=1)).then_refused("unknown_cluster")


def following(pact: PactState, stage: AgreementStage, cluster: str = "demo") -> PactState:
    """The file after another, with a first period that stands there."""
    period = AgreementPeriod(number=1, start=TODAY, end=date(2022, 12, 31), stage=stage, text_hash=None)
    return pact.model_copy(update={"cluster": cluster, "agreement": AgreementState(periods=(period,))})


def test_the_newest_file_under_which_support_was_signed_says_whether_means_go_on() -> None:
    """What ended before it is over; a file that is only opened, or that is of another cluster, changes nothing."""
    more = ReserveForCluster(cluster="demo", cents=9 * MILLION)
    over, stopped = terminated(date(2020, 1, 31)), suspended(TODAY)
    approved({"pact/demo": over, "pact/demo-2": following(PactState(), AgreementStage.SIGNED)}).when(more).then_types(
        "reservation.made"
    )
    approved({"pact/demo": PactState(), "pact/demo-2": following(stopped, AgreementStage.ACTIVE)}).when(
        more
    ).then_refused("suspended")
    for beside in (
        following(PactState(), AgreementStage.DRAFT),
        following(PactState(), AgreementStage.SIGNED, "demo-2"),
    ):
        approved({"pact/demo": over, "pact/demo-2": beside}).when(more).then_refused("terminated")


def test_less_for_a_suspended_cluster_is_possible_and_from_it_means_can_leave() -> None:
    """What stops is the use of the reservation."""
    around = {"pact/demo": suspended(TODAY)}
    approved(around).when(ReserveForCluster(cluster="demo", cents=MILLION)).then_types("reservation.made")
    reworded = ReserveForCluster(cluster="demo", cents=EIGHT, pro_rata="joined in March")
    approved(around).when(reworded).then_types("reservation.made")
    scenario = approved(around).given(reserved("other", EIGHT))
    scenario.when(moved(MILLION)).then_types("reservation.transferred")


def test_a_year_to_come_is_judged_by_its_own_first_day() -> None:
    """Support that ends in December has no means of January."""
    ending = {"pact/demo": terminated(date(2020, 12, 31))}
    approved(ending).when(ReserveForCluster(cluster="demo", cents=9 * MILLION)).then_types("reservation.made")
    coming = BudgetState(year=2021, is_open=True, foreseen_cents=EIGHT)
    scenario = year(ending, number=2021)
    scenario.state = coming
    scenario.when(ReserveForCluster(cluster="demo", cents=MILLION)).then_refused("terminated")


def test_every_rung_stands_by_itself() -> None:
    """Reserved, carried, committed, paid and released of a line, and operating support beside them."""
    scenario = approved().given(committed(5 * MILLION))
    scenario.when(RecordPayment(project="p-1", cents=2 * MILLION, paid_on=TODAY))
    scenario.when(SetOperatingSupport(cluster="demo", cents=10, eligible_cents=20))
    shown = figures(scenario.state)
    assert {
        "line": "demo",
        "is_cluster": True,
        "reserved_cents": EIGHT,
        "carried_cents": 0,
        "committed_cents": 5 * MILLION,
        "paid_cents": 2 * MILLION,
        "released_cents": 0,
        "left_cents": 3 * MILLION,
    } == shown.lines[0].model_dump()
    assert (10, EIGHT, 75 * MILLION, 75 * MILLION) == (
        shown.operating_cents,
        shown.reserved_cents,
        shown.foreseen_cents,
        shown.approved_cents,
    )
    assert None is figures(opened().state).pool_cents


def test_the_stream_dispatches_a_reservation_with_its_neighbours() -> None:
    """The same decision as above, by the name of the stream."""
    state = approved().state
    around: Around = {"pact/demo": suspended(TODAY), "cluster/other": ClusterState(is_registered=True)}
    now = datetime(2020, 3, 2, 9, tzinfo=UTC)
    command = ReserveForCluster(cluster="other", cents=EIGHT)
    events = stream.decide("budget/2020", command, OFFICER, state, now, approved().rules, around)
    assert ["reservation.made"] == [event.payload.type for event in events]


def seen_on(scenario: Scenario[BudgetState], on: date) -> BudgetState:
    """The year as of a day: folded from what had its day by then."""
    begun = (event for event in scenario.history if event.effective.earliest <= on)
    return reduce(budget.evolve, begun, BudgetState(year=2020))


JANUARY, FEBRUARY = date(2020, 1, 20), date(2020, 2, 10)


def test_what_is_entered_late_holds_from_the_day_it_was_decided() -> None:
    """The figures as of a day go by the day of the decision, whenever that was entered."""
    scenario = opened()
    scenario.when(ForeseeEnvelope(cents=75 * MILLION, foreseen_on=date(2020, 1, 6)))
    scenario.when(ReserveForCluster(cluster="demo", cents=EIGHT, decided_on=JANUARY))
    [event] = scenario.answer
    assert (JANUARY, JANUARY) == (event.effective.latest, event.decided_on)
    scenario.when(AllocateResidual(earmark="between", cents=MILLION, decided_on=FEBRUARY))
    scenario.when(moved(MILLION).model_copy(update={"decided_on": FEBRUARY}))
    scenario.when(ReleaseReservation(line="other", reason="not needed"))

    expected = {date(2020, 1, 19): (0, None), JANUARY: (EIGHT, None), FEBRUARY: (EIGHT, MILLION)}
    found = {on: figures(seen_on(scenario, on)) for on in expected}
    assert expected == {on: (year.reserved_cents, year.allocated_cents) for on, year in found.items()}
    assert (7 * MILLION, MILLION) == (figures(scenario.state).reserved_cents, scenario.state.lines[2].released_cents)


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2020, 3, 3), "in_future"), (date(2020, 2, 9), "before_last_decision"), (FEBRUARY, None), (TODAY, None)],
)
def test_a_decision_is_neither_after_today_nor_before_the_last_one_on_the_same_means(
    on: date, code: str | None
) -> None:
    """Other lines have days of their own."""
    scenario = foreseen().when(ReserveForCluster(cluster="demo", cents=EIGHT, decided_on=FEBRUARY))
    scenario.when(ReserveForCluster(cluster="other", cents=EIGHT, decided_on=JANUARY)).then_types("reservation.made")
    scenario.when(ReserveForCluster(cluster="demo", cents=MILLION, decided_on=on))
    if code is None:
        scenario.then_types("reservation.made")
    else:
        scenario.then_refused(code)


def test_what_is_entered_late_has_room_on_each_day_since_it_was_decided() -> None:
    """In January demo still held most of the envelope, and later the envelope was raised."""
    scenario = opened().when(ForeseeEnvelope(cents=10 * MILLION, foreseen_on=date(2020, 1, 6)))
    scenario.when(ReserveForCluster(cluster="demo", cents=EIGHT, decided_on=date(2020, 1, 7)))
    scenario.when(ReserveForCluster(cluster="demo", cents=MILLION, decided_on=FEBRUARY))
    late = ReserveForCluster(cluster="other", cents=3 * MILLION, decided_on=JANUARY)
    scenario.when(late).then_refused("beyond_envelope")
    scenario.when(AllocateResidual(earmark="between", cents=3 * MILLION, decided_on=JANUARY))
    scenario.then_refused("beyond_envelope")
    scenario.when(late.model_copy(update={"cents": 2 * MILLION})).then_types("reservation.made")

    scenario.when(ForeseeEnvelope(cents=20 * MILLION, foreseen_on=FEBRUARY))
    scenario.when(late.model_copy(update={"cluster": "late"})).then_refused("beyond_envelope")
    scenario.when(late.model_copy(update={"cluster": "late", "decided_on": FEBRUARY})).then_types("reservation.made")


def test_operating_support_that_is_entered_late_had_room_where_it_lies_inside_the_envelope() -> None:
    """Where it does not, it takes none."""
    support = SetOperatingSupport(cluster="demo", cents=200, eligible_cents=400, decided_on=JANUARY)
    for is_inside, says in ((True, "beyond_envelope"), (False, None)):
        scenario = opened(rules=money_rules(is_inside=is_inside))
        scenario.when(ForeseeEnvelope(cents=300, foreseen_on=date(2020, 1, 6)))
        scenario.when(ReserveForCluster(cluster="other", cents=200, decided_on=date(2020, 1, 7)))
        scenario.when(ReserveForCluster(cluster="other", cents=100, decided_on=FEBRUARY))
        scenario.when(support)
        if says is None:
            scenario.then_types("operating_support.set")
        else:
            scenario.then_refused(says)


def test_an_excess_is_found_no_sooner_than_what_makes_it() -> None:
    """The envelope was cut in January, entered after what was reserved in February."""
    scenario = opened().when(ForeseeEnvelope(cents=75 * MILLION, foreseen_on=date(2020, 1, 6)))
    scenario.when(ReserveForCluster(cluster="demo", cents=EIGHT, decided_on=FEBRUARY))
    scenario.when(ForeseeEnvelope(cents=MILLION, foreseen_on=JANUARY))
    scenario.then_types("envelope.foreseen", "over_allocation.found")
    assert [JANUARY, FEBRUARY] == [event.effective.latest for event in scenario.answer]


def test_means_carried_over_come_no_sooner_than_the_close_of_the_year_before() -> None:
    """What it leaves unused is not known before."""
    before = closed_2019(demo=EIGHT).model_copy(update={"closed_on": JANUARY})
    scenario = approved({"budget/2019": before})
    scenario.when(carried(EIGHT).model_copy(update={"decided_on": date(2020, 1, 19)})).then_refused("before_closing")
    scenario.when(carried(EIGHT)).then_types("means.carried_over")
