"""Remedial plans: asked for, handed in, judged and followed; and what they hold up meanwhile."""

from datetime import date

import pytest

from domain import agreement, remedial
from domain.preparation import proposal_hash
from schemas.agreement.extension import ProposeExtension
from schemas.agreement.period import AgreementExpired
from schemas.evaluation import InterimVerdict
from schemas.pact import PactStage, PactState
from schemas.remedial import (
    CloseRemediation,
    JudgeRemedialPlan,
    ProposeRemedialVerdict,
    ProposeRemediationOutcome,
    RemedialPlanAccepted,
    RemedialPlanRefused,
    RemedialPlanRequested,
    RemedialPlanSubmitted,
    RemedialStage,
    RemedialVerdictProposed,
    RemediationFailed,
    RemediationFulfilled,
    RemediationOutcomeProposed,
    RequestRemedialPlan,
    SubmitRemedialPlan,
)
from schemas.support import AgreementTerminated, PactResumed, PactSuspended
from tests.unit.measures import GROUNDS
from tests.unit.pact_files import ANCHORED, IN_FORCE, PROPOSED, STAND_IN, A, B, evaluated, pact_file
from tests.unit.scenario import CLUSTER, HEAD, OFFICER, Scenario

TODAY = date(2020, 3, 2)
NEGATIVE = (*ANCHORED, *evaluated(1, InterimVerdict.NEGATIVE_WITH_REMEDIATION))
REQUEST = RequestRemedialPlan(period=1, grounds=GROUNDS)
REQUESTED = RemedialPlanRequested(period=1, round=1, grounds=GROUNDS, requested_on=TODAY)
SUBMITTED = RemedialPlanSubmitted(period=1, round=1, plan_hash=A, received_on=TODAY)
ACCEPT = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="accepted", grounds=GROUNDS)
REFUSE = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="refused", grounds="demo gaps")
ACCEPTED = RemedialPlanAccepted(period=1, round=1, plan_hash=A, decided_on=TODAY)
REFUSED = RemedialPlanRefused(period=1, round=1, plan_hash=A, grounds="demo gaps", decided_on=TODAY)
FULFILLED = RemediationFulfilled(period=1, decided_on=TODAY)
FAILED = RemediationFailed(period=1, decided_on=TODAY)
MENDED = ProposeRemediationOutcome(period=1, outcome="fulfilled", findings="demo findings")
NOT_MENDED = ProposeRemediationOutcome(period=1, outcome="failed", findings="demo findings")
TERMINATED = AgreementTerminated(
    cluster="demo-cluster", period=1, ended_on=TODAY, grounds=GROUNDS, decided_on=TODAY, minutes="demo minutes 9"
)


def file() -> Scenario[PactState]:
    """A file whose interim evaluation leaves room for mending."""
    return pact_file(remedial.decide).given(*NEGATIVE)


def submitted() -> Scenario[PactState]:
    """A plan that came in."""
    return file().given(REQUESTED).given(SUBMITTED, by=CLUSTER)


def judging(command: ProposeRemedialVerdict) -> JudgeRemedialPlan:
    """The approval of exactly this draft."""
    return JudgeRemedialPlan(period=1, proposal_hash=proposal_hash(command))


def closing(command: ProposeRemediationOutcome) -> CloseRemediation:
    """The approval of exactly this outcome."""
    return CloseRemediation(period=1, proposal_hash=proposal_hash(command))


def plan_stage(scenario: Scenario[PactState]) -> RemedialStage:
    """Where the remediation stands."""
    [plan] = scenario.state.remedial
    return plan.stage


def pact_stage(scenario: Scenario[PactState]) -> PactStage:
    """Where the pact stands."""
    assert scenario.state.pact is not None
    return scenario.state.pact.stage


# Asked for


def test_a_plan_is_asked_for_once() -> None:
    """The same request again changes nothing; another one is refused."""
    requested = file().when(REQUEST).then(REQUESTED).when(REQUEST).then_nothing()
    requested.when(RequestRemedialPlan(period=1, grounds="other grounds")).then_refused("already_requested")


@pytest.mark.parametrize(
    "verdict", [InterimVerdict.POSITIVE, InterimVerdict.POSITIVE_WITH_CONDITIONS, InterimVerdict.NEGATIVE]
)
def test_a_plan_needs_a_verdict_that_leaves_room_for_mending(verdict: InterimVerdict) -> None:
    """Completed, and of that period."""
    other = pact_file(remedial.decide).given(*ANCHORED, *evaluated(1, verdict))
    other.when(REQUEST).then_refused("no_ground")
    drafted = evaluated(1, InterimVerdict.NEGATIVE_WITH_REMEDIATION)[:2]
    pact_file(remedial.decide).given(*ANCHORED, *drafted).when(REQUEST).then_refused("no_ground")
    file().when(RequestRemedialPlan(period=2, grounds=GROUNDS)).then_refused("no_ground")


