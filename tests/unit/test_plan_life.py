"""What can happen to a year plan beside its ordinary way: withdrawn, waived, amended, out of rounds, opened again."""

from datetime import UTC, date, datetime

import pytest

from domain import workyear
from domain.preparation import proposal_hash
from schemas.condition import ConditionMissed
from schemas.event import Payload
from schemas.pact import PactState
from schemas.policy import RulesState
from schemas.workyear import YearPlanExpected
from schemas.year_plan import (
    AmendYearPlan,
    ApproveYearPlanVerdict,
    PlanStage,
    PlanState,
    PlanVerdict,
    ProposeYearPlanAmendment,
    ProposeYearPlanVerdict,
    ProposeYearPlanWaiver,
    ResubmitYearPlan,
    SubmitYearPlan,
    WaiveYearPlan,
    WithdrawYearPlan,
    YearPlanAmended,
    YearPlanAmendmentProposed,
    YearPlanApproved,
    YearPlanApprovedWithConditions,
    YearPlanCompletionRequested,
    YearPlanFoundComplete,
    YearPlanRejected,
    YearPlanRoundsExhausted,
    YearPlanSubmitted,
    YearPlanWaived,
    YearPlanWaiverProposed,
    YearPlanWithdrawn,
)
from tests.unit.pact_files import REGISTERED, STAND_IN, A, B, C, pact_file
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, REVIEWER, Scenario

TODAY = MORNING.date()

EXPECTED = YearPlanExpected(year=2021, year_start=date(2021, 1, 1), year_end=date(2021, 12, 31))
SUBMITTED = YearPlanSubmitted(year=2021, round=1, plan_hash=A, title="year plan", received_on=TODAY)
LACKING = YearPlanCompletionRequested(year=2021, round=1, missing=("budget",), requested_on=TODAY)
COMPLETE = YearPlanFoundComplete(year=2021, round=1, plan_hash=A, found_on=TODAY)
REJECTED = YearPlanRejected(year=2021, round=1, plan_hash=A, grounds="thin", decided_on=TODAY)
APPROVED = YearPlanApproved(year=2021, round=1, plan_hash=A, decided_on=TODAY)
CONDITIONAL = YearPlanApprovedWithConditions(
    year=2021, round=1, plan_hash=A, conditions=("more members",), decided_on=TODAY
)
MISSED = ConditionMissed(condition="more-members", source="year_plan", reference="2021", due=date(2021, 6, 30))

WITHDRAW = WithdrawYearPlan(year=2021, reason="figures were wrong")
WAIVER = ProposeYearPlanWaiver(year=2021, reason="support ends in January")
WAIVE = WaiveYearPlan(year=2021, proposal_hash=proposal_hash(WAIVER))
AMENDMENT = ProposeYearPlanAmendment(year=2021, plan_hash=B, reason="a partner joined")
AMEND = AmendYearPlan(year=2021, proposal_hash=proposal_hash(AMENDMENT))
REFUSE = ProposeYearPlanVerdict(year=2021, plan_hash=A, verdict=PlanVerdict.REJECTED, grounds="thin")
ACCEPT = ProposeYearPlanVerdict(year=2021, plan_hash=A, verdict=PlanVerdict.APPROVED)


def file(*events: Payload) -> Scenario[PactState]:
    """A registered file in which a plan is expected, and what came after."""
    return pact_file(workyear.decide).given(*REGISTERED, EXPECTED, *events)


def plan_of(scenario: Scenario[PactState]) -> PlanState:
    """The plan as the state has it."""
    [plan] = [one.plan for one in scenario.state.years if one.year == EXPECTED.year]
    assert plan is not None
    return plan


def approval(of: ProposeYearPlanVerdict) -> ApproveYearPlanVerdict:
    """The approval of exactly this drafted verdict."""
    return ApproveYearPlanVerdict(year=of.year, plan_hash=of.plan_hash, proposal_hash=proposal_hash(of))


