"""Year plans: on time, late, incomplete, sent back, rejected, with conditions, amended, withdrawn, waived."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tests.life.cast import CLUSTERS, HEAD, OFFICER, REVIEWER, Life, document
from tests.life.told import Chapter, as_seen

Fate = Callable[[Chapter, Life, int], None]


def chapters() -> Iterator[Chapter]:
    """Tell of every plan of every cluster."""
    for life in CLUSTERS:
        for year in life.years:
            chapter = Chapter(life.pact)
            FATES.get((life.cluster, year), on_time)(chapter, life, year)
            yield chapter


def plan_of(life: Life, year: int, number: int = 1) -> str:
    """Name the text of a plan."""
    return document(f"plan {life.cluster} {year} {number}")


def on_time(chapter: Chapter, life: Life, year: int) -> None:
    """Handed in before its day, complete, approved."""
    _complete(chapter, life, year, f"{year - 1}-11-16", f"{year - 1}-11-25")
    _judged(chapter, life, year, f"{year - 1}-12-08", f"{year - 1}-12-15")


def late(chapter: Chapter, life: Life, year: int) -> None:
    """Handed in after its day, and taken all the same."""
    _complete(chapter, life, year, f"{year - 1}-12-14", f"{year - 1}-12-21")
    _judged(chapter, life, year, f"{year}-01-11", f"{year}-01-18")


def incomplete(chapter: Chapter, life: Life, year: int) -> None:
    """Something is missing, and comes within its term."""
    chapter.on(f"{year - 1}-11-20")
    chapter.does(life.representative, "submit_year_plan", year=year, plan_hash=plan_of(life, year))
    chapter.on(f"{year - 1}-11-27")
    chapter.does(OFFICER, "request_completion", year=year, missing=("the budget of the last quarter",))
    chapter.on(f"{year - 1}-12-11")
    whole = plan_of(life, year, 2)
    chapter.does(life.representative, "supply_completion", year=year, plan_hash=whole)
    chapter.on(f"{year - 1}-12-16")
    chapter.fails(OFFICER, "confirm_complete", "content_changed", year=year, plan_hash=plan_of(life, year))
    chapter.does(OFFICER, "confirm_complete", year=year, plan_hash=whole)
    _judged(chapter, life, year, f"{year}-01-12", f"{year}-01-20", number=2)


def sent_back(chapter: Chapter, life: Life, year: int) -> None:
    """A drafted verdict goes back to its drafter; who drafted it does not approve it."""
    _complete(chapter, life, year, f"{year - 1}-11-16", f"{year - 1}-11-25")
    drafted = {"year": year, "plan_hash": plan_of(life, year)}
    chapter.on(f"{year - 1}-12-08")
    first = chapter.does(OFFICER, "propose_year_plan_verdict", verdict="approved", grounds="sound", **drafted)
    chapter.fails(OFFICER, "approve_year_plan_verdict", "not_allowed", proposal_hash=as_seen(first), **drafted)
    chapter.on(f"{year - 1}-12-10")
    chapter.does(REVIEWER, "return_verdict_proposal", year=year, remarks="say why")
    chapter.fails(HEAD, "approve_year_plan_verdict", "not_proposed", proposal_hash=as_seen(first), **drafted)
    _judged(chapter, life, year, f"{year - 1}-12-14", f"{year - 1}-12-18")


def rejected_once(chapter: Chapter, life: Life, year: int) -> None:
    """Rejected with grounds, and approved in the second round."""
    _complete(chapter, life, year, f"{year - 1}-11-16", f"{year - 1}-11-25")
    _judged(chapter, life, year, f"{year - 1}-12-08", f"{year - 1}-12-15", verdict="rejected")
    _next_round(chapter, life, year, 2, f"{year}-01-08", f"{year}-01-15")
    _judged(chapter, life, year, f"{year}-01-25", f"{year}-02-01", number=2)


def exhausted(chapter: Chapter, life: Life, year: int) -> None:
    """Rejected three times: the agency then approves what it rejected last."""
    _complete(chapter, life, year, f"{year - 1}-11-16", f"{year - 1}-11-25")
    _judged(chapter, life, year, f"{year - 1}-12-08", f"{year - 1}-12-15", verdict="rejected")
    _next_round(chapter, life, year, 2, f"{year}-01-05", f"{year}-01-10")
    _judged(chapter, life, year, f"{year}-01-14", f"{year}-01-17", number=2, verdict="rejected")
    _next_round(chapter, life, year, 3, f"{year}-01-28", f"{year}-02-02")
    _judged(chapter, life, year, f"{year}-02-08", f"{year}-02-12", number=3, verdict="rejected")
    chapter.on(f"{year}-02-15")
    fourth = {"year": year, "plan_hash": plan_of(life, year, 4)}
    chapter.fails(life.representative, "resubmit_year_plan", "rounds_exhausted", **fourth)
    _judged(chapter, life, year, f"{year}-02-22", f"{year}-02-26", number=3)


def conditional(chapter: Chapter, life: Life, year: int) -> None:
    """Approved with a condition, which is met after a first report was not accepted."""
    _approved_with_condition(chapter, life, year)
    condition = {"condition": f"plan-{year}"}
    chapter.on(f"{year}-04-12")
    chapter.does(life.representative, "report_condition_met", explanation="two partners wrote", **condition)
    chapter.on(f"{year}-04-19")
    chapter.does(REVIEWER, "return_condition_report", remarks="one letter is not signed", **condition)
    chapter.on(f"{year}-04-22")
    again = chapter.does(
        life.representative, "report_condition_met", explanation="both letters are signed", **condition
    )
    seen = {"report_hash": as_seen(again)}
    chapter.fails(life.representative, "record_condition_met", "not_allowed", **condition, **seen)
    chapter.on(f"{year}-04-28")
    chapter.does(HEAD, "record_condition_met", **condition, **seen)


def condition_stopped(chapter: Chapter, life: Life, year: int) -> None:
    """Approved with a condition that stands still while support is suspended, and is met afterwards."""
    _approved_with_condition(chapter, life, year, due="05-31")
    condition = {"condition": f"plan-{year}"}
    chapter.on(f"{year}-07-12")
    report = chapter.does(life.representative, "report_condition_met", explanation="two partners wrote", **condition)
    chapter.on(f"{year}-07-19")
    chapter.does(HEAD, "record_condition_met", report_hash=as_seen(report), **condition)


def condition_missed(chapter: Chapter, life: Life, year: int) -> None:
    """Approved with a condition whose day passes: the assessment is open again, and ends in another verdict."""
    _approved_with_condition(chapter, life, year)
    chapter.on(f"{year}-05-20")
    drafted = {"year": year, "plan_hash": plan_of(life, year)}
    again = chapter.does(OFFICER, "propose_year_plan_verdict", verdict="approved", grounds="met otherwise", **drafted)
    chapter.on(f"{year}-05-27")
    chapter.does(HEAD, "approve_year_plan_verdict", proposal_hash=as_seen(again), **drafted)


def amended(chapter: Chapter, life: Life, year: int) -> None:
    """Approved, and amended in the middle of its year; nothing is amended after its end."""
    on_time(chapter, life, year)
    chapter.on(f"{year}-06-10")
    changed = {"year": year, "plan_hash": plan_of(life, year, 2), "reason": "a project fell away"}
    proposed = chapter.does(life.representative, "propose_year_plan_amendment", **changed)
    chapter.on(f"{year}-06-24")
    chapter.does(HEAD, "amend_year_plan", year=year, proposal_hash=as_seen(proposed))
    chapter.on(f"{year + 1}-01-20")
    too_late = {"year": year, "plan_hash": plan_of(life, year, 3), "reason": "afterwards"}
    chapter.fails(life.representative, "propose_year_plan_amendment", "year_ended", **too_late)


def withdrawn(chapter: Chapter, life: Life, year: int) -> None:
    """Taken back, and handed in anew."""
    chapter.on(f"{year - 1}-11-16")
    chapter.does(life.representative, "submit_year_plan", year=year, plan_hash=plan_of(life, year))
    chapter.on(f"{year - 1}-11-20")
    chapter.does(life.representative, "withdraw_year_plan", year=year, reason="the board wants another one")
    _complete(chapter, life, year, f"{year - 1}-12-05", f"{year - 1}-12-11", number=2)
    _judged(chapter, life, year, f"{year - 1}-12-15", f"{year - 1}-12-18", number=2)


def waived(chapter: Chapter, life: Life, year: int) -> None:
    """No plan is asked for a year."""
    chapter.on(f"{year - 1}-11-20")
    drafted = chapter.does(OFFICER, "propose_year_plan_waiver", year=year, reason="the plan before covers it")
    chapter.on(f"{year - 1}-11-27")
    chapter.does(HEAD, "waive_year_plan", year=year, proposal_hash=as_seen(drafted))
    chapter.fails(life.representative, "submit_year_plan", "already_decided", year=year, plan_hash=plan_of(life, year))


def after_the_grant(chapter: Chapter, life: Life, year: int) -> None:
    """Support was only granted in December, so the plan comes then."""
    _complete(chapter, life, year, f"{year - 1}-12-16", f"{year - 1}-12-21")
    _judged(chapter, life, year, f"{year}-01-11", f"{year}-01-18")


FATES: Mapping[tuple[str, int], Fate] = MappingProxyType(
    {
        ("catalisti", 2018): sent_back,
        ("catalisti", 2021): amended,
        ("catalisti", 2024): conditional,
        ("sim", 2018): late,
        ("sim", 2019): incomplete,
        ("sim", 2021): exhausted,
        ("flux50", 2018): rejected_once,
        ("flux50", 2020): after_the_grant,
        ("flux50", 2023): withdrawn,
        ("vil", 2019): late,
        ("vil", 2020): conditional,
        ("vil", 2021): condition_stopped,
        ("vil", 2026): waived,
        ("flanders-food", 2020): condition_missed,
        ("flanders-food", 2025): incomplete,
        ("blauwe-cluster", 2021): after_the_grant,
        ("blauwe-cluster", 2022): amended,
        ("blauwe-cluster", 2027): late,
        ("medvia", 2022): incomplete,
        ("medvia", 2025): rejected_once,
    }
)
"""What is particular to a plan; all others come on time."""


def _complete(chapter: Chapter, life: Life, year: int, handed_in: str, found: str, *, number: int = 1) -> None:
    plan = {"year": year, "plan_hash": plan_of(life, year, number)}
    chapter.on(handed_in)
    chapter.does(life.representative, "submit_year_plan", **plan)
    chapter.on(found)
    chapter.does(OFFICER, "confirm_complete", **plan)


def _next_round(chapter: Chapter, life: Life, year: int, number: int, handed_in: str, found: str) -> None:
    plan = {"year": year, "plan_hash": plan_of(life, year, number)}
    chapter.on(handed_in)
    chapter.does(life.representative, "resubmit_year_plan", **plan)
    chapter.on(found)
    chapter.does(OFFICER, "confirm_complete", **plan)


def _judged(
    chapter: Chapter,
    life: Life,
    year: int,
    drafted_on: str,
    decided_on: str,
    *,
    number: int = 1,
    verdict: str = "approved",
    conditions: tuple[str, ...] = (),
) -> None:
    plan = {"year": year, "plan_hash": plan_of(life, year, number)}
    chapter.on(drafted_on)
    grounds = "the goals are not measurable" if verdict == "rejected" else ""
    drafted = chapter.does(
        OFFICER, "propose_year_plan_verdict", verdict=verdict, conditions=conditions, grounds=grounds, **plan
    )
    chapter.on(decided_on)
    chapter.does(HEAD, "approve_year_plan_verdict", proposal_hash=as_seen(drafted), **plan)


def _approved_with_condition(chapter: Chapter, life: Life, year: int, *, due: str = "04-30") -> None:
    text = "letters of two partners"
    _complete(chapter, life, year, f"{year - 1}-11-16", f"{year - 1}-11-25")
    conditions = (text,)
    dates = (f"{year - 1}-12-08", f"{year - 1}-12-15")
    _judged(chapter, life, year, *dates, verdict="approved_with_conditions", conditions=conditions)
    told = {"condition": f"plan-{year}", "source": "year_plan", "reference": str(year)}
    chapter.does(OFFICER, "set_condition", text=text, due=f"{year}-{due}", **told)
