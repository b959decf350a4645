"""The steps of an interim evaluation before its verdict: planned, self-assessed, heard; and the verdict by family."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from domain import evaluation, pact
from domain.preparation import proposal_hash
from schemas.condition import ConditionMissed
from schemas.evaluation import (
    ClusterReplyRecorded,
    CompleteInterimEvaluation,
    EvaluatePact,
    EvaluationDraftSent,
    FamilyVerdict,
    InterimEvaluation,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimEvaluationPlanned,
    InterimStage,
    InterimVerdict,
    InterimVerdictProposed,
    OpenInterimEvaluation,
    PactConfirmedUnchanged,
    PactEvaluationProposed,
    PactYearlyEvaluationCompleted,
    PlanInterimEvaluation,
    ProposeInterimVerdict,
    ProposePactEvaluation,
    RecordClusterReply,
    SelfAssessmentReceived,
    SendEvaluationDraft,
    SubmitSelfAssessment,
)
from schemas.event import Payload
from schemas.pact import PactState
from schemas.policy import Named, RulesState, Span, Title
from schemas.report import GoalVerdict
from schemas.workyear import YearPlanExpected
from schemas.year_plan import YearPlanApproved, YearPlanWaived
from tests.unit.pact_files import RUNNING, A, B, C, evaluated, pact_file
from tests.unit.programme import RULES, a_policy, a_rule, rules_of
from tests.unit.scenario import CLUSTER, HEAD, MORNING, OFFICER, REVIEWER, Scenario

TODAY = MORNING.date()

PLAN = PlanInterimEvaluation(period=1, planned_for=date(2020, 4, 1), team=("demo-den", "demo-ceder"))
OPENED = InterimEvaluationOpened(period=1, opened_on=TODAY)
ASSESS = SubmitSelfAssessment(period=1, assessment_hash=A)
SEND = SendEvaluationDraft(period=1, draft_hash=B)
REPLY = RecordClusterReply(period=1, reply_hash=A)
GOALS = (
    FamilyVerdict(family="members", verdict=GoalVerdict.REACHED),
    FamilyVerdict(family="projects", verdict=GoalVerdict.UNDETERMINED),
)
POSITIVE = ProposeInterimVerdict(period=1, verdict=InterimVerdict.POSITIVE, report_hash=C, families=GOALS)
COMPLETE = CompleteInterimEvaluation(period=1, report_hash=C, proposal_hash=proposal_hash(POSITIVE))

HEARING = a_rule(
    "D22",
    "interim_evaluation.draft_sent",
    "sent_on",
    subject=("period",),
    span=Span(working_days=15),
    met_by=("interim_evaluation.reply_recorded",),
    cancelled_by=("interim_evaluation.draft_sent", "interim_evaluation.completed"),
)


def file(*events: Payload) -> Scenario[PactState]:
    """A running period, and what came after."""
    return pact_file(evaluation.decide).given(*RUNNING, *events)


def whole(rules: RulesState) -> Scenario[PactState]:
    """A whole file, deadlines included, whose interim evaluation is open."""
    return Scenario(pact.decide, pact.evolve, PactState(), rules=rules).given(*RUNNING, OPENED)


def interim_of(scenario: Scenario[PactState]) -> InterimEvaluation:
    """The one evaluation of the file."""
    [interim] = scenario.state.evaluations.interim
    return interim


def test_an_evaluation_is_planned_planned_again_and_then_opened() -> None:
    """The same plan again changes nothing; once open it is too late."""
    planned = file().when(PLAN).then(InterimEvaluationPlanned(period=1, planned_for=PLAN.planned_for, team=PLAN.team))
    planned.when(PLAN).then_nothing()
    planned.when(POSITIVE).then_refused("not_opened")
    later = PLAN.model_copy(update={"planned_for": date(2020, 5, 4)})
    opened = planned.when(later).when(OpenInterimEvaluation(period=1)).then(OPENED)
    opened.when(PLAN).then_refused("already_opened")
    file().when(PLAN.model_copy(update={"period": 2})).then_refused("unknown_period")


def test_who_sits_in_the_team_does_not_decide() -> None:
    """Whoever of them drafted the verdict; a team is told by pseudonyms, so that everybody in it is known."""
    with pytest.raises(ValidationError, match="team"):
        PlanInterimEvaluation(period=1, planned_for=PLAN.planned_for, team=("A Name",))
    drafted = file().when(PLAN).when(OpenInterimEvaluation(period=1)).when(POSITIVE, by=REVIEWER)
    drafted.when(COMPLETE, by=HEAD).then_refused("four_eyes")
    drafted.when(COMPLETE, by=OFFICER).then_types("interim_evaluation.completed")


def test_a_self_assessment_comes_before_the_draft() -> None:
    """Another one may take its place until then."""
    assessed = file(OPENED).when(ASSESS, by=CLUSTER)
    assessed.then(SelfAssessmentReceived(period=1, assessment_hash=A, received_on=TODAY))
    assert InterimStage.SELF_ASSESSED is interim_of(assessed).stage
    assessed.when(ASSESS, by=CLUSTER).then_nothing()
    other = SubmitSelfAssessment(period=1, assessment_hash=C)
    assessed.when(other, by=CLUSTER).then_types("interim_evaluation.self_assessed")
    assessed.when(SEND).when(ASSESS, by=CLUSTER).then_refused("already_reviewed")


def test_a_draft_is_sent_once_and_another_one_begins_the_hearing_anew() -> None:
    """What was proposed or replied before is of the draft before."""
    sent = file(OPENED).when(SEND).then(EvaluationDraftSent(period=1, draft_hash=B, sent_on=TODAY))
    sent.when(SEND).then_nothing()
    drafted = sent.when(REPLY).when(POSITIVE)
    again = drafted.when(SendEvaluationDraft(period=1, draft_hash=C))
    assert (InterimStage.IN_HEARING, None) == (interim_of(again).stage, interim_of(again).reply_hash)
    again.when(COMPLETE, by=HEAD).then_refused("not_proposed")
    again.when(REPLY).then(ClusterReplyRecorded(period=1, reply_hash=A))


@pytest.mark.parametrize("command", [ASSESS, SEND])
def test_nothing_is_prepared_before_the_opening_or_after_the_verdict(
    command: SubmitSelfAssessment | SendEvaluationDraft,
) -> None:
    """It is opened first, and decided once."""
    file().when(command).then_refused("not_opened")
    file(*evaluated(1)).when(command).then_refused("already_decided")


def test_no_verdict_is_approved_while_the_cluster_can_still_reply() -> None:
    """A reply or the end of its term ends the hearing, and no suspension; the verdict cancels what is left of it."""
    heard = whole(rules_of(a_policy(deadlines=(*RULES, HEARING)))).when(SEND).when(POSITIVE)
    heard.when(COMPLETE, by=HEAD).then_refused("hearing_open")
    standing_still = heard.state.deadlines[-1].model_copy(update={"stage": "stopped"})
    stopped = heard.state.model_copy(update={"deadlines": (*heard.state.deadlines[:-1], standing_still)})
    before, heard.state = heard.state, stopped
    heard.when(COMPLETE, by=HEAD).then_refused("hearing_open")
    heard.state = before
    replied = heard.when(REPLY).when(POSITIVE).when(COMPLETE, by=HEAD)
    replied.then_types("interim_evaluation.completed")


def test_a_hearing_whose_term_passed_keeps_no_verdict_waiting() -> None:
    """The reply is a right, not a duty."""
    heard = whole(rules_of(a_policy(deadlines=(*RULES, HEARING)))).when(SEND).when(POSITIVE)
    [term] = [one for one in heard.state.deadlines if one.rule == "D22"]
    assert date(2020, 3, 23) == term.due
    missed = heard.state.deadlines[-1].model_copy(update={"stage": "missed"})
    heard.state = heard.state.model_copy(update={"deadlines": (missed,)})
    heard.when(COMPLETE, by=HEAD, at=datetime(2020, 3, 24, 9, tzinfo=UTC))
    heard.then_types("interim_evaluation.completed", "deadline.cancelled")


def test_the_verdict_by_family_goes_from_the_proposal_to_the_completion() -> None:
    """It is part of what is approved."""
    drafted = file(OPENED).when(POSITIVE)
    drafted.then(
        InterimVerdictProposed(
            period=1,
            verdict=InterimVerdict.POSITIVE,
            report_hash=C,
            proposal_hash=proposal_hash(POSITIVE),
            families=GOALS,
        )
    )
    drafted.when(COMPLETE, by=HEAD).then(
        InterimEvaluationCompleted(
            period=1, verdict=InterimVerdict.POSITIVE, report_hash=C, completed_on=TODAY, families=GOALS
        )
    )


def test_a_family_is_judged_once_and_is_one_of_the_policy() -> None:
    """Where the policy names families."""
    twice = POSITIVE.model_copy(update={"families": (*GOALS, GOALS[0])})
    file(OPENED).when(twice).then_refused("family_twice")
    members = Named(id="members", title=Title(nl="leden", en="members"))
    file(OPENED).under(rules_of(a_policy(kpi_families=(members,)))).when(POSITIVE).then_refused("unknown_family")


def test_a_missed_condition_opens_a_conditional_verdict_again() -> None:
    """No extension rests on it until there is another; a verdict without conditions stays."""
    missed = ConditionMissed(condition="board", source="interim_evaluation", reference="1", due=date(2020, 6, 1))
    opened = file(*evaluated(1, InterimVerdict.POSITIVE_WITH_CONDITIONS), missed)
    assert (InterimStage.OPENED, None) == (interim_of(opened).stage, interim_of(opened).verdict)
    opened.when(POSITIVE).when(COMPLETE, by=HEAD).then_types("interim_evaluation.completed")
    assert InterimStage.COMPLETED is interim_of(file(*evaluated(1), missed)).stage
    other = missed.model_copy(update={"reference": "2"})
    conditional = evaluated(1, InterimVerdict.POSITIVE_WITH_CONDITIONS)
    assert InterimStage.COMPLETED is interim_of(file(*conditional, other)).stage


# The yearly evaluation and the plan of its year

PLANNED = YearPlanExpected(year=2020, year_start=date(2020, 1, 1), year_end=date(2020, 12, 31))
WITH = ProposePactEvaluation(year=2020, outcome="unchanged", findings="on course")
WITHOUT = WITH.model_copy(update={"without_plan": True})


def test_a_pact_is_evaluated_without_its_plan_only_by_express_decision() -> None:
    """The decision is in the proposal and in the evaluation."""
    file(PLANNED).when(WITH).then_refused("plan_missing")
    drafted = file(PLANNED).when(WITHOUT)
    drafted.then(
        PactEvaluationProposed(
            year=2020,
            outcome="unchanged",
            text_hash=None,
            findings="on course",
            proposal_hash=proposal_hash(WITHOUT),
            without_plan=True,
        )
    )
    done = drafted.when(EvaluatePact(year=2020, proposal_hash=proposal_hash(WITHOUT)), by=HEAD)
    done.then(
        PactYearlyEvaluationCompleted(
            year=2020, outcome="unchanged", findings="on course", completed_on=TODAY, without_plan=True
        ),
        PactConfirmedUnchanged(pact_version=1, year=2020, confirmed_on=TODAY),
    )


@pytest.mark.parametrize(
    "settled",
    [
        YearPlanApproved(year=2020, round=1, plan_hash=A, decided_on=TODAY),
        YearPlanWaived(year=2020, grounds="none needed", decided_on=TODAY),
    ],
)
def test_an_approved_or_waived_plan_is_not_missing(settled: Payload) -> None:
    """Then nothing is to be excused."""
    file(PLANNED, settled).when(WITH).then_types("pact.evaluation_proposed")
    file(PLANNED, settled).when(WITHOUT).then_refused("plan_not_missing")
    file().when(WITHOUT).then_refused("plan_not_missing")


def test_a_plan_that_is_missing_only_now_stops_the_approval_too() -> None:
    """The proposal did not know it."""
    drafted = file().when(WITH).given(PLANNED)
    drafted.when(EvaluatePact(year=2020, proposal_hash=proposal_hash(WITH)), by=HEAD).then_refused("plan_missing")
