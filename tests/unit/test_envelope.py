"""The envelope of a budget year: foreseen, approved, revised, over-allocated, closed."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from domain import stream
from domain.preparation import proposal_hash
from schemas.budget.envelope import (
    ApproveEnvelope,
    EnvelopeApproved,
    EnvelopeForeseen,
    EnvelopeProposed,
    EnvelopeRevised,
    ForeseeEnvelope,
    OverAllocationFound,
    OverAllocationResolved,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolutionProposed,
    ResolveOverAllocation,
)
from schemas.budget.funds import CommitFunds, FundsCommitted, FundsPaid, RecordPayment, SetOperatingSupport
from schemas.budget.reservation import ReleaseReservation, ReserveForCluster
from schemas.budget.whole import BudgetCommand, BudgetStage, BudgetYearClosed, CloseBudgetYear, OpenBudgetYear
from schemas.deadline import DeadlineSet
from schemas.refusal import Refused
from tests.unit.budgets import (
    APPROVED,
    CHIEF,
    FORESEEN,
    MILLION,
    OFFICER,
    OPENED,
    STAND_IN,
    TODAY,
    approved,
    foreseen,
    money_rules,
    opened,
    reserved,
    revised,
    year,
)
from tests.unit.flanders import flemish_rules
from tests.unit.scenario import MORNING, SYSTEM, Scenario

PROPOSE = ProposeEnvelope(cents=75 * MILLION, grounds="the decree")
SEEN = proposal_hash(PROPOSE)
CUTS = ProposeOverAllocation(cuts=(("demo", 3 * MILLION),), grounds="the least advanced")


def test_a_year_is_opened_once_and_has_its_own_days() -> None:
    """By a person or by the service itself."""
    scenario = year().when(OpenBudgetYear(), by=SYSTEM).then(OPENED)
    scenario.when(OpenBudgetYear(), by=OFFICER).then_nothing()


def test_the_year_is_that_of_the_stream() -> None:
    """Nobody can open another one in it, and a name that is no year has no file."""
    state = stream.initial("budget/2021")
    (event, *_) = stream.decide("budget/2021", OpenBudgetYear(), OFFICER, state, MORNING, money_rules())
    assert {"year": 2021, "year_start": "2021-01-01", "year_end": "2021-12-31"} == event.payload.model_dump(
        mode="json", exclude={"type", "known_at"}
    )
    with pytest.raises(Refused, match="unknown_stream"):
        stream.initial("budget/next")
    year(number=1000).when(OpenBudgetYear()).then_refused("unknown_stream")


@pytest.mark.parametrize(
    "command", [ForeseeEnvelope(cents=1), PROPOSE, ReserveForCluster(cluster="demo", cents=1), CloseBudgetYear()]
)
def test_a_year_that_is_not_open_takes_nothing(command: BudgetCommand) -> None:
    """The first act is to open it."""
    year().when(command).then_refused("not_open")


def test_what_is_foreseen_keeps_its_wording_and_may_be_replaced_until_it_is_approved() -> None:
    """The same again changes nothing."""
    scenario = opened().when(ForeseeEnvelope(cents=75 * MILLION, wording="75 mio"), by=OFFICER).then(FORESEEN)
    assert BudgetStage.FORESEEN is scenario.state.stage
    scenario.when(ForeseeEnvelope(cents=75 * MILLION, wording="75 mio")).then_nothing()
    scenario.when(ForeseeEnvelope(cents=80 * MILLION)).then(EnvelopeForeseen(year=2020, cents=80 * MILLION))
    scenario.given(APPROVED).when(ForeseeEnvelope(cents=90 * MILLION)).then_refused("already_approved")
    scenario.when(ForeseeEnvelope(cents=80 * MILLION)).then_nothing()


def test_an_envelope_is_approved_as_it_was_seen_by_a_second_person() -> None:
    """Whoever drafted it, or stands in for who did, does not approve it."""
    proposed = EnvelopeProposed(year=2020, cents=75 * MILLION, grounds="the decree", proposal_hash=SEEN)
    scenario = foreseen().when(PROPOSE, by=OFFICER).then(proposed)
    scenario.when(PROPOSE, by=OFFICER).then_nothing()
    scenario.when(ApproveEnvelope(proposal_hash="0" * 64), by=CHIEF).then_refused("content_changed")
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=OFFICER).then_refused("four_eyes")
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=STAND_IN).then_refused("four_eyes")
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF).then(APPROVED)
    assert (BudgetStage.APPROVED, 75 * MILLION) == (scenario.state.stage, scenario.state.approved_cents)
    assert TODAY == scenario.answer[0].decided_on
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF).then_nothing()
    scenario.when(PROPOSE, by=OFFICER).then_nothing()


def test_nothing_is_approved_that_nobody_proposed() -> None:
    """Not even what is foreseen."""
    foreseen().when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF).then_refused("not_proposed")


def test_another_draft_takes_the_place_of_the_first_and_keeps_its_hands() -> None:
    """Who approved the idea of the first draft is still no stranger to the second."""
    scenario = foreseen().when(PROPOSE, by=CHIEF).when(ProposeEnvelope(cents=MILLION, grounds="less"), by=OFFICER)
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF).then_refused("content_changed")
    assert scenario.state.proposal is not None
    again = ApproveEnvelope(proposal_hash=scenario.state.proposal.proposal_hash)
    scenario.when(again, by=CHIEF).then_refused("four_eyes")


def test_a_revision_is_a_new_piece_of_work_by_two_people() -> None:
    """It tells the former amount, and the drafter of the first may approve the second."""
    scenario = foreseen().when(PROPOSE, by=OFFICER).when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF)
    scenario.when(ProposeEnvelope(cents=80 * MILLION, grounds="more"), by=CHIEF)
    assert scenario.state.proposal is not None
    seen = ApproveEnvelope(proposal_hash=scenario.state.proposal.proposal_hash)
    scenario.when(seen, by=CHIEF).then_refused("four_eyes")
    scenario.when(seen, by=OFFICER).then(
        EnvelopeRevised(year=2020, former_cents=75 * MILLION, cents=80 * MILLION, over_cents=0, decided_on=TODAY)
    )


def test_a_cut_below_what_is_reserved_is_taken_and_says_by_how_much() -> None:
    """Then nothing more is set apart or committed until somebody decided who loses what."""
    scenario = revised(approved(), 5 * MILLION).then(
        EnvelopeRevised(
            year=2020, former_cents=75 * MILLION, cents=5 * MILLION, over_cents=3 * MILLION, decided_on=TODAY
        ),
        OverAllocationFound(year=2020, over_cents=3 * MILLION, found_on=TODAY),
    )
    commit = CommitFunds(line="demo", project="p-1", clusters=("demo",), cents=1, decided_on=TODAY)
    for command in (ReserveForCluster(cluster="other", cents=1), commit, CloseBudgetYear()):
        scenario.when(command).then_refused("over_allocated")


@pytest.mark.parametrize("event", [FORESEEN, APPROVED])
def test_less_foreseen_or_approved_than_was_reserved_before_is_over_allocated_too(
    event: EnvelopeForeseen | EnvelopeApproved,
) -> None:
    """Not only a revision can fall below."""
    scenario = foreseen().given(reserved("demo", 8 * MILLION))
    if isinstance(event, EnvelopeForeseen):
        scenario.when(ForeseeEnvelope(cents=5 * MILLION)).then_types("envelope.foreseen", "over_allocation.found")
    else:
        revised(scenario, 5 * MILLION).then_types("envelope.approved", "over_allocation.found")
    assert 3 * MILLION == scenario.state.over_cents


def test_a_higher_envelope_resolves_what_was_over() -> None:
    """The record says so, and means are set apart again."""
    scenario = revised(revised(approved(), 5 * MILLION), 7 * MILLION)
    assert MILLION == scenario.state.over_cents
    revised(scenario, 9 * MILLION).then_types("envelope.revised", "over_allocation.resolved")
    assert 0 == scenario.state.over_cents
    scenario.when(ReserveForCluster(cluster="other", cents=MILLION)).then_types("reservation.made")


def test_cuts_are_decided_by_a_second_person_and_bring_the_lines_down() -> None:
    """As they were drafted."""
    scenario = revised(approved(), 5 * MILLION)
    seen = proposal_hash(CUTS)
    drafted = ResolutionProposed(year=2020, cuts=CUTS.cuts, grounds=CUTS.grounds, proposal_hash=seen)
    scenario.when(CUTS, by=OFFICER).then(drafted)
    scenario.when(CUTS, by=OFFICER).then_nothing()
    scenario.when(ResolveOverAllocation(proposal_hash="0" * 64), by=CHIEF).then_refused("content_changed")
    scenario.when(ResolveOverAllocation(proposal_hash=seen), by=OFFICER).then_refused("four_eyes")
    scenario.when(ResolveOverAllocation(proposal_hash=seen), by=STAND_IN).then_refused("four_eyes")
    scenario.when(ResolveOverAllocation(proposal_hash=seen), by=CHIEF).then(
        OverAllocationResolved(year=2020, cuts=CUTS.cuts, decided_on=TODAY)
    )
    assert [("demo", 5 * MILLION)] == [(line.line, line.reserved_cents) for line in scenario.state.lines]
    scenario.when(ResolveOverAllocation(proposal_hash=seen), by=CHIEF).then_nothing()


@pytest.mark.parametrize(
    ("cuts", "code"),
    [
        ((("demo", 2 * MILLION),), "cuts_too_small"),
        ((("other", 3 * MILLION),), "unknown_line"),
        ((("demo", 9 * MILLION),), "committed"),
        ((("demo", MILLION), ("demo", 2 * MILLION)), "line_twice"),
    ],
)
def test_cuts_have_to_be_enough_and_from_means_that_are_there(cuts: tuple[tuple[str, int], ...], code: str) -> None:
    """Each refused with its own reason."""
    revised(approved(), 5 * MILLION).when(ProposeOverAllocation(cuts=cuts, grounds="so")).then_refused(code)


def test_a_line_can_be_cut_down_to_what_is_committed() -> None:
    """And not one cent further."""
    committed = FundsCommitted(year=2020, line="demo", project="p", clusters=(), cents=3 * MILLION, decided_on=TODAY)
    scenario = revised(approved().given(committed), 3 * MILLION)
    too_deep = ProposeOverAllocation(cuts=(("demo", 5 * MILLION + 1),), grounds="so")
    scenario.when(too_deep).then_refused("committed")
    all_of_it = ProposeOverAllocation(cuts=(("demo", 5 * MILLION),), grounds="so")
    scenario.when(all_of_it, by=OFFICER).then_types("over_allocation.resolution_proposed")
    scenario.when(ResolveOverAllocation(proposal_hash=proposal_hash(all_of_it)), by=CHIEF)
    scenario.then_types("over_allocation.resolved")


def test_there_is_nothing_to_cut_as_long_as_everything_fits() -> None:
    """And nothing to decide."""
    approved().when(CUTS).then_refused("not_over_allocated")
    approved().when(ResolveOverAllocation(proposal_hash="0" * 64), by=CHIEF).then_refused("not_proposed")


def test_cuts_that_were_overtaken_are_not_decided() -> None:
    """A deeper cut of the envelope asks for more than was drafted; a higher one leaves nothing to decide."""
    scenario = revised(revised(approved(), 5 * MILLION).when(CUTS, by=OFFICER), 4 * MILLION)
    seen = ResolveOverAllocation(proposal_hash=proposal_hash(CUTS))
    scenario.when(seen, by=CHIEF).then_refused("cuts_too_small")
    revised(scenario, 9 * MILLION).when(seen, by=CHIEF).then_refused("not_proposed")


def test_a_release_that_makes_room_enough_resolves_it_too() -> None:
    """The service releases what a cluster leaves, whatever the envelope."""
    scenario = revised(approved(), 5 * MILLION).when(ReleaseReservation(line="demo", reason="end"), by=SYSTEM)
    scenario.then_types("reservation.released", "over_allocation.resolved")


def test_closing_notes_what_is_unused_and_leaves_payments() -> None:
    """Nothing is set apart or committed any more, and closing again changes nothing."""
    committed = FundsCommitted(
        year=2020, line="demo", project="p-1", clusters=("demo",), cents=3 * MILLION, decided_on=TODAY
    )
    scenario = approved().given(committed, reserved("other", 2 * MILLION)).when(CloseBudgetYear(), by=OFFICER)
    unused = (("demo", 5 * MILLION), ("other", 2 * MILLION))
    scenario.then(BudgetYearClosed(year=2020, closed_on=TODAY, unused=unused))
    scenario.when(CloseBudgetYear()).then_nothing()
    scenario.when(ReleaseReservation(line="demo", reason="end"), by=SYSTEM).then_nothing()
    paid = FundsPaid(year=2020, project="p-1", cents=MILLION, open_cents=2 * MILLION, paid_on=TODAY)
    scenario.when(RecordPayment(project="p-1", cents=MILLION, paid_on=TODAY)).then(paid)
    assert BudgetStage.CLOSED is scenario.state.stage


@pytest.mark.parametrize(
    "command",
    [
        ForeseeEnvelope(cents=1),
        PROPOSE,
        ApproveEnvelope(proposal_hash="0" * 64),
        ReserveForCluster(cluster="demo", cents=1),
        CommitFunds(line="demo", project="p", clusters=(), cents=1, decided_on=TODAY),
        SetOperatingSupport(cluster="demo", cents=1, eligible_cents=2),
        CUTS,
    ],
)
def test_a_closed_year_takes_nothing_else(command: BudgetCommand) -> None:
    """One code for all."""
    approved().when(CloseBudgetYear()).when(command, by=CHIEF).then_refused("year_closed")


def test_operating_support_counts_only_where_the_policy_puts_it_inside() -> None:
    """Otherwise it is a line of its own beside the envelope."""
    support = SetOperatingSupport(cluster="demo", cents=MILLION // 2, eligible_cents=MILLION)
    beside = revised(approved(), 8 * MILLION).when(support).then_types("operating_support.set")
    assert 0 == beside.state.over_cents
    inside = revised(approved(rules=money_rules(is_inside=True)), 8 * MILLION)
    inside.when(support).then_refused("beyond_envelope")
    later = beside.under(money_rules(is_inside=True)).when(ReleaseReservation(line="none", reason="-")).then_nothing()
    later.when(ProposeEnvelope(cents=7 * MILLION, grounds="so"))
    later.then_types("envelope.proposed", "over_allocation.found")


def test_the_yearly_maximum_runs_as_a_deadline_until_it_is_approved() -> None:
    """31 January of the year, on the working day after where it falls in a weekend."""
    name = "budget/2021"
    scenario = Scenario(
        partial(stream.decide, name),
        partial(stream.evolve, name),
        stream.initial(name),
        stream=name,
        rules=flemish_rules(),
    ).at(datetime(2020, 12, 1, 9, tzinfo=UTC))
    scenario.when(OpenBudgetYear(), by=SYSTEM).then_types("budget_year.opened", "deadline.set")
    payload = scenario.answer[-1].payload
    assert isinstance(payload, DeadlineSet)
    assert ("D16/2021", date(2021, 2, 1)) == (payload.deadline, payload.due)
    scenario.when(PROPOSE, by=OFFICER).then_types("envelope.proposed")
    scenario.when(ApproveEnvelope(proposal_hash=SEEN), by=CHIEF).then_types("envelope.approved", "deadline.met")
