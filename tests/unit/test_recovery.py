"""Recovery: a claim by two persons, money that comes back, and the day on which it is settled."""

from datetime import UTC, date, datetime

from domain import support
from domain.preparation import proposal_hash
from schemas.agreement.period import AgreementExpired
from schemas.pact import PactState
from schemas.support import (
    DemandRecovery,
    ProposeRecovery,
    RecordRepayment,
    RecoveryDemanded,
    RecoveryProposed,
    RecoverySettled,
    RepaymentReceived,
)
from tests.unit.measures import GROUNDS
from tests.unit.pact_files import IN_FORCE, RUNNING, STAND_IN, pact_file
from tests.unit.scenario import HEAD, OFFICER, Scenario, on

PAY_BY = date(2020, 4, 30)
CLAIM = ProposeRecovery(recovery="demo-1", cents=10_000, grounds=GROUNDS, pay_by=PAY_BY)
SEEN = proposal_hash(CLAIM)
DEMAND = DemandRecovery(recovery="demo-1", proposal_hash=SEEN)
PROPOSED = RecoveryProposed(recovery="demo-1", cents=10_000, grounds=GROUNDS, pay_by=PAY_BY, proposal_hash=SEEN)
DEMANDED = RecoveryDemanded(
    recovery="demo-1", cents=10_000, grounds=GROUNDS, demanded_on=date(2020, 3, 2), pay_by=PAY_BY
)


def file() -> Scenario[PactState]:
    """A file whose support runs."""
    return pact_file(support.decide).given(*RUNNING)


def demanded() -> Scenario[PactState]:
    """A claim that was sent."""
    return file().given(PROPOSED, DEMANDED)


def repaid(cents: int, day: date = date(2020, 2, 3), reference: str | None = None) -> RecordRepayment:
    """Money that came back."""
    return RecordRepayment(recovery="demo-1", cents=cents, received_on=day, reference=reference)


def test_a_claim_is_drafted_and_sent_by_another_person() -> None:
    """Asked again neither changes anything."""
    claimed = file().when(CLAIM).then(PROPOSED).when(CLAIM).then_nothing()
    claimed.when(DEMAND, by=HEAD).then(DEMANDED)
    assert date(2020, 3, 2) == claimed.answer[0].decided_on
    claimed.when(DEMAND, by=HEAD).then_nothing()
    claimed.when(CLAIM).then_nothing()


def test_who_drafted_a_claim_does_not_send_it() -> None:
    """Through a stand-in or an earlier draft neither."""
    claimed = file().when(CLAIM)
    claimed.when(DEMAND, by=OFFICER).then_refused("four_eyes")
    claimed.when(DEMAND, by=STAND_IN).then_refused("four_eyes")
    other = CLAIM.model_copy(update={"cents": 9_000})
    again = DemandRecovery(recovery="demo-1", proposal_hash=proposal_hash(other))
    claimed.when(other, by=HEAD).then_types("recovery.proposed")
    claimed.when(again, by=OFFICER).then_refused("four_eyes")


def test_a_claim_is_sent_as_it_was_seen() -> None:
    """Another amount is another claim."""
    revised = file().when(CLAIM).when(CLAIM.model_copy(update={"cents": 9_000})).then_types("recovery.proposed")
    revised.when(DEMAND, by=HEAD).then_refused("content_changed")
    assert [9_000] == [one.cents for one in revised.state.support.recoveries]


def test_a_claim_that_was_sent_is_not_drafted_again() -> None:
    """Another claim has another name."""
    demanded().when(CLAIM.model_copy(update={"cents": 9_000})).then_refused("already_demanded")
    demanded().when(CLAIM.model_copy(update={"recovery": "demo-2"})).then_types("recovery.proposed")


def test_a_claim_is_for_an_amount_and_a_day_to_come() -> None:
    """Neither nothing nor yesterday, and when it is sent the day still has to come."""
    file().when(CLAIM.model_copy(update={"cents": 0})).then_refused("nothing_claimed")
    file().when(CLAIM.model_copy(update={"pay_by": date(2020, 3, 2)})).then_refused("pay_by_passed")
    late = datetime(2020, 4, 30, 9, tzinfo=UTC)
    file().when(CLAIM).when(DEMAND, by=HEAD, at=late).then_refused("pay_by_passed")


def test_there_is_nothing_to_recover_where_no_support_ran() -> None:
    """After its end there is."""
    pact_file(support.decide).given(*IN_FORCE).when(CLAIM).then_refused("not_active")
    file().given(AgreementExpired(period=1, end=date(2020, 12, 31))).when(CLAIM).then_types("recovery.proposed")


def test_a_claim_that_nobody_drafted_is_unknown() -> None:
    """It is neither sent nor repaid."""
    file().when(DEMAND, by=HEAD).then_refused("unknown_recovery")
    file().when(repaid(1)).then_refused("unknown_recovery")


def test_money_comes_back_in_parts_and_the_last_one_settles() -> None:
    """Each part says what is still open."""
    first = demanded().when(repaid(4_000))
    first.then(RepaymentReceived(recovery="demo-1", cents=4_000, received_on=date(2020, 2, 3), open_cents=6_000))
    assert on(date(2020, 2, 3)) == first.answer[0].effective
    day = date(2020, 2, 10)
    last = RepaymentReceived(recovery="demo-1", cents=6_000, received_on=day, open_cents=0)
    first.when(repaid(6_000, day)).then(last, RecoverySettled(recovery="demo-1", settled_on=day))
    assert ["settled"] == [one.state for one in first.state.support.recoveries]
    first.when(repaid(6_000, day)).then_nothing()
    first.when(repaid(1)).then_refused("already_settled")


def test_the_same_sum_told_twice_counts_once_unless_the_bank_tells_two() -> None:
    """Two equal sums of one day differ in their reference."""
    once = demanded().when(repaid(4_000, reference="demo a")).when(repaid(4_000, reference="demo a")).then_nothing()
    once.when(repaid(4_000, reference="demo b")).then_types("recovery.repayment_received")
    assert [8_000] == [one.repaid_cents for one in once.state.support.recoveries]


def test_no_more_comes_back_than_was_claimed() -> None:
    """A cent too much is somebody's mistake."""
    demanded().when(repaid(10_001)).then_refused("more_than_open")
    demanded().when(repaid(4_000)).when(repaid(6_001)).then_refused("more_than_open")


def test_a_repayment_is_of_money_that_came_for_a_claim_that_was_sent() -> None:
    """Not of nothing, not of tomorrow, not of a draft."""
    demanded().when(repaid(0)).then_refused("nothing_received")
    demanded().when(repaid(1, date(2020, 3, 3))).then_refused("in_future")
    file().given(PROPOSED).when(repaid(1)).then_refused("not_demanded")
