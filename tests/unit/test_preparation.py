"""Four eyes: whatever a policy may name as preparation is known by who did it, and nothing else may be named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from domain import pact
from domain.four_eyes import PREPARATIONS
from domain.preparation import proposal_hash
from domain.vocabulary import COMMANDS
from schemas.agreement.award import EndorseAward, ProposeAward, RecordAwardDecision
from schemas.agreement.cap_anchor import ContestCapAnchor, FixCapAnchor
from schemas.agreement.extension import EndorseExtension, ProposeExtension, RecordExtensionDecision
from schemas.agreement.period import DraftAgreement, SignAgreement
from schemas.change import ApproveChange, RequestChange, ScopeChange
from schemas.claim import (
    ApproveCorrection,
    ConfirmClaim,
    CorrectionProposed,
    DateValue,
    Evidence,
    Grade,
    ImportHistoricalClaim,
    ProposeClaimVerdict,
    ProposeConflictResolution,
    RejectClaim,
    ResolveConflict,
)
from schemas.claim import ProposeCorrection as Correct
from schemas.command import PactCommand
from schemas.condition import ConditionSet, RecordConditionMet, ReportConditionMet
from schemas.deadline import GrantExtensionOfTime, RequestExtensionOfTime
from schemas.evaluation import (
    CompleteInterimEvaluation,
    EvaluatePact,
    InterimVerdict,
    OpenInterimEvaluation,
    PlanInterimEvaluation,
    ProposeInterimVerdict,
    ProposePactEvaluation,
    RecordClusterReply,
    SendEvaluationDraft,
    SubmitSelfAssessment,
)
from schemas.event import Payload
from schemas.pact import AgreePactText, BringPactIntoForce, PactState, RecordSignature
from schemas.people import Actor
from schemas.policy import FourEyes
from schemas.report import (
    ApproveReportVerdict,
    GoalVerdict,
    ProposeReportVerdict,
    ReceiveReport,
    ReplaceReport,
    StartProcessingReport,
)
from schemas.workyear import ExpectYearPlan, ReportExpected, YearPlanExpected
from schemas.year_plan import (
    AmendYearPlan,
    ApproveYearPlanVerdict,
    ConfirmComplete,
    PlanVerdict,
    ProposeYearPlanAmendment,
    ProposeYearPlanVerdict,
    ProposeYearPlanWaiver,
    RequestCompletion,
    ResubmitYearPlan,
    SubmitYearPlan,
    SupplyCompletion,
    WaiveYearPlan,
    YearPlanApproved,
    YearPlanRejected,
    YearPlanSubmitted,
)
from tests.unit.pact_files import CAPPED, EXTENSIBLE, IN_FORCE, REGISTERED, RUNNING, A, B, C
from tests.unit.programme import a_policy, rules_of
from tests.unit.scenario import SYSTEM, Scenario, on

PARTY = "demo cluster"
TODAY = date(2020, 3, 2)
LAST_YEAR = date(2019, 12, 20)
EXPECTED = YearPlanExpected(year=2021, year_start=date(2021, 1, 1), year_end=date(2021, 12, 31))
HANDED_IN = YearPlanSubmitted(year=2021, round=1, plan_hash=C, title="year plan", received_on=TODAY)
REJECTED = YearPlanRejected(year=2021, round=1, plan_hash=C, grounds="thin", decided_on=TODAY)
APPROVED = YearPlanApproved(year=2021, round=1, plan_hash=C, decided_on=TODAY)
TEN_JOINED = ReportConditionMet(condition="members", explanation="ten joined")
CONDITION = ConditionSet(
    condition="members", source="year_plan", reference="2021", text="more members", due=date(2020, 12, 31)
)
WAIVER = ProposeYearPlanWaiver(year=2021, reason="support ends")
AMENDMENT = ProposeYearPlanAmendment(year=2021, plan_hash=A, reason="a partner joined")
PLAN = ProposeYearPlanVerdict(year=2021, plan_hash=B, verdict=PlanVerdict.APPROVED)
REPORT = ProposeReportVerdict(year=2019, report_hash=A, verdict=GoalVerdict.REACHED)
PACT = ProposePactEvaluation(year=2020, outcome="unchanged", findings="none")
INTERIM = ProposeInterimVerdict(period=1, verdict=InterimVerdict.POSITIVE, report_hash=C)
AWARD = ProposeAward(grounds="eleven companies take part")
WISH = ProposeExtension(period=1, months=36)
MISREAD = Correct(corrects=2, correction_kind="replaces", value=DateValue(date=on(TODAY)), reason="misread")
CLAIM = ImportHistoricalClaim(
    claim="a",
    predicate="pact_date",
    value=DateValue(date=on(LAST_YEAR)),
    effective=on(LAST_YEAR),
    grade=Grade.SECONDARY,
    evidence=(Evidence(document="demo"),),
)
DEED = (Evidence(document="signed deed"),)
RIGHT = ProposeClaimVerdict(claim="a", verdict="confirmed", reason="it stands in the deed", evidence=DEED)
WRONG = ProposeClaimVerdict(claim="a", verdict="rejected", reason="the deed says otherwise", evidence=DEED)
CHOICE = ProposeConflictResolution(predicate="pact_date", accepted_claim="a", reason="it stands in the deed")


@dataclass(frozen=True)
class Story:
    """How it comes to a decision: what was there, what the service did, what people did, and the decision."""

    given: tuple[Payload, ...]
    acts: tuple[PactCommand, ...]
    decision: PactCommand
    before: tuple[PactCommand, ...] = ()


APPROVE_PLAN = ApproveYearPlanVerdict(year=2021, plan_hash=B, proposal_hash=proposal_hash(PLAN))

STORIES = (
    Story(
        REGISTERED,
        (
            AgreePactText(text_hash=A, signatories=(PARTY,)),
            RecordSignature(signatory=PARTY, text_hash=A, signed_on=LAST_YEAR),
        ),
        BringPactIntoForce(in_force_on=LAST_YEAR),
    ),
    Story(
        CAPPED,
        (DraftAgreement(start=date(2020, 1, 1), text_hash=A),),
        SignAgreement(period=1, text_hash=A, signed_on=LAST_YEAR),
    ),
    Story(
        CAPPED,
        (DraftAgreement(start=date(2020, 1, 1), text_hash=A), ContestCapAnchor(anchor=LAST_YEAR, reason="a letter")),
        FixCapAnchor(anchor=LAST_YEAR, reason="demo award"),
    ),
    Story(
        (*REGISTERED, EXPECTED),
        (
            SubmitYearPlan(year=2021, plan_hash=A),
            RequestCompletion(year=2021, missing=("budget",)),
            SupplyCompletion(year=2021, plan_hash=B),
            ConfirmComplete(year=2021, plan_hash=B),
            PLAN,
        ),
        APPROVE_PLAN,
    ),
    Story(
        (*REGISTERED, EXPECTED, HANDED_IN, REJECTED),
        (ResubmitYearPlan(year=2021, plan_hash=B), ConfirmComplete(year=2021, plan_hash=B), PLAN),
        APPROVE_PLAN,
    ),
    Story(
        (*REGISTERED, ReportExpected(year=2019, year_end=date(2019, 12, 31))),
        (
            ReceiveReport(year=2019, report_hash=B),
            ReplaceReport(year=2019, report_hash=A, reason="annex"),
            StartProcessingReport(year=2019),
            REPORT,
        ),
        ApproveReportVerdict(year=2019, report_hash=A, proposal_hash=proposal_hash(REPORT)),
    ),
    Story((*REGISTERED, EXPECTED), (WAIVER,), WaiveYearPlan(year=2021, proposal_hash=proposal_hash(WAIVER))),
    Story(
        (*REGISTERED, EXPECTED, HANDED_IN, APPROVED),
        (AMENDMENT,),
        AmendYearPlan(year=2021, proposal_hash=proposal_hash(AMENDMENT)),
    ),
    Story(
        (*REGISTERED, EXPECTED, HANDED_IN, APPROVED, CONDITION),
        (TEN_JOINED,),
        RecordConditionMet(condition="members", report_hash=proposal_hash(TEN_JOINED)),
    ),
    Story(
        RUNNING,
        (RequestChange(change="one", wish=ScopeChange(description="ports"), grounds="agreed"),),
        ApproveChange(change="one", proposal_hash="0" * 64),
    ),
    Story(IN_FORCE, (PACT,), EvaluatePact(year=2020, proposal_hash=proposal_hash(PACT))),
    Story(
        RUNNING,
        (
            PlanInterimEvaluation(period=1, planned_for=TODAY),
            OpenInterimEvaluation(period=1),
            SubmitSelfAssessment(period=1, assessment_hash=A),
            SendEvaluationDraft(period=1, draft_hash=A),
            RecordClusterReply(period=1, reply_hash=B),
            INTERIM,
        ),
        CompleteInterimEvaluation(period=1, report_hash=C, proposal_hash=proposal_hash(INTERIM)),
    ),
    Story(REGISTERED, (AWARD,), EndorseAward(proposal_hash=proposal_hash(AWARD))),
    Story(
        REGISTERED,
        (AWARD, EndorseAward(proposal_hash=proposal_hash(AWARD))),
        RecordAwardDecision(decided_on=date(2020, 2, 27), minutes="demo minutes"),
    ),
    Story(EXTENSIBLE, (WISH,), EndorseExtension(period=1, proposal_hash=proposal_hash(WISH))),
    Story(
        EXTENSIBLE,
        (WISH, EndorseExtension(period=1, proposal_hash=proposal_hash(WISH))),
        RecordExtensionDecision(
            period=1,
            decision="granted",
            proposal_hash=proposal_hash(WISH),
            months=36,
            decided_on=date(2020, 2, 27),
            minutes="demo minutes",
        ),
    ),
    Story(
        REGISTERED,
        (RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 15), ground="illness"),),
        GrantExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 15)),
        before=(ExpectYearPlan(year=2021),),
    ),
    Story(REGISTERED, (RIGHT,), ConfirmClaim(claim="a", proposal_hash=proposal_hash(RIGHT)), before=(CLAIM,)),
    Story(REGISTERED, (WRONG,), RejectClaim(claim="a", proposal_hash=proposal_hash(WRONG)), before=(CLAIM,)),
    Story(
        REGISTERED,
        (CHOICE,),
        ResolveConflict(predicate="pact_date", accepted_claim="a", proposal_hash=proposal_hash(CHOICE)),
        before=(CLAIM, CLAIM.model_copy(update={"claim": "b"})),
    ),
    Story(REGISTERED, (MISREAD,), ApproveCorrection(corrects=2, proposal_hash="0" * 64), before=(CLAIM,)),
)

PAIRS = [(number, act.kind) for number, story in enumerate(STORIES) for act in story.acts]


def by(kind: str) -> Actor:
    """Everybody does one kind of thing."""
    return Actor(person=f"demo-{kind.replace('_', '-')}", role="case_officer")


def prepared(story: Story, rows: Sequence[FourEyes]) -> tuple[Scenario[PactState], PactCommand]:
    """Everything up to the decision, under these rows of the policy; and the decision, bound to what was proposed."""
    file = Scenario(pact.decide, pact.evolve, PactState(), rules=rules_of(a_policy(four_eyes=tuple(rows))))
    file.given(*story.given).at(datetime(2020, 10, 1, 9, tzinfo=UTC))
    for command in story.before:
        file.when(command, by=SYSTEM)
    for act in story.acts:
        file.when(act, by=by(act.kind))
        assert file.refusal is None, file.refusal
    decision = story.decision
    if isinstance(decision, ApproveCorrection):
        [drafted] = [event.payload for event in file.history if isinstance(event.payload, CorrectionProposed)]
        decision = decision.model_copy(update={"proposal_hash": drafted.proposal_hash})
    if isinstance(decision, ApproveChange):
        [request] = file.state.changes
        decision = decision.model_copy(update={"proposal_hash": request.proposal_hash})
    return file, decision


@pytest.mark.parametrize(("number", "act"), PAIRS)
def test_a_preparation_that_a_policy_may_name_is_enforced(number: int, act: str) -> None:
    """Whoever did it does not decide; somebody else does."""
    row = FourEyes(decision=STORIES[number].decision.kind, preparation=(act,))
    file, decision = prepared(STORIES[number], (row,))
    file.when(decision, by=by(act)).then_refused("four_eyes")
    file.when(decision, by=by(decision.kind))
    assert file.refusal is None


def test_every_name_in_the_list_of_preparations_is_a_command() -> None:
    """Those that no story here tells are told in ``test_second_person``."""
    assert {name for decision, acts in PREPARATIONS.items() for name in (decision, *acts)} <= set(COMMANDS)
    assert {story.decision.kind for story in STORIES} <= set(PREPARATIONS)
