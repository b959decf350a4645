"""The commitments of a pact: added, changed, followed and closed."""

from datetime import UTC, date, datetime

import pytest

from domain import commitment, pact
from schemas.commitment import (
    AddCommitment,
    ChangeCommitment,
    CloseCommitment,
    Commitment,
    CommitmentAbandoned,
    CommitmentAdded,
    CommitmentChanged,
    CommitmentFulfilled,
    CommitmentProgressReported,
    CommitmentRescheduled,
    ReportCommitmentProgress,
)
from schemas.deadline import FireDeadline
from schemas.pact import PactState
from tests.unit.pact_files import IN_FORCE, REGISTERED, pact_file
from tests.unit.programme import RULES, a_policy, a_rule, rules_of
from tests.unit.scenario import MORNING, SYSTEM, Scenario, on

TODAY = MORNING.date()
DUE, LATER = date(2020, 6, 30), date(2020, 9, 30)
AFTER = datetime(2020, 7, 2, 9, tzinfo=UTC)

ADD = AddCommitment(
    commitment="lab", party="agency", sort="non_financial", text_nl="een labo", text_en="a laboratory", due=DUE
)
ADDED = CommitmentAdded(
    commitment="lab",
    party="agency",
    sort="non_financial",
    text_nl="een labo",
    text_en="a laboratory",
    due=DUE,
    pact_version=1,
)
REWORD = ChangeCommitment(commitment="lab", text_nl="twee labo's", text_en="two laboratories", due=DUE, reason="agreed")
MOVE = REWORD.model_copy(update={"due": LATER})
DELAYED = ReportCommitmentProgress(commitment="lab", progress="delayed", remark="no site yet")
FULFIL = CloseCommitment(commitment="lab", outcome="fulfilled", on=TODAY, reason="opened")
ABANDON = CloseCommitment(commitment="lab", outcome="abandoned", on=TODAY, reason="no means")

DAY = a_rule(
    "K02",
    "commitment.added",
    "due",
    subject=("commitment",),
    met_by=("commitment.fulfilled",),
    cancelled_by=("commitment.rescheduled", "commitment.abandoned"),
).model_copy(update={"opened_by": ("commitment.added", "commitment.rescheduled")})

WITH_DAY = rules_of(a_policy(deadlines=(*RULES, DAY)))


def file() -> Scenario[PactState]:
    """A pact in force."""
    return pact_file(commitment.decide).given(*IN_FORCE)


def whole() -> Scenario[PactState]:
    """The same with its deadlines, where the promise is added."""
    made = Scenario(pact.decide, pact.evolve, PactState(), rules=WITH_DAY).given(*IN_FORCE)
    return made.when(ADD).then_types("commitment.added", "deadline.set")


def kept(scenario: Scenario[PactState]) -> Commitment:
    """The one commitment of the file."""
    [only] = scenario.state.commitments
    return only


def test_a_commitment_is_added_once() -> None:
    """The same again changes nothing, also after it was followed; another text is refused."""
    made = file().when(ADD).then(ADDED)
    made.when(ADD).then_nothing()
    made.when(DELAYED).when(ADD).then_nothing()
    made.when(ADD.model_copy(update={"party": "cluster"})).then_refused("already_added")


def test_a_commitment_belongs_to_a_version_of_the_pact() -> None:
    """The one in force or being negotiated; the next can be named, and none after it."""
    negotiated = pact_file(commitment.decide).given(*REGISTERED).when(ADD)
    assert 1 == kept(negotiated).pact_version
    second = ADD.model_copy(update={"pact_version": 2})
    assert 2 == kept(file().when(second)).pact_version
    file().when(ADD.model_copy(update={"pact_version": 3})).then_refused("unknown_version")
    file().when(ADD.model_copy(update={"pact_version": 0})).then_refused("unknown_version")


def test_a_commitment_needs_a_file_and_a_day_ahead() -> None:
    """A promise for a day that passed cannot be kept in time."""
    pact_file(commitment.decide).when(ADD).then_refused("not_registered")
    file().when(ADD.model_copy(update={"due": date(2020, 3, 1)})).then_refused("due_in_past")
    file().when(ADD).when(MOVE.model_copy(update={"due": date(2020, 3, 1)})).then_refused("due_in_past")


