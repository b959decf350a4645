"""Where lives begin: prepared once by the model and the service together, and copied for each life."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from tests.model import budget, groups, pact, question
from tests.model.campaign import Life, Start, campaign
from tests.model.deadlines import Fields
from tests.model.machine import Machine, Step
from tests.model.reckoning import fingerprint
from tests.model.service import RECORDED, Service, morning

M = budget.M
Script = Sequence[tuple[str, str, str, Fields]]
"""On which day, who, in which role, asks what."""


def start(
    machine: Machine, first: date, around: Mapping[str, Any], *, with_ladders: bool, script: Script = ()
) -> Start:
    """Live through a script in which nothing is refused."""
    now = morning(first)
    machine.now, machine.today = now, first
    life = Life(machine, Service(machine.stream, now, around, with_ladders=with_ladders))
    for minute, (day, person, role, command) in enumerate(script):
        at = morning(date.fromisoformat(day), 10).replace(minute=minute % 60)
        code = life.live(Step(at, person, role, None, command))
        assert code == RECORDED, (code, command)
    return Start(life.machine, life.service)


@cache
def budget_starts(*, with_ladders: bool = False) -> tuple[Start, ...]:
    """A year that nobody opened; one in execution; one of which more is reserved than it holds."""
    officer, chief = ("demo-gagel", "budget_officer"), ("demo-eik", "leading_official")

    def approved(day: str, cents: int, grounds: str) -> Script:
        wish = {"kind": "propose_envelope", "cents": cents, "grounds": grounds}
        agreed = {"kind": "approve_envelope", "proposal_hash": fingerprint(wish)}
        return ((day, *officer, wish), (day, *chief, agreed))

    def reserved(day: str, cluster: str, millions: int) -> tuple[str, str, str, Fields]:
        wish = {"kind": "reserve_for_cluster", "cluster": cluster, "cents": millions * M, "pro_rata": None}
        return (day, *officer, wish)

    pool = {"kind": "allocate_residual", "earmark": "intercluster-projects", "cents": 9 * M}
    spent = {"line": "demo", "project": "p1", "clusters": [], "cents": 5 * M, "decided_on": "2020-03-02"}
    running: Script = (
        ("2020-01-06", *officer, {"kind": "open_budget_year"}),
        ("2020-01-06", *officer, {"kind": "foresee_envelope", "cents": 75 * M, "wording": "75 mio"}),
        *approved("2020-01-20", 75 * M, "decree"),
        *(reserved("2020-02-03", cluster, 8) for cluster in ("demo", "stil", "weg")),
        ("2020-02-03", *officer, pool),
        ("2020-03-02", *officer, {"kind": "record_commitment_of_funds", **spent}),
    )
    cut: Script = (*running, *approved("2020-06-02", 30 * M, "cut"))
    return tuple(
        start(budget.Budget(), date(2019, 11, 4), budget.AROUND, with_ladders=with_ladders, script=script)
        for script in ((), running, running, cut)
    )


@cache
def question_starts(*, with_ladders: bool = False) -> tuple[Start, ...]:
    """A question that has not come in; one that is frozen; one that is approved."""
    officer, liaison = ("demo-berk", "case_officer"), ("demo-hazelaar", "cabinet_liaison")
    register = {
        "kind": "register_question",
        "number": "384 (2019-2020)",
        "title": "Renewal",
        "asker": "demo-asker",
        "office": "demo-economy",
        "sent_on": "2020-03-20",
        "text": "In which stage?",
        "in_recess": False,
        "coordinates": [],
    }
    freeze = {
        "kind": "freeze_snapshot",
        "as_of": "2020-03-20",
        "known_on": "2020-03-23T08:00:00Z",
        "position": 40,
        "lang": "nl",
        "answer_hash": "f" * 64,
        "relied_on": [3, 7, 40],
        "texts_hash": None,
    }
    frozen: Script = (
        ("2020-03-23", *liaison, register),
        ("2020-03-23", *liaison, {"kind": "split_question", "part": 1, "text": "Which stage?"}),
        ("2020-03-23", *liaison, {"kind": "split_question", "part": 2, "text": "Which lessons?"}),
        ("2020-03-23", *liaison, {"kind": "assign_question", "to": "demo-berk"}),
        ("2020-03-23", *officer, freeze),
    )
    draft: Fields = {"kind": "draft_answer_part", "refers_to_part": None, "refers_to_question": None, "relied_on": []}
    drafted: Script = tuple(
        ("2020-03-24", *officer, {**draft, "part": part, "text": "Four are completed."}) for part in (1, 2)
    )
    reviewed = start(
        question.Question(), date(2020, 3, 20), question.AROUND, with_ladders=with_ladders, script=(*frozen, *drafted)
    )
    approved: Script = tuple(
        ("2020-03-25", person, role, {"kind": "approve_answer_part", "part": part, "draft_hash": one["hash"]})
        for person, role in (("demo-den", "head_of_unit"), ("demo-eik", "leading_official"))
        for part, one in reviewed.machine.parts.items()  # type: ignore[attr-defined]
    )
    return tuple(
        start(question.Question(), date(2020, 3, 20), question.AROUND, with_ladders=with_ladders, script=script)
        for script in ((), frozen, (*frozen, *drafted), (*frozen, *drafted, *approved))
    )


@cache
def pact_starts(*, with_ladders: bool = False) -> tuple[Start, ...]:
    """Nothing; support that runs; a period that nears its end; a chain that nears its cap."""
    officer, head = ("demo-berk", "case_officer"), ("demo-den", "head_of_unit")
    leader, secretary = ("demo-eik", "leading_official"), ("demo-hulst", "committee_secretary")
    text, parties = "a" * 64, ["demo cluster", "demo minister"]

    def signed(number: int, first: str, day: str) -> Script:
        draft = {"kind": "draft_agreement", "start": first, "text_hash": text}
        sign = {"kind": "sign_agreement", "period": number, "text_hash": text, "signed_on": day}
        return ((day, *officer, draft), (day, *leader, sign))

    def extended(number: int, months: int, day: str, verdict: str = "positive") -> Script:
        """Evaluated, and extended where that was decided."""
        judged = {
            "kind": "propose_interim_verdict",
            "period": number,
            "verdict": verdict,
            "report_hash": text,
            "families": [],
        }
        mark = fingerprint(judged)
        done = {"kind": "complete_interim_evaluation", "period": number, "report_hash": text, "proposal_hash": mark}
        evaluated: Script = (
            (day, *officer, {"kind": "open_interim_evaluation", "period": number}),
            (day, *officer, judged),
            (day, *head, done),
        )
        if not months:
            return evaluated
        wish = {"kind": "propose_extension", "period": number, "months": months, "bridging": False}
        grant = {"kind": "record_extension_decision", "period": number, "decision": "granted", "months": months}
        grant |= {"proposal_hash": fingerprint(wish), "decided_on": day, "minutes": "m"}
        put = {"kind": "endorse_extension", "period": number, "proposal_hash": fingerprint(wish)}
        return (*evaluated, (day, *officer, wish), (day, *head, put), (day, *secretary, grant))

    register = {"kind": "register_pact", "cluster": "demo", "succeeds": None, "legal_basis": None}
    signature = {"kind": "record_signature", "text_hash": text, "signed_on": "2017-12-18"}
    opened: Script = (
        ("2017-11-06", *officer, register),
        ("2017-12-04", *officer, {"kind": "agree_pact_text", "text_hash": text, "signatories": parties}),
        *(("2017-12-18", *officer, {**signature, "signatory": party}) for party in parties),
        ("2017-12-20", *head, {"kind": "bring_pact_into_force", "in_force_on": "2017-12-18"}),
        ("2017-12-20", *head, {"kind": "fix_cap_anchor", "anchor": "2018-01-01", "reason": "first day"}),
        *signed(1, "2018-01-01", "2017-12-20"),
    )
    running: Script = (
        *opened,
        ("2018-10-01", "demo-fern", "cluster_representative", plan_of(2019, text)),
        ("2018-10-02", *officer, {"kind": "confirm_complete", "year": 2019, "plan_hash": text}),
    )
    rejected: Script = (
        *(*running, *turned_down(text, "2018-10-08", officer, head)),
        *(*again("b" * 64, "2018-10-15", officer, head), *again("c" * 64, "2018-10-22", officer, head)),
    )
    second: Script = (*opened, *extended(1, 36, "2020-03-02"), *signed(2, "2021-01-01", "2020-09-01"))
    third: Script = (*second, *extended(2, 36, "2023-03-01"), *signed(3, "2024-01-01", "2023-09-01"))
    last: Script = (*third, *extended(3, 0, "2026-03-02"))
    bad: Script = (*opened, *extended(1, 0, "2020-03-02", "negative_with_remediation"))

    hearing: Script = (
        *opened,
        ("2020-02-03", *officer, {"kind": "open_interim_evaluation", "period": 1}),
        ("2020-03-02", *officer, {"kind": "send_evaluation_draft", "period": 1, "draft_hash": text}),
    )

    def at(script: Script) -> Start:
        return start(
            pact.Pact(),
            date(2017, 11, 6),
            {groups.PROGRAMME: groups.programme()},
            with_ladders=with_ladders,
            script=script,
        )

    return (at(()), at(opened), at(running), at(rejected), at(second), at(last), at(bad), at(hearing))


def plan_of(year: int, text: str) -> Fields:
    """A plan that is handed in."""
    return {"kind": "submit_year_plan", "year": year, "plan_hash": text, "title": "year plan"}


def turned_down(text: str, day: str, officer: tuple[str, str], head: tuple[str, str]) -> Script:
    """The plan for 2019 is rejected."""
    wish = {"kind": "propose_year_plan_verdict", "year": 2019, "plan_hash": text, "verdict": "rejected"}
    wish |= {"conditions": [], "grounds": "thin"}
    mark = fingerprint(wish)
    no = {"kind": "approve_year_plan_verdict", "year": 2019, "plan_hash": text, "proposal_hash": mark}
    return ((day, *officer, wish), (day, *head, no))


def again(text: str, day: str, officer: tuple[str, str], head: tuple[str, str]) -> Script:
    """Another plan for 2019, and rejected too."""
    return (
        (day, "demo-fern", "cluster_representative", {"kind": "resubmit_year_plan", "year": 2019, "plan_hash": text}),
        (day, *officer, {"kind": "confirm_complete", "year": 2019, "plan_hash": text}),
        *turned_down(text, day, officer, head),
    )


STARTS: Mapping[str, Callable[[], tuple[Start, ...]]] = {
    "budget": budget_starts,
    "question": question_starts,
    "pact": pact_starts,
}


def lives(noun: str, first: int, number: int) -> int:
    """Live so many lives of a noun from a seed on; gives the number of steps."""
    return campaign(STARTS[noun](), range(first, first + number))