def test_nothing_of_a_remediation_happens_before_it_was_asked_for() -> None:
    """Nor in a file that nobody opened."""
    for command in (SubmitRemedialPlan(period=1, plan_hash=A), ACCEPT, judging(ACCEPT), MENDED, closing(MENDED)):
        file().when(command).then_refused("not_requested")
    pact_file(remedial.decide).when(REQUEST).then_refused("not_registered")


# Handed in


def test_the_cluster_hands_in_a_plan() -> None:
    """Another one may take its place until a verdict is drafted."""
    handed = file().given(REQUESTED).when(SubmitRemedialPlan(period=1, plan_hash=A), by=CLUSTER).then(SUBMITTED)
    handed.when(SubmitRemedialPlan(period=1, plan_hash=A), by=CLUSTER).then_nothing()
    handed.when(SubmitRemedialPlan(period=1, plan_hash=B), by=CLUSTER)
    handed.then(RemedialPlanSubmitted(period=1, round=1, plan_hash=B, received_on=TODAY))


def test_a_plan_under_judgement_is_not_replaced() -> None:
    """The same one still changes nothing."""
    drafted = submitted().when(ACCEPT)
    drafted.when(SubmitRemedialPlan(period=1, plan_hash=B)).then_refused("already_submitted")
    drafted.when(SubmitRemedialPlan(period=1, plan_hash=A)).then_nothing()


def test_another_round_follows_a_refusal_with_another_plan() -> None:
    """The refused plan does not come back, and its verdict is history."""
    refused = submitted().given(REFUSED)
    refused.when(SubmitRemedialPlan(period=1, plan_hash=A), by=CLUSTER).then_refused("same_plan")
    refused.when(SubmitRemedialPlan(period=1, plan_hash=B), by=CLUSTER)
    refused.then(RemedialPlanSubmitted(period=1, round=2, plan_hash=B, received_on=TODAY))
    accept = ProposeRemedialVerdict(period=1, plan_hash=B, verdict="accepted", grounds=GROUNDS)
    refused.when(accept).when(judging(accept), by=HEAD)
    refused.then(RemedialPlanAccepted(period=1, round=2, plan_hash=B, decided_on=TODAY))


def test_who_drafted_the_verdict_of_a_round_may_judge_the_next() -> None:
    """It is another plan, drafted on by another person."""
    again = (
        submitted()
        .when(REFUSE, by=HEAD)
        .given(REFUSED)
        .given(RemedialPlanSubmitted(period=1, round=2, plan_hash=B, received_on=TODAY), by=CLUSTER)
    )
    accept = ProposeRemedialVerdict(period=1, plan_hash=B, verdict="accepted", grounds=GROUNDS)
    again.when(accept).when(judging(accept), by=HEAD).then_types("remedial_plan.accepted")


# Judged


def test_the_verdict_is_drafted_and_approved_by_another_person() -> None:
    """Asked again neither changes anything."""
    drafted = submitted().when(ACCEPT)
    seen = proposal_hash(ACCEPT)
    drafted.then(
        RemedialVerdictProposed(period=1, round=1, plan_hash=A, verdict="accepted", grounds=GROUNDS, proposal_hash=seen)
    )
    drafted.when(ACCEPT).then_nothing()
    drafted.when(judging(ACCEPT), by=HEAD).then(ACCEPTED)
    assert TODAY == drafted.answer[0].decided_on
    drafted.when(judging(ACCEPT), by=HEAD).then_nothing()
    assert RemedialStage.ACCEPTED is plan_stage(drafted)


def test_a_plan_is_refused_with_its_grounds() -> None:
    """The cluster reads what is wanting."""
    refused = submitted().when(REFUSE).when(judging(REFUSE), by=HEAD).then(REFUSED)
    assert RemedialStage.REFUSED is plan_stage(refused)


def test_who_drafted_or_handed_in_does_not_judge() -> None:
    """Four eyes; the pack says that handing in counts too."""
    drafted = submitted().when(ACCEPT)
    drafted.when(judging(ACCEPT), by=OFFICER).then_refused("four_eyes")
    drafted.when(judging(ACCEPT), by=STAND_IN).then_refused("four_eyes")


