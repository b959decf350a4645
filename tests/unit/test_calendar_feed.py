"""Due dates as a calendar, read back by the library as any calendar would."""

from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Event

from domain import pact, views
from domain.dates import end_of_day
from domain.sentences.wording import LANGS, Lang
from domain.work_list import Capacity
from gateway.calendar_feed import concerns, written
from schemas.deadline import DeadlineCancelled, DeadlineReopened, GrantExtensionOfTime, RequestExtensionOfTime
from schemas.pact import PactRegistered, PactState
from schemas.workyear import ExpectYearPlan
from schemas.year_plan import SubmitYearPlan
from tests.unit.scenario import CLUSTER, HEAD, SYSTEM, Scenario

EXPECTED_AT = datetime(2020, 8, 31, 22, 0, tzinfo=UTC)
MOVED_AT = datetime(2020, 9, 3, 8, 0, tzinfo=UTC)
CANCELLED_AT = datetime(2020, 9, 8, 8, 0, tzinfo=UTC)
REOPENED_AT = datetime(2020, 9, 10, 8, 0, tzinfo=UTC)
DUE = date(2020, 11, 30)
NAMES: dict[str, str | None] = {"cluster/demo": "Demo; cluster, voor ënergie & wind"}
UID = "D07/2021.pact/demo@clusterpact"
OCTETS = 75


def running() -> Scenario[PactState]:
    """A pact in which the plan for 2021 is due on 30 November 2020."""
    start = Scenario(pact.decide, pact.evolve, PactState()).given(PactRegistered(cluster="demo"))
    return start.when(ExpectYearPlan(year=2021), by=SYSTEM, at=EXPECTED_AT)


def moved() -> Scenario[PactState]:
    """The same after it was moved to 15 December."""
    due = date(2020, 12, 15)
    asked = running().when(RequestExtensionOfTime(deadline="D07/2021", new_due=due, ground="g"), by=CLUSTER)
    return asked.when(GrantExtensionOfTime(deadline="D07/2021", new_due=due), by=HEAD, at=MOVED_AT)


def cancelled(scenario: Scenario[PactState]) -> Scenario[PactState]:
    """The same after it fell away."""
    [deadline] = scenario.state.deadlines
    fell = DeadlineCancelled(deadline=deadline.id, revision=deadline.revision, because="pact.ended")
    return scenario.at(CANCELLED_AT).given(fell)


def rows_of(scenario: Scenario[PactState]) -> list[dict[str, Any]]:
    """The rows that the record keeps."""
    return [*views.deadline_rows("pact/demo", scenario.state, scenario.rules)]


def feed(rows: list[dict[str, Any]], lang: Lang = "nl") -> bytes:
    """The calendar of these rows."""
    return written(rows, NAMES, "mine", lang)


def event(content: bytes) -> Event:
    """Its only event, as the library reads it."""
    [found] = Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def text(content: bytes, name: str) -> str:
    """What the only event says there."""
    return str(event(content)[name])


def test_a_due_date_is_a_whole_day_with_an_identity_that_stays() -> None:
    """Without an hour: whoever is elsewhere sees the same day."""
    before, after = feed(rows_of(running())), feed(rows_of(moved()))
    assert (UID, UID) == (text(before, "UID"), text(after, "UID"))
    assert (date(2020, 11, 30), date(2020, 12, 1)) == (event(before).decoded("DTSTART"), event(before).decoded("DTEND"))
    assert b"DTSTART;VALUE=DATE:20201130\r\n" in before
    assert "CONFIRMED" == text(before, "STATUS")


def test_a_move_raises_the_sequence_and_bears_the_instant_of_its_decision() -> None:
    """So that a calendar takes the newer one."""
    before, after = event(feed(rows_of(running()))), event(feed(rows_of(moved())))
    assert [(1, EXPECTED_AT), (3, MOVED_AT)] == [(one["SEQUENCE"], one.decoded("DTSTAMP")) for one in (before, after)]
    assert date(2020, 12, 15) == after.decoded("DTSTART")


