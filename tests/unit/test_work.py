"""Open obligations as rows, and one person's view of them: who takes the next step, who follows it, how late it is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cli.work import unblocking, when, whom, work_lines
from domain.dates import end_of_day
from domain.four_eyes import PREPARATIONS
from domain.sentences.decisions import DECISIONS
from domain.waiting import WITHOUT_PROPOSAL, Waiting, key_of
from domain.work import work_rows
from domain.work_list import Bounds, Capacity, bounds, capacities, distance, holders
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.pact import PactState
from schemas.people import Delegation, HeldRole, PersonState
from schemas.preparation import Preparation
from tests.unit.flanders import calendar, flemish_rules, rule

SET_AT = datetime(2020, 10, 1, 8, tzinfo=UTC)
PROPOSED_AT = datetime(2020, 10, 20, 8, tzinfo=UTC)
DUE = date(2020, 11, 13)
HASH = "a" * 64
FRIDAY, SATURDAY, MONDAY = date(2020, 11, 13), date(2020, 11, 14), date(2020, 11, 16)
SINCE = date(2020, 1, 1)


def deadline(rule_id: str, *subject: tuple[str, str], **more: object) -> Deadline:
    """A running deadline, due on Friday 13 November 2020."""
    told = rule(rule_id)
    fields: dict[str, Any] = {
        "id": "/".join((rule_id, *(value for _, value in subject))),
        "rule": rule_id,
        "rule_version": told.version,
        "calendar": told.calendar,
        "calendar_version": calendar(told.calendar).version,
        "kind": told.kind,
        "subject": subject,
        "anchor": date(2020, 10, 1),
        "raw_due": DUE,
        "due": DUE,
        "instant": end_of_day(DUE, "Europe/Brussels"),
        "revision": 1,
        "set_at": SET_AT,
        "stage": DeadlineStage.OPEN,
    }
    return Deadline.model_validate({**fields, **more})


VERDICT = deadline("D10", ("year", "2021"), ("round", "1"))
PROPOSAL = Waiting(
    decision="approve_year_plan_verdict",
    names={"year": 2021, "plan_hash": HASH, "proposal_hash": HASH},
    proposed={"round": 1},
    proposed_by=("demo-berk",),
    prepared_by=(
        Preparation(act="request_completion", persons=("demo-ceder",)),
        Preparation(act="submit_year_plan", persons=("demo-aster",)),
        Preparation(act="propose_year_plan_verdict", persons=("demo-berk", "demo-eik")),
    ),
    drafted_by=("propose_year_plan_verdict",),
)


def rows(*deadlines: Deadline, waiting: tuple[Waiting, ...] = ()) -> list[dict[str, Any]]:
    """The rows of a file with these deadlines, on which this waits."""
    state = PactState(cluster="demo", deadlines=deadlines)
    since = {key_of(one): PROPOSED_AT for one in waiting}
    return [row for _, row in work_rows("pact/demo", state, waiting, since, flemish_rules())]


def test_before_the_decision_its_proposal_is_waited_for() -> None:
    """Of whoever may make it; the one who decides follows it up."""
    [row] = rows(VERDICT)
    assert ("propose_year_plan_verdict", ["case_officer"], ["head_of_unit"]) == (
        row["act"],
        row["waits_for"],
        row["followed_by"],
    )
    assert ("D10/2021/1", "2020-10-01T08:00:00.000000Z", None) == (row["key"], row["since"], row["awaits"])


def test_a_proposal_and_the_deadline_that_it_would_meet_are_one_row() -> None:
    """With the day of the deadline, since it was proposed, and not for those whose hands count."""
    [row] = rows(VERDICT, waiting=(PROPOSAL,))
    assert ("approve_year_plan_verdict", ["head_of_unit"], "2020-11-13", "2020-10-20T08:00:00.000000Z") == (
        row["act"],
        row["waits_for"],
        row["due"],
        row["since"],
    )
    assert (["demo-aster", "demo-berk", "demo-eik"], ["demo-berk"]) == (row["not_by"], row["proposed_by"])


def test_a_proposal_about_something_else_stands_by_itself() -> None:
    """Another year's, or one that no deadline asks for."""
    other = PROPOSAL.model_copy(update={"names": {**PROPOSAL.names, "year": 2022}})
    undated, dated = rows(VERDICT, waiting=(other,))
    assert (None, None, {"year": "2022"}) == (undated["deadline"], undated["due"], undated["subject"])
    assert ("beslissing over het jaarplan", "D10/2021/1") == (undated["title"]["nl"], dated["deadline"])


def test_what_others_bring_in_waits_for_those_who_owe_it() -> None:
    """Also where only the agency can record that it came."""
    [plan] = rows(deadline("D07", ("year", "2021")))
    [proof] = rows(deadline("D15", ("year", "2020")))
    assert [["cluster_representative"], ["cluster_representative"]] == [plan["waits_for"], proof["waits_for"]]
    assert ["case_officer"] == proof["followed_by"]


def test_a_miss_reaches_those_to_whom_it_was_escalated() -> None:
    """Not before the stage was reached."""
    before, after = (
        rows(deadline("D07", ("year", "2021"), stage=DeadlineStage.MISSED, done_stages=done))[0]["roles"]
        for done in ((), ("e1", "e10"))
    )
    assert (["cluster_representative", "case_officer"], {"head_of_unit", "leading_official"}) == (
        before,
        {*after} - {*before},
    )


