"""A programme that no line of code knows: a network lives its three years from the data of its own pack alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.fleet import lived
from domain.next_step import waiting
from domain.preparation import proposal_hash
from domain.waiting import key_of
from schemas.agreement.period import AgreementStage
from schemas.command import Command
from schemas.deadline import DeadlineStage
from schemas.pact import OpenPactNegotiation
from schemas.policy import RulesState
from schemas.support import Measure, ProposeMeasure
from schemas.year_plan import SubmitYearPlan
from store.projection import view_rows
from tests.house.tree import ROOT
from tests.unit.network import COORDINATOR, ENDS, FILE, FOLDER, MANAGER, OFFICER, TEXT, pack, supported, three_years


def test_a_network_lives_its_three_years_and_is_over() -> None:
    """Support for three years, a report on each, one late, and nothing that only another programme knows."""
    life = three_years()

    assert {
        "N01/1": (date(2024, 12, 31), DeadlineStage.REACHED),
        "N02/2022": (date(2023, 3, 31), DeadlineStage.MET),
        "N02/2023": (date(2024, 4, 2), DeadlineStage.MET),  # 30 March is a Saturday, then Easter
        "N02/2024": (date(2025, 3, 31), DeadlineStage.MET),
        "N03/2022": (date(2023, 4, 13), DeadlineStage.MET),
        "N03/2023": (date(2024, 5, 29), DeadlineStage.MET),
        "N03/2024": (date(2025, 4, 14), DeadlineStage.MET),
        "N04/seat": (date(2021, 12, 27), DeadlineStage.MET),
        "N05/seat": (date(2022, 1, 10), DeadlineStage.MET),
    } == life.stages()
    [period] = life.state.agreement.periods
    assert (date(2024, 12, 31), AgreementStage.EXPIRED) == (period.end, period.stage)
    assert [2022, 2023, 2024] == [year.year for year in life.state.years if year.report is not None]
    assert not [year.year for year in life.state.years if year.plan is not None]
    told = {event.type for event in life.agency.log if event.stream == FILE}
    assert not [name for name in told if name.startswith(("year_plan.", "interim_", "extension.", "pact.negotiation"))]


def test_a_report_that_does_not_come_is_missed_and_told_to_whom_the_pack_names() -> None:
    """After two working days, to the programme manager."""
    life = supported()
    life.until(date(2023, 4, 20))
    assert DeadlineStage.MISSED == life.stages()["N02/2022"][1]
    [told] = [event for event in life.agency.log if event.type == "deadline.escalated" and "N02" in str(event.payload)]
    assert ["programme_manager"] == [*getattr(told.payload, "to_roles", ())]
    assert date(2023, 4, 4) == told.recorded_at.date()


def test_what_waits_names_no_step_that_the_programme_does_not_know() -> None:
    """Here nobody puts an end of support to a committee before whoever decides it."""
    life = supported()
    life.until(date(2022, 3, 1))
    end = ProposeMeasure(measure=Measure.TERMINATE_SUPPORT, on=date(2022, 3, 31), grounds="no members left")
    life.all_recorded((OFFICER, FILE, end))

    rules = RulesState(policies=(pack(),))
    log = [event for event in life.agency.log if event.stream == FILE]
    [waits] = waiting(FILE, log, rules)
    assert ("terminate_agreement", log[-1].recorded_at) == (waits.decision, waits.since)
    rows = [row.body for row in view_rows(FILE, life.state, rules) if row.view == "work_view"]
    [row] = [row for row in rows if row["awaits"] == key_of(waits)]
    assert ("terminate_agreement", ["programme_manager"], {"proposal_hash": proposal_hash(end)}) == (
        row["act"],
        row["waits_for"],
        row["names"],
    )


def test_a_missed_report_on_a_condition_leaves_the_condition_open() -> None:
    """Only its own day, not that of the step before it, misses it."""
    life = supported()
    life.until(date(2022, 1, 5))
    assert DeadlineStage.MISSED == life.stages()["N04/seat"][1]
    assert ["open"] == [one.state for one in life.state.conditions]
    life.until(date(2022, 1, 12))
    assert ["missed"] == [one.state for one in life.state.conditions]


@pytest.mark.parametrize(
    "command", [OpenPactNegotiation(), SubmitYearPlan(year=2022, plan_hash=TEXT)], ids=lambda command: command.kind
)
def test_what_the_programme_does_not_know_is_refused(command: Command) -> None:
    """Nobody has a role for it."""
    life = supported()
    assert {life.ask(person, FILE, command) for person in (OFFICER, MANAGER, COORDINATOR)} <= {
        "not_allowed",
        "wrong_role",
    }


def test_no_file_of_the_code_names_the_programme() -> None:
    """Data alone: not one Python file outside the tests knows the pack or one of its rules."""
    packages = ("schemas", "domain", "store", "activities", "workflows", "gateway", "workers", "cli")
    texts = {path: path.read_text("utf-8") for name in packages for path in sorted((ROOT / name).rglob("*.py"))}
    named = ("three-year", "network_coordinator", "programme_manager", '"N0')
    assert [] == [str(path) for path, text in texts.items() if any(name in text for name in named)]


def test_its_calendars_are_those_of_the_agency() -> None:
    """The same version is the same content, in whatever pack it lies."""
    other = ROOT / "policies" / "flanders-clusters"
    for name in ("calendars-legal.yaml", "calendars-office.yaml"):
        assert Path(other / name).read_bytes() == (FOLDER / name).read_bytes()


def test_nothing_comes_after_the_end() -> None:
    """Nobody is asked for a fourth year."""
    life = supported()
    life.agency = lived(life.agency, ENDS + timedelta(days=400))
    assert [] == [item for item in life.agency.file(FILE).agenda if item.at > life.agency.now]
