"""A year of a pact in one process: every reminder, miss and cure in its place."""

from datetime import UTC, date, datetime, timedelta

from domain.pact import agenda
from domain.simulation import simulate
from schemas.command import Command, CommandEnvelope
from schemas.deadline import DeadlineMet, DeadlineReached, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.event import Recorded
from schemas.pact import RegisterPact
from schemas.people import Actor, RegisterPerson
from schemas.simulation import Simulated
from schemas.workyear import ReportExpected, WorkYearStarted
from schemas.year_plan import SubmitYearPlan
from tests.unit.programme import rules_of
from tests.unit.running import since_2018, until_2023
from tests.unit.scenario import CLUSTER, HEAD

STREAM = "pact/demo"
AUTUMN = datetime(2018, 8, 31, 12, 0, tzinfo=UTC)


def ask(at: datetime, command: Command, by: Actor, name: str) -> tuple[datetime, CommandEnvelope]:
    """One step of a script."""
    envelope = CommandEnvelope(
        command_id=f"script-{name}", stream=STREAM, person=by.person, role=by.role, command=command
    )
    return at, envelope


def lived(*script: tuple[datetime, CommandEnvelope], until: datetime) -> Simulated:
    """A pact active since 2018, from the autumn of that year on."""
    return simulate(STREAM, script, rules_of(), since=AUTUMN, until=until, history=since_2018())


def of_plan(events: tuple[Recorded, ...]) -> list[tuple[str, datetime]]:
    """What happened to the deadline of the plan for 2019, and when it was recorded."""
    return [(event.type, event.recorded_at) for event in events if getattr(event.payload, "deadline", "") == "D07/2019"]


PLAN = SubmitYearPlan(year=2019, plan_hash="c" * 64, title="plan")


def test_a_plan_that_never_comes_is_reminded_of_missed_and_escalated() -> None:
    """Each at its own instant; the miss five seconds after midnight, when receipts have settled."""
    life = lived(until=datetime(2018, 12, 31, 12, 0, tzinfo=UTC))
    assert [
        ("deadline.set", datetime(2018, 8, 31, 22, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 10, 1, 7, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 10, 31, 8, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 11, 20, 8, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 11, 29, 8, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 11, 30, 8, 0, tzinfo=UTC)),
        ("deadline.missed", datetime(2018, 11, 30, 23, 0, 5, tzinfo=UTC)),
        ("deadline.escalated", datetime(2018, 12, 3, 8, 0, tzinfo=UTC)),
        ("deadline.escalated", datetime(2018, 12, 14, 8, 0, tzinfo=UTC)),
    ] == of_plan(life.events)


def test_a_plan_two_seconds_after_midnight_waits_for_the_miss_and_comes_after_it() -> None:
    """Both are recorded when receipts have settled: one from before midnight may still be on its way."""
    at = datetime(2018, 11, 30, 23, 0, 2, tzinfo=UTC)
    life = lived(ask(at, PLAN, CLUSTER, "late"), until=at + timedelta(days=1))
    settled = datetime(2018, 11, 30, 23, 0, 5, tzinfo=UTC)
    assert [("deadline.missed", settled), ("deadline.met", settled)] == of_plan(life.events)[-2:]
    assert [1] == [event.payload.days_late for event in life.events if isinstance(event.payload, DeadlineMet)]
    assert [("script-late", "recorded")] == list(life.outcomes)


def test_while_receipts_settle_nothing_is_recorded_of_what_came_after_midnight() -> None:
    """Two commands wait in their order, and a life that ends before has not carried them out."""
    wish = RequestExtensionOfTime(deadline="D07/2019", new_due=date(2019, 1, 31), ground="force majeure")
    end = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
    steps = (ask(end, wish, CLUSTER, "asked"), ask(end + timedelta(seconds=3), PLAN, CLUSTER, "late"))
    assert () == lived(*steps, until=end + timedelta(seconds=4)).outcomes
    life = lived(*steps, until=end + timedelta(seconds=5))
    assert [("script-asked", "recorded"), ("script-late", "recorded")] == list(life.outcomes)
    assert ["deadline.missed", "deadline.extension_requested", "deadline.met"] == [k for k, _ in of_plan(life.events)][
        -3:
    ]


