"""A record that the service made itself: two invented clusters, a budget, a question, an evaluation of the policy.

Every entry stands at the instant at which it was recorded; nothing is imported.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from schemas.agreement.award import SupportAwardedWithConditions, SupportRefused
from schemas.agreement.cap_anchor import CapAnchorContested, CapAnchorFixed
from schemas.agreement.extension import ExtensionGranted, ExtensionProposed
from schemas.agreement.period import AgreementActivated, AgreementSigned
from schemas.answer import Answer, Table
from schemas.budget.envelope import EnvelopeApproved, EnvelopeForeseen
from schemas.budget.funds import FundsCommitted, FundsPaid, OperatingSupportSet
from schemas.budget.reservation import (
    ClusterReservationMade,
    MeansCarriedOver,
    ReservationTransferred,
    ResidualAllocated,
)
from schemas.budget.whole import BudgetYearOpened
from schemas.cluster import ActivitiesTakenOver, ClusterOrganisationReplaced, ClusterRegistered
from schemas.cofinancing import CofinancingProven, CofinancingShortfallFound, ShortfallDecided
from schemas.commitment import CommitmentAbandoned, CommitmentAdded, CommitmentFulfilled
from schemas.condition import ConditionMissed, ConditionSet
from schemas.deadline import DeadlineKind, DeadlineMissed, DeadlineSet
from schemas.evaluation import (
    FamilyVerdict,
    InterimEvaluationCompleted,
    InterimEvaluationOpened,
    InterimEvaluationPlanned,
    InterimVerdict,
    PactVersionAdopted,
    PactYearlyEvaluationCompleted,
    SelfAssessmentReceived,
)
from schemas.event import Payload, Pending
from schemas.kpi import (
    KpiDefined,
    KpiDefinitionRevised,
    KpiSource,
    KpiTargetRevised,
    KpiTargetSet,
    KpiValueRecorded,
    KpiValueRestated,
    KpiValueVerified,
)
from schemas.lesson import BottleneckRecorded, BottleneckResolved, LessonRecorded, LessonTakenUp
from schemas.membership import MemberClass, MemberJoined, MemberLeft
from schemas.pact import PactEnteredIntoForce, PactRegistered, PactSignedByParty, PactTextAgreed
from schemas.policy import PolicyAdopted
from schemas.programme import MinisterChanged, PolicyEvaluationRecorded
from schemas.question.promise import PromiseKept, PromiseRecorded
from schemas.question.registration import QuestionRegistered
from schemas.remedial import RemedialPlanRequested, RemedialPlanSubmitted
from schemas.report import GoalVerdict, WorkYearReportProcessed, WorkYearReportReceived, WorkYearReportReplaced
from schemas.support import PactSuspended, RecoveryDemanded, RecoveryProposed, RepaymentReceived, SupportSuspended
from schemas.year_plan import YearPlanApproved, YearPlanWithdrawn
from tests.unit.flanders import flanders
from tests.unit.history import Record
from tests.unit.scenario import on

DUIN, HEI = "pact/duin", "pact/hei"
MILLION = 100_000_000
A, B = "a" * 64, "b" * 64
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""After everything that is told here."""

Entry = tuple[str, date, Payload]
"""Stream, day on which it is true and recorded, payload."""


def _deadline(rule: str, name: str, subject: tuple[str, str], due: date) -> DeadlineSet:
    version = next(one.version for one in flanders().deadlines if one.id == rule)
    return DeadlineSet(
        deadline=name,
        rule=rule,
        rule_version=version,
        calendar="office",
        calendar_version="2026.1",
        kind=DeadlineKind.ACTION,
        subject=(subject,),
        anchor=due,
        raw_due=due,
        due=due,
        instant=datetime(due.year, due.month, due.day, 22, tzinfo=UTC),
    )


def _value(year: int, value: str, version: int = 1, source: KpiSource = KpiSource.SELF_REPORTED) -> KpiValueRecorded:
    return KpiValueRecorded(
        kpi="members-sme",
        year=year,
        definition_version=version,
        value=value,
        reference_date=date(year, 12, 31),
        source=source,
        value_hash=A,
    )