def test_other_words_and_another_day_are_told_apart() -> None:
    """The former day stays readable."""
    made = file().when(ADD)
    made.when(REWORD).then(
        CommitmentChanged(commitment="lab", text_nl="twee labo's", text_en="two laboratories", due=DUE, former_due=DUE)
    )
    made.when(REWORD).then_nothing()
    moved = made.when(MOVE)
    moved.then(
        CommitmentChanged(
            commitment="lab", text_nl="twee labo's", text_en="two laboratories", due=LATER, former_due=DUE
        ),
        CommitmentRescheduled(commitment="lab", former_due=DUE, due=LATER),
    )
    assert ["agreed", "agreed"] == [event.reason for event in moved.answer]
    assert ("two laboratories", LATER) == (kept(moved).text_en, kept(moved).due)


def test_progress_is_reported_while_it_runs() -> None:
    """The same report again changes nothing."""
    followed = file().when(ADD).when(DELAYED)
    followed.then(CommitmentProgressReported(commitment="lab", progress="delayed", remark="no site yet"))
    followed.when(DELAYED).then_nothing()
    assert "delayed" == kept(followed).progress
    followed.when(DELAYED.model_copy(update={"remark": "a site"})).then_types("commitment.progress_reported")


@pytest.mark.parametrize(
    ("close", "event"),
    [
        (FULFIL, CommitmentFulfilled(commitment="lab", on=TODAY)),
        (ABANDON, CommitmentAbandoned(commitment="lab", on=TODAY)),
    ],
)
def test_a_commitment_is_closed_once(close: CloseCommitment, event: CommitmentFulfilled | CommitmentAbandoned) -> None:
    """The same end again changes nothing; nothing else comes after it."""
    closed = file().when(ADD).when(close).then(event)
    assert (on(TODAY), close.reason) == (closed.answer[0].effective, closed.answer[0].reason)
    closed.when(close).then_nothing()
    other = ABANDON if close is FULFIL else FULFIL
    for command in (other, MOVE, DELAYED):
        closed.when(command).then_refused("not_running")


def test_an_end_that_has_not_come_is_not_recorded() -> None:
    """Today is the last day that can be."""
    file().when(ADD).when(FULFIL.model_copy(update={"on": date(2020, 3, 3)})).then_refused("in_future")


@pytest.mark.parametrize("command", [REWORD, DELAYED, FULFIL])
def test_nothing_happens_to_a_promise_that_nobody_made(
    command: ChangeCommitment | ReportCommitmentProgress | CloseCommitment,
) -> None:
    """It is added first."""
    file().when(command).then_refused("unknown_commitment")


def test_a_promise_without_a_day_has_no_deadline() -> None:
    """Until it gets one."""
    undated = Scenario(pact.decide, pact.evolve, PactState(), rules=WITH_DAY).given(*IN_FORCE)
    undated.when(ADD.model_copy(update={"due": None})).then_types("commitment.added")
    undated.when(MOVE).then_types("commitment.changed", "commitment.rescheduled", "deadline.set")


def test_another_day_opens_the_deadline_anew_and_other_words_leave_it_alone() -> None:
    """A promise that is late stays late when it is only worded otherwise."""
    late = whole().when(FireDeadline(deadline="K02/lab", revision=1), by=SYSTEM, at=AFTER)
    late.when(REWORD).then_types("commitment.changed")
    late.when(MOVE).then_types("commitment.changed", "commitment.rescheduled", "deadline.cancelled", "deadline.set")
    assert LATER == late.state.deadlines[-1].due


def test_a_kept_promise_meets_its_deadline_and_one_given_up_cancels_it() -> None:
    """Lateness is counted by the deadline."""
    whole().when(FULFIL).then_types("commitment.fulfilled", "deadline.met")
    whole().when(ABANDON).then_types("commitment.abandoned", "deadline.cancelled")
