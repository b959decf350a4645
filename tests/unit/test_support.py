"""Measures on support and on the pact: drafted, taken by a second person, and what they leave alone."""

from datetime import UTC, date, datetime

import pytest

from domain import agreement, support
from domain.agenda import agenda
from domain.chain import last_year
from domain.preparation import proposal_hash
from schemas.agreement.extension import ProposeExtension
from schemas.agreement.period import AgreementActivated, AgreementExpired, AgreementExtended, AgreementStage
from schemas.deadline import DueKind
from schemas.pact import PactStage, PactState
from schemas.support import (
    AgreementTerminated,
    ApplyForSupport,
    Measure,
    PactEnded,
    PactResumed,
    PactSuspended,
    PactTerminated,
    ProposeMeasure,
    SupportApplicationReceived,
    SupportResumed,
    SupportSuspended,
    TerminateAgreement,
)
from tests.unit.measures import GROUNDS, SUSPENDED, draft, drafted, taking
from tests.unit.pact_files import (
    ANCHORED,
    DRAFTED,
    EXTENSIBLE,
    GRANTED,
    IN_FORCE,
    PROPOSED,
    REGISTERED,
    RUNNING,
    SIGNED,
    STAND_IN,
    A,
    B,
    pact_file,
)
from tests.unit.scenario import HEAD, OFFICER, SECRETARY, Scenario, on
from tests.unit.test_agreement import NEXT_DRAFT, NEXT_SIGNED

SUSPEND, RESUME, TERMINATE = Measure.SUSPEND_SUPPORT, Measure.RESUME_SUPPORT, Measure.TERMINATE_SUPPORT
END, SUPERSEDE, STOP = Measure.END_PACT, Measure.SUPERSEDE_PACT, Measure.TERMINATE_PACT
JANUARY, FEBRUARY, TOMORROW = date(2020, 1, 15), date(2020, 2, 15), date(2020, 3, 3)
EXPIRED = AgreementExpired(period=1, end=date(2020, 12, 31))
TERMINATED = AgreementTerminated(
    cluster="demo-cluster",
    period=1,
    ended_on=FEBRUARY,
    grounds=GROUNDS,
    decided_on=date(2020, 2, 27),
    minutes="demo minutes 9",
)


def file() -> Scenario[PactState]:
    """An empty file."""
    return pact_file(support.decide)


def running() -> Scenario[PactState]:
    """A file whose support runs from 2018 to 2020."""
    return file().given(*ANCHORED)


def stage(scenario: Scenario[PactState]) -> PactStage:
    """Where the pact stands."""
    assert scenario.state.pact is not None
    return scenario.state.pact.stage


# The application


def test_an_application_is_recorded_under_the_day_it_came_in() -> None:
    """Asked again it changes nothing; another one after a refusal is another fact."""
    command = ApplyForSupport(received_on=JANUARY, application_hash=A)
    applied = file().given(*REGISTERED).when(command)
    applied.then(SupportApplicationReceived(received_on=JANUARY, application_hash=A))
    assert on(JANUARY) == applied.answer[0].effective
    applied.when(command).then_nothing()
    applied.when(ApplyForSupport(received_on=FEBRUARY, application_hash=B)).then_types("support.application_received")


def test_an_application_of_tomorrow_is_not_recorded_today() -> None:
    """Nor one in a file that nobody opened."""
    command = ApplyForSupport(received_on=TOMORROW, application_hash=A)
    file().given(*REGISTERED).when(command).then_refused("in_future")
    file().when(command).then_refused("not_registered")


# Drafts


def test_a_measure_is_drafted_with_its_grounds_and_nothing_happens_yet() -> None:
    """The draft can be about a day to come."""
    proposed = running().when(draft(SUSPEND, TOMORROW)).then(drafted(SUSPEND, TOMORROW))
    assert proposed.state.support.suspended_since is None
    proposed.when(draft(SUSPEND, TOMORROW)).then_nothing()


def test_another_draft_of_the_same_measure_takes_the_place_of_the_first() -> None:
    """One draft of each measure waits; the first can no longer be taken."""
    twice = running().when(draft(SUSPEND, JANUARY)).when(draft(SUSPEND, FEBRUARY)).then_types("measure.proposed")
    assert [FEBRUARY] == [one.on for one in twice.state.support.proposals]
    twice.when(taking(SUSPEND, JANUARY), by=HEAD).then_refused("content_changed")


