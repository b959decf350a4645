"""Deadlines after a withdrawal: what it had closed or stopped runs again, what it had set falls away."""

from datetime import UTC, date, datetime, timedelta

from domain.preparation import proposal_hash
from domain.stream import fold
from schemas.deadline import DeadlineCancelled, DeadlineReopened, DeadlineSet, DeadlineStage, FireDeadline
from schemas.pact import PactState
from schemas.question.registration import WithdrawQuestion
from schemas.question.whole import QuestionState
from schemas.report import ReceiveReport, ReplaceReport
from schemas.support import (
    EndorseTermination,
    Measure,
    PactEnded,
    ProposeMeasure,
    ResumeSupport,
    SuspendSupport,
    TerminateAgreement,
)
from schemas.workyear import ExpectYearPlan, StartWorkYear
from tests.unit.corrected_files import File
from tests.unit.flanders import flemish_rules
from tests.unit.pact_files import ANCHORED
from tests.unit.question_files import FIRST, REGISTER
from tests.unit.scenario import CLUSTER, HEAD, LEADER, SECRETARY, SYSTEM

H, J = "e" * 64, "f" * 64
TAKEN_OVER = datetime(2018, 12, 31, 23, 0, tzinfo=UTC)
EXPECTED_AT = datetime(2019, 8, 31, 22, 0, tzinfo=UTC)
NEW_YEAR = datetime(2019, 12, 31, 23, 0, tzinfo=UTC)
IN_TIME = datetime(2020, 2, 3, 9, 0, tzinfo=UTC)
TOO_LATE = datetime(2020, 6, 1, 9, 0, tzinfo=UTC)


def a_pact() -> File:
    """A pact whose support runs, with the report on 2019 and the plan for 2020 expected, under the real pack."""
    file = File("pact/demo", flemish_rules()).at(TAKEN_OVER).given(*ANCHORED)
    file.when(StartWorkYear(year=2019), by=SYSTEM)
    file.when(ExpectYearPlan(year=2020), by=SYSTEM, at=EXPECTED_AT)
    file.when(StartWorkYear(year=2020), by=SYSTEM, at=NEW_YEAR)
    assert file.refusal is None
    return file


def deadline(file: File, name: str) -> tuple[DeadlineStage, date, int]:
    """Stage, due date and revision."""
    assert isinstance(file.state, PactState | QuestionState)
    (found,) = (one for one in file.state.deadlines if one.id == name)
    return found.stage, found.due, found.revision


def reported() -> File:
    """The report on 2019 came in."""
    return a_pact().when(ReceiveReport(year=2019, report_hash=H), by=CLUSTER, at=IN_TIME)


def test_what_a_withdrawn_fact_had_met_runs_again_by_its_old_date() -> None:
    """In a new revision, so that it can fall due; and what the fact had set falls away."""
    file = reported()
    _, due, _ = deadline(file, "D13/2019")
    position = file.last("report.received").position
    file.correcting("report.received")
    assert (DeadlineStage.OPEN, due, 2) == deadline(file, "D13/2019")
    assert DeadlineStage.CANCELLED is deadline(file, "D14/2019")[0]
    told = [event.payload for event in file.answer[1:]]
    assert [position] == [one.because for one in told if isinstance(one, DeadlineReopened)]
    assert {"fact.corrected"} == {one.because for one in told if isinstance(one, DeadlineCancelled)}


def test_the_instant_of_a_reopened_date_is_derived_anew() -> None:
    """By the tables of time zones in use, which are the ones that are noted with it."""
    file = reported()
    [place] = [
        number
        for number, event in enumerate(file.history)
        if isinstance(event.payload, DeadlineSet) and event.payload.deadline == "D13/2019"
    ]
    placed = file.history[place].payload
    assert isinstance(placed, DeadlineSet)
    former = placed.model_copy(update={"instant": placed.instant + timedelta(hours=1), "tzdata": "2018i"})
    file.history[place] = file.history[place].model_copy(update={"payload": former})
    file.state = fold(file.stream, file.history)
    file.proposing("report.received")
    file.approving()
    assert [placed.instant] == [one.payload.instant for one in file.answer if isinstance(one.payload, DeadlineReopened)]


def test_what_ran_out_meanwhile_is_missed_on_its_due_date() -> None:
    """Truthfully: nothing had come by then."""
    file = reported().at(TOO_LATE).correcting("report.received")
    _, due, revision = deadline(file, "D13/2019")
    file.when(FireDeadline(deadline="D13/2019", revision=revision), by=SYSTEM, at=TOO_LATE + timedelta(minutes=1))
    (missed,) = (event for event in file.answer if event.payload.type == "deadline.missed")
    assert due == missed.effective.latest


def test_a_withdrawn_fact_can_come_again_and_meets_its_deadline_again() -> None:
    """In the revision that was reopened."""
    file = reported().correcting("report.received")
    file.when(ReceiveReport(year=2019, report_hash=J), by=CLUSTER)
    assert DeadlineStage.MET is deadline(file, "D13/2019")[0]
    assert DeadlineStage.OPEN is deadline(file, "D14/2019.2")[0]


