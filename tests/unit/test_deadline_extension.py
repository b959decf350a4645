"""Extension of time: asked by one person, granted by another, and never in silence."""

from datetime import UTC, date, datetime

import pytest

from domain import pact
from domain.consequence import consequences
from schemas.agreement.period import AgreementActivated
from schemas.deadline import (
    DeadlineExtended,
    DeadlineExtensionRefused,
    DeadlineExtensionRequested,
    DeadlineMet,
    DeadlineStage,
    FireDeadline,
    GrantExtensionOfTime,
    RefuseExtensionOfTime,
    RequestExtensionOfTime,
)
from schemas.pact import PactRegistered, PactState
from schemas.people import Actor
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit.programme import a_policy, legal_calendar, rules_of
from tests.unit.scenario import CLUSTER, HEAD, LEADER, OFFICER, SYSTEM, Scenario, pending

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
LAST_INSTANT = datetime(2020, 11, 30, 23, 0, tzinfo=UTC)
NEW_DUE = date(2020, 12, 15)
NEW_INSTANT = datetime(2020, 12, 15, 23, 0, tzinfo=UTC)
BEFORE = datetime(2020, 11, 20, 9, 0, tzinfo=UTC)
AFTER = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)

ASK = RequestExtensionOfTime(deadline="D07/2021", new_due=NEW_DUE, ground="force majeure")
GRANT = GrantExtensionOfTime(deadline="D07/2021", new_due=NEW_DUE, reason="proven")
FIRE = FireDeadline(deadline="D07/2021", revision=1)


def running() -> Scenario[PactState]:
    """A pact in which D07/2021 is due on 30 November 2020."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)


def asked(at: datetime = BEFORE) -> Scenario[PactState]:
    """The cluster has asked for 15 December."""
    return running().when(ASK, by=CLUSTER, at=at)


def test_asking_records_the_wish_and_moves_nothing() -> None:
    """Asking does not stop the clock."""
    scenario = asked().then(
        DeadlineExtensionRequested(
            deadline="D07/2021", revision=1, due=date(2020, 11, 30), new_due=NEW_DUE, ground="force majeure"
        )
    )
    assert (date(2020, 11, 30), 1) == (scenario.state.deadlines[0].due, scenario.state.deadlines[0].revision)


def test_asking_the_same_again_changes_nothing() -> None:
    """The same person, date and ground."""
    asked().when(ASK, by=CLUSTER).then_nothing()


def test_one_wish_at_a_time_waits() -> None:
    """Another date has to wait for the decision on the first."""
    other = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 20), ground="more")
    asked().when(other, by=CLUSTER).then_refused("request_pending")


def test_a_date_that_is_not_later_is_refused() -> None:
    """The due date itself is no extension."""
    same = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 11, 30), ground="g")
    running().when(same, by=CLUSTER, at=BEFORE).then_refused("not_later")


def test_a_date_in_the_past_is_refused_even_when_it_is_later_than_the_due_date() -> None:
    """Asked on 2 December for 1 December."""
    past = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 1), ground="g")
    running().when(FIRE, by=SYSTEM, at=LAST_INSTANT).when(past, by=CLUSTER, at=AFTER).then_refused("not_later")


def test_a_validity_end_cannot_be_moved() -> None:
    """The end of a support period is no term that somebody owes."""
    activated = AgreementActivated(
        period=1, start=date(2018, 1, 1), end=date(2020, 12, 31), activated_on=date(2018, 1, 1)
    )
    scenario = running().given(activated)
    made = consequences([pending(activated)], SYSTEM, scenario.state, scenario.now, scenario.rules)
    ask = RequestExtensionOfTime(deadline="D02/1", new_due=date(2021, 6, 1), ground="g")
    scenario.given(*made).when(ask, by=CLUSTER).then_refused("validity_end")


def test_a_met_deadline_cannot_be_moved() -> None:
    """The act has come."""
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    running().when(plan, by=CLUSTER, at=BEFORE).when(ASK, by=CLUSTER).then_refused("not_running")


def test_who_asked_cannot_grant() -> None:
    """Four eyes, whatever role the person uses."""
    same_person = Actor(person=CLUSTER.person, role="head_of_unit")
    asked().when(GRANT, by=same_person).then_refused("four_eyes")


def test_who_acts_for_the_one_who_asked_cannot_grant() -> None:
    """A delegate does not decide in the name of the one who prepared."""
    delegate = Actor(person="demo-gagel", role="head_of_unit", on_behalf_of=CLUSTER.person)
    asked().when(GRANT, by=delegate).then_refused("four_eyes")


def test_another_date_than_the_one_asked_cannot_be_granted() -> None:
    """The decision is bound to what the person saw."""
    other = GrantExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 16))
    asked().when(other, by=HEAD).then_refused("content_changed")


def test_nothing_can_be_granted_that_nobody_asked() -> None:
    """A grant answers a wish."""
    running().when(GRANT, by=HEAD, at=BEFORE).then_refused("no_request")


def test_a_grant_moves_the_date_and_starts_a_new_revision() -> None:
    """The old date stays in the event; reminders start anew."""
    scenario = asked().when(GRANT, by=HEAD)
    scenario.then(
        DeadlineExtended(deadline="D07/2021", revision=2, old_due=date(2020, 11, 30), due=NEW_DUE, instant=NEW_INSTANT)
    )
    moved = scenario.state.deadlines[0]
    assert (DeadlineStage.OPEN, (), None, BEFORE) == (moved.stage, moved.done_stages, moved.request, moved.set_at)
    assert ("proven", BEFORE.date()) == (scenario.answer[0].reason, scenario.answer[0].decided_on)


def moved_meanwhile(due: date) -> Scenario[PactState]:
    """While the cluster's wish waits, the programme moves the deadline for many files."""
    before = date(2020, 11, 30)
    instant = datetime(due.year, due.month, due.day, 23, 0, tzinfo=UTC)
    return asked().given(DeadlineExtended(deadline="D07/2021", revision=2, old_due=before, due=due, instant=instant))