@pytest.mark.parametrize(
    ("measure", "day", "code"),
    [
        (RESUME, FEBRUARY, "not_suspended"),
        (SUSPEND, date(2017, 12, 31), "outside_period"),
        (SUSPEND, date(2021, 1, 1), "outside_period"),
        (TERMINATE, date(2021, 1, 1), "outside_period"),
        (Measure.RESUME_PACT, FEBRUARY, "not_suspended"),
        (Measure.SUSPEND_PACT, date(2018, 1, 11), "before_entry_into_force"),
        (END, FEBRUARY, "support_running"),
        (SUPERSEDE, FEBRUARY, "support_running"),
        (STOP, FEBRUARY, "support_running"),
        (END, date(2018, 1, 11), "before_entry_into_force"),
    ],
)
def test_only_what_the_file_allows_can_be_drafted(measure: Measure, day: date, code: str) -> None:
    """Support runs here, and nothing is suspended."""
    running().when(draft(measure, day)).then_refused(code)


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        (SUSPEND, "not_active"),
        (RESUME, "not_active"),
        (TERMINATE, "not_active"),
        (Measure.SUSPEND_PACT, "not_in_force"),
        (Measure.RESUME_PACT, "not_in_force"),
        (END, "not_in_force"),
        (SUPERSEDE, "not_in_force"),
    ],
)
def test_nothing_is_suspended_or_ended_that_never_ran(measure: Measure, code: str) -> None:
    """An open file alone; but negotiations that fail can be stopped."""
    file().given(*REGISTERED).when(draft(measure, FEBRUARY)).then_refused(code)
    file().given(*REGISTERED).when(draft(STOP, FEBRUARY)).then_types("measure.proposed")


def test_a_suspended_period_is_not_suspended_again_and_resumes_after_it_was() -> None:
    """Suspensions lie one after another, within the period."""
    suspended = running().given(SUSPENDED)
    suspended.when(draft(SUSPEND, FEBRUARY)).then_refused("already_suspended")
    suspended.when(draft(RESUME, JANUARY)).then_refused("before_suspension")
    suspended.when(draft(RESUME, date(2021, 1, 1))).then_refused("outside_period")
    resumed = suspended.given(SupportResumed(period=1, suspended_on=JANUARY, resumed_on=FEBRUARY))
    resumed.when(draft(SUSPEND, date(2020, 2, 14))).then_refused("before_resumption")
    resumed.when(draft(SUSPEND, FEBRUARY)).then_types("measure.proposed")


# Taking a measure


def test_support_is_suspended_from_the_day_of_the_draft() -> None:
    """Decided today, in force since that day; asked again it changes nothing."""
    taken = running().when(draft(SUSPEND, JANUARY)).when(taking(SUSPEND, JANUARY), by=HEAD)
    taken.then(SUSPENDED)
    assert (on(JANUARY), date(2020, 3, 2)) == (taken.answer[0].effective, taken.answer[0].decided_on)
    assert JANUARY == taken.state.support.suspended_since
    taken.when(taking(SUSPEND, JANUARY), by=HEAD).then_nothing()
    taken.when(draft(SUSPEND, JANUARY)).then_nothing()


def test_suspension_leaves_the_cap_and_the_end_of_the_period_where_they_are() -> None:
    """The clock of the chain does not stop."""
    before = running()
    after = running().given(SUSPENDED, SupportResumed(period=1, suspended_on=JANUARY, resumed_on=FEBRUARY))
    assert before.state.agreement == after.state.agreement
    assert ((JANUARY, FEBRUARY),) == after.state.support.suspensions


def test_suspended_support_is_resumed_as_drafted() -> None:
    """The suspension stays readable with both its days."""
    resumed = running().given(SUSPENDED).when(draft(RESUME, FEBRUARY)).when(taking(RESUME, FEBRUARY), by=HEAD)
    resumed.then(SupportResumed(period=1, suspended_on=JANUARY, resumed_on=FEBRUARY))
    assert resumed.state.support.suspended_since is None
    resumed.when(taking(RESUME, FEBRUARY), by=HEAD).then_nothing()


