"""Four eyes on every other decision: on support, money, KPIs, deadlines, documents, questions and the programme."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any

import pytest

from domain import stream
from domain.around import Around, State
from domain.four_eyes import PREPARATIONS
from domain.kpi_value import value_hash
from domain.policy import content_hash
from domain.preparation import proposal_hash
from domain.question_sending import answer_hash
from schemas.budget.envelope import (
    ApproveEnvelope,
    OverAllocationFound,
    ProposeEnvelope,
    ProposeOverAllocation,
    ResolveOverAllocation,
)
from schemas.cofinancing import DecideShortfall, ProposeShortfallDecision, RecordCofinancing
from schemas.command import Command
from schemas.deadline import (
    AcceptRecomputation,
    FireDeadline,
    ProposeMissRevocation,
    ProposeRecomputation,
    RevokeMiss,
)
from schemas.document import AttachDocument, ClassifyDocument, Confidentiality, EraseDocument, ProposeErasure
from schemas.evaluation import InterimVerdict
from schemas.event import Payload, Pending
from schemas.kpi import KpiDefined, KpiSource, RecordKpiValue, RestateKpiValue, VerifyKpiValue
from schemas.pact import PactState
from schemas.people import Actor
from schemas.policy import AdoptPolicy, FourEyes, PolicyAdopted, ProposePolicy, RulesState
from schemas.programme import DecideGroupExtension, GroupItem, ProposeGroupExtension
from schemas.question.sending import ReleaseAnswer
from schemas.remedial import (
    CloseRemediation,
    JudgeRemedialPlan,
    ProposeRemedialVerdict,
    ProposeRemediationOutcome,
    RemedialPlanAccepted,
    RemedialPlanRequested,
    RemedialPlanSubmitted,
    SubmitRemedialPlan,
)
from schemas.support import DemandRecovery, EndorseTermination, Measure, ProposeRecovery
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit import question_files
from tests.unit.budgets import APPROVED, FORESEEN, MILLION, OPENED, reserved
from tests.unit.flanders import flanders, flemish_rules
from tests.unit.measures import SUSPENDED, draft, taking
from tests.unit.pact_files import ANCHORED, IN_FORCE, RUNNING, A, evaluated
from tests.unit.scenario import CLUSTER, SYSTEM, Scenario
from tests.unit.test_preparation import STORIES

File = Scenario[Any]
TODAY = date(2020, 3, 2)
NEW_DUE = date(2020, 12, 15)
DAYS = dict.fromkeys(Measure, TODAY)


@dataclass(frozen=True)
class Draft:
    """How it comes to a decision: the file, what people do on it, and the decision on what then waits."""

    file: Callable[[], File]
    acts: tuple[Command, ...]
    decision: Callable[[File], Command]


def a_file(name: str, *events: Payload, around: Around | None = None) -> File:
    """A file of any kind under the real pack, decided and folded whole, beside these others."""
    return Scenario(
        partial(_decide, name, around or {}),
        partial(stream.evolve, name),
        stream.initial(name),
        stream=name,
        rules=flemish_rules(),
    ).given(*events)


def _decide(
    name: str, around: Around, command: Command, by: Actor, state: State, now: datetime, rules: RulesState
) -> list[Pending]:
    return stream.decide(name, command, by, state, now, rules, around)


def with_a_plan_expected() -> File:
    """A pact whose plan for 2021 is due on 30 November 2020."""
    file = a_file("pact/demo", *RUNNING)
    return file.when(ExpectYearPlan(year=2021), by=SYSTEM, at=datetime(2020, 9, 1, 9, tzinfo=UTC))


def with_a_late_plan() -> File:
    """That plan came a day after its date."""
    file = with_a_plan_expected().when(
        FireDeadline(deadline="D07/2021", revision=1), by=SYSTEM, at=datetime(2020, 11, 30, 23, 0, 5, tzinfo=UTC)
    )
    late = datetime(2020, 12, 1, 9, tzinfo=UTC)
    return file.when(SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan"), by=CLUSTER, at=late)


def beside_a_plan() -> File:
    """The programme's file beside that pact."""
    state: PactState = with_a_plan_expected().state
    return a_file("programme/demo", around={"pact/demo": state}).at(datetime(2020, 9, 2, 9, tzinfo=UTC))


def with_a_document() -> File:
    """A pact file with one document."""
    return a_file("pact/demo", *IN_FORCE).when(ATTACH, by=Actor(person="demo-somebody", role="case_officer"))


def measured(measure: Measure, *before: Payload) -> Draft:
    """A measure drafted today and taken."""
    decision = taking(measure, TODAY)
    return Draft(lambda: a_file("pact/demo", *before), (draft(measure, TODAY),), lambda _: decision)


def on(name: str, *events: Payload) -> Callable[[], File]:
    """A file with these events."""
    return partial(a_file, name, *events)


def bound(decision: Command) -> Callable[[File], Command]:
    """A decision that is known beforehand."""
    return lambda _: decision