def test_a_wish_for_a_later_day_than_a_move_for_many_keeps_waiting() -> None:
    """Nobody has decided about it, so that it is granted or refused yet."""
    scenario = moved_meanwhile(date(2020, 12, 7))
    [deadline] = scenario.state.deadlines
    assert deadline.request is not None
    wish = deadline.request
    assert (2, NEW_DUE, (CLUSTER.person,)) == (deadline.revision, wish.new_due, wish.requested_by.persons)
    scenario.when(GRANT, by=HEAD).then(
        DeadlineExtended(deadline="D07/2021", revision=3, old_due=date(2020, 12, 7), due=NEW_DUE, instant=NEW_INSTANT)
    )
    assert scenario.state.deadlines[0].request is None


@pytest.mark.parametrize("due", [NEW_DUE, date(2020, 12, 16)])
def test_a_wish_that_a_move_for_many_fulfils_waits_no_longer(due: date) -> None:
    """The cluster has the day that it asked for, or a later one."""
    moved_meanwhile(due).when(RefuseExtensionOfTime(deadline="D07/2021", reason="r"), by=HEAD).then_refused(
        "no_request"
    )


def test_granting_the_same_again_changes_nothing() -> None:
    """It already is so, whoever asks."""
    asked().when(GRANT, by=HEAD).when(GRANT, by=LEADER).then_nothing()


def test_the_old_timer_finds_a_superseded_revision_and_does_nothing() -> None:
    """Extended, then the timer of revision 1 rings."""
    asked().when(GRANT, by=HEAD).when(FIRE, by=SYSTEM, at=LAST_INSTANT).then_nothing()


def test_a_grant_after_the_miss_cures_it_and_the_miss_stays_readable() -> None:
    """Asked before the end of the day, missed, granted after."""
    scenario = asked().when(FIRE, by=SYSTEM, at=LAST_INSTANT).then_types("deadline.missed")
    scenario.when(GRANT, by=HEAD, at=AFTER)
    cured = scenario.answer[0].payload
    assert isinstance(cured, DeadlineExtended)
    assert (True, 2, DeadlineStage.OPEN, (1,)) == (
        cured.cures_miss,
        cured.revision,
        scenario.state.deadlines[0].stage,
        scenario.state.deadlines[0].missed_revisions,
    )


def test_a_plan_within_the_new_term_is_in_time_after_a_cured_miss() -> None:
    """The second revision is met on its own terms."""
    scenario = asked().when(FIRE, by=SYSTEM, at=LAST_INSTANT).when(GRANT, by=HEAD, at=AFTER)
    scenario.when(SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan"), by=CLUSTER, at=AFTER)
    assert [0] == [one.payload.days_late for one in scenario.answer if isinstance(one.payload, DeadlineMet)]


def test_a_wish_granted_only_after_its_own_date_is_refused() -> None:
    """Granting would move the deadline into the past."""
    scenario = asked().when(FIRE, by=SYSTEM, at=LAST_INSTANT)
    scenario.when(GRANT, by=HEAD, at=datetime(2020, 12, 16, 9, 0, tzinfo=UTC)).then_refused("not_later")


def test_a_refusal_is_recorded_and_leaves_the_date() -> None:
    """The next wish can be asked again."""
    refuse = RefuseExtensionOfTime(deadline="D07/2021", reason="not proven")
    scenario = asked().when(refuse, by=HEAD)
    scenario.then(DeadlineExtensionRefused(deadline="D07/2021", revision=1, due=date(2020, 11, 30)))
    scenario.when(ASK, by=OFFICER).then_types("deadline.extension_requested")


def test_refusing_what_nobody_asked_is_refused() -> None:
    """There is nothing to decide."""
    refuse = RefuseExtensionOfTime(deadline="D07/2021", reason="r")
    running().when(refuse, by=HEAD, at=BEFORE).then_refused("no_request")


def test_a_plan_that_comes_while_a_wish_waits_closes_the_wish_too() -> None:
    """Nothing is left to decide on a met deadline."""
    scenario = asked().when(SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan"), by=CLUSTER)
    scenario.when(GRANT, by=HEAD).then_refused("not_running")
    scenario.when(RefuseExtensionOfTime(deadline="D07/2021", reason="r"), by=HEAD).then_refused("no_request")


def test_a_date_whose_escalations_lie_beyond_the_calendar_cannot_even_be_asked() -> None:
    """What cannot be computed is found when the date is moved, not when it is missed."""
    short = legal_calendar().model_copy(update={"last_year": 2020})
    scenario = running().under(rules_of(a_policy(calendars=(short,))))
    ask = RequestExtensionOfTime(deadline="D07/2021", new_due=date(2020, 12, 31), ground="g")
    scenario.when(ask, by=CLUSTER, at=BEFORE).then_refused("calendar_exhausted")