@pytest.mark.parametrize("measure", [SUSPEND, TERMINATE, Measure.SUSPEND_PACT])
def test_who_drafted_a_measure_does_not_take_it(measure: Measure) -> None:
    """Four eyes, through a stand-in and through an earlier draft too."""
    proposed = running().when(draft(measure, FEBRUARY))
    proposed.when(taking(measure, FEBRUARY), by=OFFICER).then_refused("four_eyes")
    proposed.when(taking(measure, FEBRUARY), by=STAND_IN).then_refused("four_eyes")
    again = running().when(draft(measure, JANUARY)).when(draft(measure, FEBRUARY), by=SECRETARY)
    again.when(taking(measure, FEBRUARY), by=OFFICER).then_refused("four_eyes")
    again.when(taking(measure, FEBRUARY), by=HEAD)
    assert again.refusal is None


def test_who_drafted_the_end_of_a_pact_does_not_end_it() -> None:
    """Nor the one acted for."""
    proposed = file().given(*IN_FORCE).when(draft(END, FEBRUARY))
    proposed.when(taking(END, FEBRUARY), by=OFFICER).then_refused("four_eyes")
    resuming = running().given(SUSPENDED).when(draft(RESUME, FEBRUARY))
    resuming.when(taking(RESUME, FEBRUARY), by=OFFICER).then_refused("four_eyes")


@pytest.mark.parametrize("measure", [SUSPEND, RESUME, TERMINATE, Measure.SUSPEND_PACT, END])
def test_nothing_is_taken_that_was_not_drafted(measure: Measure) -> None:
    """A draft of another measure does not count."""
    other = Measure.SUSPEND_PACT if measure is not Measure.SUSPEND_PACT else SUSPEND
    running().given(drafted(other, FEBRUARY)).when(taking(measure, FEBRUARY), by=HEAD).then_refused("not_proposed")


@pytest.mark.parametrize("measure", [SUSPEND, Measure.SUSPEND_PACT])
def test_a_measure_is_not_taken_ahead_of_its_day(measure: Measure) -> None:
    """The draft waits until the day has come."""
    proposed = running().when(draft(measure, TOMORROW))
    proposed.when(taking(measure, TOMORROW), by=HEAD).then_refused("in_future")
    proposed.when(taking(measure, TOMORROW), by=HEAD, at=datetime(2020, 3, 3, 9, tzinfo=UTC))
    assert proposed.refusal is None


def test_a_draft_that_events_overtook_is_not_taken() -> None:
    """What was possible then may be so no longer."""
    overtaken = running().when(draft(SUSPEND, FEBRUARY)).given(EXPIRED)
    overtaken.when(taking(SUSPEND, FEBRUARY), by=HEAD).then_refused("not_active")
    signed_since = file().given(*IN_FORCE).when(draft(END, FEBRUARY)).given(DRAFTED, SIGNED)
    signed_since.when(taking(END, FEBRUARY), by=HEAD).then_refused("support_running")


# Suspended support and the chain


def test_a_suspended_period_expires_like_any_other() -> None:
    """The suspension ends with the period."""
    expired = running().given(SUSPENDED, EXPIRED)
    assert AgreementStage.EXPIRED is expired.state.agreement.periods[0].stage
    assert expired.state.support.suspended_since is None
    assert ((JANUARY, date(2021, 1, 1)),) == expired.state.support.suspensions


def test_a_suspension_goes_on_into_the_next_period() -> None:
    """Only a decision lifts it."""
    next_one = file().given(*EXTENSIBLE, PROPOSED, GRANTED, NEXT_DRAFT, NEXT_SIGNED, SUSPENDED)
    next_one.given(AgreementExtended(period=1, end=date(2020, 12, 31), next_period=2))
    assert JANUARY == next_one.state.support.suspended_since


# Termination