def rounds(number: int) -> RulesState:
    """The programme with so many rounds."""
    terms = a_policy().terms.model_copy(update={"plan_rounds": number})
    return rules_of(a_policy(terms=terms))


# Withdrawn


@pytest.mark.parametrize("events", [(SUBMITTED,), (SUBMITTED, LACKING), (SUBMITTED, COMPLETE)])
def test_an_undecided_plan_is_withdrawn_and_awaited_again(events: tuple[Payload, ...]) -> None:
    """The reason goes with it; the same plan can come back."""
    gone = file(*events).when(WITHDRAW, by=CLUSTER)
    gone.then(YearPlanWithdrawn(year=2021, round=1, plan_hash=A, withdrawn_on=TODAY))
    assert WITHDRAW.reason == gone.answer[0].reason
    gone.when(WITHDRAW, by=CLUSTER).then_nothing()
    gone.when(SubmitYearPlan(year=2021, plan_hash=A), by=CLUSTER).then(SUBMITTED)
    assert PlanStage.SUBMITTED is plan_of(gone).stage


def test_a_verdict_drafted_on_a_withdrawn_plan_is_void() -> None:
    """The plan that comes in again is judged anew."""
    again = file(SUBMITTED, COMPLETE).when(ACCEPT).when(WITHDRAW, by=CLUSTER)
    again.when(approval(ACCEPT), by=HEAD).then_refused("not_proposed")
    assert plan_of(again).proposal_hash is None


@pytest.mark.parametrize("decision", [APPROVED, CONDITIONAL, REJECTED])
def test_a_decided_plan_is_not_withdrawn(decision: Payload) -> None:
    """A decision stays; an approved plan can be amended."""
    file(SUBMITTED, COMPLETE, decision).when(WITHDRAW, by=CLUSTER).then_refused("already_decided")


def test_nothing_is_withdrawn_that_was_not_handed_in() -> None:
    """Nor after its assessment was opened again: it was decided once."""
    file().when(WITHDRAW, by=CLUSTER).then_refused("not_submitted")
    opened = file(SUBMITTED, COMPLETE, CONDITIONAL, MISSED)
    opened.when(WITHDRAW, by=CLUSTER).then_refused("already_decided")


# Waived


@pytest.mark.parametrize("events", [(), (SUBMITTED, LACKING), (SUBMITTED, COMPLETE, REJECTED)])
def test_a_plan_that_does_not_come_is_waived_by_two(events: tuple[Payload, ...]) -> None:
    """Also when it is overdue, incomplete, or was rejected."""
    proposed = file(*events).when(WAIVER)
    proposed.then(YearPlanWaiverProposed(year=2021, grounds=WAIVER.reason, proposal_hash=proposal_hash(WAIVER)))
    proposed.when(WAIVER).then_nothing()
    waived = proposed.when(WAIVE, by=HEAD)
    waived.then(YearPlanWaived(year=2021, grounds=WAIVER.reason, decided_on=TODAY))
    assert TODAY == waived.answer[0].decided_on
    assert PlanStage.WAIVED is plan_of(waived).stage


def test_who_proposed_a_waiver_does_not_grant_it() -> None:
    """Neither in person nor through a stand-in."""
    file().when(WAIVER).when(WAIVE, by=OFFICER).then_refused("four_eyes")
    file().when(WAIVER).when(WAIVE, by=STAND_IN).then_refused("four_eyes")


def test_a_waiver_is_granted_as_it_was_seen() -> None:
    """Another reason is another proposal."""
    file().when(WAIVE, by=HEAD).then_refused("not_proposed")
    again = file().when(WAIVER).when(WAIVER.model_copy(update={"reason": "support was stopped"}))
    again.when(WAIVE, by=HEAD).then_refused("content_changed")


def test_a_plan_on_the_table_is_not_waived() -> None:
    """It is decided, or withdrawn first; an approved one is no longer asked for."""
    file(SUBMITTED).when(WAIVER).then_refused("plan_in_hand")
    file(SUBMITTED, COMPLETE, APPROVED).when(WAIVER).then_refused("already_decided")


