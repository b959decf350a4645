"""The means of each year: envelope, reservations, residual pool, operating support, commitments and payments."""

from collections.abc import Iterator

from tests.life.cast import BUDGET, CLUSTERS, LEADER, Life, document
from tests.life.told import Chapter, as_seen

YEARS = range(2017, 2028)
ENVELOPE = 2_400_000_000
RESERVED = 300_000_000
PROJECT = 200_000_000
PART = 50_000_000
OPERATING = 50_000_000
POOL = 60_000_000
LATE_APPROVAL = 2021
"""The year whose approval was entered weeks after it was given, when means were reserved already."""
CUT = 2020
"""The year in which the envelope is cut below what is reserved."""


def chapters() -> Iterator[Chapter]:
    """Tell of every year's means."""
    for year in YEARS:
        yield _envelope(year)
        yield _reservations(year)
        for life in _with_support(year):
            yield _project(life, year)
        yield _close(year)
    yield _cut()
    yield _moved()
    yield _released()


def project_of(life: Life, year: int) -> str:
    """Name the one project of a cluster in a year."""
    return f"{life.cluster}-{year}-a"


def _with_support(year: int) -> list[Life]:
    return [life for life in CLUSTERS if life.start.year <= year <= life.last_year]


def _envelope(year: int) -> Chapter:
    chapter = Chapter(f"budget/{year}")
    if year == YEARS[0]:
        chapter.on(f"{year}-01-03")
        chapter.fails(BUDGET, "foresee_envelope", "not_open", cents=ENVELOPE)
        chapter.does(BUDGET, "open_budget_year")
    chapter.on(f"{year}-01-08")
    chapter.fails(BUDGET, "reserve_for_cluster", "no_envelope", cluster="catalisti", cents=RESERVED)
    chapter.does(BUDGET, "foresee_envelope", cents=ENVELOPE, wording="about 24 million euros")
    chapter.on(f"{year}-01-15")
    proposed = chapter.does(BUDGET, "propose_envelope", cents=ENVELOPE, grounds=f"budget of {year}")
    chapter.fails(LEADER, "approve_envelope", "content_changed", proposal_hash=document("another amount"))
    if year != LATE_APPROVAL:
        chapter.on(f"{year}-01-22")
        chapter.does(LEADER, "approve_envelope", proposal_hash=as_seen(proposed))
        return chapter
    chapter.on(f"{year}-02-15")
    taken = {"proposal_hash": as_seen(proposed)}
    chapter.fails(LEADER, "approve_envelope", "in_future", decided_on=f"{year}-02-16", **taken)
    chapter.fails(LEADER, "approve_envelope", "before_last_decision", decided_on=f"{year}-01-07", **taken)
    chapter.does(LEADER, "approve_envelope", decided_on=f"{year}-01-22", **taken)
    return chapter


