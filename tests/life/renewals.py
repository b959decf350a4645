"""Interim evaluations and the periods that follow: three years again and again, and never a day beyond the cap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.life.cast import HEAD, LEADER, LIVES, OFFICER, REVIEWER, SECRETARY, Life, document
from tests.life.told import Chapter, as_seen, before

WHOLE = 36  # months
BEYOND = "beyond_cap"


@dataclass(frozen=True)
class Renewal:
    """How one period ends and what follows it; an attempt is a wish that passes the cap."""

    cluster: str
    period: int
    end: date
    months: int
    attempts: tuple[int, ...] = ()
    verdict: str = "positive"
    bridging: bool = False
    contested: bool = False  # until six weeks before the end

    @property
    def life(self) -> Life:
        """Whose period it is."""
        return LIVES[self.cluster]


RENEWALS = (
    Renewal("catalisti", 1, date(2019, 12, 31), WHOLE, attempts=(97, 120)),
    Renewal("catalisti", 2, date(2022, 12, 31), WHOLE, verdict="positive_with_conditions"),
    Renewal("catalisti", 3, date(2025, 12, 31), 12, attempts=(WHOLE, 24, 13)),
    Renewal("sim", 1, date(2019, 12, 31), WHOLE),
    Renewal("flux50", 2, date(2022, 12, 31), WHOLE, attempts=(49,)),
    Renewal("flux50", 3, date(2025, 12, 31), 12, attempts=(WHOLE, 13)),
    Renewal("vil", 1, date(2019, 12, 31), 6, bridging=True),
    Renewal("vil", 2, date(2020, 6, 30), WHOLE, attempts=(79,)),
    Renewal("vil", 3, date(2023, 6, 30), WHOLE),
    Renewal("vil", 4, date(2026, 6, 30), 6, attempts=(WHOLE, 12, 7)),
    Renewal("flanders-food", 1, date(2020, 12, 31), WHOLE, attempts=(85,)),
    Renewal("flanders-food", 2, date(2023, 12, 31), WHOLE),
    Renewal("flanders-food", 3, date(2026, 12, 31), 12, attempts=(WHOLE, 13)),
    Renewal("blauwe-cluster", 1, date(2020, 12, 31), WHOLE, contested=True),
    Renewal("blauwe-cluster", 2, date(2023, 12, 31), WHOLE, attempts=(49,)),
    Renewal("blauwe-cluster", 3, date(2026, 12, 31), 12, attempts=(WHOLE, 24)),
    Renewal("medvia", 1, date(2024, 8, 31), WHOLE, attempts=(120,)),
)
"""Every period that is followed by another, but for the one of which the remediation comes first."""

LAST = (("catalisti", 4), ("flux50", 4), ("vil", 5), ("flanders-food", 4), ("blauwe-cluster", 4))
"""The periods that end on the cap: not one month follows them."""


def chapters() -> Iterator[Chapter]:
    """Tell of every renewal, and of what was tried beyond the last."""
    for renewal in RENEWALS:
        if (renewal.cluster, renewal.period) != ("vil", 2):
            yield _evaluated(renewal)
        yield _bridged(renewal) if renewal.bridging else _renewed(renewal)
    yield _remedied()
    yield _not_renewed()
    yield from (_beyond_the_end(LIVES[cluster], period) for cluster, period in LAST)
    yield _while_contested()


def _evaluated(renewal: Renewal) -> Chapter:
    """The interim evaluation with its hearing; one comes too late, and its period is bridged."""
    late = 270 if renewal.bridging else 0
    chapter = Chapter(renewal.life.pact)
    period, end = {"period": renewal.period}, before(renewal.end, -late)
    chapter.on(before(end, 360))
    planned = {"planned_for": before(end, 345), "team": ("team-a", "team-b")}
    chapter.does(OFFICER, "plan_interim_evaluation", **period, **planned)
    chapter.fails(OFFICER, "submit_self_assessment", "not_opened", **period, assessment_hash=document("early"))
    chapter.on(before(end, 345))
    chapter.does(OFFICER, "open_interim_evaluation", **period)
    _heard(chapter, renewal, end)
    report = document(f"interim report {renewal.cluster} {renewal.period}")
    families = ({"family": "direct-results", "verdict": "largely_reached"},)
    chapter.on(before(end, 258))
    verdict = {"report_hash": report, "verdict": renewal.verdict, "families": families}
    proposed = chapter.does(REVIEWER, "propose_interim_verdict", **period, **verdict)
    chapter.on(before(end, 240))
    seen = {"report_hash": report, "proposal_hash": as_seen(proposed)}
    chapter.does(HEAD, "complete_interim_evaluation", **period, **seen)
    if renewal.verdict == "positive_with_conditions":
        told = {"condition": f"period-{renewal.period}", "source": "interim_evaluation", "text": "a plan for export"}
        due = {"reference": str(renewal.period), "due": before(end, 100)}
        chapter.does(OFFICER, "set_condition", **told, **due)
        chapter.on(before(end, 130))
        met = {"condition": f"period-{renewal.period}"}
        reported = chapter.does(renewal.life.representative, "report_condition_met", explanation="here it is", **met)
        chapter.on(before(end, 125))
        chapter.does(HEAD, "record_condition_met", report_hash=as_seen(reported), **met)
    return chapter


def _heard(chapter: Chapter, renewal: Renewal, end: date) -> None:
    representative, period = renewal.life.representative, {"period": renewal.period}
    chapter.on(before(end, 310))
    own = document(f"own assessment {renewal.cluster} {renewal.period}")
    chapter.does(representative, "submit_self_assessment", **period, assessment_hash=own)
    chapter.on(before(end, 285))
    draft = document(f"draft {renewal.cluster} {renewal.period}")
    chapter.does(OFFICER, "send_evaluation_draft", **period, draft_hash=draft)
    chapter.on(before(end, 270))
    reply = document(f"reply {renewal.cluster} {renewal.period}")
    chapter.does(representative, "record_cluster_reply", **period, reply_hash=reply)


def _renewed(renewal: Renewal) -> Chapter:
    """Propose, also what passes the cap; have it decided, drawn up and signed before the end."""
    chapter = Chapter(renewal.life.pact)
    chapter.on(before(renewal.end, 115))
    for months in renewal.attempts:
        chapter.fails(OFFICER, "propose_extension", BEYOND, period=renewal.period, months=months)
    days = (43, 36, 30, 22) if renewal.contested else (114, 85, 70, 57)
    proposed, decided, drafted, signed = (before(renewal.end, count) for count in days)
    _granted(chapter, renewal, proposed, decided)
    _signed(chapter, renewal, drafted, signed)
    return chapter


def _bridged(renewal: Renewal) -> Chapter:
    """The evaluation is not finished: a short period at most."""
    chapter = Chapter(renewal.life.pact)
    chapter.on(before(renewal.end, 115))
    chapter.fails(OFFICER, "propose_extension", "no_interim_evaluation", period=renewal.period, months=WHOLE)
    chapter.fails(OFFICER, "propose_extension", "bridging_too_long", period=renewal.period, months=7, bridging=True)
    _granted(chapter, renewal, before(renewal.end, 114), before(renewal.end, 85))
    _signed(chapter, renewal, before(renewal.end, 70), before(renewal.end, 57))
    return chapter


def _granted(chapter: Chapter, renewal: Renewal, proposed_on: date, decided_on: date) -> None:
    period = {"period": renewal.period}
    chapter.on(proposed_on)
    wish = {"months": renewal.months, "bridging": renewal.bridging}
    proposed = chapter.does(OFFICER, "propose_extension", **period, **wish)
    chapter.does(HEAD, "endorse_extension", **period, proposal_hash=as_seen(proposed))
    chapter.on(decided_on)
    decided = {"months": renewal.months, "decided_on": decided_on, "minutes": f"minutes of {decided_on}"}
    seen = {"decision": "granted", "proposal_hash": as_seen(proposed)}
    if renewal.attempts:
        more = {**decided, "months": renewal.attempts[0]}
        chapter.fails(SECRETARY, "record_extension_decision", "more_than_proposed", **period, **seen, **more)
    chapter.does(SECRETARY, "record_extension_decision", **period, **seen, **decided)


def _signed(chapter: Chapter, renewal: Renewal, drafted_on: date, signed_on: date) -> None:
    text = document(f"agreement {renewal.cluster} {renewal.period + 1}")
    chapter.on(drafted_on)
    chapter.does(OFFICER, "draft_agreement", start=before(renewal.end, -1), text_hash=text)
    chapter.on(signed_on)
    signed = {"period": renewal.period + 1, "text_hash": text, "signed_on": signed_on}
    chapter.does(LEADER, "sign_agreement", **signed)


def _remedied() -> Chapter:
    """A negative evaluation that leaves room: no extension before the remediation is fulfilled."""
    renewal = Renewal("flux50", 1, date(2019, 12, 31), WHOLE, verdict="negative_with_remediation")
    chapter, period = _evaluated(renewal), {"period": 1}
    chapter.on("2019-05-15")
    chapter.does(OFFICER, "request_remedial_plan", **period, grounds="too few companies take part")
    _judged_remedy(chapter, 1, "2019-06-14", "2019-07-01", "refused")
    _judged_remedy(chapter, 2, "2019-07-22", "2019-08-05", "accepted")
    chapter.on("2019-09-09")
    chapter.fails(OFFICER, "propose_extension", "remediation_open", **period, months=WHOLE)
    chapter.on("2019-11-18")
    outcome = {"outcome": "fulfilled", "findings": "as many as were planned"}
    proposed = chapter.does(OFFICER, "propose_remediation_outcome", **period, **outcome)
    chapter.on("2019-11-25")
    chapter.does(HEAD, "close_remediation", **period, proposal_hash=as_seen(proposed))
    _granted(chapter, renewal, date(2019, 11, 26), date(2019, 12, 9))
    _signed(chapter, renewal, date(2019, 12, 12), date(2019, 12, 20))
    return chapter


def _judged_remedy(chapter: Chapter, number: int, handed_in: str, decided_on: str, verdict: str) -> None:
    plan = {"period": 1, "plan_hash": document(f"remedial plan {number}")}
    chapter.on(handed_in)
    chapter.does(LIVES["flux50"].representative, "submit_remedial_plan", **plan)
    drafted = {"verdict": verdict, "grounds": f"round {number}"}
    proposed = chapter.does(OFFICER, "propose_remedial_verdict", **plan, **drafted)
    chapter.on(decided_on)
    chapter.does(HEAD, "judge_remedial_plan", period=1, proposal_hash=as_seen(proposed))


def _not_renewed() -> Chapter:
    """One cluster's support is not extended."""
    renewal = Renewal("sim", 2, date(2022, 12, 31), WHOLE)
    chapter = _evaluated(renewal)
    chapter.on("2022-09-12")
    proposed = chapter.does(OFFICER, "propose_extension", period=2, months=WHOLE)
    chapter.on("2022-10-10")
    seen = {"decision": "refused", "proposal_hash": as_seen(proposed)}
    told = {"decided_on": "2022-10-10", "minutes": "minutes of 2022-10-10"}
    chapter.fails(SECRETARY, "record_extension_decision", "step_missing", period=2, **seen, **told)
    chapter.does(HEAD, "endorse_extension", period=2, proposal_hash=as_seen(proposed))
    chapter.does(SECRETARY, "record_extension_decision", period=2, **seen, **told)
    return chapter


