"""What is counted: KPIs with their targets, a break in a series, a restatement; and who is a member of what."""

from collections.abc import Iterator
from datetime import date

from domain.kpi_value import value_hash
from schemas.kpi import KpiSource
from tests.life.cast import CLUSTERS, LIVES, OFFICER, REVIEWER, Life
from tests.life.told import Chapter, before

COMPANIES = "companies"
BREAK = 2022
"""From this year on catalisti counts companies otherwise."""


def chapters() -> Iterator[Chapter]:
    """Tell of every figure and every member."""
    for life in CLUSTERS:
        yield _defined(life)
        for year in range(life.start.year, min(life.last_year, 2026) + 1):
            yield _told(life, year)
        yield _members(life)
    yield _break(LIVES["catalisti"])
    yield _others(LIVES["flux50"])
    yield _merger()


def figure_of(life: Life, year: int) -> str:
    """Invent a figure, the same every time."""
    return str(20 + 3 * (year - 2017) + len(life.cluster))


def _defined(life: Life) -> Chapter:
    chapter = Chapter(life.pact)
    chapter.on(before(life.start, -45), "13:00")
    titles = {"title_nl": "bedrijven in projecten", "title_en": "companies in projects"}
    counted = {"definition": "companies that take part in a project", "unit": "companies", "aggregation": "sum"}
    first = {"kpi": COMPANIES, "family": "direct-results", **titles, **counted}
    chapter.fails(OFFICER, "define_kpi", "unknown_family", **{**first, "family": "happiness"})
    chapter.does(OFFICER, "define_kpi", **first)
    chapter.does(OFFICER, "set_kpi_target", kpi=COMPANIES, year=life.start.year, target="20")
    return chapter


def _told(life: Life, year: int) -> Chapter:
    """Report a figure after its year and have it verified; set the next target."""
    chapter = Chapter(life.pact)
    about = {"kpi": COMPANIES, "year": year, "source": "self_reported"}
    value, counted_on = figure_of(life, year), date(year, 12, 31)
    chapter.on(f"{year + 1}-02-15", "13:00")
    chapter.does(life.representative, "record_kpi_value", value=value, reference_date=counted_on, **about)
    if year < life.last_year:
        chapter.does(OFFICER, "set_kpi_target", kpi=COMPANIES, year=year + 1, target=str(22 + 3 * (year - 2016)))
    chapter.on(f"{year + 1}-03-15", "13:00")
    version = 2 if life.cluster == "catalisti" and year >= BREAK else 1
    seen = value_hash(COMPANIES, year, KpiSource.SELF_REPORTED, version, value, counted_on)
    verified = {"definition_version": version, "value_hash": seen}
    chapter.does(REVIEWER, "verify_kpi_value", **about, **verified)
    return chapter


def _break(life: Life) -> Chapter:
    """Another definition, under which the year before is told anew: what lies before does not compare."""
    chapter = Chapter(life.pact)
    chapter.on(f"{BREAK}-05-09", "13:00")
    revised = {"definition": "companies that pay for a project", "unit": "companies", "is_comparable": False}
    chapter.does(OFFICER, "revise_kpi_definition", kpi=COMPANIES, reason="taking part was too loose", **revised)
    about = {"kpi": COMPANIES, "year": BREAK - 1, "source": "self_reported", "definition_version": 2}
    counted_on = date(BREAK - 1, 12, 31)
    told = {"value": "17", "reference_date": counted_on, "reason": "told anew under the new definition"}
    chapter.does(OFFICER, "restate_kpi_value", **about, **told)
    chapter.on(f"{BREAK}-05-23", "13:00")
    seen = value_hash(COMPANIES, BREAK - 1, KpiSource.SELF_REPORTED, 2, "17", counted_on)
    chapter.does(REVIEWER, "verify_kpi_value", **about, value_hash=seen)
    return chapter


def _others(life: Life) -> Chapter:
    """What others publish is a series of its own; what was told wrongly is told anew."""
    chapter = Chapter(life.pact)
    chapter.on("2021-09-13", "13:00")
    other = {"kpi": COMPANIES, "year": 2020, "value": "41", "reference_date": "2021-06-30"}
    chapter.fails(life.representative, "record_kpi_value", "not_own_figure", source="external", **other)
    chapter.does(OFFICER, "record_kpi_value", source="external", **other)
    chapter.on("2021-10-04", "13:00")
    again = {**other, "value": "28", "reference_date": "2020-12-31", "definition_version": 1}
    chapter.does(OFFICER, "restate_kpi_value", source="self_reported", reason="two were counted twice", **again)
    return chapter


def _members(life: Life) -> Chapter:
    """Members come; one is in two clusters, and one leaves again."""
    chapter = Chapter(f"cluster/{life.cluster}")
    chapter.on(before(life.start, -100), "13:00")
    number = CLUSTERS.index(life)
    since = {"since": life.start}
    for member, member_class in ((f"org-{number}1", "sme"), (f"org-{number}2", "large_company"), ("org-99", "sme")):
        chapter.does(life.representative, "admit_member", member=member, member_class=member_class, **since)
    chapter.fails(
        life.representative, "admit_member", "in_future", member="org-98", member_class="sme", since="2030-01-01"
    )
    chapter.on(before(life.start, -500), "13:00")
    leaving = {"member": f"org-{number}1", "last_day": before(life.start, -499)}
    chapter.does(life.representative, "end_membership", **leaving)
    return chapter


def _merger() -> Chapter:
    """A member grows, and becomes part of another organisation."""
    life = LIVES["catalisti"]
    chapter = Chapter(f"cluster/{life.cluster}")
    chapter.on("2020-02-10", "13:00")
    grown = {"member": "org-99", "member_class": "large_company", "since": "2020-01-01"}
    chapter.does(life.representative, "change_member_class", **grown)
    chapter.on("2022-02-14", "13:00")
    chapter.does(OFFICER, "merge_member", member="org-02", into="org-99", since="2022-01-01")
    return chapter
