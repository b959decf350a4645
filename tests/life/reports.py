"""After each work year: the report, the co-financing, and once a year the evaluation of the pact."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.life.cast import CLUSTERS, HEAD, OFFICER, REVIEWER, Life, document
from tests.life.told import Chapter, as_seen

SUPPORT = 50_000_000
SHORT: Mapping[tuple[str, int], tuple[int, str, int]] = MappingProxyType(
    {("vil", 2021): (40_000_000, "recover", 10_000_000), ("sim", 2020): (49_000_000, "none", 0)}
)
"""Too little private money: how much there was, what follows, and by how much."""

MORE_TIME = 2019
"""The year whose reports got more time, all together."""

VERDICTS = ("reached", "largely_reached", "partly_reached", "reached", "not_reached", "undetermined")


def chapters() -> Iterator[Chapter]:
    """Tell what follows each work year of each cluster."""
    for life in CLUSTERS:
        for year in range(life.start.year, life.last_year + 1):
            if year < 2027:
                yield _report(life, year)
                yield _cofinancing(life, year)
        for year in life.years:
            yield _evaluation(life, year)


def report_of(life: Life, year: int, number: int = 1) -> str:
    """Name the text of a report."""
    return document(f"report {life.cluster} {year} {number}")


def _report(life: Life, year: int) -> Chapter:
    if (life.cluster, year) in {("catalisti", 2020), ("medvia", 2023)}:
        return _replaced(life, year)
    days = ("06-10", "06-22", "07-06", "07-20") if year == MORE_TIME else ("03-20", "03-30", "04-20", "05-11")
    if (life.cluster, year) == ("vil", 2018):
        days = ("04-23", "05-02", "06-05", "06-20")
    verdict = VERDICTS[(year + len(life.cluster)) % len(VERDICTS)]
    chapter = Chapter(life.pact)
    handed_in, taken, drafted, decided = (f"{year + 1}-{day}" for day in days)
    report = {"year": year, "report_hash": report_of(life, year)}
    chapter.on(handed_in)
    chapter.does(life.representative, "receive_report", **report)
    chapter.on(taken)
    chapter.does(OFFICER, "start_processing_report", year=year)
    chapter.on(drafted)
    proposed = chapter.does(OFFICER, "propose_report_verdict", verdict=verdict, **report)
    chapter.on(decided)
    chapter.does(HEAD, "approve_report_verdict", proposal_hash=as_seen(proposed), **report)
    return chapter


def _replaced(life: Life, year: int) -> Chapter:
    """Another report takes the place of the first, and the first draft of the verdict goes back."""
    chapter = Chapter(life.pact)
    chapter.on(f"{year + 1}-03-20")
    chapter.does(life.representative, "receive_report", year=year, report_hash=report_of(life, year))
    chapter.on(f"{year + 1}-03-30")
    chapter.does(OFFICER, "start_processing_report", year=year)
    chapter.on(f"{year + 1}-04-05")
    second = {"year": year, "report_hash": report_of(life, year, 2)}
    chapter.does(life.representative, "replace_report", reason="a table was missing", **second)
    chapter.on(f"{year + 1}-04-10")
    chapter.does(OFFICER, "start_processing_report", year=year)
    chapter.on(f"{year + 1}-04-20")
    first = chapter.does(OFFICER, "propose_report_verdict", verdict="reached", **second)
    chapter.on(f"{year + 1}-04-25")
    chapter.does(REVIEWER, "return_report_proposal", year=year, remarks="two goals are open")
    chapter.fails(HEAD, "approve_report_verdict", "not_proposed", proposal_hash=as_seen(first), **second)
    chapter.on(f"{year + 1}-05-02")
    again = chapter.does(OFFICER, "propose_report_verdict", verdict="largely_reached", **second)
    chapter.fails(HEAD, "approve_report_verdict", "content_changed", proposal_hash=as_seen(first), **second)
    chapter.on(f"{year + 1}-05-11")
    chapter.does(HEAD, "approve_report_verdict", proposal_hash=as_seen(again), **second)
    return chapter


def _cofinancing(life: Life, year: int) -> Chapter:
    chapter = Chapter(life.pact)
    private, consequence, cents = SHORT.get((life.cluster, year), (52_000_000, "", 0))
    chapter.on(f"{year + 1}-03-25")
    paid = {"year": year, "private_cents": private, "support_cents": SUPPORT}
    chapter.does(OFFICER, "record_cofinancing", proof_hash=document(f"proof {life.cluster} {year}"), **paid)
    if not consequence:
        return chapter
    chapter.on(f"{year + 1}-04-14")
    drafted = {"consequence": consequence, "cents": cents, "grounds": "less than the companies promised"}
    proposed = chapter.does(OFFICER, "propose_shortfall_decision", year=year, **drafted)
    chapter.fails(HEAD, "decide_shortfall", "content_changed", year=year, proposal_hash=document("another draft"))
    chapter.on(f"{year + 1}-04-28")
    chapter.does(HEAD, "decide_shortfall", year=year, proposal_hash=as_seen(proposed))
    return chapter


def _evaluation(life: Life, year: int) -> Chapter:
    """Evaluate the pact: every other year it gets a new version, and in between it stays as it is."""
    chapter = Chapter(life.pact)
    chapter.on(f"{year}-03-10")
    is_new = year % 2 == 1
    text = document(f"pact {life.cluster} {year}") if is_new else None
    drafted = {"outcome": "new_version" if is_new else "unchanged", "text_hash": text, "findings": f"as seen in {year}"}
    proposed = chapter.does(OFFICER, "propose_pact_evaluation", year=year, **drafted)
    chapter.fails(HEAD, "evaluate_pact", "content_changed", year=year, proposal_hash=document("another draft"))
    chapter.on(f"{year}-03-24")
    chapter.does(HEAD, "evaluate_pact", year=year, proposal_hash=as_seen(proposed))
    return chapter