def _reservations(year: int) -> Chapter:
    """Reserve for each cluster whose support runs; who joins in September gets four months' worth."""
    chapter = Chapter(f"budget/{year}")
    chapter.on(f"{year}-01-25")
    for life in _with_support(year):
        if life.start.year < year or life.start.month == 1:
            chapter.does(BUDGET, "reserve_for_cluster", cluster=life.cluster, cents=RESERVED)
    chapter.fails(BUDGET, "reserve_for_cluster", "beyond_envelope", cluster="catalisti", cents=ENVELOPE)
    chapter.does(BUDGET, "allocate_residual", earmark="intercluster-projects", cents=POOL)
    chapter.does(BUDGET, "allocate_residual", earmark="other-initiatives", cents=POOL)
    chapter.on(f"{year}-02-01")
    costs = {"eligible_cents": 2 * OPERATING}
    for life in _with_support(year):
        if life.start.year < year or life.start.month == 1:
            chapter.does(BUDGET, "set_operating_support", cluster=life.cluster, cents=OPERATING, **costs)
    beyond = {"cents": OPERATING + 1, "eligible_cents": 4 * OPERATING}
    chapter.fails(BUDGET, "set_operating_support", "beyond_yearly_cap", cluster="catalisti", **beyond)
    if year == 2021:
        chapter.on("2021-09-15")
        part = {"cents": RESERVED * 4 // 12, "pro_rata": "4 of 12 months"}
        chapter.does(BUDGET, "reserve_for_cluster", cluster="medvia", **part)
    return chapter


def _project(life: Life, year: int) -> Chapter:
    """Commit most of a reservation to one project, and pay it in three parts over the years."""
    chapter, name = Chapter(f"budget/{year}"), project_of(life, year)
    is_joining = life.start.year == year and life.start.month > 1
    cents = PART * 2 if is_joining else PROJECT
    commitment = {"line": life.cluster, "project": name, "clusters": (life.cluster,)}
    if (life.cluster, year) == ("vil", 2021):
        chapter.on("2021-05-05")
        early = {"cents": cents, "decided_on": "2021-05-05"}
        chapter.fails(BUDGET, "record_commitment_of_funds", "suspended", **commitment, **early)
    day = f"{year}-11-15" if is_joining else f"{year}-07-05" if life.cluster == "vil" else f"{year}-05-31"
    chapter.on(day)
    more = {"cents": ENVELOPE, "decided_on": day}
    chapter.fails(BUDGET, "record_commitment_of_funds", "beyond_reservation", **commitment, **more)
    chapter.does(BUDGET, "record_commitment_of_funds", cents=cents, decided_on=day, **commitment)
    for paid_on in (f"{year}-12-01", f"{year + 1}-07-15", f"{year + 2}-07-15"):
        if paid_on < "2028":
            chapter.on(paid_on)
            part = PART if cents == PROJECT else PART // 2
            chapter.does(BUDGET, "record_payment", project=name, cents=part, paid_on=paid_on)
    return chapter


def _close(year: int) -> Chapter:
    """Close the year in the next one, which takes over what one line left."""
    chapter = Chapter(f"budget/{year}")
    if year == YEARS[-1]:
        return chapter
    chapter.on(f"{year + 1}-02-10")
    chapter.does(BUDGET, "close_budget_year")
    chapter.fails(BUDGET, "foresee_envelope", "year_closed", cents=ENVELOPE + 1)
    chapter.on(f"{year + 1}-02-20")
    carried = {"line": "flux50", "from_year": year, "cents": POOL, "reason": "a call was late"}
    chapter.does(BUDGET, "carry_over", stream=f"budget/{year + 1}", **carried)
    return chapter


def _cut() -> Chapter:
    """The envelope is cut below what is reserved; who loses what is decided by two."""
    chapter = Chapter(f"budget/{CUT}")
    chapter.on(f"{CUT}-09-07")
    proposed = chapter.does(BUDGET, "propose_envelope", cents=1_800_000_000, grounds="savings")
    chapter.on(f"{CUT}-09-14")
    chapter.does(LEADER, "approve_envelope", proposal_hash=as_seen(proposed))
    chapter.fails(BUDGET, "reserve_for_cluster", "over_allocated", cluster="sim", cents=RESERVED + 1)
    cuts = (("intercluster-projects", POOL), ("other-initiatives", POOL))
    drafted = chapter.does(BUDGET, "propose_resolution", cuts=cuts, grounds="calls that have not begun")
    chapter.on(f"{CUT}-09-21")
    chapter.does(LEADER, "resolve_over_allocation", proposal_hash=as_seen(drafted))
    return chapter


def _moved() -> Chapter:
    chapter = Chapter("budget/2019")
    chapter.on("2019-09-09")
    moved = {"source": "vil", "target": "catalisti", "reason": "a large project"}
    chapter.fails(BUDGET, "transfer_reservation", "committed", cents=RESERVED, **moved)
    chapter.does(BUDGET, "transfer_reservation", cents=PART, **moved)
    return chapter


def _released() -> Chapter:
    chapter = Chapter("budget/2022")
    chapter.on("2022-12-12")
    chapter.does(BUDGET, "release_reservation", line="sim", reason="support is not extended")
    return chapter
