"""What the real pack's deadlines do when support or the pact ends, and the terms of remediation and recovery."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest

from domain import pact
from domain.policy_checks import findings_of, parts_of
from domain.preparation import proposal_hash
from schemas.agreement.award import RecordAwardDecision
from schemas.agreement.cap_anchor import FixCapAnchor
from schemas.agreement.extension import ExtensionGranted
from schemas.agreement.period import ActivateAgreement, AgreementDrafted, AgreementSigned
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage, FireDeadline
from schemas.evaluation import InterimVerdict
from schemas.event import Payload
from schemas.pact import BringPactIntoForce, PactState
from schemas.remedial import (
    CloseRemediation,
    JudgeRemedialPlan,
    ProposeRemedialVerdict,
    ProposeRemediationOutcome,
    RequestRemedialPlan,
    SubmitRemedialPlan,
)
from schemas.support import (
    DemandRecovery,
    Measure,
    ProposeRecovery,
    RecordRepayment,
    SupportEnded,
)
from schemas.workyear import ExpectYearPlan, StartWorkYear
from tests.unit.flanders import flanders, flemish_rules, rule
from tests.unit.measures import GROUNDS, draft, endorsing, taking
from tests.unit.pact_files import ANCHORED, IN_FORCE, PUT_TO_THE_COMMITTEE, REGISTERED, A, B, evaluated
from tests.unit.scenario import CLUSTER, HEAD, OFFICER, SECRETARY, SYSTEM, Scenario

FIRST_DAY = datetime(2017, 12, 31, 23, tzinfo=UTC)
LATER = datetime(2020, 2, 28, 9, tzinfo=UTC)


def file() -> Scenario[PactState]:
    """An empty file under the real pack."""
    return Scenario(pact.decide, pact.evolve, PactState(), rules=flemish_rules())


def running() -> Scenario[PactState]:
    """Support since 2018, with the deadlines that follow, the plan for 2020 and the report on 2018 to come."""
    before: tuple[Payload, ...] = (
        *IN_FORCE[:-1],
        AgreementDrafted(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), text_hash=A),
        AgreementSigned(period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), signed_on=date(2017, 12, 20)),
    )
    life = file().at(datetime(2017, 12, 20, 9, tzinfo=UTC)).given(*before)
    life.when(FixCapAnchor(anchor=date(2018, 1, 1), reason="first day of support"), by=HEAD)
    life.when(ActivateAgreement(period=1), by=SYSTEM, at=FIRST_DAY)
    life.when(BringPactIntoForce(in_force_on=date(2018, 1, 12)), by=HEAD, at=datetime(2018, 1, 15, 9, tzinfo=UTC))
    life.when(ExpectYearPlan(year=2019), by=SYSTEM, at=datetime(2018, 9, 1, 9, tzinfo=UTC))
    life.when(StartWorkYear(year=2019), by=SYSTEM, at=datetime(2019, 1, 1, 9, tzinfo=UTC))
    assert life.refusal is None
    return life


def stages(scenario: Scenario[PactState]) -> dict[str, DeadlineStage]:
    """Every deadline by its name."""
    return {one.id: one.stage for one in scenario.state.deadlines}


def deadline(scenario: Scenario[PactState], name: str) -> Deadline:
    """One deadline by its name."""
    return next(one for one in scenario.state.deadlines if one.id == name)


def terminated() -> Scenario[PactState]:
    """Support ended by the committee in February 2020."""
    ended = running().when(draft(Measure.TERMINATE_SUPPORT, date(2020, 2, 15)), at=LATER)
    ended.when(endorsing(date(2020, 2, 15)), by=HEAD)
    ended.when(taking(Measure.TERMINATE_SUPPORT, date(2020, 2, 15)), by=SECRETARY)
    assert ended.refusal is None
    return ended


def test_a_pack_of_these_rules_is_sound() -> None:
    """Every event and field that a row names exists."""
    assert () == tuple(finding for finding in findings_of(parts_of(flanders())) if finding.path[0] == "deadlines")


def test_termination_lets_the_deadlines_of_support_fall_away_and_leaves_the_reports() -> None:
    """What is owed about a year that ran is owed all the same; the pact has a clock of its own."""
    after = stages(terminated())
    fell = {name for name, stage in after.items() if stage is DeadlineStage.CANCELLED}
    assert {"D02/1", "D03", "D04/1", "D05/1", "D06/1", "D07/2019"} <= fell
    left = {name: stage for name, stage in after.items() if name not in fell}
    assert {DeadlineStage.OPEN} == set(left.values())
    assert {"D12/2019", "D13/2018", "D17"} <= left.keys()


def test_the_end_of_the_pact_leaves_the_reports_and_opens_the_retention_period() -> None:
    """Ten years to the day; nothing shifts."""
    day = date(2020, 2, 20)
    ended = terminated().when(draft(Measure.TERMINATE_PACT, day)).when(taking(Measure.TERMINATE_PACT, day), by=HEAD)
    open_still = {name for name, stage in stages(ended).items() if stage is DeadlineStage.OPEN}
    assert {"D13", "D15", "D23", "K07"} == {name.partition("/")[0] for name in open_still}
    retention = deadline(ended, "D23")
    assert (DeadlineKind.VALIDITY, date(2030, 2, 20)) == (retention.kind, retention.due)


def test_the_conditional_commitment_holds_three_years_from_the_entry_into_force() -> None:
    """First and last day included, on a Saturday or not."""
    commitment = deadline(running(), "D17")
    assert (DeadlineKind.VALIDITY, date(2021, 1, 11)) == (commitment.kind, commitment.due)


@pytest.mark.parametrize("conditions", [(), ("demo work plan",)])
def test_the_pact_is_owed_after_an_award_with_conditions_too(conditions: tuple[str, ...]) -> None:
    """Twelve months from the decision."""
    award = RecordAwardDecision(
        decided_on=date(2020, 2, 13),
        minutes="demo minutes 1",
        outcome="granted_with_conditions" if conditions else "granted",
        conditions=conditions,
    )
    awarded = file().given(*REGISTERED, *PUT_TO_THE_COMMITTEE).when(award, by=SECRETARY)
    assert date(2021, 2, 15) == deadline(awarded, "D01").due


def test_a_bridge_has_no_interim_evaluation_of_its_own() -> None:
    """Its end and the decision on what follows are watched all the same."""
    granted = ExtensionGranted(
        period=1,
        months=4,
        new_start=date(2021, 1, 1),
        new_end=date(2021, 4, 30),
        decided_on=date(2020, 12, 10),
        minutes="demo minutes 5",
        bridging=True,
    )
    bridged = (
        running()
        .at(datetime(2020, 12, 15, 9, tzinfo=UTC))
        .given(
            granted,
            AgreementDrafted(period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), text_hash=B),
            AgreementSigned(period=2, start=date(2021, 1, 1), end=date(2021, 4, 30), signed_on=date(2020, 12, 15)),
        )
    )
    bridged.when(ActivateAgreement(period=2), by=SYSTEM, at=datetime(2021, 1, 1, 9, tzinfo=UTC))
    assert {"D02/2", "D06/2"} == {one.id for one in bridged.state.deadlines if one.subject == (("period", "2"),)}


# Remediation and recovery


def remediating() -> Scenario[PactState]:
    """A plan was asked for on Monday 2 March 2020."""
    asked = file().given(*ANCHORED, *evaluated(1, InterimVerdict.NEGATIVE_WITH_REMEDIATION))
    return asked.when(RequestRemedialPlan(period=1, grounds=GROUNDS))


def refusing() -> Scenario[PactState]:
    """The plan came in and a verdict was drafted by the case officer."""
    came = remediating().when(SubmitRemedialPlan(period=1, plan_hash=A), by=CLUSTER)
    return came.when(ProposeRemedialVerdict(period=1, plan_hash=A, verdict="refused", grounds=GROUNDS))


def test_a_remedial_plan_is_due_thirty_working_days_after_the_request() -> None:
    """The plan meets it; another round has a term of its own."""
    asked = remediating()
    assert (date(2020, 4, 14), DeadlineStage.OPEN) == (deadline(asked, "D21/1").due, deadline(asked, "D21/1").stage)
    drafted = refusing()
    assert DeadlineStage.MET is deadline(drafted, "D21/1").stage
    refused = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="refused", grounds=GROUNDS)
    drafted.when(JudgeRemedialPlan(period=1, proposal_hash=proposal_hash(refused)), by=HEAD)
    assert DeadlineStage.OPEN is deadline(drafted, "D21R/1").stage
    drafted.when(SubmitRemedialPlan(period=1, plan_hash=B), by=CLUSTER)
    assert DeadlineStage.MET is deadline(drafted, "D21R/1").stage


@pytest.mark.parametrize("outcome", ["fulfilled", "failed"])
def test_an_accepted_plan_is_followed_up_after_six_months(outcome: Literal["fulfilled", "failed"]) -> None:
    """Met by the outcome, whichever it is."""
    accept = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="accepted", grounds=GROUNDS)
    followed = remediating().when(SubmitRemedialPlan(period=1, plan_hash=A), by=CLUSTER).when(accept)
    followed.when(JudgeRemedialPlan(period=1, proposal_hash=proposal_hash(accept)), by=HEAD)
    assert (date(2020, 9, 2), DeadlineStage.OPEN) == (
        deadline(followed, "D21F/1").due,
        deadline(followed, "D21F/1").stage,
    )
    mended = ProposeRemediationOutcome(period=1, outcome=outcome, findings="demo findings")
    followed.when(mended).when(CloseRemediation(period=1, proposal_hash=proposal_hash(mended)), by=HEAD)
    assert DeadlineStage.MET is deadline(followed, "D21F/1").stage


def test_nobody_is_told_off_for_a_remedial_plan_after_the_end_of_support() -> None:
    """It was the support that was to be mended."""
    day = date(2020, 2, 15)
    ended = remediating().when(draft(Measure.TERMINATE_SUPPORT, day))
    ended.when(endorsing(day), by=HEAD)
    ended.when(taking(Measure.TERMINATE_SUPPORT, day), by=SECRETARY)
    assert DeadlineStage.CANCELLED is deadline(ended, "D21/1").stage


@pytest.mark.parametrize("rule_id", ["D04", "D05", "D06", "D21", "D21R", "D21F"])
def test_every_way_to_end_ends_what_is_owed_about_a_period(rule_id: str) -> None:
    """Its expiry, its termination, and the end of the pact in any way."""
    ends = {"agreement.expired", "agreement.terminated", "pact.ended", "pact.terminated"}
    assert ends <= set(rule(rule_id).cancelled_by)


def findings(**changes: object) -> list[tuple[object, ...]]:
    """What the check of the pack finds of a rule for each period that is changed like this."""
    changed = rule("D04").model_copy(update={"id": "X01", **changes})
    policy = flanders().model_copy(update={"deadlines": (changed,)})
    return [finding.path[2:] for finding in findings_of(parts_of(policy)) if finding.path[0] == "deadlines"]


def test_a_flag_that_keeps_a_deadline_from_opening_is_one_of_its_event() -> None:
    """Yes or no; a number is no flag."""
    assert [] == findings(unless=("bridging",))
    assert [("unless", 0)] == findings(unless=("period",))


def test_an_event_that_cancels_carries_the_whole_subject_or_nothing_of_it() -> None:
    """The end of a pact is about every period; an event about some rounds of a year is not understood."""
    assert [] == findings(cancelled_by=("pact.ended",))
    assert [("subject", 1)] == findings(
        subject=("period", "round"),
        opened_by=("remedial_plan.requested",),
        anchor="requested_on",
        unless=(),
        met_by=("remedial_plan.submitted",),
        cancelled_by=("agreement.expired",),
    )


def test_the_pack_keeps_whoever_typed_a_plan_in_from_judging_it() -> None:
    """Handing in for the cluster counts as preparation."""
    typed = remediating().when(SubmitRemedialPlan(period=1, plan_hash=A), by=OFFICER)
    refuse = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="refused", grounds=GROUNDS)
    typed.when(refuse, by=HEAD)
    typed.when(JudgeRemedialPlan(period=1, proposal_hash=proposal_hash(refuse)), by=OFFICER).then_refused("four_eyes")


def test_a_recovery_is_due_on_the_day_that_it_names() -> None:
    """Moved off closed days, and met by the last sum alone."""
    claim = ProposeRecovery(recovery="demo-1", cents=10_000, grounds=GROUNDS, pay_by=date(2020, 5, 1))
    claimed = file().given(*ANCHORED).when(claim)
    claimed.when(DemandRecovery(recovery="demo-1", proposal_hash=proposal_hash(claim)), by=HEAD)
    assert date(2020, 5, 4) == deadline(claimed, "R01/demo-1").due
    claimed.when(RecordRepayment(recovery="demo-1", cents=4_000, received_on=date(2020, 3, 2)))
    assert DeadlineStage.OPEN is deadline(claimed, "R01/demo-1").stage
    claimed.when(RecordRepayment(recovery="demo-1", cents=6_000, received_on=date(2020, 3, 2)))
    assert DeadlineStage.MET is deadline(claimed, "R01/demo-1").stage


def test_support_that_was_ended_with_notice_is_over_on_its_last_day_and_not_before() -> None:
    """What is reserved for it is used until then."""
    notice = date(2020, 3, 15)
    life = running().when(draft(Measure.TERMINATE_SUPPORT, notice), at=LATER)
    life.when(endorsing(notice), by=HEAD)
    life.when(taking(Measure.TERMINATE_SUPPORT, notice), by=SECRETARY)
    [last] = [one for one in life.state.deadlines if one.rule == "K07"]
    assert (notice, DeadlineStage.OPEN) == (last.due, last.stage)
    life.when(FireDeadline(deadline=last.id, revision=1), by=SYSTEM, at=last.instant - timedelta(seconds=1))
    life.then_refused("too_early")
    life.when(FireDeadline(deadline=last.id, revision=1), by=SYSTEM, at=last.instant)
    life.then_types("deadline.reached", "support.ended")
    assert isinstance(life.answer[1].payload, SupportEnded)
    assert ("demo-cluster", 1, notice) == (
        life.answer[1].payload.cluster,
        life.answer[1].payload.period,
        life.answer[1].payload.ended_on,
    )