def test_the_committees_decision_ends_support_and_lists_what_runs_on() -> None:
    """With the day, the minutes and the cluster whose reservation is free again."""
    command = ProposeMeasure(measure=TERMINATE, on=FEBRUARY, grounds=GROUNDS, running_projects=("demo project",))
    seen = proposal_hash(command)
    ending = TerminateAgreement(proposal_hash=seen, decided_on=date(2020, 2, 27), minutes="demo minutes 9")
    ended = running().when(command).when(ending, by=SECRETARY)
    ended.then(TERMINATED.model_copy(update={"running_projects": ("demo project",)}))
    assert (on(FEBRUARY), date(2020, 2, 27)) == (ended.answer[0].effective, ended.answer[0].decided_on)
    ended.when(ending, by=SECRETARY).then_nothing()
    [period] = ended.state.agreement.periods
    assert (AgreementStage.TERMINATED, date(2020, 12, 31), FEBRUARY) == (period.stage, period.end, period.ended_on)
    assert FEBRUARY == ended.state.support.terminated_on


def test_a_decision_of_tomorrow_ends_nothing_today_but_notice_may_be_given() -> None:
    """The committee decides first; the last day may still be to come."""
    notice = running().when(draft(TERMINATE, date(2020, 6, 30)))
    seen = proposal_hash(draft(TERMINATE, date(2020, 6, 30)))
    ahead = TerminateAgreement(proposal_hash=seen, decided_on=TOMORROW, minutes="demo minutes 9")
    notice.when(ahead, by=SECRETARY).then_refused("in_future")
    notice.when(taking(TERMINATE, date(2020, 6, 30)), by=SECRETARY).then_types("agreement.terminated")


def test_termination_ends_the_suspension_and_the_drafts_about_support() -> None:
    """There is nothing left to resume; a draft about the pact still waits."""
    drafts = (drafted(RESUME, FEBRUARY), drafted(TERMINATE, FEBRUARY), drafted(Measure.SUSPEND_PACT, FEBRUARY))
    ended = running().given(SUSPENDED, *drafts, TERMINATED)
    assert ended.state.support.suspended_since is None
    assert ((JANUARY, date(2020, 2, 16)),) == ended.state.support.suspensions
    assert [Measure.SUSPEND_PACT] == [one.measure for one in ended.state.support.proposals]


def test_a_suspension_after_the_last_day_leaves_no_trace() -> None:
    """Support can be ended as of a day before it was suspended."""
    ended = running().given(SUSPENDED, TERMINATED.model_copy(update={"ended_on": date(2020, 1, 10)}))
    assert ((), None) == (ended.state.support.suspensions, ended.state.support.suspended_since)


def test_a_terminated_chain_has_no_next_period() -> None:
    """What was granted, drawn up or signed for later falls away, and nothing begins on its day."""
    ended = file().given(*EXTENSIBLE, PROPOSED, GRANTED, NEXT_DRAFT, NEXT_SIGNED, TERMINATED)
    stages = [period.stage for period in ended.state.agreement.periods]
    assert [AgreementStage.TERMINATED, AgreementStage.TERMINATED] == stages
    assert ((), None) == (ended.state.agreement.grants, ended.state.agreement.proposal)
    assert DueKind.ACTIVATE not in {item.kind for item in agenda(ended.state, ended.rules)}


def test_no_year_begins_after_support_was_terminated_but_the_last_is_reported() -> None:
    """The agenda has neither a plan nor a year to come, and the report on the year of the end."""
    granted = file().given(*EXTENSIBLE, PROPOSED, GRANTED)
    before = {item.key for item in agenda(granted.state, granted.rules)}
    assert {"year|2021|expect", "year|2021|start"} <= before
    ended = granted.given(TERMINATED)
    years = {item.key for item in agenda(ended.state, ended.rules) if item.key.startswith("year|")}
    assert {"year|2021|report"} == years


def test_the_years_of_support_end_with_the_year_in_which_it_was_terminated() -> None:
    """Not with the year that was agreed."""
    ended = running().given(TERMINATED.model_copy(update={"ended_on": date(2019, 6, 30)}))
    assert (2020, 2019) == (last_year(running().state.agreement), last_year(ended.state.agreement))