def _beyond_the_end(life: Life, period: int) -> Chapter:
    """The cap is reached: one month more is one month too many, evaluated or not."""
    chapter = Chapter(life.pact)
    cap = date(life.start.year + 9, 12, 31)
    report = document(f"last report {life.cluster}")
    chapter.on(before(cap, 170))
    chapter.does(OFFICER, "open_interim_evaluation", period=period)
    verdict = {"period": period, "verdict": "positive", "report_hash": report}
    proposed = chapter.does(OFFICER, "propose_interim_verdict", **verdict)
    chapter.on(before(cap, 160))
    seen = {"report_hash": report, "proposal_hash": as_seen(proposed)}
    chapter.does(HEAD, "complete_interim_evaluation", period=period, **seen)
    chapter.on(before(cap, 90))
    for months in (1, 12, WHOLE):
        chapter.fails(OFFICER, "propose_extension", BEYOND, period=period, months=months)
    return chapter


def _while_contested() -> Chapter:
    """As long as two caps are possible nobody extends."""
    chapter = Chapter(LIVES["blauwe-cluster"].pact)
    chapter.on("2020-09-02")
    chapter.fails(OFFICER, "propose_extension", "cap_anchor_contested", period=1, months=WHOLE)
    chapter.on("2020-11-16", "09:00")
    chapter.fails(OFFICER, "propose_extension", "cap_anchor_contested", period=1, months=12)
    return chapter