def test_the_verdict_is_on_the_plan_that_came_in_and_approved_as_seen() -> None:
    """Neither on another plan nor in another wording."""
    other = ProposeRemedialVerdict(period=1, plan_hash=B, verdict="accepted", grounds=GROUNDS)
    submitted().when(other).then_refused("content_changed")
    submitted().when(ACCEPT).when(REFUSE).when(judging(ACCEPT), by=HEAD).then_refused("content_changed")


def test_there_is_no_verdict_without_a_plan_and_no_approval_without_a_draft() -> None:
    """One step after the other."""
    file().given(REQUESTED).when(ACCEPT).then_refused("not_submitted")
    submitted().when(judging(ACCEPT), by=HEAD).then_refused("not_proposed")
    submitted().given(ACCEPTED).when(REFUSE).then_refused("not_submitted")


# Followed


def test_the_outcome_is_drafted_and_approved_by_another_person() -> None:
    """Fulfilled or failed; asked again it changes nothing."""
    followed = submitted().given(ACCEPTED).when(MENDED)
    seen = proposal_hash(MENDED)
    followed.then(
        RemediationOutcomeProposed(period=1, outcome="fulfilled", findings="demo findings", proposal_hash=seen)
    )
    followed.when(MENDED).then_nothing()
    followed.when(closing(MENDED), by=OFFICER).then_refused("four_eyes")
    followed.when(closing(NOT_MENDED), by=HEAD).then_refused("content_changed")
    followed.when(closing(MENDED), by=HEAD).then(FULFILLED)
    followed.when(closing(MENDED), by=HEAD).then_nothing()
    failed = submitted().given(ACCEPTED).when(NOT_MENDED).when(closing(NOT_MENDED), by=HEAD).then(FAILED)
    assert RemedialStage.FAILED is plan_stage(failed)


def test_only_an_accepted_plan_has_an_outcome() -> None:
    """A refused one has another round, a closed one is closed."""
    submitted().when(MENDED).then_refused("not_accepted")
    submitted().given(REFUSED).when(MENDED).then_refused("not_accepted")
    submitted().given(ACCEPTED).when(closing(MENDED), by=HEAD).then_refused("not_proposed")
    submitted().given(ACCEPTED, FULFILLED).when(MENDED).then_refused("not_accepted")


# What it holds up


def test_the_extension_waits_for_the_remediation() -> None:
    """Not asked for, under way, failed: no extension. Fulfilled: as after any good evaluation."""
    wish = ProposeExtension(period=1, months=36)
    wished = pact_file(agreement.decide).given(*NEGATIVE).when(wish).then_refused("remediation_open")
    for event in (REQUESTED, SUBMITTED, ACCEPTED):
        wished.given(event).when(wish).then_refused("remediation_open")
    wished.given(FULFILLED).when(wish).then(PROPOSED)
    failed = pact_file(agreement.decide).given(*NEGATIVE, REQUESTED, SUBMITTED, ACCEPTED, FAILED)
    failed.when(wish).then_refused("remediation_failed")
    assert date(2020, 12, 31) == failed.state.agreement.periods[0].end


@pytest.mark.parametrize("closing_event", [FULFILLED, FAILED, AgreementExpired(period=1, end=TODAY), TERMINATED])
def test_a_pact_shows_the_remediation_until_it_ends(
    closing_event: RemediationFulfilled | RemediationFailed | AgreementExpired | AgreementTerminated,
) -> None:
    """By its outcome, or with the support that it was about."""
    shown = file().given(REQUESTED)
    assert PactStage.REMEDIATION is pact_stage(shown)
    assert PactStage.REMEDIATION is pact_stage(shown.given(SUBMITTED, REFUSED))
    assert PactStage.IN_FORCE is pact_stage(shown.given(closing_event))


def test_a_suspension_covers_a_remediation_and_uncovers_it_again() -> None:
    """Both can be true; a pact that is not in force shows neither."""
    both = file().given(REQUESTED, PactSuspended(suspended_on=TODAY, grounds=GROUNDS))
    assert PactStage.SUSPENDED is pact_stage(both)
    assert PactStage.REMEDIATION is pact_stage(both.given(PactResumed(resumed_on=TODAY)))
    early = pact_file(remedial.decide).given(*IN_FORCE[:2], REQUESTED)
    assert PactStage.AGREED is pact_stage(early)
    assert PactStage.REMEDIATION is pact_stage(early.given(*IN_FORCE[2:]))