STORY: tuple[Entry, ...] = (
    ("rules", date(2018, 1, 2), PolicyAdopted(policy=flanders(), content_hash=A)),
    ("cluster/duin", date(2018, 1, 3), ClusterRegistered(name="Duin")),
    ("cluster/hei", date(2018, 1, 3), ClusterRegistered(name="Hei")),
    (DUIN, date(2018, 1, 3), PactRegistered(cluster="duin")),
    (HEI, date(2018, 1, 3), PactRegistered(cluster="hei")),
    (
        DUIN,
        date(2018, 1, 5),
        SupportAwardedWithConditions(decided_on=date(2018, 1, 5), minutes="demo 1", conditions=("a plan",)),
    ),
    (HEI, date(2018, 1, 5), SupportRefused(decided_on=date(2018, 1, 5), minutes="demo 1")),
    (
        DUIN,
        date(2018, 1, 8),
        AgreementSigned(period=1, start=date(2018, 2, 1), end=date(2021, 1, 31), signed_on=date(2018, 1, 8)),
    ),
    (DUIN, date(2018, 2, 1), CapAnchorFixed(anchor=date(2018, 2, 1), cap=date(2028, 1, 31))),
    (
        DUIN,
        date(2018, 2, 1),
        AgreementActivated(period=1, start=date(2018, 2, 1), end=date(2021, 1, 31), activated_on=date(2018, 2, 1)),
    ),
    (DUIN, date(2018, 2, 5), PactTextAgreed(text_hash=A, signatories=("demo minister", "demo cluster"))),
    (
        DUIN,
        date(2018, 2, 8),
        PactSignedByParty(signatory="demo minister", signed_on=date(2018, 2, 8), signed=1, required=2),
    ),
    (
        DUIN,
        date(2018, 2, 6),
        PactSignedByParty(signatory="demo cluster", signed_on=date(2018, 2, 6), signed=2, required=2),
    ),
    (DUIN, date(2018, 2, 9), PactEnteredIntoForce(pact_version=1, text_hash=A, in_force_on=date(2018, 2, 9))),
    (
        DUIN,
        date(2018, 3, 1),
        KpiDefined(
            kpi="members-sme",
            family="members",
            title_nl="kmo-leden",
            title_en="SME members",
            definition="members below 250 staff",
            unit="count",
            aggregation="sum",
        ),
    ),
    (DUIN, date(2018, 3, 1), KpiTargetSet(kpi="members-sme", year=2018, definition_version=1, target="40")),
    (DUIN, date(2018, 3, 1), KpiTargetSet(kpi="members-sme", year=2019, definition_version=1, target="50")),
    (
        DUIN,
        date(2018, 3, 2),
        CommitmentAdded(
            commitment="desk",
            party="agency",
            sort="non_financial",
            text_nl="opent een loket",
            text_en="opens a desk",
            due=date(2018, 12, 31),
            pact_version=1,
        ),
    ),
    (
        DUIN,
        date(2018, 3, 2),
        CommitmentAdded(
            commitment="roadmap",
            party="cluster",
            sort="non_financial",
            text_nl="een plan",
            text_en="a roadmap",
            pact_version=1,
        ),
    ),
    (
        DUIN,
        date(2018, 3, 2),
        CommitmentAdded(
            commitment="fair",
            party="cluster",
            sort="non_financial",
            text_nl="een beurs",
            text_en="a fair",
            pact_version=1,
        ),
    ),
    (DUIN, date(2018, 3, 2), _deadline("K02", "K02/desk", ("commitment", "desk"), date(2018, 12, 31))),
    (
        "cluster/duin",
        date(2018, 4, 1),
        MemberJoined(member="demo-bakery", member_class=MemberClass.SME, since=date(2018, 4, 1)),
    ),
    (
        "cluster/duin",
        date(2018, 4, 1),
        MemberJoined(member="demo-mill", member_class=MemberClass.LARGE_COMPANY, since=date(2018, 4, 1)),
    ),
    (
        "cluster/hei",
        date(2018, 4, 1),
        MemberJoined(member="demo-bakery", member_class=MemberClass.SME, since=date(2018, 4, 1)),
    ),
    (
        "cluster/hei",
        date(2018, 4, 1),
        MemberJoined(member="demo-school", member_class=MemberClass.KNOWLEDGE_INSTITUTION, since=date(2018, 4, 1)),
    ),
    (DUIN, date(2018, 11, 15), CommitmentFulfilled(commitment="roadmap", on=date(2018, 11, 15))),
    (DUIN, date(2018, 11, 20), CommitmentAbandoned(commitment="fair", on=date(2018, 11, 20))),
    (DUIN, date(2018, 12, 31), _value(2018, "38")),
    (DUIN, date(2018, 12, 31), DeadlineMissed(deadline="K02/desk", revision=1, due=date(2018, 12, 31))),
    (
        "budget/2019",
        date(2019, 1, 2),
        BudgetYearOpened(year=2019, year_start=date(2019, 1, 1), year_end=date(2019, 12, 31)),
    ),
    ("budget/2019", date(2019, 1, 3), EnvelopeForeseen(year=2019, cents=30 * MILLION)),
    ("budget/2019", date(2019, 1, 10), EnvelopeApproved(year=2019, cents=25 * MILLION, decided_on=date(2019, 1, 10))),
    ("budget/2019", date(2019, 1, 11), ClusterReservationMade(year=2019, cluster="duin", cents=8 * MILLION)),
    ("budget/2019", date(2019, 1, 11), ClusterReservationMade(year=2019, cluster="hei", cents=6 * MILLION)),
    (
        "budget/2019",
        date(2019, 1, 12),
        ResidualAllocated(year=2019, earmark="intercluster-projects", cents=4 * MILLION),
    ),
    (
        "budget/2019",
        date(2019, 1, 14),
        OperatingSupportSet(year=2019, cluster="duin", cents=50_000_000, eligible_cents=MILLION),
    ),
    ("budget/2019", date(2019, 2, 1), MeansCarriedOver(year=2019, line="duin", from_year=2018, cents=MILLION)),
    (DUIN, date(2019, 2, 1), _deadline("D12", "D12/2019", ("year", "2019"), date(2019, 3, 31))),
    (
        DUIN,
        date(2019, 2, 20),
        PactYearlyEvaluationCompleted(year=2018, outcome="new_version", findings="f", completed_on=date(2019, 2, 20)),
    ),
    (DUIN, date(2019, 2, 20), PactVersionAdopted(pact_version=2, year=2018, text_hash=B, adopted_on=date(2019, 2, 20))),
    (
        DUIN,
        date(2019, 3, 1),
        KpiValueVerified(
            kpi="members-sme", year=2018, definition_version=1, value="38", source=KpiSource.SELF_REPORTED, value_hash=A
        ),
    ),
    (
        DUIN,
        date(2019, 3, 15),
        WorkYearReportReceived(year=2018, report_hash=A, title="report", received_on=date(2019, 3, 15)),
    ),
    (
        DUIN,
        date(2019, 3, 20),
        WorkYearReportReplaced(year=2018, report_hash=B, former_hash=A, received_on=date(2019, 3, 20)),
    ),
    (
        DUIN,
        date(2019, 4, 20),
        WorkYearReportProcessed(
            year=2018, report_hash=B, verdict=GoalVerdict.PARTLY_REACHED, processed_on=date(2019, 4, 20)
        ),
    ),
    (
        DUIN,
        date(2019, 4, 21),
        LessonRecorded(
            lesson="shared-lab",
            text_nl="een gedeeld labo werkt",
            text_en="a shared lab works",
            origin="report",
            origin_reference="2018",
        ),
    ),
    (
        DUIN,
        date(2019, 4, 21),
        BottleneckRecorded(
            lesson="slow-forms",
            text_nl="formulieren zijn traag",
            text_en="forms are slow",
            origin="report",
            origin_reference="2018",
        ),
    ),
    (
        "budget/2019",
        date(2019, 5, 2),
        FundsCommitted(
            year=2019,
            line="duin",
            project="demo-lab",
            clusters=("duin",),
            cents=3 * MILLION,
            decided_on=date(2019, 5, 2),
        ),
    ),
    (
        "budget/2019",
        date(2019, 6, 2),
        FundsPaid(year=2019, project="demo-lab", cents=MILLION, open_cents=2 * MILLION, paid_on=date(2019, 6, 2)),
    ),
    (
        DUIN,
        date(2019, 6, 5),
        CofinancingShortfallFound(
            year=2018,
            private_cents=30_000_000,
            support_cents=50_000_000,
            required_cents=50_000_000,
            shortfall_cents=20_000_000,
            proof_hash=A,
            recorded_on=date(2019, 6, 5),
        ),
    ),
    (
        HEI,
        date(2019, 6, 5),
        CofinancingProven(
            year=2018, private_cents=50_000_000, support_cents=50_000_000, proof_hash=A, recorded_on=date(2019, 6, 5)
        ),
    ),
    ("budget/2019", date(2019, 7, 1), ReservationTransferred(year=2019, source="hei", target="duin", cents=MILLION)),
    (
        "question/demo-7",
        date(2019, 9, 2),
        QuestionRegistered(
            number="demo-7",
            title="demo",
            asker="demo-asker",
            office="demo-office",
            sent_on=date(2019, 9, 2),
            text="demo",
        ),
    ),
    (
        "question/demo-7",
        date(2019, 9, 30),
        PromiseRecorded(promise="one-form", text="one form for all", follow_up_by=date(2020, 3, 1)),
    ),
    (
        "question/demo-7",
        date(2019, 9, 30),
        PromiseRecorded(promise="visit", text="a visit to each cluster", follow_up_by=date(2020, 9, 1)),
    ),
    (
        "programme/flanders-clusters",
        date(2019, 10, 1),
        PolicyEvaluationRecorded(evaluation="demo-2020", state="running", on=date(2019, 10, 1)),
    ),
    (
        "programme/flanders-clusters",
        date(2019, 10, 2),
        MinisterChanged(office="demo-office", holder="demo-holder", former=None, since=date(2019, 10, 2)),
    ),
    (DUIN, date(2019, 12, 31), _value(2019, "52")),
    (DUIN, date(2019, 12, 31), _value(2019, "60", source=KpiSource.EXTERNAL)),
    (
        DUIN,
        date(2020, 1, 15),
        LessonTakenUp(lesson="shared-lab", taken_up_in="pact_version", version="2", on=date(2020, 1, 15)),
    ),
    (
        DUIN,
        date(2020, 1, 20),
        KpiTargetRevised(kpi="members-sme", year=2019, definition_version=1, former="50", target="51"),
    ),
    (DUIN, date(2020, 2, 1), InterimEvaluationPlanned(period=1, planned_for=date(2020, 3, 1))),
    (DUIN, date(2020, 3, 1), InterimEvaluationOpened(period=1, opened_on=date(2020, 3, 1))),
    (DUIN, date(2020, 3, 20), SelfAssessmentReceived(period=1, assessment_hash=A, received_on=date(2020, 3, 20))),
    ("question/demo-7", date(2020, 5, 4), PromiseKept(promise="visit", how="all were visited", on=date(2020, 5, 4))),
    (
        DUIN,
        date(2020, 6, 30),
        InterimEvaluationCompleted(
            period=1,
            verdict=InterimVerdict.NEGATIVE_WITH_REMEDIATION,
            report_hash=A,
            completed_on=date(2020, 6, 30),
            families=(
                FamilyVerdict(family="members", verdict=GoalVerdict.REACHED),
                FamilyVerdict(family="company-impact", verdict=GoalVerdict.NOT_REACHED),
            ),
        ),
    ),
    (DUIN, date(2020, 7, 1), RemedialPlanRequested(period=1, round=1, grounds="demo", requested_on=date(2020, 7, 1))),
    (DUIN, date(2020, 8, 1), RemedialPlanSubmitted(period=1, round=1, plan_hash=A, received_on=date(2020, 8, 1))),
    (
        DUIN,
        date(2020, 9, 1),
        ConditionSet(
            condition="staff", source="interim_evaluation", reference="1", text="two more staff", due=date(2020, 10, 1)
        ),
    ),
    (
        DUIN,
        date(2020, 10, 1),
        ConditionMissed(condition="staff", source="interim_evaluation", reference="1", due=date(2020, 10, 1)),
    ),
    (DUIN, date(2020, 10, 15), BottleneckResolved(lesson="slow-forms", how="one form is left", on=date(2020, 10, 15))),
    (
        DUIN,
        date(2020, 11, 1),
        ExtensionProposed(
            period=1,
            months=36,
            new_start=date(2021, 2, 1),
            new_end=date(2024, 1, 31),
            cap=date(2028, 1, 31),
            proposal_hash=A,
        ),
    ),
    (
        DUIN,
        date(2020, 11, 20),
        ExtensionGranted(
            period=1,
            months=36,
            new_start=date(2021, 2, 1),
            new_end=date(2024, 1, 31),
            decided_on=date(2020, 11, 20),
            minutes="demo 2",
        ),
    ),
    (DUIN, date(2020, 12, 1), YearPlanApproved(year=2021, round=1, plan_hash=A, decided_on=date(2020, 12, 1))),
    (
        DUIN,
        date(2020, 12, 5),
        KpiDefinitionRevised(
            kpi="members-sme",
            definition_version=2,
            definition="members below 100 staff",
            unit="count",
            is_comparable=False,
        ),
    ),
    (DUIN, date(2020, 12, 31), _value(2020, "20", version=2)),
    (
        DUIN,
        date(2019, 12, 31),
        KpiValueRestated(
            kpi="members-sme",
            year=2019,
            definition_version=2,
            former=None,
            value="18",
            reference_date=date(2019, 12, 31),
            source=KpiSource.SELF_REPORTED,
            value_hash=B,
        ),
    ),
    (
        "budget/2022",
        date(2021, 1, 4),
        BudgetYearOpened(year=2022, year_start=date(2022, 1, 1), year_end=date(2022, 12, 31)),
    ),
    ("budget/2022", date(2021, 1, 5), EnvelopeForeseen(year=2022, cents=20 * MILLION)),
    ("budget/2022", date(2021, 1, 6), EnvelopeForeseen(year=2022, cents=21 * MILLION)),
    (
        "budget/2023",
        date(2021, 1, 7),
        BudgetYearOpened(year=2023, year_start=date(2023, 1, 1), year_end=date(2023, 12, 31)),
    ),
    (DUIN, date(2021, 1, 10), CapAnchorContested(anchor=date(2018, 6, 1), cap=date(2028, 5, 31))),
    (
        DUIN,
        date(2021, 1, 12),
        ShortfallDecided(year=2018, consequence="reduce_support", cents=20_000_000, decided_on=date(2021, 1, 12)),
    ),
    (DUIN, date(2021, 1, 15), SupportSuspended(period=1, suspended_on=date(2021, 1, 15), grounds="demo")),
    (DUIN, date(2021, 1, 16), PactSuspended(suspended_on=date(2021, 1, 16), grounds="demo")),
    (
        DUIN,
        date(2021, 1, 16),
        RecoveryProposed(
            recovery="demo-back", cents=10 * 100_000, grounds="demo", pay_by=date(2021, 3, 1), proposal_hash=A
        ),
    ),
    (
        DUIN,
        date(2021, 1, 17),
        RecoveryDemanded(
            recovery="demo-back",
            cents=10 * 100_000,
            grounds="demo",
            demanded_on=date(2021, 1, 17),
            pay_by=date(2021, 3, 1),
        ),
    ),
    (
        DUIN,
        date(2021, 1, 20),
        RepaymentReceived(
            recovery="demo-back", cents=4 * 100_000, received_on=date(2021, 1, 20), open_cents=6 * 100_000
        ),
    ),
    (DUIN, date(2021, 1, 21), YearPlanWithdrawn(year=2021, round=1, plan_hash=A, withdrawn_on=date(2021, 1, 21))),
    ("cluster/hei", date(2021, 1, 22), ActivitiesTakenOver(origin="demo-circle")),
    ("cluster/hei", date(2021, 1, 22), ClusterOrganisationReplaced(organisation="demo-house")),
    ("cluster/duin", date(2021, 1, 23), MemberLeft(member="demo-bakery", last_day=date(2021, 1, 23))),
)


def own_record(story: tuple[Entry, ...] = STORY) -> Record:
    """The record of this story: each entry recorded at noon of its day, a second after the entry before at least."""
    record = Record()
    for stream, day, payload in story:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        before = record.events[-1].recorded_at if record.events else noon
        record.now = max(noon, before + timedelta(seconds=1))
        record.append(stream, [Pending(payload=payload, effective=on(day), decided_on=day)])
    return record


@cache
def whole_story() -> Record:
    """All of it; no test adds to it."""
    return own_record()


def table(answer: Answer, name: str) -> Table:
    """Find a table of an answer."""
    return next(one for part in answer.parts for one in part.tables if one.id == name)


def texts_of(answer: Answer, name: str) -> dict[str, list[str]]:
    """What stands in a table, by the headings of its rows."""
    return {row.heading: [cell.text for cell in row.cells] for row in table(answer, name).rows}
