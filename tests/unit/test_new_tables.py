"""Newer tables of time zones: the date is the law and stays, its instant moves, and nobody is told off for it."""

from datetime import date, timedelta

from domain.agenda import agenda, ready_at
from domain.new_tables import moved_instants
from domain.stream import fold
from schemas.deadline import DeadlineSet, DueKind
from schemas.guarantee import MovedInstant
from schemas.pact import PactState
from store.projection import view_rows
from tests.unit.corrected_files import File
from tests.unit.flanders import flemish_rules
from tests.unit.test_reopening import a_pact

NAME = "D13/2019"
HOUR = timedelta(hours=1)


def set_by_former_tables() -> tuple[File, DeadlineSet]:
    """A file whose report falls due an hour later by the tables it was set with; and what is set by those in use."""
    file = a_pact()
    [place] = [
        number
        for number, event in enumerate(file.history)
        if isinstance(event.payload, DeadlineSet) and event.payload.deadline == NAME
    ]
    placed = file.history[place].payload
    assert isinstance(placed, DeadlineSet)
    former = placed.model_copy(update={"instant": placed.instant + HOUR, "tzdata": "2018i"})
    file.history[place] = file.history[place].model_copy(update={"payload": former})
    file.state = fold(file.stream, file.history)
    return file, placed


def test_the_date_stays_and_the_next_wake_is_by_the_tables_in_use() -> None:
    """The agenda that every wake computes names the instant of now, and the timer waits for that one."""
    file, placed = set_by_former_tables()
    rules = flemish_rules()
    assert isinstance(file.state, PactState)
    [kept] = [one.due for one in file.state.deadlines if one.id == NAME]
    [fire] = [item for item in agenda(file.state, rules) if item.deadline == NAME and item.kind is DueKind.FIRE]
    settle = timedelta(seconds=rules.policies[-1].terms.settle_seconds)
    assert (placed.due, placed.instant) == (kept, fire.at)
    assert placed.instant + settle == ready_at(fire, rules)


def test_the_difference_in_instants_is_listed_once_and_is_no_fault() -> None:
    """For open deadlines alone, with both instants."""
    file, placed = set_by_former_tables()
    rows = [row.body for row in view_rows(file.stream, file.state, flemish_rules()) if row.view == "deadline_view"]
    listed = moved_instants(rows, "Europe/Brussels")
    assert [
        MovedInstant(
            stream="pact/demo",
            deadline=NAME,
            due=date(2020, 3, 31),
            recorded=placed.instant + HOUR,
            instant=placed.instant,
        )
    ] == listed
    assert [] == moved_instants([{**row, "stage": "met"} for row in rows], "Europe/Brussels")