def test_a_plan_just_before_midnight_is_in_time_and_nothing_is_missed() -> None:
    """One microsecond before."""
    at = datetime(2018, 11, 30, 22, 59, 59, 999_999, tzinfo=UTC)
    life = lived(ask(at, PLAN, CLUSTER, "just"), until=at + timedelta(days=30))
    assert "deadline.missed" not in [kind for kind, _ in of_plan(life.events)]


def test_an_extension_arms_the_reminders_anew() -> None:
    """Granted on 26 November until 31 January: revision 2 is reminded of from its own sixty days on."""
    asked = RequestExtensionOfTime(deadline="D07/2019", new_due=date(2019, 1, 31), ground="force majeure")
    granted = GrantExtensionOfTime(deadline="D07/2019", new_due=date(2019, 1, 31), reason="proven")
    life = lived(
        ask(datetime(2018, 11, 25, 9, 0, tzinfo=UTC), asked, CLUSTER, "asked"),
        ask(datetime(2018, 11, 26, 9, 0, tzinfo=UTC), granted, HEAD, "granted"),
        until=datetime(2019, 1, 5, 0, 0, tzinfo=UTC),
    )
    assert [
        ("deadline.extended", datetime(2018, 11, 26, 9, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2018, 12, 2, 8, 0, tzinfo=UTC)),
        ("deadline.reminded", datetime(2019, 1, 1, 8, 0, tzinfo=UTC)),
    ] == of_plan(life.events)[-3:]


def test_a_refusal_is_an_outcome_and_leaves_nothing_behind() -> None:
    """Who asked cannot grant."""
    asked = RequestExtensionOfTime(deadline="D07/2019", new_due=date(2019, 1, 31), ground="g")
    granted = GrantExtensionOfTime(deadline="D07/2019", new_due=date(2019, 1, 31))
    at = datetime(2018, 11, 25, 9, 0, tzinfo=UTC)
    life = lived(ask(at, asked, CLUSTER, "asked"), ask(at, granted, CLUSTER, "granted"), until=at)
    assert [("script-asked", "recorded"), ("script-granted", "four_eyes")] == list(life.outcomes)
    assert "deadline.extension_requested" == life.events[-1].type


def test_a_command_for_another_stream_is_refused() -> None:
    """The simulator lives a pact and nothing else."""
    life = lived(ask(AUTUMN, RegisterPerson(person="demo-berk"), HEAD, "person"), until=AUTUMN)
    assert [("script-person", "wrong_stream")] == list(life.outcomes)


def test_a_life_goes_on_where_the_history_ended() -> None:
    """Versions and positions count on without a gap."""
    life = lived(until=datetime(2021, 12, 31, tzinfo=UTC))
    assert list(range(1, len(life.events) + 1)) == [event.version for event in life.events]


def test_ten_years_without_anybody_end_with_the_cap_and_an_empty_agenda() -> None:
    """The period expires, what waited stays missed, and after the last day of the chain nothing is due."""
    life = lived(until=datetime(2028, 1, 2, tzinfo=UTC))
    assert "agreement.expired" in [event.type for event in life.events]
    assert DeadlineReached(deadline="D03", revision=1, due=date(2027, 12, 31)) == life.events[-1].payload
    assert () == agenda(life.state, rules_of())


def test_work_years_go_on_when_the_extension_is_recorded_after_new_year() -> None:
    """The committee decided in June 2020; its minutes and the signature are recorded in January 2021."""
    at = datetime(2021, 1, 5, 9, 0, tzinfo=UTC)
    history = until_2023(lived(until=at), at)
    life = simulate(STREAM, (), rules_of(), since=at, until=datetime(2024, 2, 1, tzinfo=UTC), history=history)
    started = [event.payload.year for event in life.events if isinstance(event.payload, WorkYearStarted)]
    reported = [event.payload.year for event in life.events if isinstance(event.payload, ReportExpected)]
    assert ([2019, 2020, 2021, 2022, 2023], [2018, 2019, 2020, 2021, 2022, 2023]) == (started, reported)


def test_a_pact_can_be_lived_from_its_registration() -> None:
    """Without any history."""
    step = ask(AUTUMN, RegisterPact(cluster="demo"), HEAD, "register")
    life = simulate(STREAM, [step], rules_of(), since=AUTUMN, until=AUTUMN)
    assert ["pact.registered"] == [event.type for event in life.events]