ATTACH = AttachDocument(
    document="plan",
    sha256=A,
    size=1,
    media_type="text/plain",
    title="plan",
    document_type=flanders().document_types[0].id,
    language="nl",
    dated=TODAY,
    confidentiality=Confidentiality.INTERNAL,
    retention=flanders().retention[0].id,
)
PUBLIC = ClassifyDocument(document="plan", confidentiality=Confidentiality.PUBLIC, reason="asked for")
KPI = KpiDefined(
    kpi="members",
    family="members",
    title_nl="leden",
    title_en="members",
    definition="members on the last day",
    unit="count",
    aggregation="distinct_members",
)
LAST_DAY = date(2019, 12, 31)
FIGURE = RecordKpiValue(kpi="members", year=2019, value="100", reference_date=LAST_DAY, source=KpiSource.SELF_REPORTED)
RESTATED = RestateKpiValue(
    kpi="members",
    year=2019,
    value="98",
    reference_date=LAST_DAY,
    source=KpiSource.SELF_REPORTED,
    definition_version=1,
    reason="two were counted twice",
)


def verifying(file: File) -> VerifyKpiValue:
    """The verification of the figure in force."""
    [value] = file.state.kpis[0].values
    return VerifyKpiValue(
        kpi="members",
        year=2019,
        source=KpiSource.SELF_REPORTED,
        definition_version=1,
        value_hash=value_hash("members", 2019, value.source, 1, value.value, LAST_DAY),
    )


def with_a_figure() -> File:
    """A figure that somebody recorded before."""
    file = a_file("pact/demo", *RUNNING, KPI)
    return file.when(FIGURE, by=Actor(person="demo-somebody", role="case_officer"))


NEGATIVE = (*ANCHORED, *evaluated(1, InterimVerdict.NEGATIVE_WITH_REMEDIATION))
ASKED = RemedialPlanRequested(period=1, round=1, grounds="demo", requested_on=TODAY)
HANDED_IN = RemedialPlanSubmitted(period=1, round=1, plan_hash=A, received_on=TODAY)
ACCEPTED = RemedialPlanAccepted(period=1, round=1, plan_hash=A, decided_on=TODAY)
JUDGED = ProposeRemedialVerdict(period=1, plan_hash=A, verdict="accepted", grounds="demo")
OUTCOME = ProposeRemediationOutcome(period=1, outcome="fulfilled", findings="demo")
CLAIM = ProposeRecovery(recovery="one", cents=100, grounds="demo", pay_by=date(2020, 4, 30))
SHORT = RecordCofinancing(year=2019, private_cents=300, support_cents=500, proof_hash=A)
FOLLOWS = ProposeShortfallDecision(year=2019, consequence="none", grounds="demo")
ENVELOPE = ProposeEnvelope(cents=75 * MILLION, grounds="demo")
TOO_LITTLE = APPROVED.model_copy(update={"cents": 5 * MILLION})
OVER = OverAllocationFound(year=2020, over_cents=3 * MILLION, found_on=TODAY)
CUTS = ProposeOverAllocation(cuts=(("demo", 3 * MILLION),), grounds="demo")
COUNTED = ProposeRecomputation(deadline="D07/2021", anchor=date(2021, 1, 4), new_due=date(2020, 11, 30), reason="demo")
NO_MISS = ProposeMissRevocation(deadline="D07/2021", ground="corrected_fact", reason="demo")
GROUP = ProposeGroupExtension(
    group="storm", items=(GroupItem(pact="demo", deadline="D07/2021", new_due=NEW_DUE),), ground="demo"
)
ERASURE = ProposeErasure(document="plan", legal_ground="demo")

STOP = draft(Measure.TERMINATE_SUPPORT, TODAY)

NEXT = flanders().model_copy(update={"version": "demo"})
PACK = ProposePolicy(policy=NEXT, content_hash=content_hash(NEXT))