@pytest.mark.parametrize(
    "more",
    [
        {"stage": DeadlineStage.MET},
        {"stage": DeadlineStage.STOPPED},
        {"stage": DeadlineStage.CANCELLED},
        {"taken_over": True},
        {"kind": DeadlineKind.VALIDITY},
    ],
)
def test_what_nobody_owes_now_is_no_work(more: dict[str, Any]) -> None:
    """Done, void, standing still, over before the file was known, or merely an end."""
    assert [] == rows(deadline("D07", ("year", "2021"), **more))


def test_every_decision_that_waits_has_a_name_in_both_languages() -> None:
    """Of those that a policy may ask four eyes of."""
    assert {*PREPARATIONS} - WITHOUT_PROPOSAL - {"adopt_policy"} == DECISIONS.keys()


def test_a_role_is_acted_in_on_its_days_for_its_cluster_and_in_anothers_stead() -> None:
    """As far as authority reaches: an outsider's role without a cluster reaches nothing, nor does one that is over."""
    person = PersonState(
        person="demo-aster",
        roles=(
            HeldRole(role="case_officer", cluster=None, valid_from=SINCE, valid_until=FRIDAY),
            HeldRole(role="cluster_representative", cluster="demo", valid_from=SINCE, valid_until=None),
            HeldRole(role="cluster_representative", cluster=None, valid_from=SINCE, valid_until=None),
        ),
    )
    lender = PersonState(
        person="demo-berk",
        roles=(HeldRole(role="head_of_unit", cluster=None, valid_from=SINCE, valid_until=None),),
        delegations=(Delegation(role="head_of_unit", to="demo-aster", valid_from=FRIDAY, valid_until=SATURDAY),),
    )
    own, bound = Capacity("case_officer", None), Capacity("cluster_representative", "demo")
    lent = Capacity("head_of_unit", None, "demo-berk")
    told = [capacities(person, (person, lender), flemish_rules(), day) for day in (FRIDAY, SATURDAY, MONDAY)]
    assert [[own, bound, lent], [bound, lent], [bound]] == told


def test_groups_leave_no_day_out() -> None:
    """Seven days with today, and a month: the last of a month is no gap."""
    assert Bounds(date(2021, 1, 31), date(2021, 2, 6), date(2021, 2, 27)) == bounds(date(2021, 1, 31), flemish_rules())


@pytest.mark.parametrize(
    ("today", "left", "late", "unit"),
    [
        (date(2020, 11, 9), 3, 0, "working_days"),  # 11 November is a holiday
        (FRIDAY, 0, 0, "working_days"),
        (SATURDAY, 0, 1, "days"),  # no working day has passed
        (MONDAY, 0, 1, "working_days"),
        (date(1950, 1, 2), 25_883, 0, "days"),  # beyond the calendar
    ],
)
def test_a_rule_in_working_days_counts_what_is_left_in_them(today: date, left: int, late: int, unit: str) -> None:
    """The due date counts while it is to come, and today once it has passed."""
    [row] = rows(VERDICT)
    assert (left, late, unit) == distance(row, today, flemish_rules())


def test_holders_are_those_who_may() -> None:
    """Not who had a hand in it, nor who stands in for them."""
    everybody = {
        "demo-aster": [Capacity("head_of_unit", None)],
        "demo-berk": [Capacity("head_of_unit", None, "demo-aster")],
        "demo-ceder": [Capacity("head_of_unit", "other")],
        "demo-den": [Capacity("head_of_unit", "demo")],
    }
    assert ["demo-aster", "demo-berk", "demo-den"] == holders(["head_of_unit"], "demo", everybody, [])
    assert ["demo-den"] == holders(["head_of_unit"], "demo", everybody, ["demo-aster"])


def shown(**more: object) -> dict[str, Any]:
    """An obligation as the gateway shows it."""
    titles = {"nl": "dossierbeheerder", "en": "case officer"}
    told: dict[str, Any] = {
        **rows(VERDICT)[0],
        "name": "Democluster",
        "days": {"left": 0, "late": 5, "unit": "working_days"},
        "is_mine": False,
        "waits_for": [{"role": "case_officer", "title": titles}],
        "persons": ["demo-berk"],
        "decision": "confirm_complete",
        "names": {"year": "2021", "round": "1"},
        "in_role": None,
        "on_behalf_of": None,
    }
    return {**told, **more}


def test_an_obligation_is_worded_in_the_language_of_the_reader() -> None:
    """Until when, that day included; whom it waits for; since when."""
    head, [line] = work_lines(shown(), "nl")
    assert ["t/m vrijdag 2020-11-13 (5 werkdagen te laat)", "beslissing over het jaarplan 2021 1"] == head[:2]
    assert "wacht op dossierbeheerder (demo-berk), sinds 2020-10-01" == line
    assert "up to and including Friday 2020-11-13 (1 working day left)" == when(
        shown(days={"left": 1, "late": 0, "unit": "working_days"}), "en"
    )
    assert ("no date", "you") == (when(shown(due=None), "en"), whom(shown(is_mine=True), "en"))
    assert when(shown(days={"left": 0, "late": 0, "unit": "days"}), "nl").endswith("(vandaag)")


def test_what_unblocks_it_is_a_command_for_whoever_may() -> None:
    """For the reader with their name, role and principal where those are to be said; for others without."""
    mine = shown(is_mine=True, in_role="case_officer", on_behalf_of="demo-eik")
    assert "clusterpact workyear confirm-complete pact/demo" == unblocking(shown(), "demo-aster")[0]
    assert "--as PERSON" == unblocking(shown(), "demo-aster")[-1]
    assert ["--in-role case_officer", "--on-behalf-of demo-eik", "--as demo-aster"] == unblocking(mine, "demo-aster")[
        -3:
    ]
    assert [] == unblocking(shown(decision=None), "demo-aster")