def test_what_rests_on_the_report_keeps_its_deadline_closed() -> None:
    """Another report in its place is withdrawn first, and changes nothing about the first."""
    file = reported().when(ReplaceReport(year=2019, report_hash=J, reason="misprint"), by=CLUSTER)
    file.proposing("report.received").then_refused("rests_on_it")
    file.correcting("report.replaced")
    assert DeadlineStage.MET is deadline(file, "D13/2019")[0]


def terminated() -> File:
    """Support was ended from a day to come."""
    file, on = a_pact().at(IN_TIME), date(2020, 12, 31)
    wish = ProposeMeasure(measure=Measure.TERMINATE_SUPPORT, on=on, grounds="g")
    file.when(wish)
    file.when(EndorseTermination(proposal_hash=proposal_hash(wish)), by=HEAD)
    decided = {"decided_on": IN_TIME.date(), "minutes": "m", "proposal_hash": proposal_hash(wish)}
    file.when(TerminateAgreement.model_validate(decided), by=SECRETARY)
    assert file.refusal is None
    return file


def stages(file: File) -> dict[str, DeadlineStage]:
    """Where each deadline of a pact stands."""
    assert isinstance(file.state, PactState)
    return {one.id: one.stage for one in file.state.deadlines}


def test_what_a_withdrawn_termination_had_cancelled_runs_again() -> None:
    """Every one of them."""
    before = stages(a_pact())
    file = terminated()
    assert DeadlineStage.CANCELLED is stages(file)["D07/2020"]
    file.correcting("agreement.terminated", LEADER)
    assert before == {name: stage for name, stage in stages(file).items() if name in before}


def test_what_another_fact_closes_too_stays_closed() -> None:
    """The pact itself ended: nothing of it is owed, terminated or not."""
    ended = PactEnded(ended_on=IN_TIME.date(), how="ended", grounds="g")
    file = terminated().given(ended)
    before = stages(file)
    file.correcting("agreement.terminated", LEADER)
    assert before["D07/2020"] is DeadlineStage.CANCELLED
    assert before["D07/2020"] is stages(file)["D07/2020"]


def suspended(until: datetime | None = None) -> File:
    """Support suspended, and resumed where a day is given."""
    file = a_pact().at(IN_TIME)
    wish = ProposeMeasure(measure=Measure.SUSPEND_SUPPORT, on=IN_TIME.date(), grounds="g")
    file.when(wish).when(SuspendSupport(proposal_hash=proposal_hash(wish)), by=HEAD)
    if until is not None:
        back = ProposeMeasure(measure=Measure.RESUME_SUPPORT, on=until.date(), grounds="g")
        file.when(back, at=until).when(ResumeSupport(proposal_hash=proposal_hash(back)), by=HEAD)
    assert file.refusal is None
    return file


def test_what_a_withdrawn_suspension_had_stopped_runs_again() -> None:
    """By its old date: it never stood still."""
    _, due, _ = deadline(a_pact(), "D13/2019")
    file = suspended()
    assert DeadlineStage.STOPPED is deadline(file, "D13/2019")[0]
    file.at(IN_TIME + timedelta(days=20)).correcting("support.suspended")
    assert (DeadlineStage.OPEN, due, 2) == deadline(file, "D13/2019")


def test_what_a_withdrawn_resumption_had_let_run_stands_still_again() -> None:
    """As from the first day of the suspension, with the date it had then."""
    _, due, _ = deadline(a_pact(), "D13/2019")
    file = suspended(IN_TIME + timedelta(days=20))
    assert due < deadline(file, "D13/2019")[1]
    file.proposing("support.suspended").then_refused("rests_on_it")
    file.correcting("support.resumed")
    assert (DeadlineStage.STOPPED, due) == deadline(file, "D13/2019")[:2]
    assert isinstance(file.state, PactState)
    (since,) = {one.stopped_since for one in file.state.deadlines if one.id == "D13/2019"}
    assert IN_TIME.date() == since


def test_what_runs_again_during_a_suspension_stands_still_with_the_rest() -> None:
    """The report that was withdrawn is owed when support is resumed."""
    file = reported().at(IN_TIME + timedelta(days=1))
    wish = ProposeMeasure(measure=Measure.SUSPEND_SUPPORT, on=file.now.date(), grounds="g")
    file.when(wish).when(SuspendSupport(proposal_hash=proposal_hash(wish)), by=HEAD)
    file.correcting("report.received")
    assert DeadlineStage.STOPPED is deadline(file, "D13/2019")[0]


def test_what_a_withdrawn_withdrawal_of_a_question_had_cancelled_runs_again() -> None:
    """The question was never taken back: it is to be answered by the day it always had."""
    file = File("question/2020-384", flemish_rules()).at(datetime(2020, 3, 23, 9, 0, tzinfo=UTC))
    file.when(REGISTER).when(FIRST)
    before = deadline(file, "D18")
    file.when(WithdrawQuestion(withdrawn_on=file.now.date()))
    assert DeadlineStage.CANCELLED is deadline(file, "D18")[0]
    file.correcting("question.withdrawn")
    assert (*before[:2], 2) == deadline(file, "D18")
