"""A deadline that was over before the file was known here: every list, account and certificate tells the same of it."""

from datetime import date
from typing import Any

import pytest

from cli.reading import deadline_line, due_cells
from cli.values import VALUES
from cli.work import when
from domain.dated_view import deadline_rows, what_comes
from domain.deadline_account import account
from domain.deadline_certificate import certificate
from domain.sentences.wording import LANGS, Lang
from domain.work import work_rows
from gateway.calendar_feed import written
from gateway.questions import lateness
from schemas.deadline import DeadlineMet
from schemas.guarantee import CertificateHead
from tests.unit.programme import rules_of
from tests.unit.test_deadline_account import running
from tests.unit.test_deadline_audit import NOW, SET, SET_AT, Record

TODAY = date(2020, 12, 3)
SCENARIO = running()
"""D07/2021 was due on 30 November 2020."""
STATE = SCENARIO.state.model_copy(
    update={"deadlines": tuple(one.model_copy(update={"taken_over": True}) for one in SCENARIO.state.deadlines)}
)
[ROW] = [one for one in deadline_rows("pact/demo", STATE, SCENARIO.rules) if one["deadline"] == "D07/2021"]
SHOWN: dict[str, Any] = {**ROW, **lateness(ROW, TODAY), "name": "demo"}


@pytest.mark.parametrize(("lang", "place"), [("nl", 0), ("en", 1)])
def test_every_list_says_that_it_was_taken_over(lang: Lang, place: int) -> None:
    """Never that it is late, nor that it runs."""
    words = VALUES["taken_over"][place]
    assert (0, 0) == (SHOWN["days_late"], SHOWN["days_left"])
    assert words == due_cells(SHOWN, lang)[-1]
    assert words in deadline_line(SHOWN, lang)
    unfolded = written([SHOWN], {}, "all", lang).replace(b"\r\n ", b"").decode().replace("\\,", ",")
    assert words in unfolded


def test_it_is_not_what_is_due_next() -> None:
    """What comes lies ahead."""
    assert "D07/2021" != what_comes(STATE, SCENARIO.rules)["next_deadline"]


def test_it_is_still_to_be_done_without_a_date_of_ours() -> None:
    """A row that is not among what is late."""
    (_, row), *_ = [one for one in work_rows("pact/demo", STATE, (), {}, SCENARIO.rules) if one[0] == "D07/2021"]
    assert (None, "2020-11-30") == (row["due"], row["taken_over_due"])
    told: dict[str, Any] = {**row, "days": None}
    assert "taken over: passed on" in when(told, "en")
    assert "overgenomen: voorbij op" in when(told, "nl")


def test_its_account_says_so() -> None:
    """And that no reminder or escalation of it comes."""
    shown = account("pact/demo", "D07/2021", STATE.deadlines, SCENARIO.history, SCENARIO.rules)
    assert shown.is_taken_over
    assert {"falls_away"} == {one.state for one in shown.ladder}


def test_the_certificate_has_an_outcome_of_its_own_until_its_act_comes() -> None:
    """Then it is met like any other, without days of lateness."""
    record = Record().then(SET.model_copy(update={"taken_over": True}), SET_AT)
    head = CertificateHead(position=1, number=1, chain="00" * 32)
    made = certificate(record.events, rules_of(), head, NOW)
    assert (["taken_over"], {"taken_over": 1}) == ([one.outcome for one in made.deadlines], made.totals.outcomes)
    record.then(DeadlineMet(deadline="D01", revision=1, due=SET.due, days_late=0, taken_over=True), NOW)
    after = certificate(record.events, rules_of(), head, NOW)
    assert [("met", True)] == [(one.outcome, one.is_taken_over) for one in after.deadlines]


def test_what_stands_still_is_listed_as_that() -> None:
    """Since which day, and without days left or days of lateness: no date of it runs."""
    stopped = {**ROW, "is_taken_over": False, "stage": "stopped", "stopped_since": "2020-11-02"}
    shown: dict[str, Any] = {**stopped, **lateness(stopped, TODAY), "name": "demo"}
    assert (0, 0) == (shown["days_late"], shown["days_left"])
    assert ["staat stil (2020-11-02)", "stands still (2020-11-02)"] == [due_cells(shown, lang)[-1] for lang in LANGS]
