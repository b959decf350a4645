"""A recorded miss that was none: revoked by two people, on its own day, and told for ever."""

from datetime import UTC, date, datetime, timedelta

from domain import pact
from domain.agenda import due_now, system_command
from domain.deadline_certificate import certificate
from schemas.deadline import DeadlineMissRevoked, DeadlineStage, FireDeadline, ProposeMissRevocation, RevokeMiss
from schemas.guarantee import CertificateHead
from schemas.pact import PactRegistered, PactState
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM, Scenario

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
DUE = date(2020, 11, 30)
ENDS = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
LATE = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
D07 = "D07/2021"
FIRE = FireDeadline(deadline=D07, revision=1)
IN_TIME = ProposeMissRevocation(deadline=D07, ground="corrected_fact", reason="the registered letter is of 27 November")
NO_FACT = RevokeMiss(deadline=D07, ground="corrected_fact")
JUMPED = ProposeMissRevocation(deadline=D07, ground="clock_fault", reason="the clocks stood a day ahead")
NO_TIME = RevokeMiss(deadline=D07, ground="clock_fault")


def missed() -> Scenario[PactState]:
    """A plan that was due on 30 November 2020 and missed."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT).when(FIRE, by=SYSTEM, at=ENDS)


def met_late() -> Scenario[PactState]:
    """It came two days later."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    return missed().when(plan, by=CLUSTER, at=LATE)


def test_a_miss_that_was_met_late_is_revoked_by_two() -> None:
    """On the day that was missed; it stays in the history, and what was met stays met."""
    scenario = met_late().when(IN_TIME, by=OFFICER).then_types("deadline.miss_revocation_proposed")
    scenario.when(NO_FACT, by=HEAD)
    revoked = DeadlineMissRevoked(deadline=D07, revision=1, due=DUE, reason="corrected_fact")
    assert [(revoked, DUE, LATE.date(), IN_TIME.reason)] == [
        (one.payload, one.effective.earliest, one.decided_on, one.reason) for one in scenario.answer
    ]
    assert (DeadlineStage.MET, (), 1) == _standing(scenario)
    assert 1 == [event.type for event in scenario.history].count("deadline.missed")
    scenario.when(NO_FACT, by=LEADER).then_refused("not_missed")


def test_nobody_revokes_what_they_proposed() -> None:
    """Nor what they proposed before somebody else did again; nor on another ground than was proposed."""
    met_late().when(IN_TIME, by=HEAD).when(NO_FACT, by=HEAD).then_refused("four_eyes")
    twice = met_late().when(IN_TIME, by=HEAD).when(IN_TIME, by=OFFICER)
    twice.when(NO_FACT, by=HEAD).then_refused("four_eyes")
    twice.when(NO_TIME, by=LEADER).then_refused("content_changed")
    twice.when(NO_FACT, by=LEADER).then_types("deadline.miss_revoked")
    met_late().when(NO_FACT, by=LEADER).then_refused("not_proposed")


def test_what_is_proposed_again_brings_nothing() -> None:
    """The same by the same person."""
    met_late().when(IN_TIME, by=OFFICER).when(IN_TIME, by=OFFICER).then_types()


def test_what_still_runs_is_not_revoked_for_a_fact() -> None:
    """It would be missed again at once: the count is put right, or the act recorded first."""
    missed().at(LATE).when(IN_TIME, by=OFFICER).then_refused("still_running")
    missed().at(ENDS - timedelta(hours=20)).when(IN_TIME, by=OFFICER).then_refused("still_running")


def test_what_a_wrong_clock_missed_runs_on_until_its_instant_and_can_be_missed_then() -> None:
    """Once more and in a revision of its own, so that no revision is ever missed twice."""
    scenario = missed().at(ENDS - timedelta(hours=20)).when(JUMPED, by=OFFICER).when(NO_TIME, by=HEAD)
    scenario.then_types("deadline.miss_revoked")
    assert (DeadlineStage.OPEN, (), 2) == _standing(scenario)
    items = due_now(scenario.state, scenario.rules, ENDS)
    [command] = [system_command(item) for item in items if item.stage == "fire"]
    scenario.when(command, by=SYSTEM, at=ENDS).then_types("deadline.missed")
    assert (DeadlineStage.MISSED, (2,), 2) == _standing(scenario)


def test_what_has_ended_by_now_is_missed_whatever_the_clock_was() -> None:
    """Unless the act came: then nothing runs any more."""
    missed().at(ENDS).when(JUMPED, by=OFFICER).then_refused("still_running")
    met_late().when(JUMPED, by=OFFICER).when(NO_TIME, by=HEAD).then_types("deadline.miss_revoked")


def test_the_clock_goes_on_between_proposal_and_approval() -> None:
    """Proposed in time and decided after the end: what has ended meanwhile stays missed."""
    scenario = missed().at(ENDS - timedelta(hours=1)).when(JUMPED, by=OFFICER)
    scenario.when(NO_TIME, by=HEAD, at=ENDS).then_refused("still_running")


def test_what_was_never_missed_has_no_miss_to_revoke() -> None:
    """In time, or still to come."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    running = start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)
    running.when(IN_TIME, by=OFFICER).then_refused("not_missed")


def test_the_certificate_shows_it_met_with_its_revoked_miss() -> None:
    """No longer as late: the miss was none."""
    scenario = met_late().when(IN_TIME, by=OFFICER).when(NO_FACT, by=HEAD)
    head = CertificateHead(position=1, number=1, chain="00")
    [told] = certificate(scenario.history, scenario.rules, head, LATE).deadlines
    assert ("met", 1) == (told.outcome, told.misses_revoked)


def _standing(scenario: Scenario[PactState]) -> tuple[DeadlineStage, tuple[int, ...], int]:
    [deadline] = [one for one in scenario.state.deadlines if one.id == D07]
    return deadline.stage, deadline.missed_revisions, deadline.revision