def test_a_plan_that_comes_after_all_voids_the_proposed_waiver() -> None:
    """What was proposed was the waiver of a plan that did not come."""
    came = file().when(WAIVER).when(SubmitYearPlan(year=2021, plan_hash=A), by=CLUSTER)
    came.when(WAIVE, by=HEAD).then_refused("plan_in_hand")
    came.when(WITHDRAW, by=CLUSTER).when(WAIVE, by=HEAD).then_refused("not_proposed")


def test_nothing_comes_after_a_waiver() -> None:
    """Neither a plan nor another waiver."""
    waived = file().when(WAIVER).when(WAIVE, by=HEAD)
    waived.when(SubmitYearPlan(year=2021, plan_hash=A), by=CLUSTER).then_refused("already_decided")
    waived.when(WAIVER).then_refused("already_decided")
    waived.when(WAIVE, by=HEAD).then_refused("already_decided")


# Amended


def test_an_approved_plan_is_amended_by_two_and_the_amendments_are_counted() -> None:
    """The approved one stays in force until then."""
    proposed = file(SUBMITTED, COMPLETE, APPROVED).when(AMENDMENT, by=CLUSTER)
    proposed.then(
        YearPlanAmendmentProposed(
            year=2021, plan_hash=B, grounds=AMENDMENT.reason, proposal_hash=proposal_hash(AMENDMENT)
        )
    )
    assert A == plan_of(proposed).in_force_hash
    proposed.when(AMENDMENT, by=CLUSTER).then_nothing()
    amended = proposed.when(AMEND, by=HEAD)
    amended.then(YearPlanAmended(year=2021, amendment=1, plan_hash=B, decided_on=TODAY))
    assert (B, 1, PlanStage.APPROVED) == (
        plan_of(amended).in_force_hash,
        plan_of(amended).amendment,
        plan_of(amended).stage,
    )
    second = ProposeYearPlanAmendment(year=2021, plan_hash=C, reason="it left again")
    twice = amended.when(second, by=CLUSTER)
    twice.when(AmendYearPlan(year=2021, proposal_hash=proposal_hash(second)), by=HEAD)
    twice.then(YearPlanAmended(year=2021, amendment=2, plan_hash=C, decided_on=TODAY))


def test_who_proposed_an_amendment_does_not_approve_it() -> None:
    """Nor whoever proposed one before it."""
    proposed = file(SUBMITTED, COMPLETE, APPROVED).when(AMENDMENT)
    proposed.when(AMEND, by=OFFICER).then_refused("four_eyes")
    other = AMENDMENT.model_copy(update={"plan_hash": C})
    seen = AmendYearPlan(year=2021, proposal_hash=proposal_hash(other))
    proposed.when(other, by=REVIEWER).when(seen, by=OFFICER).then_refused("four_eyes")


def test_an_amendment_is_approved_as_it_was_seen() -> None:
    """Another text takes the place of the first."""
    approved = file(SUBMITTED, COMPLETE, APPROVED)
    approved.when(AMEND, by=HEAD).then_refused("not_proposed")
    again = approved.when(AMENDMENT).when(AMENDMENT.model_copy(update={"plan_hash": C}))
    again.when(AMEND, by=HEAD).then_refused("content_changed")


def test_only_an_approved_plan_is_amended_and_only_into_another() -> None:
    """Before that it is completed, or handed in again."""
    file(SUBMITTED).when(AMENDMENT).then_refused("not_approved")
    file(SUBMITTED, COMPLETE, REJECTED).when(AMENDMENT).then_refused("not_approved")
    same = AMENDMENT.model_copy(update={"plan_hash": A})
    file(SUBMITTED, COMPLETE, APPROVED).when(same).then_refused("nothing_changed")


