"""A file that ran elsewhere for years is taken over with the ordinary commands, and lives on from today."""

from datetime import UTC, date, datetime, timedelta

from domain.preparation import proposal_hash
from domain.simulation import simulate
from schemas.agreement.cap_anchor import FixCapAnchor
from schemas.agreement.extension import EndorseExtension, ProposeExtension, RecordExtensionDecision
from schemas.agreement.period import AgreementStage, DraftAgreement, SignAgreement
from schemas.command import CommandEnvelope, PactCommand
from schemas.deadline import DeadlineKind, DeadlineMissed, DeadlineSet
from schemas.evaluation import (
    CompleteInterimEvaluation,
    InterimVerdict,
    OpenInterimEvaluation,
    ProposeInterimVerdict,
)
from schemas.pact import AgreePactText, BringPactIntoForce, RecordSignature, RegisterPact
from schemas.simulation import Simulated
from schemas.workyear import ReportExpected, YearPlanExpected
from tests.unit.flanders import flemish_rules
from tests.unit.pact_files import A, B, C

TAKEN_OVER = datetime(2022, 3, 1, 9, tzinfo=UTC)
OFFICER, HEAD, LEADER, SECRETARY = "demo-berk", "demo-den", "demo-eik", "demo-ficus"

JUDGED = ProposeInterimVerdict(period=1, verdict=InterimVerdict.POSITIVE, report_hash=C)
WISHED = ProposeExtension(period=1, months=36)

PAST: tuple[tuple[str, PactCommand], ...] = (
    (OFFICER, RegisterPact(cluster="demo")),
    (OFFICER, AgreePactText(text_hash=A, signatories=("demo minister", "demo cluster"))),
    (OFFICER, RecordSignature(signatory="demo minister", text_hash=A, signed_on=date(2018, 5, 4))),
    (OFFICER, RecordSignature(signatory="demo cluster", text_hash=A, signed_on=date(2018, 5, 7))),
    (HEAD, BringPactIntoForce(in_force_on=date(2018, 5, 7))),
    (HEAD, FixCapAnchor(anchor=date(2018, 1, 1), reason="demo award")),
    (OFFICER, DraftAgreement(start=date(2018, 1, 1), text_hash=A)),
    (LEADER, SignAgreement(period=1, text_hash=A, signed_on=date(2017, 12, 20))),
    (OFFICER, OpenInterimEvaluation(period=1)),
    (OFFICER, JUDGED),
    (HEAD, CompleteInterimEvaluation(period=1, report_hash=C, proposal_hash=proposal_hash(JUDGED))),
    (OFFICER, WISHED),
    (HEAD, EndorseExtension(period=1, proposal_hash=proposal_hash(WISHED))),
    (
        SECRETARY,
        RecordExtensionDecision(
            period=1,
            decision="granted",
            proposal_hash=proposal_hash(WISHED),
            months=36,
            decided_on=date(2020, 11, 20),
            minutes="demo minutes 9",
        ),
    ),
    (OFFICER, DraftAgreement(start=date(2021, 1, 1), text_hash=B)),
    (LEADER, SignAgreement(period=2, text_hash=B, signed_on=date(2020, 12, 15))),
)


def taken_over(until: datetime) -> Simulated:
    """The file after its past was entered, one act a minute, and what time then brought."""
    script = [
        (
            TAKEN_OVER + timedelta(minutes=number),
            CommandEnvelope(command_id=f"demo-{number:04d}", stream="pact/demo", person=person, command=command),
        )
        for number, (person, command) in enumerate(PAST)
    ]
    return simulate("pact/demo", script, flemish_rules(), since=TAKEN_OVER, until=until)


def test_a_file_in_its_second_period_is_taken_over_with_dates_in_the_past() -> None:
    """No act is refused, and the chain is whole."""
    life = taken_over(TAKEN_OVER + timedelta(hours=1))
    assert {"recorded"} == {code for _, code in life.outcomes}
    assert [(1, AgreementStage.EXTENDED), (2, AgreementStage.ACTIVE)] == [
        (period.number, period.stage) for period in life.state.agreement.periods
    ]


def test_a_file_taken_over_is_asked_nothing_about_the_years_before() -> None:
    """Its first plan is for the year after, its first report on the year in which it came."""
    life = taken_over(datetime(2023, 1, 2, 9, tzinfo=UTC))
    plans = [event.payload.year for event in life.events if isinstance(event.payload, YearPlanExpected)]
    reports = [event.payload.year for event in life.events if isinstance(event.payload, ReportExpected)]
    assert ([2023], [2022]) == (plans, reports)


def test_what_an_act_makes_due_at_once_is_carried_out_at_once() -> None:
    """A signed period that already runs waits for nothing."""
    life = taken_over(datetime(2023, 1, 2, 9, tzinfo=UTC))
    activated = [event.recorded_at.date() for event in life.events if event.type == "agreement.activated"]
    assert [date(2022, 3, 1)] * 2 == activated


def test_what_had_passed_before_the_file_was_known_is_not_counted_as_missed() -> None:
    """Its dates of before stand open without a miss; those of after are missed like any other."""
    life = taken_over(datetime(2024, 1, 15, 9, tzinfo=UTC))
    passed = [one.id for one in life.state.deadlines if one.taken_over]
    missed = [event.payload.deadline for event in life.events if isinstance(event.payload, DeadlineMissed)]
    assert {"D04/1", "D05/1", "D06/1"} == {name for name in passed if name.endswith("/1")}
    assert [] == [name for name in missed if name in passed]
    assert "D04/2" in missed
    actions = [event.payload for event in life.events if isinstance(event.payload, DeadlineSet)]
    had_passed = {one.deadline for one in actions if one.kind is DeadlineKind.ACTION and one.instant <= TAKEN_OVER}
    assert had_passed == set(passed)
