"""A deadline explained on the command line: what the JSON says, the words say too, however often it was moved."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from typer.main import get_command

from cli import deadlines
from cli.main import app
from schemas.account import DeadlineAccount
from schemas.deadline import AcceptRecomputation, ProposeRecomputation
from schemas.policy import ClosedDay, Title
from schemas.support import SupportResumed
from tests.unit.programme import a_policy, legal_calendar, rules_of
from tests.unit.scenario import CLUSTER, HEAD, OFFICER, SYSTEM
from tests.unit.test_deadline_account import ASK, ASKED_AT, GRANT, running, told
from tests.unit.test_standstill import bring, suspended

RESUMED_AT = datetime(2020, 12, 2, 9, 0, tzinfo=UTC)
BY_PROGRAMS = {
    *("type", "role", "kind", "stage", "state", "why", "shift", "convention", "status", "id"),
    *("recorded_at", "recorded_instant", "time_zone"),
}
"""Codes that stand in words in the text, and when a fact was recorded: the event's position stands for that."""


def moved() -> DeadlineAccount:
    """Asked by the cluster, granted by the head of unit."""
    return told(running().when(ASK, by=CLUSTER, at=ASKED_AT).when(GRANT, by=HEAD))


def stopped() -> DeadlineAccount:
    """Standing still since support was suspended."""
    return told(suspended())


def resumed() -> DeadlineAccount:
    """Thirty days later."""
    scenario = suspended()
    back = SupportResumed(period=1, suspended_on=date(2020, 11, 2), resumed_on=date(2020, 12, 2))
    bring(scenario, back, RESUMED_AT)
    return told(scenario)


def recounted() -> DeadlineAccount:
    """By a calendar in which a day was closed since."""
    before = legal_calendar("1")
    extra = ClosedDay(date=date(2020, 11, 30), name=Title(nl="rouwdag", en="day of mourning"))
    closed = tuple(sorted((*before.closed, extra), key=lambda one: one.date))
    after = before.model_copy(update={"version": "2", "closed": closed})
    scenario = running().under(rules_of(a_policy(), a_policy(version="2", calendars=(after,))))
    anchor, due = date(2021, 1, 1), date(2020, 12, 1)
    propose = ProposeRecomputation(deadline="D07/2021", anchor=anchor, new_due=due, reason="closed since")
    scenario.when(propose, by=OFFICER, at=ASKED_AT)
    scenario.when(AcceptRecomputation(deadline="D07/2021", anchor=anchor, new_due=due), by=HEAD)
    return told(scenario)


STORIES: dict[str, Callable[[], DeadlineAccount]] = {
    "untouched": lambda: told(running()),
    "moved": moved,
    "stopped": stopped,
    "resumed": resumed,
    "recounted": recounted,
}
COMMAND = get_command(app)


@cache
def story(name: str) -> DeadlineAccount:
    """Live it once."""
    return STORIES[name]()


def facts(said: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Everything that a program reads and a person should: dates, names, numbers of events, reasons, versions."""
    match said:
        case dict():
            held: dict[str, Any] = said
            of_both = {"nl", "en"} <= held.keys()
            for name, value in held.items():
                if name not in BY_PROGRAMS and not (of_both and name == "nl"):
                    yield from facts(value, name)
        case list():
            listed: list[Any] = said
            for each in listed:
                yield from facts(each, key)
        case str() if said != SYSTEM.person:
            yield said[:10] if key == "at" else said
        case _:
            pass


@pytest.mark.parametrize("name", STORIES)
def test_the_words_say_all_that_the_json_says(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anchor, count, each day off and why, shift, each move and who decided it, versions, instants in UTC."""
    monkeypatch.setattr(deadlines, "seen_from", lambda *_: story(name))

    def said(*more: str) -> str:
        COMMAND(["deadline", "explain", "D07/2021", *more], standalone_mode=False)
        return capsys.readouterr().out

    words = " ".join(said("--lang", "en").split())
    held = list(facts(json.loads(said("--json"))))
    assert [] == [one for one in held if " ".join(one.split()) not in words]
    assert len(held) > 20