DRAFTS = (
    Draft(
        on("rules", PolicyAdopted(policy=flanders(), content_hash=content_hash(flanders()))),
        (PACK,),
        bound(AdoptPolicy(content_hash=PACK.content_hash)),
    ),
    measured(Measure.SUSPEND_SUPPORT, *RUNNING),
    measured(Measure.RESUME_SUPPORT, *RUNNING, SUSPENDED),
    Draft(on("pact/demo", *RUNNING), (STOP,), bound(EndorseTermination(proposal_hash=proposal_hash(STOP)))),
    Draft(
        on("pact/demo", *RUNNING),
        (STOP, EndorseTermination(proposal_hash=proposal_hash(STOP))),
        bound(taking(Measure.TERMINATE_SUPPORT, TODAY)),
    ),
    measured(Measure.SUSPEND_PACT, *IN_FORCE),
    measured(Measure.END_PACT, *IN_FORCE),
    Draft(
        on("pact/demo", *RUNNING), (CLAIM,), bound(DemandRecovery(recovery="one", proposal_hash=proposal_hash(CLAIM)))
    ),
    Draft(
        on("pact/demo", *NEGATIVE, ASKED),
        (SubmitRemedialPlan(period=1, plan_hash=A), JUDGED),
        bound(JudgeRemedialPlan(period=1, proposal_hash=proposal_hash(JUDGED))),
    ),
    Draft(
        on("pact/demo", *NEGATIVE, ASKED, HANDED_IN, ACCEPTED),
        (OUTCOME,),
        bound(CloseRemediation(period=1, proposal_hash=proposal_hash(OUTCOME))),
    ),
    Draft(
        on("pact/demo", *RUNNING),
        (SHORT, FOLLOWS),
        bound(DecideShortfall(year=2019, proposal_hash=proposal_hash(FOLLOWS))),
    ),
    Draft(on("pact/demo", *RUNNING, KPI), (FIGURE,), verifying),
    Draft(with_a_figure, (RESTATED,), verifying),
    Draft(
        with_a_plan_expected,
        (COUNTED,),
        bound(AcceptRecomputation(deadline="D07/2021", anchor=COUNTED.anchor, new_due=COUNTED.new_due)),
    ),
    Draft(with_a_late_plan, (NO_MISS,), bound(RevokeMiss(deadline="D07/2021", ground="corrected_fact"))),
    Draft(with_a_document, (ERASURE,), bound(EraseDocument(document="plan", proposal_hash=proposal_hash(ERASURE)))),
    Draft(on("pact/demo", *IN_FORCE), (ATTACH,), bound(PUBLIC)),
    Draft(
        beside_a_plan,
        (GROUP,),
        lambda file: DecideGroupExtension(
            group="storm", proposal_hash=file.state.groups[0].proposal_hash, decision="granted", reason="demo"
        ),
    ),
    Draft(
        on("budget/2020", OPENED, FORESEEN),
        (ENVELOPE,),
        lambda file: ApproveEnvelope(proposal_hash=file.state.proposal.proposal_hash),
    ),
    Draft(
        on("budget/2020", OPENED, FORESEEN, TOO_LITTLE, reserved("demo", 8 * MILLION), OVER),
        (CUTS,),
        lambda file: ResolveOverAllocation(proposal_hash=file.state.resolution.proposal_hash),
    ),
)
"""Each act here is done by somebody of its own; the decision first by that person, then by another."""


def by(kind: str) -> Actor:
    """Everybody does one kind of thing, in a role that may widen who reads a document."""
    return Actor(person=f"demo-{kind.replace('_', '-')}", role="head_of_unit")


def under_one_row(file: File, row: FourEyes) -> File:
    """The same file where the policy asks for this alone."""
    policy = flanders().model_copy(update={"four_eyes": (row,)})
    return file.under(RulesState(version=1, policies=(policy,)))


@cache
def kinds(number: int) -> tuple[str, tuple[str, ...]]:
    """The decision of a draft and its acts, by their names."""
    made = prepared(number)
    return DRAFTS[number].decision(made).kind, tuple(act.kind for act in DRAFTS[number].acts)


def prepared(number: int) -> File:
    """Everything up to the decision."""
    file = DRAFTS[number].file()
    for act in DRAFTS[number].acts:
        file.when(act, by=by(act.kind))
        assert file.refusal is None, file.refusal
    return file


@pytest.mark.parametrize("number", range(len(DRAFTS)))
def test_who_prepared_a_decision_does_not_take_it(number: int) -> None:
    """Whatever they did of what a policy may name; somebody else does."""
    decision, acts = kinds(number)
    for act in acts:
        file = under_one_row(prepared(number), FourEyes(decision=decision, preparation=(act,)))
        taken = DRAFTS[number].decision(file)
        file.when(taken, by=by(act)).then_refused("four_eyes")
        file.when(taken, by=by(decision))
        assert file.refusal is None, file.refusal


def test_who_drafted_a_part_neither_approves_nor_releases_the_answer() -> None:
    """Nor does anybody approve the same part twice."""
    story = question_files.drafted()
    drafter = Actor(person="demo-berk", role="head_of_unit")
    story.when(question_files.approval(story, 1), by=drafter).then_refused("four_eyes")
    head = Actor(person="demo-den", role="head_of_unit")
    story.when(question_files.approval(story, 1), by=head).then_types("answer.part_approved")
    again = Actor(person="demo-den", role="leading_official")
    story.when(question_files.approval(story, 1), by=again).then_refused("four_eyes")
    whole = question_files.approved()
    release = ReleaseAnswer(answer_hash=answer_hash(whole.state))
    whole.when(release, by=Actor(person="demo-berk", role="leading_official")).then_refused("four_eyes")


def test_every_decision_and_preparation_that_a_policy_may_name_is_tried() -> None:
    """Here or in the stories of the pact's year."""
    told: dict[str, set[str]] = {
        "approve_answer_part": {"draft_answer_part", "approve_answer_part"},
        "release_answer": {"draft_answer_part"},
    }
    for story in STORIES:
        told.setdefault(story.decision.kind, set()).update(act.kind for act in story.acts)
    for number in range(len(DRAFTS)):
        decision, acts = kinds(number)
        told.setdefault(decision, set()).update(acts)
    assert told == dict(PREPARATIONS)