def test_a_granted_period_that_was_terminated_gives_no_years_any_more() -> None:
    """What was granted has become a period, and the days of that are what counts."""
    runs = AgreementActivated(period=2, start=date(2021, 1, 1), end=date(2023, 12, 31), activated_on=date(2021, 1, 1))
    begun = file().given(*EXTENSIBLE, PROPOSED, GRANTED, NEXT_DRAFT, NEXT_SIGNED, runs)
    assert 2023 == last_year(begun.state.agreement)
    ended = begun.given(TERMINATED.model_copy(update={"period": 2, "ended_on": date(2022, 6, 30)}))
    assert 2022 == last_year(ended.state.agreement)


# The pact


def test_a_pact_is_suspended_and_in_force_again() -> None:
    """Its support has a life of its own."""
    measure = Measure.SUSPEND_PACT
    suspended = running().when(draft(measure, JANUARY)).when(taking(measure, JANUARY), by=HEAD)
    suspended.then(PactSuspended(suspended_on=JANUARY, grounds=GROUNDS))
    assert PactStage.SUSPENDED is stage(suspended)
    suspended.when(taking(measure, JANUARY), by=HEAD).then_nothing()
    suspended.when(draft(measure, FEBRUARY)).then_refused("already_suspended")
    suspended.when(draft(Measure.RESUME_PACT, JANUARY)).then_refused("before_suspension")
    resumed = suspended.when(draft(Measure.RESUME_PACT, FEBRUARY)).when(taking(Measure.RESUME_PACT, FEBRUARY), by=HEAD)
    resumed.then(PactResumed(resumed_on=FEBRUARY))
    assert PactStage.IN_FORCE is stage(resumed)


@pytest.mark.parametrize(
    ("measure", "event", "reached"),
    [
        (END, PactEnded(ended_on=FEBRUARY, how="ended", grounds=GROUNDS), PactStage.ENDED),
        (SUPERSEDE, PactEnded(ended_on=FEBRUARY, how="superseded", grounds=GROUNDS), PactStage.SUPERSEDED),
        (STOP, PactTerminated(ended_on=FEBRUARY, grounds=GROUNDS), PactStage.TERMINATED),
    ],
)
def test_a_pact_ends_in_one_of_three_ways(
    measure: Measure, event: PactEnded | PactTerminated, reached: PactStage
) -> None:
    """It ran its course, another took its place, or it was stopped; nothing follows."""
    waiting = file().given(*IN_FORCE, drafted(Measure.SUSPEND_PACT, FEBRUARY))
    ended = waiting.when(draft(measure, FEBRUARY)).when(taking(measure, FEBRUARY), by=HEAD).then(event)
    assert on(FEBRUARY) == ended.answer[0].effective
    assert reached is stage(ended)
    assert () == ended.state.support.proposals
    ended.when(taking(measure, FEBRUARY), by=HEAD).then_nothing()
    ended.when(draft(STOP, date(2020, 2, 20))).then_refused("pact_over")
    ended.when(ApplyForSupport(received_on=FEBRUARY, application_hash=A)).then_refused("pact_over")


def test_a_pact_ends_once_support_has_ended() -> None:
    """A period that is signed for later counts as support, too."""
    signed = file().given(*RUNNING[:-1])
    signed.when(draft(END, FEBRUARY)).then_refused("support_running")
    running().given(EXPIRED).when(draft(END, FEBRUARY)).then_types("measure.proposed")
    running().given(TERMINATED).when(draft(STOP, FEBRUARY)).then_types("measure.proposed")


def test_a_suspended_pact_can_end() -> None:
    """It need not be resumed for that."""
    suspended = file().given(*IN_FORCE, PactSuspended(suspended_on=JANUARY, grounds=GROUNDS))
    suspended.when(draft(END, FEBRUARY)).when(taking(END, FEBRUARY), by=HEAD).then_types("pact.ended")
    assert PactStage.ENDED is stage(suspended)


def test_support_that_ended_is_not_extended() -> None:
    """History stays, the chain does not go on."""
    ended = pact_file(agreement.decide).given(*EXTENSIBLE, TERMINATED)
    ended.when(ProposeExtension(period=1, months=12)).then_refused("not_active")


def test_a_measure_that_others_took_before_is_told_by_the_record() -> None:
    """An event without a draft behind it folds as well."""
    taken = running().given(SupportSuspended(period=1, suspended_on=JANUARY, grounds=GROUNDS))
    assert ((), JANUARY) == (taken.state.support.taken, taken.state.support.suspended_since)
