"""What goes wrong and is borne: a failed remediation, clusters that part and merge, a miss that is cured."""

from collections.abc import Iterator

from tests.life.cast import BUDGET, HEAD, LIVES, OFFICER, REVIEWER, STAND_IN, Life, document
from tests.life.corrections import correction_hash
from tests.life.told import Chapter, as_seen, position_of

CURED = "D13/2018"
"""The deadline that was missed, and that got more time afterwards."""

MISTAKEN = 2023
"""The year whose report was booked in the wrong file, and comes in its own time."""


def chapters() -> Iterator[Chapter]:
    """Tell of every setback."""
    yield _failed(LIVES["medvia"])
    yield _nothing_more(LIVES["medvia"])
    yield _parted(LIVES["flux50"])
    yield _merged(LIVES["sim"])
    yield _cured(LIVES["vil"])
    yield _booked_wrongly(LIVES["flux50"])
    yield _not_theirs()


def _failed(life: Life) -> Chapter:
    """Evaluated early and badly; the remedial plan is taken up, and fails: there is no way to another period."""
    chapter, period = Chapter(life.pact), {"period": 2}
    report = document(f"early report {life.cluster}")
    chapter.on("2025-09-15", "16:00")
    chapter.does(OFFICER, "open_interim_evaluation", **period)
    verdict = {"report_hash": report, "verdict": "negative_with_remediation"}
    chapter.on("2025-11-10", "16:00")
    proposed = chapter.does(REVIEWER, "propose_interim_verdict", **period, **verdict)
    chapter.on("2025-11-24", "16:00")
    chapter.does(HEAD, "complete_interim_evaluation", **period, report_hash=report, proposal_hash=as_seen(proposed))
    chapter.on("2025-11-25", "16:00")
    chapter.does(OFFICER, "request_remedial_plan", **period, grounds="the means went elsewhere")
    plan = {**period, "plan_hash": document(f"remedial plan {life.cluster}")}
    chapter.on("2025-12-18", "16:00")
    chapter.does(life.representative, "submit_remedial_plan", **plan)
    proposed = chapter.does(OFFICER, "propose_remedial_verdict", **plan, verdict="accepted", grounds="it could do")
    chapter.on("2026-01-12", "16:00")
    chapter.does(HEAD, "judge_remedial_plan", **period, proposal_hash=as_seen(proposed))
    outcome = {"outcome": "failed", "findings": "nothing was done"}
    chapter.on("2026-04-13", "16:00")
    proposed = chapter.does(OFFICER, "propose_remediation_outcome", **period, **outcome)
    chapter.on("2026-04-20", "16:00")
    chapter.does(HEAD, "close_remediation", **period, proposal_hash=as_seen(proposed))
    chapter.fails(OFFICER, "propose_extension", "remediation_failed", **period, months=36)
    return chapter


def _nothing_more(life: Life) -> Chapter:
    """Whose support was terminated gets no means any more."""
    chapter = Chapter("budget/2026")
    chapter.on("2026-09-14", "16:00")
    chapter.fails(BUDGET, "reserve_for_cluster", "terminated", cluster=life.cluster, cents=400_000_000)
    return chapter


def _parted(life: Life) -> Chapter:
    """A new cluster comes out of one that goes on; neither pact nor money moves by that."""
    chapter = Chapter("cluster/storage")
    on = {"earliest": "2022-05-01", "latest": "2022-05-01"}
    chapter.on("2022-05-16", "16:00")
    chapter.does(OFFICER, "register_cluster", name="Storage")
    parted = {"sort": "split_from", "other": life.cluster, "on": on}
    chapter.does(OFFICER, "record_reorganisation", **parted)
    chapter.fails(OFFICER, "record_reorganisation", "nothing_to_do", **parted)
    return chapter


def _merged(life: Life) -> Chapter:
    """A cluster without support becomes part of another one."""
    chapter = Chapter(f"cluster/{life.cluster}")
    on = {"earliest": "2023-10-01", "latest": "2023-12-31", "precision": "interval", "wording": "end of 2023"}
    chapter.on("2024-01-22", "16:00")
    chapter.does(OFFICER, "record_reorganisation", sort="merged_into", other="catalisti", on=on)
    return chapter


def _cured(life: Life) -> Chapter:
    """A report was late already when more time was asked and granted: the miss is cured, and the report in time."""
    chapter = Chapter(life.pact)
    wish = {"deadline": CURED, "new_due": "2019-04-30"}
    chapter.on("2019-04-08", "16:00")
    chapter.does(life.representative, "request_extension_of_time", ground="the archive burnt down", **wish)
    chapter.on("2019-04-15", "16:00")
    chapter.does(HEAD, "grant_extension_of_time", **wish)
    return chapter


def _booked_wrongly(life: Life) -> Chapter:
    """A report of another cluster was booked here: withdrawn by two, the term runs again, and the own one meets it."""
    chapter = Chapter(life.pact)
    chapter.on("2024-02-05", "16:00")
    other = {"year": MISTAKEN, "report_hash": document("the report of somebody else")}
    chapter.does(life.representative, "receive_report", **other)
    wrong = position_of(life.pact, "report.received", **other)
    chapter.on("2024-02-12", "16:00")
    gone = {"correction_kind": "withdraws", "reason": "it is about another cluster"}
    chapter.does(OFFICER, "propose_correction", corrects=wrong, **gone)
    chapter.on("2024-02-19", "16:00")
    seen = correction_hash(life.pact, wrong)
    chapter.does(HEAD, "approve_correction", corrects=wrong, proposal_hash=seen)
    return chapter


def _not_theirs() -> Chapter:
    """Nobody lends a role that they do not hold."""
    chapter = Chapter(f"people/{HEAD}")
    chapter.on("2018-06-25", "16:00")
    days = {"valid_from": "2018-07-01", "valid_until": "2018-07-31"}
    chapter.fails(HEAD, "delegate_role", "not_held", role="leading_official", to=STAND_IN, **days)
    return chapter