def test_after_the_last_day_of_the_year_its_plan_stays_as_it_was() -> None:
    """That is the plan which the report is judged against."""
    last, after = datetime(2021, 12, 31, 22, tzinfo=UTC), datetime(2021, 12, 31, 23, tzinfo=UTC)
    approved = file(SUBMITTED, COMPLETE, APPROVED)
    approved.when(AMENDMENT, at=last).then_types("year_plan.amendment_proposed")
    approved.when(AMEND, by=HEAD, at=after).then_refused("year_ended")
    approved.when(AMENDMENT.model_copy(update={"plan_hash": C}), at=after).then_refused("year_ended")


# Out of rounds


def test_the_last_rejection_says_that_the_agency_decides() -> None:
    """No round comes after it; the one before still leads to another."""
    judged = file(SUBMITTED, COMPLETE).under(rounds(2)).when(REFUSE).when(approval(REFUSE), by=HEAD).then(REJECTED)
    judged.when(ResubmitYearPlan(year=2021, plan_hash=B), by=CLUSTER).then_types("year_plan.resubmitted")
    last = file(SUBMITTED, COMPLETE).under(rounds(1)).when(REFUSE).when(approval(REFUSE), by=HEAD)
    last.then(REJECTED, YearPlanRoundsExhausted(year=2021, round=1, decided_on=TODAY))
    last.when(ResubmitYearPlan(year=2021, plan_hash=B), by=CLUSTER).then_refused("rounds_exhausted")


def test_after_the_last_round_the_plan_is_judged_anew_or_waived() -> None:
    """The file never ends in a dead end; a cluster cannot take back what was judged."""
    last = file(SUBMITTED, COMPLETE).under(rounds(1)).when(REFUSE).when(approval(REFUSE), by=HEAD)
    drafted = last.when(ACCEPT).then_types("year_plan.verdict_proposed")
    drafted.when(WITHDRAW, by=CLUSTER).then_refused("already_decided")
    drafted.when(approval(ACCEPT), by=HEAD).then(APPROVED)
    last = file(SUBMITTED, COMPLETE).under(rounds(1)).when(REFUSE).when(approval(REFUSE), by=HEAD)
    last.when(WAIVER).when(WAIVE, by=HEAD).then_types("year_plan.waived")


def test_a_rejected_plan_is_judged_anew_only_after_the_last_round() -> None:
    """Before that another plan comes."""
    file(SUBMITTED, COMPLETE, REJECTED).when(ACCEPT).then_refused("not_complete")


# Opened again


def test_a_missed_condition_opens_the_assessment_again() -> None:
    """The same plan can get another verdict; until then it stays in force."""
    opened = file(SUBMITTED, COMPLETE, CONDITIONAL, MISSED)
    assert (PlanStage.COMPLETE, A) == (plan_of(opened).stage, plan_of(opened).in_force_hash)
    judged = opened.when(REFUSE).when(approval(REFUSE), by=HEAD).then(REJECTED)
    assert plan_of(judged).in_force_hash is None


def test_a_missed_condition_opens_nothing_else() -> None:
    """Neither another year, nor a plan judged anew since, nor the plan for a condition of something else."""
    other_year = MISSED.model_copy(update={"reference": "2022"})
    other_source = MISSED.model_copy(update={"source": "award"})
    for missed in (other_year, other_source):
        assert PlanStage.APPROVED_WITH_CONDITIONS is plan_of(file(SUBMITTED, COMPLETE, CONDITIONAL, missed)).stage
    assert PlanStage.APPROVED is plan_of(file(SUBMITTED, COMPLETE, APPROVED, MISSED)).stage


def test_an_amendment_that_waited_is_void_when_the_assessment_opens_again() -> None:
    """What it was to amend is itself in question."""
    opened = file(SUBMITTED, COMPLETE, CONDITIONAL).when(AMENDMENT, by=CLUSTER).given(MISSED)
    opened.when(AMEND, by=HEAD).then_refused("not_approved")
    assert plan_of(opened).amendment_hash is None
