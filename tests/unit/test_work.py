"""Open obligations as rows, and one person's view of them: who takes the next step, who follows it, how late it is."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from cli.alarms import alarm_lines, settling
from cli.work import unblocking, when, whom, work_lines
from domain.dates import end_of_day
from domain.four_eyes import PREPARATIONS
from domain.sentences.decisions import DECISIONS
from domain.sentences.wording import LANGS
from domain.waiting import WITHOUT_PROPOSAL, Waiting, key_of, waits
from domain.work import work_rows
from domain.work_list import Bounds, Capacity, bounds, capacities, distance, holders, watched
from schemas.alarm import AlarmKind
from schemas.deadline import Deadline, DeadlineKind, DeadlineStage
from schemas.pact import PactState
from schemas.people import Delegation, HeldRole, PersonState
from schemas.preparation import Preparation
from schemas.question.draft import QuestionPart, Snapshot
from schemas.question.whole import QuestionStage, QuestionState
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
        {"kind": DeadlineKind.VALIDITY},
    ],
)
def test_what_nobody_owes_now_is_no_work(more: dict[str, Any]) -> None:
    """Done, void, standing still, or merely an end."""
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


SNAPSHOT = Snapshot(as_of=FRIDAY, known_on=SET_AT, position=1, lang="nl", answer_hash=HASH, relied_on=())


def question(*parts: QuestionPart, **more: object) -> list[dict[str, Any]]:
    """The rows of a question in drafting, with what waits on it."""
    fields: dict[str, Any] = {"stage": QuestionStage.DRAFTING, "assigned_to": "demo-aster", "snapshot": SNAPSHOT}
    told = {**fields, "parts": parts, "deadlines": (deadline("D18"), deadline("D19")), **more}
    state = QuestionState.model_validate(told)
    found = waits(state)
    return [row for _, row in work_rows("question/1", state, found, {}, flemish_rules())]


def test_a_question_asks_for_one_step_after_the_other() -> None:
    """Each by whoever may; the answer's own term stays with whoever sends it."""
    steps = [
        question(stage=QuestionStage.REGISTERED, assigned_to=None, snapshot=None),
        question(QuestionPart(part=1, text="a"), stage=QuestionStage.ASSIGNED, snapshot=None),
        question(QuestionPart(part=1, text="a"), QuestionPart(part=2, text="b")),
    ]
    assert [
        ["split_question", "assign_question", "record_answer_sent"],
        ["freeze_snapshot", "record_answer_sent"],
        ["draft_answer_part", "draft_answer_part", "record_answer_sent"],
    ] == [[row["act"] for row in rows] for rows in steps]
    [first, second, sent] = steps[2]
    assert ("D19", {"part": 1}, {"part": 2}) == (first["deadline"], first["names"], second["names"])
    assert ("D18", ["cabinet_liaison"]) == (sent["deadline"], sent["waits_for"])


def test_a_part_of_an_answer_waits_for_its_next_level_alone() -> None:
    """In the order of the ladder; a part without a draft stays in the list beside it."""
    drafted = QuestionPart(part=1, text="a", draft="d", draft_hash=HASH)
    lower, upper = flemish_rules().policies[-1].answer_ladder
    waiting = [
        question(part, QuestionPart(part=2, text="b"))[:2]
        for part in (drafted, drafted.model_copy(update={"approvals": (lower,)}))
    ]
    assert [
        [("approve_answer_part", [lower]), ("draft_answer_part", ["case_officer"])],
        [("approve_answer_part", [upper]), ("draft_answer_part", ["case_officer"])],
    ] == [[(row["act"], row["waits_for"]) for row in rows] for rows in waiting]


def test_alarms_are_watched_as_far_as_the_roles_reach() -> None:
    """By the roles that the pack names, and of no other cluster where the role is held for one."""
    rules = flemish_rules()
    kinds = {role.id: role.alarms for role in rules.policies[-1].roles}
    assert [(kind, "one") for kind in kinds["head_of_unit"]] == watched([Capacity("head_of_unit", "one")], rules)
    assert [] == watched([Capacity("cluster_representative", "one"), Capacity("case_officer", None)], rules)
    assert {*get_args(AlarmKind)} == {kind for kind, _ in watched([Capacity("administrator", None)], rules)}


@pytest.mark.parametrize("kind", get_args(AlarmKind))
def test_every_kind_of_alarm_says_what_to_do(kind: str) -> None:
    """In both languages, with a command."""
    row = {"kind": kind, "key": "a|b", "stream": "pact/one", "name": None, "cluster": "one", "about": {"code": 550}}
    told = [alarm_lines(row, lang) for lang in LANGS]
    assert [2, 2] == [len(lines) for _, lines in told]
    assert told[0] != told[1]
    assert settling(row, "demo-berk")[0].startswith("clusterpact ")