def test_what_fell_away_stays_as_cancelled_and_what_was_done_is_marked() -> None:
    """Whoever had it in the calendar sees it go."""
    void = feed(rows_of(cancelled(running())))
    assert ("CANCELLED", UID) == (text(void, "STATUS"), text(void, "UID"))
    plan = SubmitYearPlan(year=2021, plan_hash="a" * 64, title="plan")
    done = feed(rows_of(running().when(plan, by=CLUSTER, at=datetime(2020, 11, 2, 9, 0, tzinfo=UTC))))
    assert ("CONFIRMED", True) == (text(done, "STATUS"), text(done, "SUMMARY").startswith("[gehaald] jaarplan 2021"))


def test_whoever_has_the_cancelled_one_takes_it_for_newer() -> None:
    """A higher SEQUENCE and a later instant than what it cancels, and lower ones than what opens it again."""
    back = DeadlineReopened(
        deadline="D07/2021", revision=2, due=DUE, instant=end_of_day(DUE, "Europe/Brussels"), because=1
    )
    told = (running(), cancelled(running()), cancelled(running()).at(REOPENED_AT).given(back))
    lives = [event(feed(rows_of(one))) for one in told]
    assert [(1, EXPECTED_AT), (2, CANCELLED_AT), (3, REOPENED_AT)] == [
        (one["SEQUENCE"], one.decoded("DTSTAMP")) for one in lives
    ]
    assert [one.decoded("DTSTAMP") for one in lives] == [one.decoded("LAST-MODIFIED") for one in lives]
    assert 4 == event(feed(rows_of(cancelled(moved()))))["SEQUENCE"]


def test_long_lines_are_folded_and_what_has_a_meaning_is_escaped() -> None:
    """In octets, never within a letter; the reader gets back what was written."""
    [row] = rows_of(running())
    content = feed([{**row, "legal_basis": "artikel é; lid 2, " * 9}])
    lines = content.split(b"\r\n")
    assert [] == [line for line in lines if len(line) > OCTETS]
    assert b"" == lines[-1]
    assert [] == [line for line in lines if b"\n" in line or b"\r" in line]
    assert b"Demo\\; cluster\\, voor" in content.replace(b"\r\n ", b"")
    assert b"METHOD:PUBLISH" in lines
    assert "jaarplan 2021: Demo; cluster, voor ënergie & wind" == text(content, "SUMMARY")
    assert ("artikel é; lid 2, " * 9).rstrip() in text(content, "DESCRIPTION")


def test_the_words_are_those_of_the_reader() -> None:
    """Dutch or English."""
    told = [text(feed(rows_of(running()), lang), "SUMMARY").partition(":")[0] for lang in LANGS]
    assert ["jaarplan 2021", "year plan 2021"] == told


def test_the_same_record_gives_the_same_bytes() -> None:
    """In whatever order its rows come."""
    rows = [*rows_of(running()), {**rows_of(moved())[0], "deadline": "D07/2022"}]
    assert feed(rows) == feed(rows[::-1])


def test_a_view_reaches_as_far_as_the_roles_do() -> None:
    """Mine is what my roles owe or hear of; an outsider's views stay within their own cluster."""
    scenario = running()
    [row] = rows_of(scenario)
    own, elsewhere = Capacity("cluster_representative", "demo"), Capacity("cluster_representative", "other")
    head, auditor = Capacity("head_of_unit", None), Capacity("auditor", None)
    seen = [
        [view for view in ("mine", "cluster", "all") if concerns(row, view, [one], scenario.rules)]
        for one in (own, elsewhere, head, auditor)
    ]
    everything = ["mine", "cluster", "all"]
    assert [everything, [], everything, ["cluster", "all"]] == seen
    budget = {**row, "cluster": None, "stream": "budget/2021"}
    assert [False, True] == [concerns(budget, view, [auditor], scenario.rules) for view in ("cluster", "all")]
    assert not concerns(budget, "all", [own], scenario.rules)
